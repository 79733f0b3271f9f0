"""A plain sheet: one heading line, rows of text, frozen and filtered, printing on landscape A4."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from hui_reg.review.batch import Picture
from hui_reg.review.sheets import style as style
from hui_reg.review.sheets.style import Cells, Look

HEADING = Look(fill=style.HEAD, ink=style.WHITE, bold=True, centred=True)
PLAIN = Look()
CENTRED = Look(centred=True)
DIGITS = Look(centred=True, text=True)
LINKED = Look(link=True)

MOST_LINKS = 65_000
"""Excel repairs a sheet with more than 65,530 links."""


@dataclass(frozen=True)
class Heading:
    """A column of a plain sheet: its title, its width in characters, the look of its cells."""

    title: str
    width: float
    look: Look = PLAIN


@dataclass(frozen=True)
class Cell:
    """One cell: text, a link into the evidence tree, a look other than its column's."""

    text: str = ""
    target: str | None = None
    look: Look | None = None


def new_sheet(
    book: Workbook, title: str, widths: Sequence[float], *, frozen: tuple[int, int], heading_row: int | None = 0
) -> Worksheet:
    """An empty sheet with column widths, frozen rows and columns, and print settings. Rows are 0-based."""
    sheet: Worksheet = book.add_worksheet(title)
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)
    sheet.freeze_panes(*frozen)
    sheet.hide_gridlines(2)
    if heading_row is not None:
        sheet.repeat_rows(heading_row)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.35, right=0.35, top=0.45, bottom=0.7)
    sheet.set_footer("&C&A　第 &P 页，共 &N 页", {"margin": 0.3})
    return sheet


class Table:
    """A plain sheet, written row by row, several side by side; an empty one says so in its first cell."""

    def __init__(
        self, book: Workbook, cells: Cells, title: str, headings: Sequence[Heading], *, frozen: tuple[int, int]
    ) -> None:
        self._widths = [heading.width for heading in headings]
        self._looks = [(heading.look, replace(heading.look, link=True)) for heading in headings]
        self._cells, self._rows, self._links = cells, 0, 0
        self._sheet = new_sheet(book, title, self._widths, frozen=frozen)
        cells.line(self._sheet, 0, [(heading.title, HEADING) for heading in headings], 22)

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write these rows below the others."""
        for row in rows:
            self._rows += 1
            texts = [(cell.text, width) for cell, width in zip(row, self._widths, strict=True)]
            self._sheet.set_row(self._rows, style.row_height(texts))
            for column, cell in enumerate(row):
                target = cell.target if self._links < MOST_LINKS else None
                self._links += target is not None
                look = cell.look or self._looks[column][target is not None]
                self._cells.put(self._sheet, self._rows, column, cell.text, look, target)

    def finish(self) -> None:
        """Nothing follows."""
        if self._rows:
            self._sheet.autofilter(0, 0, self._rows, len(self._widths) - 1)
        else:
            self._cells.put(self._sheet, 1, 0, "（没有）", Look(ink=style.FAINT, bordered=False, wrap=False))


def place_picture(sheet: Worksheet, picture: Picture, row: int, column: int, width: float, height: float) -> None:
    """Anchor a picture to two corners inside one cell of ``width`` × ``height`` pixels: it moves and hides with it."""
    scale = min((width - 6) / picture.width, (height - 6) / picture.height)
    placing = {
        "image_data": io.BytesIO(picture.data),
        "x_offset": (width - picture.width * scale) / 2,
        "y_offset": (height - picture.height * scale) / 2,
        "x_scale": scale,
        "y_scale": scale,
        "object_position": 1,
    }
    sheet.insert_image(row, column, "picture.jpg", placing)
