"""How wide a text stands, counted in columns: on a terminal and in a cell, Chinese characters take two."""

import unicodedata
from functools import cache


@cache
def _of_character(character: str, ambiguous: int) -> int:
    if unicodedata.combining(character):
        return 0
    kind = unicodedata.east_asian_width(character)
    return 2 if kind in "WF" else ambiguous if kind == "A" else 1


def on_terminal(text: str) -> int:
    """Columns on a terminal: Han and full-width characters take two."""
    return len(text) if text.isascii() else sum(_of_character(c, 1) for c in text)


def in_cell(text: str) -> int:
    """Columns in a sheet set in a Chinese typeface, where ``“ ” … √ ①`` are as wide as Han characters."""
    return len(text) if text.isascii() else sum(_of_character(c, 2) for c in text)
