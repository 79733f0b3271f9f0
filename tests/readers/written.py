"""Builders of pages as readers see them: rows of text at places, table rows, plain lines."""

from collections.abc import Callable, Mapping, Sequence

from hui_reg.model import Box, Reading
from hui_reg.pages.formats import office
from hui_reg.pages.page import Line, Page

HEIGHT = 0.014
"""Of a line, as a fraction of the page's height."""


def at(
    text: str, left: float, top: float, confidence: float = 1.0, height: float = HEIGHT, aspect: float = 0.707
) -> Line:
    """A line at a place, as wide as its characters are."""
    width = sum(1.0 if ord(character) > 0x2E7F else 0.5 for character in text) * height / aspect
    return Line(text, confidence, (left, top, min(left + width, 1.0), top + height))


def sheet(
    *lines: Line,
    source: str = "text",
    number: int = 1,
    again: Mapping[str, str] | Callable[[Box], Line | None] | None = None,
    aspect: float = 0.707,
    **known: object,
) -> Page:
    """A page of placed lines. ``again``: what the second reading says of a line, by its first; else the same."""
    reread = again if callable(again) else _second_reading(lines, again or {})
    return Page(number, source, lines, aspect=aspect, reread=reread, **known)  # type: ignore[arg-type]


def _second_reading(lines: Sequence[Line], again: Mapping[str, str]) -> Callable[[Box], Line | None]:
    by_box = {line.box: line for line in lines}

    def reread(box: Box) -> Line | None:
        line = by_box.get(box)
        return Line(again.get(line.text, line.text), 0.95, box) if line else None

    return reread


def rows(*cells: Sequence[str], lines: Sequence[str] = (), number: int = 1) -> Page:
    """A page of an Office file: paragraphs, then a table."""
    texts = [*lines, *("\t".join(row) for row in cells)]
    return Page(number, "office", tuple(map(Line, texts)), rows=tuple(map(tuple, cells)))


def text(*lines: str) -> Page:
    """A page of a text file."""
    return Page(1, "office", tuple(map(Line, lines)))


def page_of(data: bytes, format: str) -> Page:
    """The first page of an Office file."""
    return office.pages(data, format)[0][0]


def values(reading: Reading) -> dict[str, str | None]:
    """Field by value."""
    return {field: value.value for field, value in reading.fields.items()}
