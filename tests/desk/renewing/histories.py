"""Random histories of a registration: mails, rulings and their undoing, readers and notices that change."""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from unittest import mock

from hui_reg.console import Console
from hui_reg.desk import validation
from hui_reg.desk.aside import aside_problems
from hui_reg.desk.letters import sent_letters
from hui_reg.desk.renewing import whole
from hui_reg.desk.renewing.opening import Post
from hui_reg.desk.workspace import Workspace
from hui_reg.dossiers import Trust
from hui_reg.history.kinds import EntryKind
from hui_reg.history.rulings import RULING_ENTRIES
from hui_reg.intake.envelope import UNPACK_VERSION
from hui_reg.model import Entry, FileReadings, Problem, ProblemKind, Reading
from hui_reg.readers import VERSIONS
from hui_reg.store import entries, mails, results
from hui_reg.store.database import Connection
from hui_reg.vocabulary import Kind
from hui_reg.volumes import Volume
from tests import builders as b
from tests.builders import Mail, Person

UNITS = ("惠安县螺城镇人民政府", "惠安县崇武镇人民政府", "惠安县东园镇便民服务中心", "惠安县税务局")
NAMES = ("张三", "李四", "王小明", "陈美丽", "吴丽娟", "郑和平", "林志强", "黄燕")
PAPERS = ("申报表", "身份证", "毕业证", "备案表", "照片")


def cells(tone: int) -> str:
    """A face; those of neighbouring tones look alike."""
    return bytes((tone * 2 + i * 7) % 256 for i in range(192)).hex()


