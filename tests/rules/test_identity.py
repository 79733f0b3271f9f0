"""Periods of identity cards by the age on the day of issue, and expiry on the deadline."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hui_reg.notation.iso_dates import years_later
from hui_reg.notice import Notice, parse, shipped
from hui_reg.rules import check
from tests import builders as b

NOTICE = parse(shipped())
CARD_RULES = {"B205", "B206"}


def found(born: str, start: str, end: str, notice: Notice = NOTICE) -> set[str]:
    who = b.person(number=b.id_number(born))
    card = b.id_card(who, id_valid_from=start, id_valid_to=end)
    dossier = b.dossier(who, b.form(who), card, b.diploma(who), b.record(who), b.photo())
    return {finding.rule for finding in check(dossier, notice).findings} & CARD_RULES


@pytest.mark.parametrize(
    ("born", "start", "end", "why"),
    [
        ("2006-06-01", "2022-05-31", "2027-05-31", "fifteen on the last day: five years"),
        ("2006-06-01", "2022-06-01", "2032-06-01", "sixteen on that day: ten"),
        ("1996-06-01", "2022-05-31", "2032-05-31", "twenty-five: ten"),
        ("1996-06-01", "2022-06-01", "2042-06-01", "twenty-six: twenty"),
        ("1976-06-01", "2022-05-31", "2042-05-31", "forty-five: twenty"),
        ("1976-06-01", "2022-06-01", "长期", "forty-six: for good"),
        ("1996-06-01", "2020-02-29", "2030-02-28", "issued on a leap day"),
        ("1996-06-01", "2020-02-29", "2030-03-01", "issued on a leap day, the other way"),
    ],
)
def test_the_periods_of_the_law(born: str, start: str, end: str, why: str) -> None:
    assert found(born, start, end) == set(), why


@pytest.mark.parametrize(
    ("born", "start", "end", "why"),
    [
        ("2006-06-01", "2022-06-01", "2027-06-01", "five years only below sixteen"),
        ("1996-06-01", "2022-05-31", "2042-05-31", "twenty years only from twenty-six"),
        ("1976-06-01", "2022-05-31", "长期", "for good only from forty-six"),
        ("1976-06-01", "2022-06-01", "2042-06-01", "twenty years no more from forty-six"),
        ("1996-06-01", "2022-06-01", "2042-06-02", "a day too long"),
        ("1996-06-01", "2022-06-01", "2037-06-01", "fifteen years do not exist"),
    ],
)
def test_impossible_periods(born: str, start: str, end: str, why: str) -> None:
    assert found(born, start, end) == {"B206"}, why


births = st.dates(date(1950, 1, 1), date(2008, 1, 1))
issues = st.dates(date(2006, 1, 1), date(2024, 7, 1))


@given(births, issues)
def test_a_card_of_the_right_period_is_only_ever_expired(born: date, issued: date) -> None:
    assume(issued > born + timedelta(days=400) and (issued.month, issued.day) != (2, 29))
    age = issued.year - born.year - ((issued.month, issued.day) < (born.month, born.day))
    years = 5 if age < 16 else 10 if age < 26 else 20 if age < 46 else 0
    end = years_later(issued, years).isoformat() if years else "长期"
    expired = years != 0 and end < "2024-07-05"
    assert found(born.isoformat(), issued.isoformat(), end) == ({"B205"} if expired else set())
    other = years_later(issued, {5: 10, 10: 20, 20: 5, 0: 20}[years]).isoformat()
    assert "B206" in found(born.isoformat(), issued.isoformat(), other)


@pytest.mark.parametrize(("end", "expected"), [("2024-07-05", set()), ("2024-07-04", {"B205"}), ("2024-07", set())])
def test_the_deadline_decides_not_today(end: str, expected: set[str]) -> None:
    """The run may be years later; the last day counts, and a month known without its day is not called expired."""
    start = f"2014{end[4:]}" if len(end) > 7 else "2014-07-05"
    assert found("1995-03-07", start, end) == expected
