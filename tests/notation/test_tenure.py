"""Years in an occupation, as forms tell them."""

import pytest

from hui_reg.notation.tenure import Tenure, tenure


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("3年", 36, 47),
        ("３年", 36, 47),
        ("3", 36, 47),
        ("已满3年", 36, 47),
        ("0年", 0, 11),
        ("〇年", 0, 11),
        ("三年", 36, 47),
        ("两年", 24, 35),
        ("两年半", 30, 30),
        ("2.5年", 30, 30),
        ("２．５年", 30, 30),
        ("十年", 120, 131),
        ("十二年", 144, 155),
        ("二十年", 240, 251),
        ("三十五年", 420, 431),
        ("18个月", 18, 18),
        ("1年6个月", 18, 18),
        ("一年零三个月", 15, 15),
        ("5年以上", 60, None),
        ("5年多", 60, None),
        ("60年", 720, 731),
        ("59年12个月", 720, 720),
    ],
)
def test_what_is_written_is_so_many_months(text: str, least: int, most: int | None) -> None:
    assert tenure(text) == Tenure(least, most)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2019年",
        "61年",
        "60年1个月",
        "59年13个月",
        "：年",
        "近3年",
        "长期",
        "三五年",
        "二十三十年",
        "十十年",
        "二十三五年",
        "年",
        "2019.9",
    ],
)
def test_what_tells_no_length_is_none(text: str) -> None:
    assert tenure(text) is None


@pytest.mark.parametrize(
    ("least", "most", "years", "reached"),
    [
        (36, 47, 3, True),
        (35, 35, 3, False),
        (35, 36, 3, None),
        (24, 35, 3, False),
        (24, None, 3, None),
        (36, None, 3, True),
        (0, 11, 0, True),
        (37, 37, 3, True),
    ],
)
def test_whether_so_many_years_are_reached(least: int, most: int | None, years: int, reached: bool | None) -> None:
    assert Tenure(least, most).reaches(years) is reached


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("半年", 6, 6),
        ("满半年", 6, 6),
        ("半年多", 6, None),
        ("半年余", 6, None),
        ("半年有余", 6, None),
        ("半年以上", 6, None),
        ("半年及以上", 6, None),
        ("壹年", 12, 23),
        ("叁年", 36, 47),
        ("壹拾年", 120, 131),
    ],
)
def test_half_a_year_and_capital_figures(text: str, least: int, most: int | None) -> None:
    assert tenure(text) == Tenure(least, most)
