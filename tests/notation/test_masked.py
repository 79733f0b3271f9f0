"""Numbers shown in part: what is shown speaks for or against."""

import pytest

from hui_reg.notation.masked import is_masked, may_be_same

NUMBER = "350521199003072123"


@pytest.mark.parametrize(
    "text",
    ["350521********2123", "350521********2123 ", "350521＊＊2123", "350521×××2123", "350521XXXXXXXX2123", "*" * 18,
     "3505 21** **** ** 2123", "350521xxxxxxxx2123", "**************2123", "350521*"],
)  # fmt: skip
def test_a_number_and_what_is_shown_of_it_may_be_the_same(text: str) -> None:
    assert is_masked(text)
    assert may_be_same(text, NUMBER)
    assert may_be_same(NUMBER, text)
    assert may_be_same(text, text)


@pytest.mark.parametrize(
    "text",
    ["350521********2124", "350500********2123", "350521********9999", "3505219*", "*4", "4*", "350521******2 124"],
)
def test_what_is_shown_of_another_number_is_not(text: str) -> None:
    assert not may_be_same(text, NUMBER)
    assert not may_be_same(NUMBER, text)


def test_two_numbers_shown_in_part() -> None:
    assert may_be_same("350521********2123", "35********23")
    assert not may_be_same("350521********2123", "35********24")
    assert not may_be_same("350521********2123", "36********23")


def test_whole_numbers_are_the_same_or_not() -> None:
    assert not is_masked(NUMBER)
    assert not is_masked("35052119900307212X")
    assert may_be_same(NUMBER, "350521 19900307 2123")
    assert not may_be_same(NUMBER, NUMBER[:-1])
    assert not may_be_same(NUMBER, "350521199003072124")
