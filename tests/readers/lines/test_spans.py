"""A second reading of a place: what it settles, and what it leaves open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hui_reg.model import SURE, Box, Value
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


LONG = "学生王佳梓性别男一九九〇年六月生于二〇〇八年九月至二〇一二年七月在本校学习"


@given(st.integers(0, len(LONG) - 3), st.integers(2, 6))
def test_only_the_neighbours_are_read_again_with_it(start: int, length: int) -> None:
    """A model takes its time by the width. No wanted character is cut, and what both readings lost beside it counts."""
    end = min(start + length, len(LONG))
    places = tuple((number + 0.5) / len(LONG) for number in range(len(LONG)))
    line = Line(LONG, 0.93, (0.1, 0.1, 0.9, 0.12), places=places)
    asked: list[Box] = []

    def reread(box: Box) -> Line:
        asked.append(box)
        first, last = ((edge - 0.1) / 0.8 * len(LONG) for edge in (box[0], box[2]))
        return Line(LONG[round(first) : round(last)], 0.99, box)

    span = Span(written.sheet(line, source="ocr", again=reread), line, start, end)
    assert span.again() == span.text
    (box,) = set(asked)
    for number in range(max(start - 2, 0), min(end + 2, len(LONG))):
        assert box[0] <= 0.1 + 0.8 * number / len(LONG) + 1e-9
        assert box[2] >= 0.1 + 0.8 * (number + 1) / len(LONG) - 1e-9
    assert box[2] - box[0] < 0.8 * 0.75


@pytest.mark.parametrize("places", [(), (0.2, 0.6), tuple((number + 0.5) / len(LONG) for number in range(len(LONG)))])
def test_the_whole_line_is_read_again_where_nobody_knows_better(places: tuple[float, ...]) -> None:
    line = Line(LONG, 0.93, (0.1, 0.1, 0.9, 0.12), places=places)
    page = written.sheet(line, source="ocr", again=lambda box: Line(LONG, 0.99, box))
    second = Span(page, line, 0, len(LONG) - 4 if len(places) > 2 else 3).second
    assert second is not None
    assert second.box == line.box


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


def thrice(first: tuple[str, float], second: tuple[str, float], third: tuple[str, float], field: str) -> Value:
    """A value on a scan as three readers give it, each with its confidence."""
    line = written.at(first[0], 0.1, 0.1, confidence=first[1])
    page = written.sheet(
        line, source="ocr", again=lambda box: Line(*second, box), third=lambda box: Line(*third, box)
    )  # fmt: skip
    read = value_of([Span.whole(page, line)], field, {"name": meanings.name}.get(field, meanings.plain))
    assert read is not None
    return read


@pytest.mark.parametrize("field", ["name", "employer"])
def test_the_third_reader_settles_what_the_others_read_differently(field: str) -> None:
    for known in ("谢俪颖", "谢佣颖"):
        read = thrice(("谢佣颖", 0.7), ("谢俪颖", 0.84), (known, 0.95), field)
        assert (read.value, read.sure) == (known, True)
    assert not thrice(("谢佣颖", 0.7), ("谢俪颖", 0.84), ("谢俪颖", 0.7), field).sure, "it saw as faintly"
    assert not thrice(("谢佣颖", 0.7), ("谢俪颖", 0.84), ("谢丽颖", 0.99), field).sure, "it proposes nothing"


def test_what_both_saw_faintly_is_sure_where_the_third_sees_it_clearly() -> None:
    assert thrice(("林晓燕", 0.7), ("林晓燕", 0.75), ("林晓燕", 0.95), "name").sure
    assert not thrice(("林晓燕", 0.7), ("林晓燕", 0.75), ("林晓燕", 0.8), "name").sure
    assert not thrice(("林晓燕", 0.7), ("林晓燕", 0.75), ("林哓燕", 0.95), "name").sure


def test_a_name_that_the_other_family_reads_otherwise_is_not_sure() -> None:
    read = thrice(("黄赞", 0.94), ("黄赞", 0.95), ("黄赟", 0.9), "name")
    assert (read.sure, read.alternatives) == (False, ("黄赟",))
    assert thrice(("黄赞", 0.99), ("黄赞", 0.98), ("黄赟", 0.9), "name").sure, "not asked about what is clear"
    assert thrice(("方志远", 0.91), ("方志远", 0.9), ("志远", 0.99), "name").sure, "a character lost tells nothing"


def test_two_readings_that_lost_the_same_character_settle_nothing() -> None:
    for first, second in (("王佳", "王佳梓"), ("王佳梓", "王佳")):
        assert not thrice((first, 0.9), (second, 0.9), ("王佳", 0.99), "name").sure
        read = thrice((first, 0.9), (second, 0.9), ("王佳梓", 0.99), "name")
        assert (read.value, read.sure) == ("王佳梓", True)


def test_the_third_reader_is_not_asked_about_addresses() -> None:
    assert not thrice(("惠安县小岞镇", 0.7), ("惠安县小作镇", 0.8), ("惠安县小岞镇", 0.99), "address").sure


def test_lines_of_one_value_are_settled_one_by_one() -> None:
    lines = [written.at("惠安县山霞镇", 0.1, 0.1, 0.7), written.at("使民服务中心", 0.1, 0.12, 0.8)]
    second = {lines[0].box: "惠安县山霞填", lines[1].box: "便民服务中心"}
    third = {lines[0].box: "惠安县山霞镇", lines[1].box: "便民服务中心"}
    page = written.sheet(
        *lines, source="ocr",
        again=lambda box: Line(second[box], 0.8, box), third=lambda box: Line(third[box], 0.95, box),
    )  # fmt: skip
    read = value_of([Span.whole(page, line) for line in lines], "employer", meanings.plain)
    assert read is not None and (read.value, read.sure) == ("惠安县山霞镇便民服务中心", True)
