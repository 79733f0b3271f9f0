"""Dates that can't be, in the order of a life: B212."""

from collections.abc import Callable, Iterator
from datetime import date

from hui_reg.model import Exhibit, Outcome
from hui_reg.notation.iso_dates import Span, shown, span, years_later
from hui_reg.rules.case import ENROLMENT, Case
from hui_reg.rules.graduations import AUTHORITY
from hui_reg.rules.rule import Doubt, Fail, Mark, rule, usage
from hui_reg.rules.sight import Sight
from hui_reg.vocabulary import FIELDS, Field, Kind

YOUNGEST_GRADUATE = 12
"""No one finishes an upper secondary school, let alone a college, before this age."""


@rule(
    "B212",
    Outcome.REVIEW,
    "日期不可能",
    basis=usage("出生、入学、毕业、制作备案表、收到材料，先后不能颠倒"),
    hint="请核对材料上的出生、入学、毕业日期，改正错误的一份。",
)
def impossible_dates(case: Case) -> Iterator[Mark]:
    """检查内容：毕业是否早于12周岁、晚于收到材料之日；入学是否晚于毕业；备案表的更新日期是否早于毕业、晚于收到之日。
    依据：出生、入学、毕业、制作备案表、收到材料，先后不能颠倒。
    反例：1990年出生，毕业证的日期是1985年；备案表的更新日期在收到之后。
    常见误判：只知年月的按最宽的一天算；在读学生的预计毕业日期本来就在以后；身份证号码的出生日期在以后的由B201指出。
    """
    for paper in case.current(*AUTHORITY):
        yield from _graduation(case, paper)
    for paper in case.current(*AUTHORITY, *ENROLMENT):
        yield from _enrolment(case, paper)
    for record in case.current(Kind.EDUCATION_RECORD, Kind.ENROLMENT_REPORT):
        yield from _made(case, record)
    for form in case.current(Kind.APPLICATION_FORM):
        yield from _too_young(case, case.read(form, Field.GRADUATION_DATE))


def _graduation(case: Case, paper: Exhibit) -> Iterator[Mark]:
    graduated = case.read(paper, Field.GRADUATION_DATE)
    yield from _too_young(case, graduated)
    yield from _after_receipt(case, graduated)


def _too_young(case: Case, graduated: Sight | None) -> Iterator[Mark]:
    if case.identity is None:
        return
    born = case.identity[0].birth_date
    if _never(graduated, lambda days: days.last < _birthday(born)):
        yield from _told(f"出生于{shown(born)}", graduated)


def _birthday(born: date) -> date:
    return years_later(born, YOUNGEST_GRADUATE)


def _after_receipt(case: Case, sight: Sight | None) -> Iterator[Mark]:
    if sight is None:
        return
    received = case.received(sight.exhibit)
    if _never(sight, lambda days: days.first > received):
        yield from _told(f"材料{shown(received)}已收到", sight)


def _never(sight: Sight | None, wrong: Callable[[Span], bool]) -> bool:
    """Whether a date is wrong in every reading of it; one that is no date says nothing here."""
    days = [known for text in sight.readings if (known := span(text)) is not None] if sight is not None else []
    return bool(days) and all(map(wrong, days))


def _enrolment(case: Case, paper: Exhibit) -> Iterator[Mark]:
    enrolled = case.read(paper, Field.ENROLMENT_DATE)
    field = Field.EXPECTED_GRADUATION if paper.reading.kind in ENROLMENT else Field.GRADUATION_DATE
    graduated = case.read(paper, field)
    begun, ended = _days(enrolled), _days(graduated)
    if begun is not None and ended is not None and begun.first >= ended.last:
        yield from _told("入学不早于毕业", enrolled, graduated)
    yield from _after_receipt(case, enrolled)
    if case.identity is not None and begun is not None and begun.last <= case.identity[0].birth_date:
        yield from _told("入学早于出生", enrolled)


def _made(case: Case, record: Exhibit) -> Iterator[Mark]:
    made, graduated = case.read(record, Field.UPDATED_ON), case.read(record, Field.GRADUATION_DATE)
    yield from _after_receipt(case, made)
    known, ended = _days(made), _days(graduated)
    if known is not None and ended is not None and known.last < ended.first:
        yield from _told("备案表制作早于毕业", made, graduated)


def _days(sight: Sight | None) -> Span | None:
    return span(sight.text) if sight is not None and sight.text else None


def _told(why: str, *sights: Sight | None) -> Iterator[Mark]:
    """What can't be, told once; only doubtful when one of the dates was not read for certain."""
    seen = [sight for sight in sights if sight is not None]
    weak = [sight for sight in seen if not sight.sure]
    if weak:
        yield from map(Doubt, weak)
        return
    dates = "，".join(f"{s.document}的{FIELDS[s.field]}为{shown(s.text or '')}" for s in seen)
    yield Fail(f"{why}，{dates}", tuple(sight.evidence() for sight in seen))
