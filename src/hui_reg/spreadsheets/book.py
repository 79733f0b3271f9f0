"""Workbooks out: the one way in which a cell is made. Text stays text.

Text is written as a string whatever it says; what a spreadsheet might take for a formula once it is edited carries
quotePrefix. Links are relative. A book is streamed when it has a folder for its half-written sheets: rows are then
written in order, several sheets side by side, in little memory.
"""

import io
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.url import Url, UrlTypes
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from hui_reg.spreadsheets.cleaning import clean, looks_like_formula
from hui_reg.spreadsheets.look import Style

MOST_LINKS = 65_000
"""Excel repairs a sheet with more than 65,530 links."""
LONGEST_TAB = 31
_RESERVED = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def letters(column: int) -> str:
    """The letters of a 0-based column."""
    name: str = xl_col_to_name(column)
    return name


class Page:
    """One sheet being written. Rows and columns are 0-based; ``sheet`` belongs to the book alone."""

    def __init__(self, book: "Book", sheet: Worksheet) -> None:
        self._book, self._sheet = book, sheet

    def put(self, row: int, column: int, text: str, look: Style, target: str | None = None) -> None:
        """Write plain text; with ``target`` (relative, from the evidence plan) also a link."""
        text = clean(text)
        style = self._book.format(look, quoted=looks_like_formula(text))
        if not text:
            self._sheet.write_blank(row, column, None, style)
        elif target is None:
            self._sheet.write_string(row, column, text, style)
        else:
            self._sheet.write_url(row, column, _Relative(target, text), style)

    def figure(self, row: int, column: int, value: int | Decimal | date, look: Style) -> None:
        """Write a number or a day, which a spreadsheet may reckon with."""
        style = self._book.format(look, quoted=False)
        if isinstance(value, date):
            self._sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001
        else:
            self._sheet.write_number(row, column, value, style)

    def line(self, row: int, cells: Sequence[tuple[str, Style]], height: float | None = None) -> None:
        """Write a row from its first column on."""
        self.height(row, height)
        for column, (text, look) in enumerate(cells):
            self.put(row, column, text, look)

    def height(self, row: int, points: float | None) -> None:
        self._sheet.set_row(row, points)

    def widths(self, widths: Sequence[float]) -> None:
        """Set the columns' widths, in characters."""
        for number, width in enumerate(widths):
            self._sheet.set_column(number, number, width)

    def hide_column(self, column: int, width: float) -> None:
        self._sheet.set_column(column, column, width, None, {"hidden": True})

    def freeze(self, rows: int, columns: int = 0) -> None:
        self._sheet.freeze_panes(rows, columns)

    def filter(self, first: int, last: int, columns: int) -> None:
        """Offer to filter the rows below the heading ``first`` by any of so many columns."""
        self._sheet.autofilter(first, 0, last, columns - 1)

    def print_on_a4(self, *, heading: int | None, landscape: bool = True, pages: int = 1) -> None:
        """So many pages wide, the row ``heading`` on every page, the first column on those beside one another."""
        if heading is not None:
            self._sheet.repeat_rows(heading)
        if pages > 1:
            self._sheet.repeat_columns(0)
        self._sheet.set_landscape() if landscape else self._sheet.set_portrait()
        self._sheet.set_paper(9)  # A4
        self._sheet.fit_to_pages(pages, 0)

    def dress(self) -> None:
        """No grid, narrow margins, numbered pages."""
        self._sheet.hide_gridlines(2)
        self._sheet.set_margins(left=0.35, right=0.35, top=0.45, bottom=0.7)
        self.foot("&A　第 &P 页，共 &N 页")

    def foot(self, text: str = "") -> None:
        """What is printed below every page, and what the whole book bears there."""
        lines = [text] * bool(text) + [f"&6{self._book.foot}"] * bool(self._book.foot)
        self._sheet.set_footer("&C" + "\n".join(lines), {"margin": 0.3})

    def print_on_one_page(self) -> None:
        self._sheet.fit_to_pages(1, 1)

    def print_only(self, last_row: int, columns: int) -> None:
        self._sheet.print_area(0, 0, last_row, columns - 1)

    def activate(self) -> None:
        """Show this sheet when the book is opened."""
        self._sheet.activate()

    def hide(self) -> None:
        self._sheet.hide()

    def zoom(self, percent: int) -> None:
        """The size at which the sheet is first shown."""
        self._sheet.set_zoom(percent)

    def offer(self, cells: str, source: str | Sequence[str], title: str, error: str) -> None:
        """A list to choose from in a range: a range (``='选项'!$A$1:$A$5``), or words of 255 characters together."""
        listed = source if isinstance(source, str) else list(source)
        wrong = {"error_title": title[:32], "error_message": error[:255]}
        self._sheet.data_validation(cells, {"validate": "list", "source": listed, **wrong})

    def colour(self, cells: str, condition: str, fill: str) -> None:
        """Fill the cells of a range for which a formula of ours holds."""
        style = self._book.fill(fill)
        self._sheet.conditional_format(cells, {"type": "formula", "criteria": condition, "format": style})

    def picture(self, data: bytes, size: tuple[int, int], place: tuple[int, int], room: tuple[float, float]) -> None:
        """Anchor a picture of ``size`` to two corners inside the cell at ``place``, of ``room`` pixels (each width
        and height): it moves and hides with the cell."""
        (width, height), (across, down) = size, room
        scale = min((across - 6) / width, (down - 6) / height)
        placing = {
            "image_data": io.BytesIO(data),
            "x_offset": (across - width * scale) / 2,
            "y_offset": (down - height * scale) / 2,
            "x_scale": scale,
            "y_scale": scale,
            "object_position": 1,
        }
        self._sheet.insert_image(*place, "picture.jpg", placing)


