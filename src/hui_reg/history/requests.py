"""What units were asked to mend: each thing with its day and term, the reminders, and what answered it.

A request is an entry of the ledger, one for each thing asked of one person, so it follows the person and comes back
with the ledger. Whether it is still open is asked of the papers as they are now: it is answered by a newer file of the
very material, met once the fault is gone, and dropped where nothing more is to come.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from hui_reg.history.kinds import EntryKind
from hui_reg.history.standing import Stage, Standing
from hui_reg.history.state import State
from hui_reg.model import Assessment, Exhibit, Outcome
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
class Request:
    """A thing asked. ``since`` is the day it was first asked; ``at`` when it was entered; ``until`` the last day, which
    a reminder or a ruling may have put off; ``reminded`` the days of the reminders; ``answer`` the newest file that
    came for it after ``at``."""

    item: Item
    seq: int
    since: date
    at: datetime
    until: date
    course: Course
    reminded: tuple[date, ...] = ()
    answer: Exhibit | None = None

    def is_overdue(self, today: date) -> bool:
        """Whether the term is over and nothing came."""
        return self.course is Course.OPEN and self.until < today

    @property
    def sentence(self) -> str:
        """``缺身份证国徽面（7月3日要求，7月8日止，催过 1 次）：已补正（材料.zip/身份证.pdf）``."""
        often = f"，催过 {len(self.reminded)} 次" if self.reminded else ""
        by = f"（{self.answer.file.path}）" if self.answer else ""
        when = f"{_day(self.since)}要求，{_day(self.until)}止{often}"
        return f"{self.item.asked}（{when}）：{COURSE_TITLES[self.course]}{by}"


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
        found.append(Request(item, entry.seq, since, entry.recorded_at, until, course, reminded, answer))
    return tuple(found)


def open_of(requests: Iterable[Request]) -> Sequence[Request]:
    """Those to which nothing has come."""
    return [request for request in requests if request.course is Course.OPEN]


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
