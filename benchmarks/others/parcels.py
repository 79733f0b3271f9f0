"""Mails of units with the papers of their people, packed and named in the ways of practice, and the truth beside them."""

import io
import random
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from email.message import EmailMessage
from hashlib import sha256
from typing import Any

from benchmarks.others.papers import Paper
from benchmarks.others.people import Person


@dataclass(frozen=True)
class Case:
    """One applicant as sent: who it is, the files, and what is right to say.

    ``verdicts`` are those that are right; ``rule`` names, with ``|``, those of which one must be among the findings.
    ``fields`` are the truth of ``export records``; ``fault`` is what is wrong, or empty.
    """

    who: Person
    profile: str
    papers: tuple[Paper, ...]
    fields: dict[str, str]
    verdicts: tuple[str, ...] = ("pass",)
    rule: str = ""
    fault: str = ""
    received: str = "Mon, 01 Jul 2024 09:30:00 +0800"
    traits: tuple[str, ...] = field(default=())

    def truth(self) -> dict[str, Any]:
        """What the score compares with: a JSON object."""
        files = {sha256(paper.data).hexdigest(): list(paper.materials) for paper in self.papers}
        out = {key: value for key, value in asdict(self).items() if key not in ("who", "papers")}
        return out | {"files": files, "name": self.who.name, "id_number": self.fields.get("id_number", ""), "seed": self.who.seed}  # fmt: skip


def fields_of(who: Person) -> dict[str, str]:
    """The fields of ``export records`` as they stand on that person's papers."""
    s = who.study
    out = {
        "name": who.name, "id_number": who.id_number, "sex": who.sex, "birth_date": who.born.isoformat(), "ethnicity": who.ethnicity, "address": who.address,
        "id_valid_from": who.valid_from.isoformat(), "id_valid_to": who.valid_to.isoformat() if who.valid_to else "长期", "phone": who.phone,
        "employer": who.employer, "level": "四级", "education": s.level, "school": s.school, "major": s.major, "graduation_date": s.graduated.isoformat(),
        "certificate_number": s.number, "chsi_code": who.code if s.is_college else "",
    }  # fmt: skip
    return {key: value for key, value in out.items() if value}


def mails(cases: Iterable[Case], most: int = 8) -> Iterator[bytes]:
    """One mail for up to ``most`` people of one unit and one day; a person never spans two mails."""
    groups: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        groups.setdefault((case.who.employer, case.received), []).append(case)
    for (unit, received), together in groups.items():
        for start in range(0, len(together), most):
            yield _mail(unit, received, together[start : start + most], start // most)


def _mail(unit: str, received: str, cases: Sequence[Case], number: int) -> bytes:
    dice = random.Random(f"{unit}{received}{number}")
    message = EmailMessage()
    message["Received"] = f"from mx.example.net; {received}"
    message["From"] = f"{unit} <u{sum(map(ord, unit)) % 10007}@example.net>"
    message["Subject"] = dice.choice(
        ("{}报名材料", "报送{}职业技能认定材料", "{}技能等级认定报名", "{}申报资料")
    ).format(unit)
    message["Date"] = received
    message.set_content(f"老师好：\n现将{unit}{len(cases)}人的报名材料报上，请查收。\n\n{unit}")
    style = dice.randrange(4)
    named = [(name, paper.data) for case in cases for name, paper in _names(case, style)]
    if style == 0 and len(named) < 60:
        for name, data in named:
            kind = ("image", "jpeg") if name.endswith("jpg") else ("application", "octet-stream")
            message.add_attachment(data, maintype=kind[0], subtype=kind[1], filename=name)
    else:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, data in named:
                archive.writestr(zipfile.ZipInfo(name, (2024, 6, 28, 10, 0, 0)), data)
        message.add_attachment(packed.getvalue(), maintype="application", subtype="zip", filename=f"{unit}.zip")
    return message.as_bytes()


def _names(case: Case, style: int) -> list[tuple[str, Paper]]:
    """Names in one of four habits; the same stem twice gets a number."""
    who, out, taken = case.who, [], set()
    for paper in case.papers:
        stem = {
            0: f"{who.name}_{who.id_number[-4:]}_{paper.stem}",
            1: f"{who.name}{who.id_number[-4:]}/{paper.stem}",
            2: f"{who.employer}/{who.name}+{who.id_number}/{paper.stem}",
            3: f"{paper.stem}/{who.name}-{paper.stem}-{who.id_number[-6:]}" if "photo" not in paper.materials else f"照片/{who.id_number}",
        }[style]  # fmt: skip
        name, count = f"{stem}.{paper.suffix}", 2
        while name in taken:
            name, count = f"{stem}({count}).{paper.suffix}", count + 1
        taken.add(name)
        out.append((name, paper))
    return out
