"""A second reading of a place: what it settles, and what it leaves open."""

import pytest

from hui_reg.readers.lines import meanings
from hui_reg.readers.lines.spans import Span, value_of
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
