"""Dates as precise as they were read."""

from datetime import date, datetime

import pytest

from hui_reg.notation.iso_dates import Span, agree, coarser, shown, shown_moment, span, years_later


@pytest.mark.parametrize(
    ("iso", "first", "last"),
    [
        ("2019-07-01", date(2019, 7, 1), date(2019, 7, 1)),
        ("2019-07", date(2019, 7, 1), date(2019, 7, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
    ],
)
def test_a_date_may_mean_so_many_days(iso: str, first: date, last: date) -> None:
    found = span(iso)
    assert found == Span(first, last)
    assert found.year == first.year


@pytest.mark.parametrize("text", ["", "长期", "2019-13", "2019-02-29", "0", "10000", "2019-07-01-01", "2019-00"])
def test_what_is_no_date_means_no_day(text: str) -> None:
    assert span(text) is None


def test_the_same_day_of_another_year() -> None:
    assert years_later(date(2019, 7, 5), 5) == date(2024, 7, 5)
    assert years_later(date(2024, 7, 5), -5) == date(2019, 7, 5)
    assert years_later(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert years_later(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_dates_agree_as_far_as_both_go() -> None:
    assert agree("2019-07", "2019-07-01")
    assert agree("2019-07-01", "2019-07")
    assert not agree("2019-07-01", "2019-07-02")
    assert not agree("2019-08", "2019-07-01")
    assert coarser("2019-07-01", "2019-07") == coarser("2019-07", "2019-07-01") == "2019-07"


def test_dates_as_chinese_readers_write_them() -> None:
    written = {"2019-07-01": "2019年7月1日", "2012-02-30": "2012年2月30日", "2019-07": "2019年7月", "2019": "2019年"}
    assert {iso: shown(iso) for iso in written} == written
    assert shown(date(2019, 7, 1)) == "2019年7月1日"
    assert shown_moment(datetime(2019, 7, 1, 9, 5)) == "2019年7月1日09:05"


@pytest.mark.parametrize("text", ["长期", "2019-XX", "123451201506000001", "2019-07-01-01", "大专", ""])
def test_what_is_no_date_is_shown_as_it_is(text: str) -> None:
    assert shown(text) == text
