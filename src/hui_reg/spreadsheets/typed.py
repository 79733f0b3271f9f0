"""Workbooks in, cell by cell with what kind each is: formulas are seen as formulas and never evaluated.

For sheets of our own that come back. Rows are found where they stand, whatever the sheet says of its own size: WPS and
some converters write a wrong one. A stage for the sandbox.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

Kind = Literal["text", "number", "formula", "other"]


class UnreadableError(Exception):
    """The bytes are no .xlsx that can be read."""


@dataclass(frozen=True)
class Cell:
    """One filled cell. ``text`` is what it shows, for a formula its source, as Python writes it."""

    kind: Kind
    text: str


Row = tuple[int, Mapping[int, Cell]]
"""A row's number, from 1, and its filled cells by 0-based column."""


def sheets(data: bytes, columns: int) -> Iterator[Iterator[Row]]:
    """The filled rows of every sheet, within so many columns. Raises :class:`UnreadableError`, also half-way."""
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        pages = book.worksheets
    except Exception as error:  # the library lets through whatever the file makes it stumble over
        raise UnreadableError from error
    for sheet in pages:
        sheet.reset_dimensions()
        yield _rows(sheet, columns)


def letters(column: int) -> str:
    """The letters of a 0-based column."""
    return get_column_letter(column + 1)


def _rows(sheet: Any, columns: int) -> Iterator[Row]:
    try:
        for number, cells in enumerate(sheet.iter_rows(max_col=columns), 1):
            filled = {place: found for place, cell in enumerate(cells) if (found := _cell(cell)) is not None}
            if filled:
                yield number, filled
    except Exception as error:
        raise UnreadableError from error


def _cell(cell: Any) -> Cell | None:
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "f":
        return Cell("formula", str(value))
    if isinstance(value, str) and cell.data_type != "e":
        return Cell("text", value)
    return Cell("number" if isinstance(value, int | float) else "other", str(value))
