"""Workbooks to pages: every visible sheet is a page, its rows are cells; pictures are told by cell and returned.

Cells are written as people see them, with three exceptions made so that nothing is mistaken: a number of sixteen
digits and more, whose last ones Excel has lost, is written ``3.50521199001011E+17``; the number 2018.1, which may
have been typed as 2018.10, is written ``2018.1或2018.10``; a date shown without its day has none.
"""

import datetime
import mimetypes
import re
import unicodedata
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any, Final

import olefile
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from hui_reg.errors import Panicked, panics_caught
from hui_reg.pages.formats import embedded
from hui_reg.pages.formats.hidden_rows import hidden_rows
from hui_reg.pages.formats.sheet_pictures import Pictures
from hui_reg.pages.page import Line, Page

MAX_ROWS: Final = 3000
MAX_COLUMNS: Final = 80
MAX_SHEETS: Final = 30
MAX_EMPTY_ROWS: Final = 200
"""Empty rows in a sequence after which a sheet is taken to have ended."""

_EXACT: Final = 10**15
_ERRORS: Final = ("#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!")

_EXAMPLE: Final = re.compile(
    r"[\u3400-\u9fff]{0,12}(?:样例|样表|样本|示例|范例|范本|样张|例表)表?\d*|(?:填写|填报|填表|使用)(?:说明|须知|要求|指南)|说明"
)
"""A sheet's name that says so."""
_EXAMPLE_HEADING: Final = re.compile(
    r"\((?:填写|填报)?(?:样例|样表|样本|示例|范例|范本)\)$|^(?:填写|填报)?(?:样例|样表|示例|范例|范本)$"
)

Sheet = tuple[str, list[tuple[str, ...]]]
Contents = tuple[list[Page], list[bytes]]


def contents_xlsx(data: bytes) -> Contents:
    """Pages and pictures of an .xlsx. Raises what openpyxl, calamine and zipfile do."""
    try:
        sheets = list(_by_openpyxl(data))
    except Exception:  # openpyxl stumbles over styles and filters that say nothing about the cells
        sheets = list(_by_calamine(data))
    pictures = Pictures.of(data)
    if pictures.in_cells and not any("DISPIMG" in cell for _, rows in sheets for row in rows for cell in row):
        sheets = _with_formulas(data, sheets)
    return _pages(sheets, pictures)


def contents_xls(data: bytes) -> Contents:
    """Pages and pictures of an .xls. Raises what calamine and olefile do, and :class:`Panicked`."""
    try:
        return _pages(list(_by_calamine(data)), Pictures(rest=list(_drawings(data))))
    except Panicked:
        _check_whole(data)  # most often it was cut off on its way
        raise


def _check_whole(data: bytes) -> None:
    """Raise what olefile does for a compound file of which something is missing."""
    with olefile.OleFileIO(BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT) as ole:
        for name in ("Workbook", "Book"):
            if ole.exists(name):
                ole.openstream(name).read()


def _opened(data: bytes, *, data_only: bool) -> Any:
    mimetypes.init([])  # openpyxl, on its first import, would look into the system's table, beyond the worker's walls
    import openpyxl

    return openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=data_only, keep_links=False)


def _by_openpyxl(data: bytes) -> Iterator[Sheet]:
    workbook = _opened(data, data_only=True)
    hidden = hidden_rows(data)
    for sheet in workbook.worksheets[:MAX_SHEETS]:
        if sheet.sheet_state == "visible":
            sheet.reset_dimensions()
            unseen = hidden.get(sheet.title, frozenset())
            shown = (row for number, row in enumerate(sheet.rows, 1) if number not in unseen)
            cells = ((_shown(cell) for cell in row) for row in shown)
            yield sheet.title, limited(cells)


def _shown(cell: Any) -> str:
    """A cell's text; nothing where it is crossed out."""
    if cell.value is None or cell.font.strike:
        return ""
    return text_of(cell.value, cell.number_format or "")


def _by_calamine(data: bytes) -> Iterator[Sheet]:
    with panics_caught():
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        for facts in workbook.sheets_metadata[:MAX_SHEETS]:
            if facts.typ == SheetTypeEnum.WorkSheet and facts.visible == SheetVisibleEnum.Visible:
                rows = workbook.get_sheet_by_name(facts.name).to_python(skip_empty_area=False, nrows=MAX_ROWS)
                yield facts.name, limited((text_of(value) for value in row) for row in rows)


