"""Workbooks out: sheets described as data, written safe to open.

Every text is text (an ID number keeps its 18 digits, ``=cmd…`` stays what it says), control characters are gone,
and the file appears whole or not at all, for its owner only. What comes back is read by ``grids``.
"""

import io
import os
import re
import tempfile
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.workbook.child import INVALID_TITLE_REGEX
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from hui_reg.errors import ExitCode, HuiRegError

Content = str | int | Decimal | date | None
"""What a cell may hold. Amounts and scores are Decimal; a date is shown as 2024-09-08."""

LONGEST_TEXT = 32_767
"""Characters in one cell, by Excel."""
LONGEST_TAB = 31

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""Excel would decode ``_x0041_`` into A."""


@dataclass(frozen=True)
class Column:
    """One column of a written sheet. ``fill``: people write here (tinted); ``choices``: from this list only."""

    title: str
    width: float = 12
    fill: bool = False
    choices: tuple[str, ...] = ()
    money: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet to write: ``heading`` lines, the header row, the rows, ``footing`` lines."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Content, ...], ...]
    heading: tuple[str, ...] = ()
    footing: tuple[str, ...] = ()
    orientation: Literal["landscape", "portrait"] = "landscape"
    row_height: float | None = None


def clean(text: str) -> str:
    """Text that a cell can hold: without characters that break or steer a sheet, not longer than Excel takes."""
    return _ESCAPE.sub("＿", _UNPRINTABLE.sub("", text))[:LONGEST_TEXT]


def put(cell: Cell, value: Content) -> Cell:
    """Write one value so that a spreadsheet shows it and never runs it."""
    if isinstance(value, str):
        cell.value = clean(value)
        cell.data_type = "s"
        cell.number_format = "@"
        if value[:1] in ("=", "+", "-", "@", "\t"):
            cell.quotePrefix = True
    elif isinstance(value, datetime):
        put(cell, value.isoformat(sep=" ", timespec="minutes"))
    elif isinstance(value, date):
        cell.value = value
        cell.number_format = "yyyy-mm-dd"
    elif value is not None:
        cell.value = value
    return cell


def write(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write a workbook to ``path``, old or new but never half. Raises :class:`HuiRegError` (exit 7)."""
    book = Workbook()
    assert book.active is not None  # a new workbook has one sheet
    book.remove(book.active)
    for sheet in sheets:
        _fill(book.create_sheet(_tab(sheet.title, book.sheetnames)), sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    replace_file(path, buffer.getvalue())


def _tab(title: str, taken: Sequence[str]) -> str:
    """A sheet's name as Excel takes it: no reserved characters, at most 31, and none twice."""
    plain = INVALID_TITLE_REGEX.sub(" ", clean(title)).strip("' ")[:LONGEST_TAB] or "表"
    number = 1
    while plain.casefold() in {name.casefold() for name in taken}:
        number += 1
        plain = f"{plain[: LONGEST_TAB - 4]} {number}"
    return plain


def replace_file(path: Path, data: bytes) -> None:
    """Put ``data`` under ``path``, durable, mode 0600; a crash leaves the old file. Raises :class:`HuiRegError`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".hui-reg-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise HuiRegError(
            ExitCode.STORE,
            f"无法写出 {path.name}：{error.strerror}",
            "请检查磁盘空间和权限；文件若正在 Excel 或 WPS 中打开，请先关闭。",
        ) from error


_LOOK = "_style"
"""Where openpyxl keeps a cell's look: working one out takes twenty times as long as copying it."""
_LINE = 15.0
"""Points of one line of text."""
_THIN = Side(style="thin", color="B0B0B0")
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEADER = PatternFill("solid", fgColor="DCE6F1")
_TINT = PatternFill("solid", fgColor="FFF7DC")


def _fill(page: Worksheet, sheet: Sheet) -> None:
    for line, text in enumerate(sheet.heading, 1):
        cell = put(_cell(page, line, 1), text)
        cell.font = Font(bold=line == 1, size=14 if line == 1 else 11)
    header = len(sheet.heading) + 1
    for place, column in enumerate(sheet.columns, 1):
        cell = put(_cell(page, header, place), column.title)
        cell.font, cell.fill, cell.border = Font(bold=True), _HEADER, _FRAME
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        page.column_dimensions[get_column_letter(place)].width = column.width
    titles = [column.title for column in sheet.columns]
    page.row_dimensions[header].height = _LINE * _lines(titles, sheet.columns) + 3
    looks: dict[tuple[object, ...], StyleArray] = {}
    for line, row in enumerate(sheet.rows, header + 1):
        for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True), 1):
            cell = put(_cell(page, line, place), value)
            look = (column.fill, column.money, cell.data_type, cell.number_format, cell.quotePrefix, type(value))
            if look not in looks:
                _style(cell, column)
                looks[look] = _look(cell)
            setattr(cell, _LOOK, copy(looks[look]))
        page.row_dimensions[line].height = max(sheet.row_height or 0, _LINE * _lines(row, sheet.columns))
    last = header + len(sheet.rows)
    for line, text in enumerate(sheet.footing, last + 1):
        put(_cell(page, line, 1), text)
    _offer_choices(page, sheet, header + 1, last)
    _set_up_print(page, sheet, header, last)


def _lines(row: Sequence[Content], columns: Sequence[Column]) -> int:
    """How many lines the fullest cell of a row needs; WPS doesn't work it out by itself."""
    texts = ((value, column.width) for value, column in zip(row, columns, strict=True) if isinstance(value, str))
    return max((ceil(sum(1 + (ord(c) > 255) for c in text) / (width - 1)) for text, width in texts if text), default=1)


def _cell(page: Worksheet, row: int, column: int) -> Cell:
    cell = page.cell(row, column)
    assert isinstance(cell, Cell)  # nothing is merged here
    return cell


def _look(cell: Cell) -> StyleArray:
    look: StyleArray = getattr(cell, _LOOK)
    return look


def _style(cell: Cell, column: Column) -> None:
    cell.border = _FRAME
    centred = isinstance(cell.value, int)
    cell.alignment = Alignment(vertical="center", wrap_text=True, horizontal="center" if centred else None)
    if column.fill:
        cell.fill = _TINT
        cell.number_format = "@"
    if column.money:
        cell.number_format = "#,##0.00"


def _offer_choices(page: Worksheet, sheet: Sheet, first: int, last: int) -> None:
    for place, column in enumerate(sheet.columns, 1):
        if column.choices and last >= first:
            listed = DataValidation(
                type="list",
                formula1=f'"{",".join(column.choices)}"',
                allow_blank=True,
                showErrorMessage=True,
                errorTitle=column.title,
                error="请从下拉列表中选择。",
            )
            letter = get_column_letter(place)
            listed.add(f"{letter}{first}:{letter}{last}")
            page.add_data_validation(listed)


def _set_up_print(page: Worksheet, sheet: Sheet, header: int, last: int) -> None:
    page.freeze_panes = page.cell(header + 1, 1).coordinate
    if sheet.rows:
        page.auto_filter.ref = f"A{header}:{get_column_letter(len(sheet.columns))}{last}"
    page.print_title_rows = f"{header}:{header}"
    page.page_setup.orientation = sheet.orientation
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
