"""What units were asked to mend: each thing with its day and term, the reminders, and what answered it.

A request is an entry of the ledger, one for each thing asked of one person, so it follows the person and comes back
with the ledger. Whether it is still open is asked of the papers as they are now: it is answered by a newer file of the
very material, met once the fault is gone, and dropped where nothing more is to come.

What is asked of a unit and concerns no applicant (a file that is nobody's, a locked archive, a link) is an entry of no
applicant that names the mail. It belongs to whatever unit the mail is counted to now, so it follows a unit's name; it
is answered by a later mail of the unit and met once nothing is wrong there any more.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from hui_reg.history.kinds import EntryKind
from hui_reg.history.rulings import RulingKind, Rulings
from hui_reg.history.standing import Stage, Standing
from hui_reg.history.state import State
from hui_reg.model import Assessment, Entry, Exhibit, Message, Outcome
from hui_reg.vocabulary import Kind, Material


class Course(StrEnum):
    """What became of a request."""

    OPEN = "open"
    ANSWERED = "answered"
    """Something came, and the fault is still there, or nobody has looked yet."""
    MET = "met"
    DROPPED = "dropped"


COURSE_TITLES = {
    Course.OPEN: "未补",
    Course.ANSWERED: "已来件，待审核",
    Course.MET: "已补正",
    Course.DROPPED: "不再要求",
}


@dataclass(frozen=True)
class Item:
    """One thing to ask for: the rule behind it (empty: a reviewer's own words), its materials, what is said."""

    rule: str
    materials: tuple[Material, ...]
    asked: str

    @property
    def key(self) -> str:
        """The same thing asked again has the same."""
        return self.rule or self.asked


@dataclass(frozen=True)
class Loose:
    """One thing to ask a unit for that concerns no applicant. ``key``: the same thing asked again, or sent again, has
    the same; ``mail``: the SHA-256 of the first mail that brought it; ``is_file``: it is a file that staff can say what
    it is, not a link or a whole mail."""

    key: str
    mail: str
    asked: str
    is_file: bool = True


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A thing asked. ``since`` is the day it was first asked; ``at`` when it was entered; ``until`` the last day, which
    a reminder or a ruling may have put off; ``reminded`` the days of the reminders."""

    seq: int
    since: date
    at: datetime
    until: date
    course: Course
    reminded: tuple[date, ...] = ()

    def is_overdue(self, today: date) -> bool:
        """Whether the term is over and nothing came."""
        return self.course is Course.OPEN and self.until < today

    def told(self, asked: str, by: str) -> str:
        """What was asked and what became of it, in a sentence; ``by``: what answered it, if anything did."""
        often = f"，催过 {len(self.reminded)} 次" if self.reminded else ""
        when = f"{_day(self.since)}要求，{_day(self.until)}止{often}"
        return f"{asked}（{when}）：{COURSE_TITLES[self.course]}{f'（{by}）' if by else ''}"


@dataclass(frozen=True, kw_only=True)
class Request(Asked):
    """A thing asked of one person. ``answer`` is the newest file that came for it after ``at``."""

    item: Item
    answer: Exhibit | None = None

    @property
    def sentence(self) -> str:
        """``缺身份证国徽面（7月3日要求，7月8日止，催过 1 次）：已补正（材料.zip/身份证.pdf）``."""
        return self.told(self.item.asked, self.answer.file.path if self.answer else "")


@dataclass(frozen=True, kw_only=True)
class UnitRequest(Asked):
    """A thing asked of a unit, by its name of today, that concerns no applicant. ``answer`` is the newest mail that
    came from there after ``at``."""

    thing: Loose
    unit: str
    answer: Message | None = None

    @property
    def sentence(self) -> str:
        """``材料.rar（压缩包设有密码）（7月3日要求，7月8日止）：已来件，待审核（7月4日来信“补发”）``."""
        came = f"{_day(self.answer.received_at.date())}来信“{self.answer.subject}”" if self.answer else ""
        return self.told(self.thing.asked, came)


A = TypeVar("A", bound=Asked)


def requests_of(state: State, standing: Standing, assessment: Assessment | None) -> tuple[Request, ...]:
    """Everything that was asked of one person, oldest first, as it stands with the papers of now."""
    reminders = [(entry.recorded_at, entry.on, _date(entry.data["until"])) for entry in state.of(EntryKind.REMINDER)]
    found = []
    for entry in state.of(EntryKind.REQUEST):
        materials = tuple(Material(name) for name in str(entry.data.get("materials") or "").split(",") if name)
        item = Item(str(entry.data.get("rule") or ""), materials, str(entry.data["asked"]))
        later = [(on, until) for at, on, until in reminders if at > entry.recorded_at]
        answer = _answer(item, entry.recorded_at, assessment)
        extended = [assessment.dossier.extended_to] if assessment and assessment.dossier.extended_to else []
        until = max([_date(entry.data["until"]), *(until for _, until in later), *extended])
        since = _date(entry.data.get("since") or entry.on.isoformat())
        course = _course(item, standing, assessment, answered=answer is not None)
        reminded = tuple(on for on, _ in later)
        found.append(
            Request(
                item=item, seq=entry.seq, since=since, at=entry.recorded_at, until=until, course=course,
                reminded=reminded, answer=answer,
            )
        )  # fmt: skip
    return tuple(found)


@dataclass(frozen=True)
class Post:
    """What the mails are now. ``wrong``: the keys of things that are wrong now, None where nobody has looked since;
    ``messages``: at least the mails that things were asked about, and all that came since, with the receiving moments
    in the zone of the notice; ``units``: the unit of each, as far as it is known; ``bringing``: those that brought
    papers of somebody."""

    wrong: Collection[str] | None
    messages: Sequence[Message]
    units: Mapping[str, str]
    bringing: Collection[str] = ()

    def is_wrong(self, thing: Loose, answer: Message | None) -> bool:
        """Whether something is wrong there still. A link stays in its mail for ever, and a mail without files has none:
        what came in their place settles it."""
        if self.wrong is None or all(message.sha256 != thing.mail for message in self.messages):
            return True
        settled = not thing.is_file and answer is not None and answer.sha256 in self.bringing
        return thing.key in self.wrong and not settled


def unit_requests(entries: Iterable[Entry], post: Post, rulings: Rulings) -> tuple[UnitRequest, ...]:
    """Everything that was asked of units and concerns no applicant, oldest first, as it stands with the mails of now.

    ``entries``: the ledger's, or those of no applicant.
    """
    own = sorted((entry for entry in entries if not entry.applicant), key=lambda entry: entry.seq)
    gone = {entry.supersedes for entry in own}
    reminders = [entry for entry in own if entry.kind == EntryKind.REMINDER]
    mails = {message.sha256: message for message in post.messages}
    found = []
    for entry in own:
        if entry.kind != EntryKind.REQUEST or entry.seq in gone:
            continue
        key, mail, asked = (str(entry.data.get(name) or "") for name in ("thing", "mail", "asked"))
        thing = Loose(key, mail, asked, is_file=bool(entry.data.get("is_file", True)))
        written_to = str(entry.data.get("unit") or "")
        unit = post.units.get(thing.mail) or rulings.spellings.get(written_to, written_to)
        later = [r for r in reminders if r.seq > entry.seq and r.data.get("request") == entry.seq]
        sender = mails[thing.mail].sender_address.lower() if thing.mail in mails else ""
        answer = _answering(unit, sender, entry.recorded_at, post)
        extended = [
            _date(ruling.said("until"))
            for ruling in rulings.of(RulingKind.EXTEND)
            if not ruling.applicant and rulings.spellings.get(ruling.said("unit"), ruling.said("unit")) == unit
        ]
        until = max([_date(entry.data["until"]), *(_date(r.data["until"]) for r in later), *extended])
        course = Course.MET if not post.is_wrong(thing, answer) else Course.ANSWERED if answer else Course.OPEN
        since = _date(entry.data.get("since") or entry.on.isoformat())
        found.append(
            UnitRequest(
                thing=thing, unit=unit, seq=entry.seq, since=since, at=entry.recorded_at, until=until, course=course,
                reminded=tuple(r.on for r in later), answer=answer,
            )
        )  # fmt: skip
    return tuple(found)


def open_of(requests: Iterable[A]) -> Sequence[A]:
    """Those to which nothing has come."""
    return [request for request in requests if request.course is Course.OPEN]


def _answering(unit: str, sender: str, asked_at: datetime, post: Post) -> Message | None:
    """The newest mail that people of the unit, or of the address that the thing came from, have sent since."""
    came = [
        message
        for message in post.messages
        if message.received_at > asked_at
        and not message.automatic
        and (post.units.get(message.sha256) == unit or (sender and message.sender_address.lower() == sender))
    ]
    return max(came, key=lambda message: (message.received_at, message.sha256), default=None)


def _course(item: Item, standing: Standing, assessment: Assessment | None, *, answered: bool) -> Course:
    if standing.is_closed or assessment is None:
        return Course.DROPPED
    if item.rule:
        still = any(f.rule == item.rule and f.outcome is not Outcome.NOTE for f in assessment.findings)
    else:
        still = not standing.passed_first or standing.stage is Stage.TO_CORRECT
    if not still:
        return Course.MET
    if standing.passed_first and standing.stage is not Stage.TO_CORRECT:
        return Course.DROPPED  # a reviewer let it pass
    return Course.ANSWERED if answered else Course.OPEN


def _answer(item: Item, asked_at: datetime, assessment: Assessment | None) -> Exhibit | None:
    """The newest file in force that came after the request for what was asked: of its materials, or any at all."""
    if assessment is None:
        return None
    kinds = {Kind(material.value) for material in item.materials}
    came = [
        exhibit
        for exhibit in assessment.dossier.exhibits
        if not exhibit.superseded and exhibit.received_at > asked_at and (not kinds or exhibit.reading.kind in kinds)
    ]
    return max(came, key=lambda exhibit: (exhibit.received_at, exhibit.file.path), default=None)


def _date(text: object) -> date:
    return date.fromisoformat(str(text))


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