def _with_formulas(data: bytes, sheets: list[Sheet]) -> list[Sheet]:
    """Empty cells filled with the formula that shows a WPS picture: some writers keep no cached text of it."""
    workbook = _opened(data, data_only=False)
    filled = []
    for title, rows in sheets:
        worksheet = workbook[title]
        worksheet.reset_dimensions()
        formulas = limited((text_of(value) for value in row) for row in worksheet.values)
        filled.append((title, [_filled(row, other) for row, other in zip(rows, formulas, strict=False)]))
    return filled


def _filled(row: tuple[str, ...], formulas: tuple[str, ...]) -> tuple[str, ...]:
    width = max(len(row), len(formulas))
    padded = (*row, *[""] * (width - len(row)))
    others = (*formulas, *[""] * (width - len(formulas)))
    return tuple(other if "DISPIMG" in other else cell for cell, other in zip(padded, others, strict=True))


def limited(rows: Iterable[Iterable[str]]) -> list[tuple[str, ...]]:
    """Rows within the ceilings, without empty cells at their ends and without empty rows at the end."""
    kept: list[tuple[str, ...]] = []
    empty = 0
    for row in rows:
        cells = [cell for cell, _ in zip(row, range(MAX_COLUMNS), strict=False)]
        while cells and not cells[-1]:
            cells.pop()
        empty = 0 if cells else empty + 1
        kept.append(tuple(cells))
        if len(kept) >= MAX_ROWS or empty >= MAX_EMPTY_ROWS:
            break
    return kept[: len(kept) - empty]


def text_of(value: Any, number_format: str | None = None) -> str:
    """A cell's value as text. ``number_format`` None: unknown, so the first of a month is only a month."""
    if value is None or value in _ERRORS:
        return ""
    if isinstance(value, datetime.datetime | datetime.date):
        with_day = value.day != 1 if number_format is None else "d" in number_format.lower().replace("[red]", "")
        return f"{value:%Y-%m-%d}" if with_day else f"{value:%Y-%m}"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _number(value)
    return str(value).replace("_x000D_", "").replace("\r", "\n").strip()


def _number(value: float) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        value = int(value)
    if abs(value) >= _EXACT and (isinstance(value, float) or value % 1000 == 0):
        return f"{value:.14E}"
    if isinstance(value, int):
        return str(value)
    shown = f"{value:.15g}"
    return f"{shown}或{shown}0" if 1900 < value < 2100 and shown.endswith(".1") else shown


def _pages(sheets: list[Sheet], pictures: Pictures) -> Contents:
    drafts = [(title, pictures.marked(title, rows, len(sheets) + 1)) for title, rows in sheets]
    meant = [any(map(any, rows)) and not _is_example(title, rows) for title, rows in drafts]
    if any(meant):  # an example beside what it is an example of; alone, it may be the filled-in template itself
        drafts = [
            (title, rows)
            if is_meant or not any(map(any, rows))
            else (title, [(f"工作表“{title}”是填写样例，没有读取",)])
            for is_meant, (title, rows) in zip(meant, drafts, strict=True)
        ]
    pages = [
        Page(number, "office", tuple(_lines(rows)), tuple(rows)) for number, (title, rows) in enumerate(drafts, start=1)
    ]
    return pages, pictures.all()


def _is_example(title: str, rows: list[tuple[str, ...]]) -> bool:
    """Whether a sheet shows how to fill in another one: by its name, or by its first filled row."""
    name, heading = (
        "".join(unicodedata.normalize("NFKC", text).split()) for text in (title, "".join(next(filter(any, rows), ())))
    )
    return bool(_EXAMPLE.fullmatch(name) or _EXAMPLE_HEADING.search(heading))


def _lines(rows: list[tuple[str, ...]]) -> Iterator[Line]:
    for row in rows:
        if any(row):
            yield Line("\t".join(row))


def _drawings(data: bytes) -> Iterator[bytes]:
    """The pictures in the drawing group of an .xls, whose records are cut at 8,224 bytes."""
    if not data.startswith(olefile.MAGIC):
        return
    with olefile.OleFileIO(BytesIO(data)) as ole:
        stream = next((name for name in ("Workbook", "Book") if ole.exists(name)), None)
        book = ole.openstream(stream).read() if stream else b""
    yield from embedded.carved(b"".join(_drawing_group(book)))


def _drawing_group(book: bytes) -> Iterator[bytes]:
    drawing_group, continued = 0xEB, 0x3C
    position, inside = 0, False
    while position + 4 <= len(book):
        kind = int.from_bytes(book[position : position + 2], "little")
        size = int.from_bytes(book[position + 2 : position + 4], "little")
        inside = kind == drawing_group or (inside and kind == continued)
        if inside:
            yield book[position + 4 : position + 4 + size]
        position += 4 + size
