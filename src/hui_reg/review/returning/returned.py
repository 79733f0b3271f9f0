"""A review workbook that came back, as read: rows of text with their places, nothing believed yet.

:func:`parse` is a stage for the sandbox worker. Formulas are seen as formulas, never evaluated; the sheet is found by
the headings of its hidden columns, wherever it was moved and whatever it is called now.
"""

import itertools
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

    ``page`` 0: which one isn't known. ``cell``: where it was typed, empty in an album.
    """

    field: Field
    paper: Sha256
    kind: Kind
    page: int = PydanticField(default=0, ge=0, le=100_000)
    value: str = PydanticField(min_length=1, max_length=200)
    cell: str = ""


class Typed(Noun):
    """What was typed in a column for typing of another sheet: in which cell (of which ``column``), under which mark,
    beside which texts."""

    cell: str
    column: str = ""
    mark: str
    shown: tuple[str, ...]
    text: str
    kind: typed.Kind


class ReturnedRow(Noun):
    """A row by column heading; empty cells are left out. ``corrections`` come from an album, or from the workbook's
    other sheets; ``miscorrected``: a correction was typed there that can't be believed; ``entered``: how many stand in
    the ledger already, and are left out."""

    number: int
    cells: Mapping[str, ReturnedCell]
    corrections: tuple[Correction, ...] = ()
    miscorrected: bool = False
    entered: int = 0

    def text(self, title: str) -> str:
        cell = self.cells.get(title)
        return cell.text if cell else ""


class ReturnedSheet(Noun):
    """The review sheet of a returned workbook, or why there is none. ``letters`` are the columns by heading.

    ``album``: what an album saved instead. It bears only the rows on which something is said, no computed cell, the
    reviewer's own name (``by``), and the ``owners`` of files without one: token of the file, token of the person.
    ``kinds``: what such a file is, in the reviewer's word, by its token. ``typed`` stands in a workbook's other sheets.
    """

    letters: Mapping[str, str] = {}
    doubled: tuple[str, ...] = ()
    rows: tuple[ReturnedRow, ...] = ()
    problem: str = ""
    album: bool = False
    export_id: str = ""
    by: str = ""
    owners: Mapping[str, str] = {}
    kinds: Mapping[str, str] = {}
    typed: tuple[Typed, ...] = ()

    def place(self, title: str, row: int) -> str:
        """What people call a cell: ``D5``; in an album, where every person has a page, ``第 5 人``."""
        return f"第 {row} 人" if self.album else f"{self.letters[title]}{row}"


RIGHT, OWNER, PAPER, MARK = "更正为", "归给谁", "是什么", "更正标识"
"""The columns for typing of 识读依据 and (two) of 未归档文件, and the hidden one that says what a row is about."""
_SHEETS = {RIGHT: "识读依据", OWNER: "未归档文件", PAPER: "未归档文件"}
"""Where people find them: the first sheet has columns of the same letters."""
HIDDEN_TITLES = frozenset(column.title for column in columns(Stage.FIRST) if column.role is Role.HIDDEN)
_MARKS = 2
"""Headings of hidden columns that must be there for a sheet to be ours, if perhaps a spoilt one."""


def parse(data: bytes) -> tuple[ReturnedSheet, tuple[bytes, ...]]:
    """The review sheet of an .xlsx file. What can't be read comes back as ``problem``."""
    try:
        sheets: list[ReturnedSheet] = []
        said: list[Typed] = []
        for rows in typed.sheets(data, MOST_COLUMNS):
            first = next(rows, None)
            titles = _titles(first) if first else {}
            if MARK in titles.values():
                said += _typed(rows, titles)
            elif first and (found := _sheet(itertools.chain([first], rows))) is not None:
                sheets.append(found)
    except typed.UnreadableError:
        return ReturnedSheet(problem="不是有效的 .xlsx 文件；请用 Excel 或 WPS 打开，另存为 .xlsx 后重试"), ()
    if not sheets:
        return ReturnedSheet(problem="文件中没有本程序导出的审核表（隐藏的校验列不见了）；请使用原表填写"), ()
    if len(sheets) > 1:
        return ReturnedSheet(problem="文件中有不止一张审核表；请只保留一张"), ()
    return sheets[0].model_copy(update={"typed": tuple(said)}), ()


def _titles(row: typed.Row) -> dict[int, str]:
    return {place: canonical(cell.text) for place, cell in row[1].items()}


def _typed(rows: Iterator[typed.Row], titles: Mapping[int, str]) -> Iterator[Typed]:
    """What people typed in a sheet that bears marks."""
    places = {title: place for place, title in titles.items()}
    seen = [place for place, title in sorted(titles.items()) if title not in (RIGHT, OWNER, PAPER, MARK)]
    for number, cells in rows:
        mark = _cell(cells[places[MARK]]) if places[MARK] in cells else None
        for title in (RIGHT, OWNER, PAPER):
            said = _cell(cells[places[title]]) if places.get(title) in cells else None
            if said is not None:
                shown = tuple(canonical(cells[place].text) if place in cells else "" for place in seen)
                where = f"{_SHEETS[title]} {typed.letters(places[title])}{number}"
                known = mark.text if mark else ""
                yield Typed(
                    cell=where, column=title, mark=known[:1000], shown=shown, text=said.text[:200], kind=said.kind
                )


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
