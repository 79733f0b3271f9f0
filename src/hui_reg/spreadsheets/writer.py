"""Workbooks out: sheets described as data, made into bytes. The same sheets make the same bytes.

Every text is text (an ID number keeps its 18 digits, ``=cmd…`` stays what it says). What comes back is read by
``grids``.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal

from hui_reg.spreadsheets.book import Book, Page, letters
from hui_reg.spreadsheets.look import Plain, grown, lines_needed

Content = str | int | Decimal | date | None
"""What a cell may hold. Amounts and scores are Decimal; a date is shown as 2024-09-08."""


@dataclass(frozen=True)
class Column:
    """One column of a written sheet. ``fill``: people write here (tinted); ``choices``: from this list only."""

    title: str
    width: float = 12
    fill: bool = False
    choices: tuple[str, ...] = ()
    money: bool = False
    centred: bool = False
    """Figures that are written as text, such as shares: they stand as figures do."""


@dataclass(frozen=True)
class Sheet:
    """One sheet to write: ``heading`` lines, the header row, the rows, the ``totals``, ``footing`` lines.

    ``width`` of a column is the least; it grows a little for what would just not stand in one line. A sheet without a
    heading of its own in a book whose first has one bears that and its own title: on paper there are no tabs.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Content, ...], ...]
    heading: tuple[str, ...] = ()
    footing: tuple[str, ...] = ()
    totals: tuple[Content, ...] = ()
    orientation: Literal["landscape", "portrait"] = "landscape"
    row_height: float | None = None


_CREATED = datetime(2024, 1, 1, tzinfo=UTC)
"""What the file's properties say: a list made again without a change is the same file."""
_LINE, _AIR = 15.0, 5.0
"""Points of one line of text, and what a row has besides."""
_MARGIN = 2.0
"""Characters of a column in which no text stands."""
_NOBODY = "（没有）"
_PADDING = 5 / 7
"""What the library adds to a width, in characters."""
_TITLE, _SUBTITLE, _FOOT = Plain(bold=True, size=14), Plain(), Plain()
_HEADER = Plain(bold=True, framed=True, centred=True, fill="DCE6F1")
_TINT = "FFF7DC"
_MONEY, _DAY = "#,##0.00", "yyyy-mm-dd"


def made(sheets: Sequence[Sheet], foot: str = "") -> bytes:
    """The workbook of these sheets. ``foot`` is printed below every page."""
    stream = io.BytesIO()
    with Book(stream, foot=foot) as book:
        book.describe(created=_CREATED)
        first = sheets[0].heading[:1] if sheets else ()
        for sheet in sheets:
            heading = sheet.heading or tuple(f"{line}　{sheet.title}" for line in first)
            footing = sheet.footing if sheet.rows else (_NOBODY, *sheet.footing)
            _fill(book.page(sheet.title), replace(sheet, heading=heading, footing=footing, columns=_columns(sheet)))
    return stream.getvalue()


def _columns(sheet: Sheet) -> tuple[Column, ...]:
    """Those of a sheet, as wide as what stands in them asks for."""
    texts = [[str(row[place] or "") for row in sheet.rows] for place in range(len(sheet.columns))]
    widths = grown([column.width for column in sheet.columns], texts)
    return tuple(replace(column, width=width) for column, width in zip(sheet.columns, widths, strict=True))


def _fill(page: Page, sheet: Sheet) -> None:
    page.widths([column.width - _PADDING for column in sheet.columns])
    for row, text in enumerate(sheet.heading):
        page.put(row, 0, text, _SUBTITLE if row else _TITLE)
    header = len(sheet.heading)
    titles = [column.title for column in sheet.columns]
    page.line(header, [(title, _HEADER) for title in titles], _LINE * _lines(titles, sheet.columns) + _AIR)
    for row, cells in enumerate(sheet.rows, header + 1):
        page.height(row, max(sheet.row_height or 0, _LINE * _lines(cells, sheet.columns) + _AIR))
        for place, (column, value) in enumerate(zip(sheet.columns, cells, strict=True)):
            _put(page, row, place, value, column)
    last = header + len(sheet.rows)
    for place, value in enumerate(sheet.totals):
        is_money = isinstance(value, Decimal)
        look = replace(_HEADER, number=_MONEY if is_money else "General", centred=not is_money)
        page.put(last + 1, place, value or "", look) if value is None or isinstance(value, str) else page.figure(
            last + 1, place, value, look
        )
    for row, text in enumerate(sheet.footing, last + 1 + bool(sheet.totals)):
        page.put(row, 0, text, _FOOT)
    _offer_choices(page, sheet, header + 1, last)
    page.freeze(header + 1)
    if sheet.rows:
        page.filter(header, last, len(sheet.columns))
    page.print_on_a4(heading=header, landscape=sheet.orientation == "landscape")
    page.dress()


def _put(page: Page, row: int, place: int, value: Content, column: Column) -> None:
    if isinstance(value, datetime):
        value = value.isoformat(sep=" ", timespec="minutes")
    own = "@" if isinstance(value, str) else _DAY if isinstance(value, date) else "General"
    number = _MONEY if column.money else "@" if column.fill else own
    centred = column.centred or isinstance(value, int | date)
    look = Plain(number=number, framed=True, centred=centred, fill=_TINT if column.fill else "")
    if value is None or isinstance(value, str):
        page.put(row, place, value or "", look)
    else:
        page.figure(row, place, value, look)


def _lines(row: Sequence[Content], columns: Sequence[Column]) -> int:
    """How many lines the fullest cell of a row needs; WPS doesn't work it out by itself."""
    texts = ((value, column.width) for value, column in zip(row, columns, strict=True) if isinstance(value, str))
    return max((lines_needed(text, width, _MARGIN) for text, width in texts if text), default=1)


def _offer_choices(page: Page, sheet: Sheet, first: int, last: int) -> None:
    for place, column in enumerate(sheet.columns):
        if column.choices and last >= first:
            letter = letters(place)
            cells = f"{letter}{first + 1}:{letter}{last + 1}"
            page.offer(cells, column.choices, column.title, "请从下拉列表中选择。")
