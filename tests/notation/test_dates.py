"""Dates as people and printers write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.press.people import chinese_date

from hui_reg.notation import dates


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2004 年 10 月", "2004-10"),
        ("2004年10月1日", "2004-10-01"),
        ("2018.7", "2018-07"),
        ("2018．07．01", "2018-07-01"),
        ("2018-7-1", "2018-07-01"),
        ("2018/07", "2018-07"),
        ("２０１８年７月", "2018-07"),
        ("20180701", "2018-07-01"),
        ("2018-07-0110:23:45", "2018-07-01"),
        ("2018-07-01 10:23:45", "2018-07-01"),
        ("201807", "2018-07"),
        ("2018年6", "2018-06"),
        ("2018年1月10中", "2018-01"),
        ("2001年9月2005年7月", "2005-07"),
        ("2O18年O7月", "2018-07"),
        ("二〇二四年七月一日", "2024-07-01"),
        ("二零二四年十二月三十一日", "2024-12-31"),
        ("二O二四年元月", "2024-01"),
        ("二○一八年六月廿一日", "2018-06-21"),
        ("一九九八年十月", "1998-10"),
        ("二0一八年6月30日", "2018-06-30"),
        ("2018年", None),
        ("2018年13月", None),
        ("2018年2月30日", None),
        ("2004.9-2007.7", None),
        ("2018.1或2018.10", None),
        ("138001380001", None),
        ("至今", None),
    ],
)
def test_one_date(text: str, iso: str | None) -> None:
    assert dates.parse(text) == iso


def test_a_month_is_never_given_a_day() -> None:
    assert dates.parse("2019年7月") == "2019-07"


def test_a_lost_zero_is_put_back_but_not_certain() -> None:
    (found,) = dates.find("于二一八年七月一日毕业")
    assert (found.iso, found.certain) == ("2018-07-01", False)
    assert dates.parse("二一八年七月一日") is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("二〇二年七月", "2020-07"),
        ("二〇一年七月", "2010-07"),
        ("二一八年七月", "2018-07"),
        ("二九八年七月", "2098-07"),
    ],
)
def test_where_the_circle_was_lost_it_is_put_back(text: str, iso: str) -> None:
    (found,) = dates.find(text)
    assert (found.iso, found.certain, found.start, found.end) == (iso, False, 0, len(text))


def test_dates_that_touch_are_two() -> None:
    assert [item.start for item in dates.find("20010901二一八年七月")] == [0, 8]


def test_dates_of_a_sentence_in_order() -> None:
    found = dates.find("一九九六年三月十四日生，于二〇一四年九月至二〇一八年六月在本校学习")
    assert [item.iso for item in found] == ["1996-03-14", "2014-09", "2018-06"]


DAYS = st.dates(date(1950, 1, 1), date(2039, 12, 31))


@given(DAYS)
def test_chinese_numerals_round_trip(day: date) -> None:
    assert dates.parse(chinese_date(day)) == day.isoformat()


@given(
    DAYS,
    st.sampled_from(["{y}年{m}月{d}日", "{y} 年 {m} 月 {d} 日", "{y}.{m}.{d}", "{y}-{m:02}-{d:02}", "{y}/{m}/{d}"]),
)
def test_arabic_figures_round_trip(day: date, form: str) -> None:
    assert dates.parse(form.format(y=day.year, m=day.month, d=day.day)) == day.isoformat()


@given(DAYS, st.sampled_from("〇零○OoО0"))
def test_every_look_alike_of_the_zero(day: date, zero: str) -> None:
    assert dates.parse(chinese_date(day).replace("〇", zero)) == day.isoformat()


@given(st.text(max_size=40))
def test_any_text_gives_dates_that_exist(text: str) -> None:
    for found in dates.find(text):
        date.fromisoformat(found.iso if len(found.iso) == 10 else found.iso + "-01")
        assert 0 <= found.start < found.end <= len(text)
