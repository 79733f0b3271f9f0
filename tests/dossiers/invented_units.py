"""Seeded mails of invented units, packed as units pack and misread as OCR misreads, with the truth beside them."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hui_reg.model import Assembly, Reading
from hui_reg.vocabulary import Kind
from tests.builders import Mail, Person, diploma, form, id_card, id_number, photo, reading, record, roster, unsure

PACKINGS = ("folders", "loose", "one pdf each", "one pdf a kind", "folders by kind", "scans")
SURNAMES = "赵钱孙李周吴郑王冯陈林黄张何许苏杨蔡庄曾谢叶廖骆"
GIVEN = "小大明华伟芳娜静敏磊洋艳勇杰娟涛超霞平刚桂英建国文辉玉兰秀珍海燕婷宇喆晖琳彬淑惠志强红梅斌凯"
RARE = "囍鋆犇堃"
UNITS = ("惠安县甲镇人民政府", "惠安县乙镇便民服务中心", "惠安县税务局", "惠安县医疗保障局", "丙镇人民政府")

Document = tuple[str, str, Callable[[int], Reading]]
"""The name a unit gives a document, its file ending, and the reading of it on a page."""


@dataclass
class Truth:
    """Whose every reading is, by mail, path and first page."""

    people: list[Person] = field(default_factory=list)
    owners: dict[tuple[str, str, int], Person] = field(default_factory=dict)

    def judge(self, assembly: Assembly) -> Counter[str]:
        """How many exhibits are right or wrong, surely or not; how many stay open; how many persons were made up."""
        known = {person.id_number: person for person in self.people}
        names = {person.name: person for person in self.people}
        found: Counter[str] = Counter(open=len(assembly.leftovers))
        for dossier in assembly.dossiers:
            who = known.get(dossier.id_number) or names.get(dossier.name)
            found["made up"] += who is None
            for e in dossier.exhibits:
                right = self.owners[e.file.message, e.file.path, e.reading.pages[0]] is who
                sure = e.tie_confidence >= 0.85
                found[f"{'right' if right else 'wrong'}{'' if sure else ' unsure'}"] += 1
        return found


class Invention:
    """A unit's mail from a seed. ``noise`` is the share of readings misread, in units of what phones do."""

    def __init__(self, seed: int, packing: str, noise: float = 0.0) -> None:
        self.random = random.Random(f"{seed}{packing}{noise}")
        self.noise = noise
        self.truth = Truth()
        self.unit = self.random.choice(UNITS)
        self._invent_people(self.random.choice((1, 1, 2, 3, 5, 8, 12)))
        self.mail = self._open_mail(seed)
        self._pack(packing)
        if self.random.random() < 0.5:
            self.mail.add(f"{self.root}汇总表.xlsx", roster(*self.truth.people, employer=self.unit))

    def _invent_people(self, count: int) -> None:
        names: set[str] = set()
        while len(names) < count:
            names.add(
                self.random.choice(SURNAMES) + "".join(self.random.choices(GIVEN, k=self.random.choice((1, 2, 2))))
            )
        for name in sorted(names):
            born = (
                f"{self.random.randint(1965, 2004)}-{self.random.randint(1, 12):02d}-{self.random.randint(1, 28):02d}"
            )
            number = id_number(born, self.random.choice("男女"), self.random.randint(0, 490))
            certificate = "".join(self.random.choices("0123456789", k=18))
            education = self.random.choice(("大专", "本科", "中专", "高中"))
            self.truth.people.append(Person(name, number, education=education, certificate_number=certificate))

    def _open_mail(self, seed: int) -> Mail:
        first = self.truth.people[0].name
        subject = self.random.choice((f"{self.unit} 报名材料", "报名材料", f"{self.unit}报名材料（{first}等）"))
        self.root = self.random.choice(("", f"{self.unit}.zip/", "材料.zip/", f"{self.unit}-{first}.zip/"))
        body = self.random.choice(("", f"您好，请查收。\n{self.unit}\n2024年6月30日"))
        return Mail(subject, {"address": f"u{seed}@x.example.com", "body": body})

    def _documents(self, who: Person) -> list[Document]:
        """What the person hands in; now and then something is missing."""
        documents: list[Document] = [("申报表", "docx", self._misread(form, who))]
        if self.random.random() < 0.5:
            documents.append(("身份证", "pdf", self._misread(id_card, who)))
        else:
            documents.append(("身份证正面", "jpg", self._misread(id_card, who, emblem=False)))
            documents.append(("身份证反面", "jpg", lambda page: id_card(who, portrait=False, pages=(page,))))
        documents.append(("毕业证", "pdf", self._misread(diploma, who)))
        if who.education in ("大专", "本科"):
            documents.append(("备案表", "pdf", self._misread(record, who)))
        documents.append(("照片", "jpg", lambda page: photo().model_copy(update={"pages": (page,)})))
        return [document for document in documents if self.random.random() > 0.05]

    def _misread(self, build: Callable[..., Reading], who: Person, **options: Any) -> Callable[[int], Reading]:
        """A reading as OCR may give it: a name unsure, missing, or surely wrong; a digit wrong; no birth date."""
        changes: dict[str, Any] = dict(options)
        fate = self.random.random() / self.noise if self.noise else 1.0
        if fate < 0.03:
            changes["name"] = unsure(who.name[:-1] + self.random.choice(GIVEN))
        elif fate < 0.045:
            changes["name"] = who.name[:-1] + self.random.choice(RARE)
        elif fate < 0.06:
            changes["name"] = None
        elif fate < 0.09 and build in (form, id_card):
            place = self.random.randrange(17)
            wrong = str((int(who.id_number[place]) + 1) % 10)
            changes["id_number"] = unsure(who.id_number[:place] + wrong + who.id_number[place + 1 :])
        if build is diploma and self.random.random() < 0.3:
            changes["birth_date"] = None
        return lambda page: build(who, pages=(page,), **changes)

    def _add(self, path: str, *documents: tuple[Person, Document]) -> None:
        while any(file.path == path for file in self.mail.files):
            stem, _, ending = path.rpartition(".")
            path = f"{stem}_.{ending}"
        readings = []
        for page, (who, (_, _, build)) in enumerate(documents, 1):
            readings.append(build(page))
            self.truth.owners[self.mail.message.sha256, path, page] = who
        self.mail.add(path, *readings)

    def _pack(self, packing: str) -> None:
        sets = [(who, self._documents(who)) for who in self.truth.people]
        {
            "folders": self._pack_folders,
            "loose": self._pack_loose,
            "one pdf each": self._pack_one_pdf_each,
            "one pdf a kind": self._pack_one_pdf_a_kind,
            "folders by kind": self._pack_folders_by_kind,
            "scans": self._pack_scans,
        }[packing](sets)

    def _pack_folders(self, sets: list[tuple[Person, list[Document]]]) -> None:
        shape = self.random.choice(("{n}", "{n}_{t}", "{i}-{n}", "{n}{d}", "{u}-{n}"))
        for i, (who, documents) in enumerate(sets, 1):
            folder = shape.format(n=who.name, t=who.id_number[-4:], d=who.id_number, i=i, u=self.unit)
            for number, document in enumerate(documents):
                stem = self.random.choice(
                    (document[0], f"IMG_{self.random.randint(1000, 9999)}", f"扫描件{number:04d}")
                )
                self._add(f"{self.root}{folder}/{stem}.{document[1]}", (who, document))

    def _pack_loose(self, sets: list[tuple[Person, list[Document]]]) -> None:
        shape = self.random.choice(
            ("{n}{k}", "{k}-{n}", "{n}+{d}+{k}", "{n}_{t}_{k}", "{i}-{k}-{n}", "{n}（{k}）", "{u}{n}{k}")
        )
        for i, (who, documents) in enumerate(sets, 1):
            for document in documents:
                stem = shape.format(n=who.name, k=document[0], d=who.id_number, t=who.id_number[-4:], i=i, u=self.unit)
                if document[0] == "照片":
                    stem = self.random.choice((stem, who.id_number, who.name))
                self._add(f"{self.root}{stem}.{document[1]}", (who, document))

    def _pack_one_pdf_each(self, sets: list[tuple[Person, list[Document]]]) -> None:
        for i, (who, documents) in enumerate(sets, 1):
            stem = self.random.choice((who.name, f"扫描件{i:04d}", f"{i}"))
            self._add(f"{self.root}{stem}.pdf", *((who, document) for document in documents))

    def _pack_one_pdf_a_kind(self, sets: list[tuple[Person, list[Document]]]) -> None:
        for kind in ("申报表", "身份证", "毕业证", "备案表"):
            pages = [(who, d) for who, documents in sets for d in documents if d[0].startswith(kind)]
            if pages:
                self._add(f"{self.root}{kind}汇总.pdf", *pages)
        for who, documents in sets:
            for document in documents:
                if document[0] == "照片":
                    self._add(f"{self.root}照片/{self.random.choice((who.name, who.id_number))}.jpg", (who, document))

    def _pack_folders_by_kind(self, sets: list[tuple[Person, list[Document]]]) -> None:
        for who, documents in sets:
            for document in documents:
                kind, side = document[0][:3], document[0][3:]
                self._add(f"{self.root}{kind}/{who.name}{side}.{document[1]}", (who, document))

    def _pack_scans(self, sets: list[tuple[Person, list[Document]]]) -> None:
        number = 0
        for who, documents in sets:
            for document in documents:
                number += 1
                self._add(f"{self.root}IMG_{number:04d}.jpg", (who, document))
        self.mail.add(f"{self.root}说明.docx", reading(Kind.LETTER))