class Book(AbstractContextManager["Book"]):
    """A workbook being written; whole when the block ends well. Equal looks share one format.

    ``foot`` is printed below every page of it, small, and stands in its properties.
    """

    def __init__(self, target: Path | BinaryIO, folder: Path | None = None, foot: str = "") -> None:
        self.foot = foot
        streamed = {"constant_memory": True, "tmpdir": str(folder)}
        self._book = Workbook(target, streamed if folder else {"in_memory": True})
        self._formats: dict[tuple[Style, bool], Format] = {}
        self._tabs: set[str] = set()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            try:
                self._book.close()
            except FileCreateError as error:  # the library's clothes around what the disk said
                raise next((cause for cause in error.args if isinstance(cause, OSError)), OSError()) from error

    def describe(self, **properties: Any) -> None:
        """What the file's properties say: ``title``, ``author``, ``created``."""
        self._book.set_properties(properties | {"comments": self.foot})

    def page(self, title: str) -> Page:
        """A new sheet; its name is made one that Excel takes, and none twice."""
        plain = clean(title).translate(_RESERVED).strip("' ")[:LONGEST_TAB].strip("' ") or "表"
        number, free = 1, plain
        while free.casefold() in self._tabs:
            number += 1
            free = f"{plain[: LONGEST_TAB - 4]} {number}"
        self._tabs.add(free.casefold())
        page = Page(self, self._book.add_worksheet(free))
        if self.foot:
            page.foot()
        return page

    def format(self, look: Style, *, quoted: bool) -> Format:
        """The library's format of a look."""
        known = self._formats.get((look, quoted))
        if known is None:
            known = self._book.add_format({**look.properties(), "quote_prefix": quoted})
            self._formats[look, quoted] = known
        return known

    def fill(self, colour: str) -> Format:
        """The library's format of a conditional colour."""
        return self._book.add_format({"bg_color": f"#{colour}"})


class _Relative(Url):  # type: ignore[misc, unused-ignore]  # the library carries no types
    """A link to a file beside the workbook, or to a place in it (``x.html#place``), with forward slashes: the
    library's own have backslashes, which only Excel on Windows follows."""

    def __init__(self, target: str, text: str) -> None:
        self._shown = text
        super().__init__(target)

    def _parse_url(self) -> None:
        self._link_type = UrlTypes.EXTERNAL
        file, _, self._anchor = self._original_url.partition("#")
        self._link = self._relationship_link = file
        self._text = self._shown
