"""What a unit was asked that concerns no applicant: the lives of such a request, as one table."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from hui_reg.history.requests import Course, Post, UnitRequest, unit_requests
from hui_reg.history.rulings import RULING_ENTRIES, fold_rulings
from hui_reg.history.state import fold
from hui_reg.model import Entry, Message
from tests import builders as b

UNIT, RIGHT, OTHER = "螺城镇", "惠安县螺城镇人民政府", "洛阳镇"
FIRST = b.message("报名材料", received="2024-07-01 09:00")
LATER = b.message("补发", received="2024-07-04 09:00")
STRANGE = b.message("补发", received="2024-07-04 09:00", address="else@example.com")
AUTOMATIC = b.message("已读", received="2024-07-04 09:00", automatic="已读回执")
BEFORE = b.message("材料二", received="2024-07-02 09:00")


def entry(seq: int, kind: str, on: str = "2024-07-03 10:00", supersedes: int | None = None, **data: Any) -> Entry:
    at = b.moment(on)
    return Entry(
        seq=seq, applicant="", kind=kind, on=at.date(), recorded_at=at, by="甲", data=data, supersedes=supersedes
    )


def request(seq: int = 1, until: str = "2024-07-05", on: str = "2024-07-03 10:00", **more: Any) -> Entry:
    asked: dict[str, Any] = {"unit": UNIT, "thing": "锁", "mail": FIRST.sha256, "asked": "材料.zip（压缩包设有密码）"}
    return entry(seq, "request", on, until=until, since="2024-07-03", **asked, **more)


REMINDED = entry(2, "reminder", "2024-07-06 09:00", request=1, until="2024-07-10")
RENAMED = entry(8, "ruling", ruling="unit", unit=UNIT, right=RIGHT)
EXTENDED = entry(9, "ruling", ruling="extend", unit=RIGHT, until="2024-07-20")


@dataclass(frozen=True)
class Life:
    """What happened, and what the request is like on 2024-07-08."""

    course: Course = Course.OPEN
    entries: tuple[Entry, ...] = ()
    mails: tuple[Message, ...] = ()
    wrong: Collection[str] | None = ("锁", "别的")
    units: dict[str, str] = field(default_factory=lambda: {FIRST.sha256: UNIT})
    unit: str = UNIT
    until: date = date(2024, 7, 5)
    reminded: int = 0
    overdue: bool = False
    known: bool = True
    bringing: tuple[str, ...] = ()


LIVES = {
    "asked": Life(overdue=True),
    "reminded": Life(entries=(REMINDED,), reminded=1, until=date(2024, 7, 10)),
    "answered by the unit": Life(Course.ANSWERED, mails=(LATER,)),
    "answered from another address of the unit": Life(
        Course.ANSWERED, mails=(STRANGE,), units={FIRST.sha256: UNIT, STRANGE.sha256: UNIT}
    ),
    "reminded and answered": Life(
        Course.ANSWERED, entries=(REMINDED,), mails=(LATER,), reminded=1, until=date(2024, 7, 10)
    ),
    "somebody else wrote": Life(mails=(STRANGE,), overdue=True),
    "only an automatic answer came": Life(mails=(AUTOMATIC,), overdue=True),
    "what came before is no answer": Life(mails=(BEFORE,), overdue=True),
    "met by what came": Life(Course.MET, mails=(LATER,), wrong=("别的",)),
    "met by a ruling, nothing came": Life(Course.MET, wrong=()),
    "nobody has looked since": Life(wrong=None, overdue=True),
    "its mail can't be read for now": Life(wrong=(), mails=(), units={}, known=False, overdue=True),
    "the unit was renamed": Life(entries=(RENAMED,), units={}, unit=RIGHT, overdue=True),
    "its mail is counted to another unit now": Life(units={FIRST.sha256: OTHER}, unit=OTHER, overdue=True),
    "renamed, reminded and answered": Life(
        Course.ANSWERED, (RENAMED, REMINDED), (LATER,), units={}, unit=RIGHT, reminded=1, until=date(2024, 7, 10)
    ),
    "the renamed unit was given more time": Life(
        entries=(RENAMED, EXTENDED), units={}, unit=RIGHT, until=date(2024, 7, 20)
    ),
    "a reminder of something else": Life(
        entries=(entry(2, "reminder", "2024-07-06 09:00", request=7, until="2024-07-10"),), overdue=True
    ),
}


def asked(life: Life, *first: Entry) -> tuple[UnitRequest, ...]:
    entries = [*(first or (request(),)), *life.entries]
    rulings = fold_rulings(e for e in entries if e.kind in RULING_ENTRIES)
    return unit_requests(
        entries, Post(life.wrong, (*([FIRST] * life.known), *life.mails), life.units, life.bringing), rulings
    )


@pytest.mark.parametrize("what", LIVES)
def test_lives(what: str) -> None:
    life = LIVES[what]
    (one,) = asked(life)
    assert (one.course, one.unit, one.until) == (life.course, life.unit, life.until)
    assert len(one.reminded) == life.reminded
    assert one.is_overdue(date(2024, 7, 8)) is life.overdue
    if life.course is not Course.MET:
        assert (one.answer is not None) is (life.course is Course.ANSWERED)


@pytest.mark.parametrize(
    ("is_file", "mails", "bringing", "course"),
    [
        (False, (LATER,), (LATER,), Course.MET),
        (False, (LATER,), (), Course.ANSWERED),
        (False, (), (LATER,), Course.OPEN),
        (True, (LATER,), (LATER,), Course.ANSWERED),
    ],
)
def test_a_link_or_a_mail_is_settled_by_the_papers_that_came_in_its_place(
    is_file: bool, mails: tuple[Message, ...], bringing: tuple[Message, ...], course: Course
) -> None:
    life = Life(mails=mails, bringing=tuple(mail.sha256 for mail in bringing))
    (one,) = asked(life, request(is_file=is_file))
    assert one.course is course


def test_the_same_thing_asked_again_is_one_request() -> None:
    again = request(2, until="2024-07-12", on="2024-07-07 09:00", supersedes=1)
    (one,) = asked(Life(), request(), again)
    assert (one.seq, one.since, one.until) == (2, date(2024, 7, 3), date(2024, 7, 12))


def test_its_sentence() -> None:
    (one,) = asked(Life(entries=(REMINDED,), mails=(LATER,)))
    assert one.sentence == (
        "材料.zip（压缩包设有密码）（7月3日要求，7月10日止，催过 1 次）：已来件，待审核（7月4日来信“补发”）"
    )


def test_it_is_nobodys_history() -> None:
    assert fold([request(), REMINDED]) == {}
