"""What two readings of one place make of a value, where they differ in signs alone."""

import pytest

from hui_reg.readers.lines.meanings import Meaning, plain
from hui_reg.readers.lines.opinions import _bracketed, second_look
from hui_reg.readers.lines.spans import Span, joined
from tests.readers.written import at, sheet


def look(first: str, second: str) -> tuple[Meaning, bool]:
    page = sheet(at(first, 0.1, 0.1), source="ocr", again={first: second})
    span = Span.whole(page, page.lines[0])
    meaning = plain(first)
    assert meaning is not None
    return second_look(meaning, [span], plain, joined)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("行政办事员(政务服务办事员", "行政办事员(政务服务办事(员)", "行政办事员(政务服务办事员)"),
        ("行政办事员(政务服务办事员", "行政办事员(政务服务办事员)", "行政办事员(政务服务办事员)"),
        ("窗口(服务)员", "窗口（服务）员", "窗口(服务)员"),
    ],
)
def test_brackets_misread_leave_no_doubt(first: str, second: str, said: str) -> None:
    meaning, settled = look(first, second)
    assert settled
    assert not meaning.alternatives
    assert meaning.value == said


def test_a_letter_that_differs_leaves_one() -> None:
    meaning, settled = look("办事员(政务", "办事员(政府")
    assert not settled
    assert meaning.alternatives


def test_a_bracket_that_opens_nothing_is_left() -> None:
    assert _bracketed("办事)员", "办事)员)") == "办事)员"
