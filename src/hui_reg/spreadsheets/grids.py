"""Workbooks in: .xlsx, .xls, WPS files, CSV and web pages by their content, every value as text.

Numbers that a spreadsheet has cut short are marked as such; no formula is ever evaluated. A stage for the sandbox,
so nothing heavy is imported here.
"""

import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from hui_reg.errors import Panicked, panics_caught
from hui_reg.model import Noun, Problem, ProblemKind
from hui_reg.spreadsheets import texts

EXACT_DIGITS = 15
"""Digits a spreadsheet keeps of a number."""
MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 50_000, 256, 64
_TOO_LARGE = f"工作表超过 {MOST_ROWS} 行或 {MOST_COLUMNS} 列；请只保留有数据的部分"
_SHORT = re.compile(r"\d\.\d+[eE]\+\d\d")


class Grid(Noun):
    """One sheet read: all cells as text. ``cut`` are the (row, column), 0-based, of numbers that lost digits."""

    title: str
    rows: tuple[tuple[str, ...], ...]
    cut: tuple[tuple[int, int], ...] = ()


class GridBook(Noun):
    """A workbook read: its visible sheets with anything in them, or the problem that kept it from being read."""

    grids: tuple[Grid, ...] = ()
    problem: Problem | None = None


def read(data: bytes) -> tuple[GridBook, tuple[bytes, ...]]:
    """Read a workbook of any of the formats from its bytes; a stage for the sandbox, hence the empty second part.

    What can't be read (no workbook, a password, too large) comes back as the book's ``problem``.
    """
    try:
        with panics_caught():
            book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            grids = [_grid(sheet.name, _cells(book, sheet.name)) for sheet in _shown(book)]
    except Panicked:
        return _unread(ProblemKind.CRASHED, "读取程序处理不了这个表格"), ()
    except PasswordError:
        return _unread(ProblemKind.ENCRYPTED, "表格设有打开密码，无法读取；请取消密码后另存，再导入"), ()
    except _TooLargeError:
        return _unread(ProblemKind.TOO_LARGE, _TOO_LARGE), ()
    except (CalamineError, OSError, ValueError):
        rows = texts.rows_of(data, MOST_ROWS + 1)
        if rows is None:
            return _unread(
                ProblemKind.DAMAGED, "这不是能读取的表格文件；请用 Excel 或 WPS 打开后另存为 .xlsx，再导入"
            ), ()
        if len(rows) > MOST_ROWS or len(rows[0]) > MOST_COLUMNS:
            return _unread(ProblemKind.TOO_LARGE, _TOO_LARGE), ()
        grids = [_grid("表", [[_number_or_text(cell) for cell in row] for row in rows])]
    return GridBook(grids=tuple(grid for grid in grids if any(map(any, grid.rows)))), ()


class _TooLargeError(Exception):
    pass


def _number_or_text(cell: str) -> object:
    """A number as a spreadsheet writes it into text once it has lost its digits (``3.50521E+17``) is one; else text."""
    return float(cell) if _SHORT.fullmatch(cell) else cell


def _unread(kind: ProblemKind, detail: str) -> GridBook:
    return GridBook(problem=Problem(kind=kind, detail=detail))


def _shown(book: CalamineWorkbook) -> list[SheetMetadata]:
    shown = (SheetTypeEnum.WorkSheet, SheetVisibleEnum.Visible)
    return [sheet for sheet in book.sheets_metadata if (sheet.typ, sheet.visible) == shown][:MOST_SHEETS]


def _cells(book: CalamineWorkbook, name: str) -> Sequence[Sequence[object]]:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS + 1)
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows[:1]):
        raise _TooLargeError
    return rows


def _grid(name: str, rows: Sequence[Sequence[object]]) -> Grid:
    cut = [(r, c) for r, row in enumerate(rows) for c, value in enumerate(row) if _is_cut(value)]
    return Grid(title=name, rows=tuple(tuple(map(_as_text, row)) for row in rows), cut=tuple(cut))


def _is_cut(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) >= 10**EXACT_DIGITS


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()
