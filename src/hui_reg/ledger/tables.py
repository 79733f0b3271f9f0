"""Tables that come back: find the header by what the columns are called, then hand out rows by field name."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from hui_reg.spreadsheets.grids import Grid, GridBook

_DEEPEST_HEADER = 30
_UNITS = re.compile(r"(?:分|课时|学时|个月|月|元)$")
_DAY = re.compile(r"(\d{4})\s*[-年./]?\s*(\d{1,2})\s*[-月./]?\s*(\d{1,2})\s*日?(?:\D.*)?")
_NOISE = Decimal("1e-9")


@dataclass(frozen=True)
class Heading:
    """A field and what its column may be called. ``needed``: without it this is not the table that was asked for."""

    field: str
    titles: tuple[str, ...]
    needed: bool = False


NAME = Heading("name", ("姓名", "考生姓名", "学员姓名", "申报人", "学员"), needed=True)
ID_NUMBER = Heading(
    "id_number", ("证件号码", "身份证号", "身份证号码", "公民身份号码", "证件号", "身份证件号码", "身份证")
)
UNIT = Heading("unit", ("单位", "报名单位", "所在单位", "工作单位", "单位名称"))


@dataclass(frozen=True)
class Row:
    """One line. ``place`` tells people where it stands; ``cut`` names fields whose number lost digits; ``others`` are
    the cells of columns that no field took, as title and cell."""

    place: str
    cells: Mapping[str, str]
    cut: frozenset[str] = frozenset()
    others: tuple[tuple[str, str], ...] = ()

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(frozen=True)
class Header:
    """Where a table's data begin, the field of each column that has one, and the title of each other column."""

    start: int
    columns: Mapping[int, str] = field(default_factory=dict)
    others: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """The rows of all sheets that have the header; ``missing`` says what no sheet had, when none did."""

    rows: tuple[Row, ...]
    missing: str = ""
    skipped: tuple[str, ...] = ()


def read_table(book: GridBook, headings: Sequence[Heading]) -> Table:
    """Read every sheet whose header has the needed columns."""
    rows: list[Row] = []
    skipped = []
    for grid in book.grids:
        header, line = _find_header(grid, headings), "行"
        if header is None and (turned := _turned(grid)) is not None:
            grid, header, line = turned, _find_header(turned, headings), "列"
        if header is None:
            skipped.append(grid.title)
        else:
            rows += _rows(grid, header, f"“{grid.title}”" if len(book.grids) > 1 else "", line)
    if book.grids and len(skipped) < len(book.grids):
        return Table(tuple(rows), skipped=tuple(skipped))
    needed = "、".join(heading.titles[0] for heading in headings if heading.needed)
    return Table((), missing=f"没有找到表头：第一行（或前 {_DEEPEST_HEADER} 行内）须有 {needed}")


def _turned(grid: Grid) -> Grid | None:
    """A sheet whose titles stand in a column, one person beside another; None for one too wide to be such."""
    if not grid.rows or len(grid.rows) > _DEEPEST_HEADER:
        return None
    width = max(map(len, grid.rows))
    rows = tuple(tuple(row[place] if place < len(row) else "" for row in grid.rows) for place in range(width))
    return Grid(title=grid.title, rows=rows, cut=tuple((column, row) for row, column in grid.cut))


def fold_title(text: str) -> str:
    """A column title as it is compared: no blanks, stars, units in brackets, or colons."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return re.sub(r"\([^)]*\)|[*:/、]", "", plain)


def _find_header(grid: Grid, headings: Sequence[Heading]) -> Header | None:
    """The first that has the needed columns; a header may stand in two rows, one over the other."""
    for first in range(min(len(grid.rows), _DEEPEST_HEADER)):
        one = grid.rows[first]
        two = grid.rows[first + 1] if first + 1 < len(grid.rows) else ()
        stacked = tuple(low or high for high, low in zip(one, two, strict=False))
        for height, titles in ((1, one), (2, stacked)):
            columns = _columns(titles, headings)
            if all(heading.field in columns.values() for heading in headings if heading.needed):
                others = {place: title for place, title in enumerate(titles) if title and place not in columns}
                return Header(first + height, columns, others)
    return None


def _columns(titles: Sequence[str], headings: Sequence[Heading]) -> dict[int, str]:
    fields = {fold_title(title): heading.field for heading in headings for title in heading.titles}
    columns: dict[int, str] = {}
    for place, title in enumerate(titles):
        field = fields.get(fold_title(title))
        if field and field not in columns.values():
            columns[place] = field
    return columns


def _rows(grid: Grid, header: Header, sheet: str, line_is: str) -> Iterator[Row]:
    cut = set(grid.cut)
    for number, line in enumerate(grid.rows[header.start :], header.start):
        cells = {name: line[place] for place, name in header.columns.items()}
        if any(cells.values()):
            lost = frozenset(name for place, name in header.columns.items() if (number, place) in cut)
            others = tuple((title, line[place]) for place, title in header.others.items() if line[place])
            yield Row(f"{sheet}第{number + 1}{line_is}", cells, lost, others)


def number_of(text: str) -> Decimal | None:
    """A figure in a cell, exactly as it stands; None when it is none. A unit behind it (分, 课时) is taken off."""
    plain = _UNITS.sub("", "".join(unicodedata.normalize("NFKC", text).split()))
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def without_noise(number: Decimal, places: int = 2) -> Decimal | None:
    """The figure to so many places, when only a formula's rounding error lies beyond; None when more does."""
    rounded = round(number, places)
    return rounded.normalize() if abs(rounded - number) < _NOISE else None


def day_of(text: str) -> date | None:
    """A day in a cell, in the usual spellings (2024-9-8, 2024年9月8日, 2024.9.8, 20240908)."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
