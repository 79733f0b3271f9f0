"""Dates of papers and cards a day off the limit: what can't be in a life, and until when a card holds."""

from datetime import date
from typing import Any

import pytest

from hui_reg.notice import Notice
from hui_reg.rules import check
from hui_reg.rules.case import Case
from hui_reg.rules.periods import Period, card_periods, possible
from hui_reg.vocabulary import Kind
from tests import builders as b
from tests.notice.changed import EXTENDED, changed

WHO = b.person("张三", b.id_number("1990-03-07"))


def found(notice: Notice, *papers: Any, rule: str = "B212") -> str | None:
    findings = check(b.dossier(WHO, b.form(WHO, graduation_date=None), b.id_card(WHO), *papers), notice).findings
    return next((f.message for f in findings if f.rule == rule), None)


@pytest.mark.parametrize(
    ("graduated", "wrong"),
    [
        ("2002-03-06", True),
        ("2002-03-07", False),
        ("2002-02", True),
        ("2002-03", False),
        ("2001", True),
        ("2002", False),
        ("2024-07-01", False),
        ("2024-07-02", True),
        (b.unsure("2002-03-06", 0.5, "2012-03-06"), False),
    ],
)
def test_nobody_graduates_before_twelve_or_after_the_paper_came(notice: Notice, graduated: Any, wrong: bool) -> None:
    paper = b.diploma(WHO, graduation_date=graduated)
    assert (found(notice, paper) is not None) is wrong


@pytest.mark.parametrize(
    ("begun", "ended", "said"),
    [
        ("2015-06-30", "2015-07-01", None),
        ("2015-07-01", "2015-07-01", "入学不早于毕业"),
        ("2015-07-02", "2015-07-01", "入学不早于毕业"),
        ("2015-06", "2015-07-01", None),
        ("2015-07", "2015-07-01", "入学不早于毕业"),
        ("2015-07", "2015-07-31", None),
        ("2015", "2015-07-01", None),
        ("2016", "2015-07-01", "入学不早于毕业"),
        ("2024-07-02", None, "材料2024年7月1日已收到"),
        ("2024-07-01", None, None),
        ("1990-03-07", None, "入学早于出生"),
        ("1990-03-08", None, None),
        ("1990-03", None, None),
        ("1990-02", None, "入学早于出生"),
    ],
)
def test_when_school_began(notice: Notice, begun: str, ended: str | None, said: str | None) -> None:
    told = found(notice, b.diploma(WHO, enrolment_date=begun, graduation_date=ended))
    assert (told.partition("，")[0] if told else None) == said


def test_of_a_student_the_graduation_to_come_ends_it(notice: Notice) -> None:
    for begun, wrong in (("2020-09-01", False), ("2024-07-10", True)):
        report = b.reading(
            Kind.ENROLMENT_REPORT,
            name=WHO.name,
            enrolment_status="在籍",
            enrolment_date=begun,
            expected_graduation="2024-07-10",
        )
        assert (found(notice, report) is not None) is wrong


@pytest.mark.parametrize(
    ("made", "ended", "wrong"),
    [
        ("2015-06-30", "2015-07-01", True),
        ("2015-07-01", "2015-07-01", False),
        ("2015-06", "2015-07-01", True),
        ("2015-07", "2015-07-31", False),
        ("2014", "2015", True),
        ("2024-07-02", "2015-07-01", True),
    ],
)
def test_when_a_record_was_made(notice: Notice, made: str, ended: str, wrong: bool) -> None:
    assert (found(notice, b.record(WHO, updated_on=made, graduation_date=ended)) is not None) is wrong


# cards


def case_with(notice: Notice, **card: Any) -> Case:
    return Case(b.dossier(WHO, b.form(WHO), b.id_card(WHO, **card)), notice)


@pytest.mark.parametrize(
    ("end", "day", "holds"),
    [
        ("2024-07-05", "2024-07-05", True),
        ("2024-07-05", "2024-07-06", False),
        ("2024-07", "2024-07-31", True),
        ("2024-07", "2024-08-01", False),
        ("2024", "2024-12-31", True),
        ("2024", "2025-01-01", False),
        ("长期", "2099-01-01", True),
        (b.untold(), "2024-07-05", False),
    ],
)
def test_a_card_holds_to_the_end_of_what_is_printed(notice: Notice, end: Any, day: str, holds: bool) -> None:
    (period,) = card_periods(case_with(notice, id_valid_to=end))
    assert period.is_valid_on(date.fromisoformat(day)) is holds


@pytest.mark.parametrize(
    ("end", "sure"),
    [
        ("2024-07-05", True),
        ("2024-07-12", True),
        ("2024-07", False),
        ("2024", False),
        ("2024-06", True),
        ("2024-08", True),
        ("2025", True),
        (b.untold(), False),
    ],
)
def test_a_month_in_which_a_deadline_lies_cannot_tell(end: Any, sure: bool) -> None:
    (period,) = card_periods(case_with(changed(("deadline", EXTENDED)), id_valid_to=end))
    assert period.sure is sure


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("1990-03-06", None),
        ("1990-03-07", Period(0, (5,))),
        ("2006-03-06", Period(15, (5,))),
        ("2006-03-07", Period(16, (10,))),
        ("2016-03-06", Period(25, (10,))),
        ("2016-03-07", Period(26, (20,))),
        ("2036-03-06", Period(45, (20,))),
        ("2036-03-07", Period(46, (0,))),
        ("不详", None),
    ],
)
def test_for_how_long_a_card_is_issued(notice: Notice, start: str, expected: Period | None) -> None:
    assert possible(case_with(notice), start) == expected
    assert possible(Case(b.dossier(WHO), notice), start) is None


@pytest.mark.parametrize(
    ("start", "end", "fits"),
    [
        ("2019-04-05", "2039-04-05", True),
        ("2019-04-05", "2039-04-06", False),
        ("2019-04-05", "2039-04", True),
        ("2019-04-05", "2029-04-05", False),
        ("2020-02-29", "2040-02-28", True),
        ("2020-02-29", "2040-03-01", True),
        ("2020-02-29", "2040-03-02", False),
        ("2019-04-05", "长期", False),
        ("2037-04-05", "长期", True),
        ("2037-04-05", "2057-04-05", False),
    ],
)
def test_two_weak_ends_that_fit_confirm_each_other(notice: Notice, start: str, end: str, fits: bool) -> None:
    (period,) = card_periods(case_with(notice, id_valid_from=b.unsure(start), id_valid_to=b.unsure(end)))
    assert period.sure is fits


def test_a_month_in_which_one_of_two_deadlines_lies_tells_nothing() -> None:
    """Registered when the first term still held: by the second the card may have run out."""
    term = EXTENDED.replace("value = 2024-07-12", "value = 2024-08-09")
    card = b.id_card(WHO, id_valid_from="2004-08", id_valid_to="2024-08")
    case = Case(b.dossier(WHO, card), changed(("deadline", term)))
    assert [period.sure for period in card_periods(case)] == [False]
