"""A second reading of a place: what it settles, and what it leaves open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hui_reg.model import SURE, Value
from hui_reg.notation import resident_id
from hui_reg.pages.page import Line
from hui_reg.readers.lines import meanings
from hui_reg.readers.lines.opinions import value_of
from hui_reg.readers.lines.spans import Span
from tests.readers import written


@pytest.mark.parametrize(
    ("first", "second", "value", "settled"),
    [
        ("学生王佳梓性别男", "学生王佳梓性别男", "王佳梓", True),
        ("学生佳梓性别男", "学生 崔佳梓 性别男", "崔佳梓", False),
        ("学生王佳性别男", "学生王佳梓性别男", "王佳梓", False),
        ("学生王佳梓性别男", "学生王佳样性别男", "王佳样", False),
        ("学生王佳梓性别男", "孚生王佳梓性别男", "王佳梓", True),
        ("学生黄佳梓性别男", "学生黃佳梓性别男", "黄佳梓", True),
    ],
)
def test_a_name_in_a_sentence(first: str, second: str, value: str, settled: bool) -> None:
    line = written.at(first, 0.1, 0.1, confidence=0.93)
    page = written.sheet(line, source="ocr", again={first: second})
    read = value_of([Span(page, line, 2, first.index("性"))], "name", meanings.name)
    assert read is not None
    assert (read.value, read.sure) == (value, settled)


def value(text: str, field: str, sense: meanings.Sense, first: float, second: float, again: str = "") -> Value:
    """A value on a scan by how clearly both readings saw it."""
    line = written.at(text, 0.1, 0.1, confidence=first)
    page = written.sheet(line, source="ocr", again=lambda box: Line(again or text, second, box))
    read = value_of([Span.whole(page, line)], field, sense)
    assert read is not None
    return read


@given(st.floats(0.3, 1.0), st.floats(0.3, 1.0))
def test_agreement_lifts_only_what_one_reading_saw_clearly(first: float, second: float) -> None:
    read = value("陈思琪", "name", meanings.name, first, second)
    assert read.sure == (max(first, second) >= SURE)
    assert bool(read.reason) != read.sure


@given(st.floats(0.3, 1.0), st.floats(0.3, 1.0))
def test_a_number_that_no_card_has_is_never_sure(first: float, second: float) -> None:
    for number in ("350521199067224025", "190521199005224025", "35052119900522402"):
        assert not value(number, "id_number", meanings.id_number, first, second).sure


@pytest.mark.parametrize("number", ["35052119900522402X", "350521199005224020"])
def test_a_check_digit_proves_a_number_and_clear_readings_prove_a_typing_error(number: str) -> None:
    valid = resident_id.is_valid(number)
    assert value(number, "id_number", meanings.id_number, 0.99, 0.99).sure
    assert value(number, "id_number", meanings.id_number, 0.6, 0.6).sure == valid
