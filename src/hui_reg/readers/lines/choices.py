"""Printed options that have cells of their own in a table, and the marks in the cells beside or below them. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from hui_reg.notation.folding import fold
from hui_reg.readers.lines.meanings import Sense
from hui_reg.readers.lines.options import is_mark

_EMPTY: Final = "□"


def in_one(cells: Sequence[str], below: Sequence[str], sense: Sense) -> str | None:
    """The options in ``cells`` with their marks as one text, for ``sense`` to understand; None where the cells hold
    one value, as they mostly do. ``below``: the cells under them, ``()`` where the rows don't match.
    """
    options = [place for place, cell in enumerate(cells) if _is_option(cell, sense)]
    marks = [place for place, cell in enumerate(cells) if is_mark(cell)]
    if len(options) < 2 and not (options and marks):
        return None
    if not marks and len(below) == len(cells) and any(is_mark(cell) for cell in below):
        if not all(is_mark(cell) or not fold(cell) for cell in below):
            return None
        return " ".join(f"{_mark(below[place])}{cells[place]}" for place in options)
    if not marks:
        return " ".join(cells[place] for place in options)
    first = min(options[0], marks[0])
    if options[0] == first and first > 0 and not fold(cells[first - 1]) and len(options) > len(marks):
        first -= 1  # an empty place before the first option
    return " ".join(cell if fold(cell) else _EMPTY for cell in cells[first:] if fold(cell) or marks)


def _is_option(cell: str, sense: Sense) -> bool:
    meaning = sense(cell) if fold(cell) and not is_mark(cell) else None
    return meaning is not None and meaning.value is not None and not meaning.reason


def _mark(cell: str) -> str:
    return re.sub(r"\s+", "", cell) or _EMPTY
