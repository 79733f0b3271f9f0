"""A review workbook that came back, as read: rows of text with their places, nothing believed yet.

:func:`parse` is a stage for the sandbox worker. Formulas are seen as formulas, never evaluated; the sheet is found by
the headings of its hidden columns, wherever it was moved and whatever it is called now.
"""

import io
import zipfile
from collections.abc import Mapping
from typing import Any, Literal

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from hui_reg.history.decisions import Stage
from hui_reg.model import Noun
from hui_reg.review.columns import Role, canonical, columns

MOST_ROWS, MOST_COLUMNS = 20_000, 60
_HEADING_WITHIN = 12
"""Rows from the top among which the headings are looked for."""

CellKind = Literal["text", "number", "formula", "other"]


class ReturnedCell(Noun):
    """One filled cell. ``text`` is what it shows, for a formula its source."""

    kind: CellKind
    text: str


class ReturnedRow(Noun):
    """A row by column heading; empty cells are left out."""

    number: int
    cells: Mapping[str, ReturnedCell]

    def text(self, title: str) -> str:
        cell = self.cells.get(title)
        return cell.text if cell else ""


class ReturnedSheet(Noun):
    """The review sheet of a returned workbook, or why there is none. ``letters`` are the columns by heading."""

    letters: Mapping[str, str] = {}
    doubled: tuple[str, ...] = ()
    rows: tuple[ReturnedRow, ...] = ()
    problem: str = ""


HIDDEN_TITLES = frozenset(column.title for column in columns(Stage.FIRST) if column.role is Role.HIDDEN)
_MARKS = 2
"""Headings of hidden columns that must be there for a sheet to be ours, if perhaps a spoilt one."""


def parse(data: bytes) -> tuple[ReturnedSheet, tuple[bytes, ...]]:
    """The review sheet of an .xlsx file. What can't be read comes back as ``problem``."""
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        return ReturnedSheet(problem="不是有效的 .xlsx 文件；请用 Excel 或 WPS 打开，另存为 .xlsx 后重试"), ()
    sheets = [found for sheet in book.worksheets if (found := _sheet(sheet)) is not None]
    if not sheets:
        return ReturnedSheet(problem="文件中没有本程序导出的审核表（隐藏的校验列不见了）；请使用原表填写"), ()
    if len(sheets) > 1:
        return ReturnedSheet(problem="文件中有不止一张审核表；请只保留一张"), ()
    return sheets[0], ()


def _sheet(sheet: Any) -> ReturnedSheet | None:
    letters: dict[str, str] = {}
    by_position: dict[int, str] = {}
    doubled: list[str] = []
    rows: list[ReturnedRow] = []
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
        if number > MOST_ROWS:
            return ReturnedSheet(problem=f"审核表超过 {MOST_ROWS} 行；请删去多余的行")
        if not letters:
            titles = {position: canonical(cell.value) for position, cell in enumerate(cells) if cell.value is not None}
            if len(HIDDEN_TITLES & set(titles.values())) >= _MARKS:
                for position, title in titles.items():
                    if title in letters:
                        doubled.append(title)
                    letters[title] = get_column_letter(position + 1)
                    by_position[position] = title
            elif number >= _HEADING_WITHIN:
                return None
            continue
        found = {by_position[i]: read for i, cell in enumerate(cells) if i in by_position and (read := _cell(cell))}
        if found:
            rows.append(ReturnedRow(number=number, cells=found))
    return ReturnedSheet(letters=letters, doubled=tuple(doubled), rows=tuple(rows)) if letters else None


def _cell(cell: Any) -> ReturnedCell | None:
    text = canonical(cell.value)
    if cell.value is None or (not text and cell.data_type != "f"):
        return None
    if cell.data_type == "f":
        return ReturnedCell(kind="formula", text=text)
    if isinstance(cell.value, str) and cell.data_type != "e":
        return ReturnedCell(kind="text", text=text)
    return ReturnedCell(kind="number" if isinstance(cell.value, int | float) else "other", text=text)
