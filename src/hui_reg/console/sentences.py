"""Long sentences on narrow terminals: lines end between words and characters, never inside a word or before a comma."""

import re
from collections.abc import Iterator
from typing import Final

from hui_reg.notation.widths import on_terminal

_OPENING, _CLOSING = "（《“‘【「", "，。；：、！？）》”’】」…％"
_PIECE: Final = re.compile(rf"[{_OPENING}]*(?:[!-~]+|[^!-~\s]|\s)(?:[{_CLOSING}])*")
"""What stays together: a word of Latin letters, digits, a path; any other character; punctuation with its neighbour."""
_START: Final = re.compile(r"(\s*)([√×▲※●→] )?")
_LEAST: Final = 20
"""Columns below which nothing can be done for a line."""


def broken(text: str, columns: int) -> str:
    """The text with lines of at most so many columns; what goes on stands below what it belongs to."""
    return "\n".join(part for line in text.split("\n") for part in _lines(line, columns))


def _lines(line: str, columns: int) -> Iterator[str]:
    if on_terminal(line) <= columns or columns < _LEAST:
        yield line
        return
    start = _START.match(line)
    hanging = " " * on_terminal(start[0]) if start else ""
    done = start[0] if start else ""
    for piece in _PIECE.findall(line[len(done) :]):
        if on_terminal(done + piece.rstrip()) > columns and done.strip():
            yield done.rstrip()
            done = hanging
        if piece.strip() or done.strip():  # no line begins with the space that it was ended at
            done += piece
    yield done.rstrip()
