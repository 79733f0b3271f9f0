"""The identity number: published numbers, every single digit changed, properties."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hui_reg.notation import resident_id

PUBLISHED = [
    "11010519491231002X",
    "810000199408230021",
    "830000199201300022",
    "932682198501010017",
    "440308199901101512",
]


@pytest.mark.parametrize("number", PUBLISHED)
def test_published_numbers_hold(number: str) -> None:
    assert resident_id.problem(number) is None


@pytest.mark.parametrize("number", PUBLISHED)
def test_no_single_wrong_digit_passes(number: str) -> None:
    for place in range(17):
        for digit in "0123456789":
            wrong = number[:place] + digit + number[place + 1 :]
            assert wrong == number or not resident_id.is_valid(wrong)


def test_taken_apart() -> None:
    parsed = resident_id.parse("110105 19491231 002x")
    assert parsed == resident_id.ResidentId("11010519491231002X", date(1949, 12, 31), "女")


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("110105491231002", "15位旧号码"),
        ("1101051949123100", "应为18位"),
        ("11010519491231002Y", "不应出现的字符"),
        ("190105194912310026", "省级代码"),
        ("110105194902310023", "出生日期不存在"),
        ("110105194912310021", "校验位"),
        ("", "应为18位"),
    ],
)
def test_the_reason_is_named(number: str, reason: str) -> None:
    assert reason in (resident_id.problem(number) or "")


@pytest.mark.parametrize(
    "written", ["350521 19900307 123", "350521.1990.0307.123", "３５０５２１１９９００３０７１２３"]
)
def test_separators_and_full_width_fold(written: str) -> None:
    assert resident_id.normalise(written) == "35052119900307123"


def test_a_colon_between_the_parts_is_no_digit() -> None:
    assert resident_id.normalise("350521：19900307：123") == "35052119900307123"
    assert (
        resident_id.normalise("００２Ｘ")
        == resident_id.normalise("００２ｘ")
        == resident_id.normalise("002x")
        == "002X"
    )


PROVINCES = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"


def test_the_provinces_are_those_of_the_standard_and_every_permanent_residence() -> None:
    def holds(province: str) -> bool:
        first17 = f"{province}010119900307057"
        return resident_id.is_valid(first17 + resident_id.check_digit(first17))

    assert [f"{n:02}" for n in range(100) if holds(f"{n:02}")] == [*PROVINCES.split(), *map(str, range(90, 100))]


@pytest.mark.parametrize(("born", "exists"), [("19000101", True), ("18991231", False), ("19000229", False)])
def test_nobody_alive_was_born_before_1900(born: str, exists: bool) -> None:
    first17 = f"110105{born}002"
    assert (resident_id.problem(first17 + resident_id.check_digit(first17)) is None) is exists


def test_mask_shows_ends_only() -> None:
    assert resident_id.mask("11010519491231002X") == "110105********002X"
    assert resident_id.mask("12345678901") == "123456*8901"
    assert resident_id.mask("1234567890") == "*" * 10
    assert resident_id.mask("12345") == "*****"


def test_age_counts_full_years() -> None:
    born = date(2008, 7, 6)
    assert resident_id.age_on(born, date(2024, 7, 5)) == 15
    assert resident_id.age_on(born, date(2024, 7, 6)) == 16
    assert resident_id.age_on(date(2008, 2, 29), date(2024, 2, 28)) == 15


@given(
    st.dates(date(1900, 1, 1), date(2024, 12, 31)), st.integers(0, 999), st.sampled_from(["350521", "110105", "990000"])
)
def test_made_numbers_hold_and_give_back_their_parts(born: date, sequence: int, area: str) -> None:
    first17 = f"{area}{born:%Y%m%d}{sequence:03d}"
    parsed = resident_id.parse(first17 + resident_id.check_digit(first17))
    assert parsed is not None
    assert parsed.birth_date == born
    assert parsed.sex == ("男" if sequence % 2 else "女")


@pytest.mark.parametrize(
    ("old", "number", "same"),
    [
        ("350521900307212", "350521199003072123", True),
        ("350521 900307 212", "35052119900307212 3", True),
        ("350521900307213", "350521199003072123", False),
        ("350522900307212", "350521199003072123", False),
        ("350521900308212", "350521199003072123", False),
        ("350521010307212", "350521200103072123", False),
        ("350521199003072123", "350521199003072123", False),
        ("", "350521199003072123", False),
    ],
)
def test_the_number_of_fifteen_digits_is_that_of_eighteen(old: str, number: str, same: bool) -> None:
    assert resident_id.is_old_form(old, number) is same
