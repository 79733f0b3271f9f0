"""A review workbook that came back, as read: rows of text with their places, nothing believed yet.

:func:`parse` is a stage for the sandbox worker. Formulas are seen as formulas, never evaluated; the sheet is found by
the headings of its hidden columns, wherever it was moved and whatever it is called now.
"""

from collections.abc import Iterator, Mapping

from pydantic import Field as PydanticField

from hui_reg.history.decisions import Stage
from hui_reg.model import Noun, Sha256
from hui_reg.review.columns import Role, canonical, columns
from hui_reg.spreadsheets import typed
from hui_reg.vocabulary import Field, Kind

MOST_ROWS, MOST_COLUMNS = 20_000, 60
_HEADING_WITHIN = 12
"""Rows from the top among which the headings are looked for."""


class ReturnedCell(Noun):
    """One filled cell. ``text`` is what it shows, for a formula its source."""

    kind: typed.Kind
    text: str


class Correction(Noun):
    """A value as it stands on a paper, typed by a reviewer: the paper's file (SHA-256), kind and page, and the field.

    ``page`` 0: which one isn't known.
    """

    field: Field
    paper: Sha256
    kind: Kind
    page: int = PydanticField(default=0, ge=0, le=100_000)
    value: str = PydanticField(min_length=1, max_length=200)


class ReturnedRow(Noun):
    """A row by column heading; empty cells are left out. ``corrections`` come from an album alone."""

    number: int
    cells: Mapping[str, ReturnedCell]
    corrections: tuple[Correction, ...] = ()

    def text(self, title: str) -> str:
        cell = self.cells.get(title)
        return cell.text if cell else ""


class ReturnedSheet(Noun):
    """The review sheet of a returned workbook, or why there is none. ``letters`` are the columns by heading.

    ``album``: what an album saved instead. It bears only the rows on which something is said, no computed cell, the
    reviewer's own name (``by``), and the ``owners`` of files without one: token of the file, token of the person.
    """

    letters: Mapping[str, str] = {}
    doubled: tuple[str, ...] = ()
    rows: tuple[ReturnedRow, ...] = ()
    problem: str = ""
    album: bool = False
    export_id: str = ""
    by: str = ""
    owners: Mapping[str, str] = {}

    def place(self, title: str, row: int) -> str:
        """What people call a cell: ``D5``; in an album, where every person has a page, ``第 5 人``."""
        return f"第 {row} 人" if self.album else f"{self.letters[title]}{row}"


HIDDEN_TITLES = frozenset(column.title for column in columns(Stage.FIRST) if column.role is Role.HIDDEN)
_MARKS = 2
"""Headings of hidden columns that must be there for a sheet to be ours, if perhaps a spoilt one."""


def parse(data: bytes) -> tuple[ReturnedSheet, tuple[bytes, ...]]:
    """The review sheet of an .xlsx file. What can't be read comes back as ``problem``."""
    try:
        pages = typed.sheets(data, MOST_COLUMNS)
        sheets = [found for rows in pages if (found := _sheet(rows)) is not None]
    except typed.UnreadableError:
        return ReturnedSheet(problem="不是有效的 .xlsx 文件；请用 Excel 或 WPS 打开，另存为 .xlsx 后重试"), ()
    if not sheets:
        return ReturnedSheet(problem="文件中没有本程序导出的审核表（隐藏的校验列不见了）；请使用原表填写"), ()
    if len(sheets) > 1:
        return ReturnedSheet(problem="文件中有不止一张审核表；请只保留一张"), ()
    return sheets[0], ()


def _sheet(page: Iterator[typed.Row]) -> ReturnedSheet | None:
    titles: dict[int, str] = {}
    letters: dict[str, str] = {}
    doubled: list[str] = []
    rows: list[ReturnedRow] = []
    for number, cells in page:
        if not titles:
            titles = {place: canonical(cell.text) for place, cell in cells.items()}
            if len(HIDDEN_TITLES & set(titles.values())) < _MARKS:
                titles = {}
                if number >= _HEADING_WITHIN:
                    return None
            for place, title in titles.items():
                if title in letters:
                    doubled.append(title)
                letters[title] = typed.letters(place)
        elif number > MOST_ROWS:
            return ReturnedSheet(problem=f"审核表超过 {MOST_ROWS} 行；请删去多余的行")
        elif found := {
            titles[place]: read for place, cell in cells.items() if place in titles and (read := _cell(cell))
        }:
            rows.append(ReturnedRow(number=number, cells=found))
    return ReturnedSheet(letters=letters, doubled=tuple(doubled), rows=tuple(rows)) if letters else None


def _cell(cell: typed.Cell) -> ReturnedCell | None:
    text = canonical(cell.text)
    return ReturnedCell(kind=cell.kind, text=text) if text or cell.kind == "formula" else None
