"""A plain sheet: one heading line, rows of text, frozen and filtered, printing on landscape A4."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from hui_reg.review import sheet_style as style
from hui_reg.review.batch import Picture
from hui_reg.review.sheet_style import Cells, Look

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


def write_table(
    book: Workbook,
    cells: Cells,
    title: str,
    headings: Sequence[Heading],
    rows: Iterable[Sequence[Cell]],
    *,
    frozen: tuple[int, int],
) -> None:
    """Write a whole plain sheet. An empty one says so in its first cell."""
    sheet = new_sheet(book, title, [heading.width for heading in headings], frozen=frozen)
    cells.line(sheet, 0, [(heading.title, HEADING) for heading in headings], 22)
    widths = [heading.width for heading in headings]
    looks = [(heading.look, replace(heading.look, link=True)) for heading in headings]
    number = links = 0
    for number, row in enumerate(rows, 1):
        sheet.set_row(number, style.row_height([(cell.text, width) for cell, width in zip(row, widths, strict=True)]))
        for column, cell in enumerate(row):
            target = cell.target if links < MOST_LINKS else None
            links += target is not None
            look = cell.look or looks[column][target is not None]
            cells.put(sheet, number, column, cell.text, look, target)
    if number:
        sheet.autofilter(0, 0, number, len(headings) - 1)
    else:
        cells.put(sheet, 1, 0, "（没有）", Look(ink=style.FAINT, bordered=False, wrap=False))


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