class History:
    """A workspace to which things happen, drawn from a seed."""

    def __init__(self, workspace: Workspace, seed: int) -> None:
        self.random = random.Random(seed)
        self.workspace = workspace
        self.read: dict[str, FileReadings] = {}
        self.count = 0
        self.people = [b.person(name, b.id_number("1990-03-07", serial=n + 1)) for n, name in enumerate(NAMES)]
        self.people.append(b.person("张三", b.id_number("1988-05-09", serial=77)))

    # what happens

    def happen(self) -> str:
        """One thing; its name."""
        kinds: list[Callable[[], None]] = [self.mail] * 4 + [
            self.odd_mail,
            self.rule,
            self.rule,
            self.rule,
            self.undo,
        ]
        kinds += [self.reread, self.change_notice, self.lose_mail]
        happened = self.random.choice(kinds)
        happened()
        return happened.__name__

    def mail(self) -> None:
        """Papers of one to three people of one unit, now and then of somebody whom another unit sent."""
        number = self.random.randrange(len(UNITS))
        who = [self.people[(number * 2 + n) % len(self.people)] for n in range(self.random.choice((1, 1, 2, 3)))]
        if self.random.random() < 0.3:
            who.append(self.random.choice(self.people))
        made = self._open_mail(number)
        for person in who:
            self._pack(made, person)
        if self.random.random() < 0.25:
            made.add("汇总表.xlsx", b.roster(*who, employer=UNITS[number]))
        self._take(made)

    def odd_mail(self) -> None:
        """A mail that brings nobody's papers, or a volume, or comes late or early."""
        number = self.random.randrange(len(UNITS))
        which = self.random.randrange(7)
        if which == 0:
            options = {"automatic": "退信", "undelivered": (f"unit{number}@example.com",)}
            made = self._open_mail(number, **options)
        elif which == 1:
            made = self._open_mail(number, received="2024-01-02 09:00")
            self._pack(made, self.random.choice(self.people))
        elif which == 2:
            made = self._open_mail(number, received="2025-01-02 09:00")
            self._pack(made, self.random.choice(self.people))
        elif which == 3:
            self.volume(number, self.random.choice((1, 2)))
            return
        elif which == 4:
            made = self._open_mail(number, body="压缩包密码是：abc123")
        elif which == 5:
            locked = Problem(kind=ProblemKind.ENCRYPTED, detail="材料.zip：压缩包设有密码，请重发", path="材料.zip")
            made = self._open_mail(number, problems=(locked,))
            made.add("材料.zip")
        else:
            made = self._open_mail(number)
        self._take(made)

    def receive(self, *paths: str) -> None:
        """A mail with files that are nobody's."""
        made = self._open_mail(0)
        for path in paths:
            made.add(path)
        self._take(made)

    def volume(self, number: int, part: int) -> None:
        """One of two volumes of an archive."""
        volume = Volume(path=f"材料.part{part}.rar", group="rar:材料", number=part, title="材料.rar", last=part == 2)
        made = self._open_mail(number, volumes=(volume,), address=f"unit{number}@example.com")
        self._take(made.add(volume.path))

    def rule(self) -> None:
        """Staff say something of somebody's papers, of a person, of a unit."""
        with self.workspace.database.begin() as connection:
            everyone = results.load_assessments(connection)
            left = results.load_leftovers(connection)
        if not everyone:
            return
        dossier, other = (self.random.choice(everyone).dossier for _ in range(2))
        said: dict[str, Any] = {"name": dossier.name}
        who = dossier.key
        exhibit = self.random.choice(dossier.exhibits) if dossier.exhibits else None
        kind = self.random.choice(("value", "value", "file", "same", "unit", "address", "person", "extend", "extend"))
        if kind == "value" and exhibit is not None:
            field = self.random.choice(sorted(exhibit.reading.fields) or ["name"])
            number = self.random.choice(self.people).id_number
            value = {"id_number": number, "name": self.random.choice(NAMES)}.get(field, "泉州示范学院")
            said |= {"file": exhibit.file.sha256, "path": exhibit.file.path, "page": 1, "nth": 0, "of": 1,
                     "paper": exhibit.reading.kind.value, "field": field, "value": value, "read": None}  # fmt: skip
        elif kind == "file":
            files = [e.file for e in dossier.exhibits] + [one.file for one in left]
            if not files:
                return
            file = self.random.choice(files)
            what = self.random.choice(("owner", "none", "kind"))
            who = other.key if what == "owner" else ""
            said |= {"file": file.sha256, "path": file.path, "pages": "", "is": what, "name": other.name}
            said |= {"paper": Kind.DIPLOMA.value, "sides": ""}
        elif kind == "same" and other.key != dossier.key:
            said |= {"other": other.key, "other_name": other.name, "same": self.random.random() < 0.6}
        elif kind == "unit":
            said |= {"unit": dossier.unit, "right": self.random.choice((*UNITS, "惠安县螺城镇政务服务中心"))}
        elif kind == "address":
            address = f"unit{self.random.randrange(len(UNITS))}@example.com"
            said |= {"unit": dossier.unit, "address": address, "own": self.random.random() < 0.6}
        elif kind == "person":
            said |= {"unit": other.unit}
        elif kind == "extend":
            unit = dossier.unit if self.random.random() < 0.5 else ""
            who = "" if unit else who
            said |= {"unit": unit, "until": self.random.choice(("2024-09-30", "2025-02-01"))}
        else:
            return
        applicant = who if kind not in ("unit", "address") else ""
        self._enter(EntryKind.RULING, applicant, {"ruling": kind, **said})

    def rename(self, unit: str, right: str) -> None:
        """Staff say what a unit is called."""
        self._enter(EntryKind.RULING, "", {"ruling": "unit", "unit": unit, "right": right})

    def undo(self) -> None:
        """One of the entries no longer counts; no entry is undone twice."""
        with self.workspace.database.begin() as connection:
            said = entries.load(connection, kinds=RULING_ENTRIES)
        gone = {entry.supersedes for entry in said}
        known = [entry for entry in said if entry.seq not in gone]
        if known:
            one = self.random.choice(known)
            self._enter(EntryKind.UNDONE, one.applicant, {"reason": "看错了"}, supersedes=one.seq)

    def reread(self) -> None:
        """A reader makes something else of a file."""
        if not self.read:
            return
        one = self.read[self.random.choice(sorted(self.read))]
        if not one.readings:
            return
        first, *rest = one.readings
        fields = dict(first.fields)
        if fields:
            del fields[self.random.choice(sorted(fields))]
        changed = one.model_copy(update={"readings": (first.model_copy(update={"fields": fields}), *rest)})
        self.read[one.sha256] = changed
        with self.workspace.database.begin() as connection:
            results.save_readings(connection, [changed])

    def change_notice(self) -> None:
        """The notice is put right."""
        notice = self.workspace.notice
        days = timedelta(days=self.random.choice((-20, -1, 1, 30)))
        registration = notice.registration.model_copy(update={"deadline": notice.registration.deadline + days})
        self.workspace.__dict__["notice"] = notice.model_copy(update={"registration": registration})

    def lose_mail(self) -> None:
        """What was in a mail is found to be something else: one file fewer."""
        with self.workspace.database.begin() as connection:
            kept = mails.load_messages(connection)
            if not kept:
                return
            message = self.random.choice(kept)
            files = mails.load_files(connection, message.sha256)
            mails.save_all(connection, UNPACK_VERSION, [(message, files[1:])])

    # how

    def _open_mail(self, number: int, **options: Any) -> Mail:
        self.count += 1
        day = date(2024, 7, 1) + timedelta(days=self.random.randrange(40))
        unit = UNITS[number] if self.random.random() < 0.8 else ""
        body = unit if self.random.random() < 0.5 else ""
        address = f"unit{number if self.random.random() < 0.9 else self.random.randrange(len(UNITS))}@example.com"
        plain = {"address": address, "body": body, "sender": "小林", "received": f"{day} 09:00"}
        return Mail(f"{unit} 报名材料 {self.count}", {**plain, **options})

    def _pack(self, made: Mail, person: Person) -> None:
        photo = cells(self.random.randrange(4) * 20) if self.random.random() < 0.4 else cells(len(made.files) * 31)
        readings: list[Reading] = [*b.materials(person)[:4], b.photo(cells=photo)]
        folder = self.random.choice(("", f"{person.name}/", f"{self.random.choice(NAMES)}/"))
        for title, reading in zip(PAPERS, readings, strict=True):
            if self.random.random() < 0.2:
                continue
            content = f"{person.id_number}{title}" if self.random.random() < 0.4 else None
            if self.random.random() < 0.05:
                content = "一样的字节"
            named = f"{person.name}{title}" if self.random.random() < 0.6 else title
            made.add(f"{folder}{named}.pdf", reading, content=content)

    def _take(self, made: Mail) -> None:
        message = made.message
        for sha256, read in made.readings.items():
            self.read.setdefault(sha256, read.model_copy(update={"versions": dict(VERSIONS)}))
        with self.workspace.database.begin() as connection:
            mails.record(connection, [mails.Arrival(message.sha256, 10, message.received_at, "internaldate")])
            mails.save_all(connection, UNPACK_VERSION, [(message, made.files)])

    def _enter(self, kind: EntryKind, applicant: str, data: dict[str, Any], supersedes: int | None = None) -> None:
        moment = b.moment("2024-08-01 09:00")
        entry = Entry(
            applicant=applicant, kind=kind, on=moment.date(), recorded_at=moment, by="甲", data={"reason": "", **data},
            supersedes=supersedes,
        )  # fmt: skip
        with self.workspace.lock(), self.workspace.database.begin() as connection:
            entries.append(connection, [entry])

    # what comes of it

    def validate(self, *, anew: bool = False, trial: validation.Trial | None = None) -> validation.Validation:
        """Brought up to date, nothing read but what is known."""

        def read_files(_workspace: object, mail_of: dict[str, str], *_: object) -> Iterator[FileReadings]:
            return iter([self.read[sha256] for sha256 in mail_of])

        def broken(*_: object) -> None:
            raise AssertionError("the assembling broke")  # by itself it would start over, and nobody see it

        with mock.patch.object(validation, "read_files", read_files), mock.patch.object(whole, "renew", broken):
            return validation.validate(self.workspace, Console(quiet=True), anew=anew, trial=trial)

    def results(self) -> dict[str, list[str]]:
        """All that was kept of it."""
        with self.workspace.database.begin() as connection:
            return kept(connection)

    def expected(self) -> dict[str, list[str]]:
        """What everything assembled at once, in memory, comes to."""
        said = validation.rulings_of(self.workspace)
        with self.workspace.database.begin() as connection:
            trial = connection.begin_nested()
            trust = Trust(sent_letters(connection), said.addresses(own=True), said.addresses(own=False))
            post = Post(connection, self.workspace.notice, said)
            whole.renew(post, trust, aside_problems(connection, post.closed()))
            found = kept(connection)
            trial.rollback()
        return found


def kept(connection: Connection) -> dict[str, list[str]]:
    """Everything a validation leaves, in its order."""
    listed = results.load_listed(connection)
    return {
        "people": [one.model_dump_json() for one in results.load_assessments(connection)],
        "rows": [repr(one) for one in listed],
        "left": [one.model_dump_json() for one in results.load_leftovers(connection)],
        "problems": [f"{mail} {one.model_dump_json()}" for mail, one in results.load_mail_problems(connection)],
    }
