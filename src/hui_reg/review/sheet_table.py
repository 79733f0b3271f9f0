"""A plain sheet: one heading line, rows of text, frozen and filtered, printing on landscape A4."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from openpyxl import Workbook
from openpyxl.drawing.image import Image as SheetImage
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from hui_reg.review import sheet_style as style
from hui_reg.review.batch import Picture
from hui_reg.review.sheet_style import Cells, Look

HEADING = Look(fill=style.HEAD, ink=style.WHITE, bold=True, centred=True)
PLAIN = Look()
CENTRED = Look(centred=True)
DIGITS = Look(centred=True, text=True)
LINKED = Look(link=True)
EMU = 9525
"""English metric units a pixel, in which drawings are measured."""


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


def new_sheet(book: Workbook, title: str, widths: Sequence[float], *, frozen: str, heading_row: int = 1) -> Any:
    """An empty sheet with column widths, frozen panes, and print settings."""
    sheet = book.create_sheet(title)
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = frozen
    sheet.sheet_view.showGridLines = False
    sheet.print_title_rows = f"{heading_row}:{heading_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = 0.35
    margins.top, margins.bottom, margins.footer = 0.45, 0.7, 0.3
    sheet.oddFooter.center.text = "&A　第 &P 页，共 &N 页"
    return sheet


def write_table(
    book: Workbook,
    cells: Cells,
    title: str,
    headings: Sequence[Heading],
    rows: Iterable[Sequence[Cell]],
    *,
    frozen: str,
) -> None:
    """Write a whole plain sheet. An empty one says so in its first cell."""
    sheet = new_sheet(book, title, [heading.width for heading in headings], frozen=frozen)
    sheet.row_dimensions[1].height = 22
    sheet.append([cells.make(sheet, heading.title, HEADING) for heading in headings])
    number = 1
    for number, row in enumerate(rows, 2):
        fit = style.row_height([(cell.text, h.width) for cell, h in zip(row, headings, strict=True)])
        sheet.row_dimensions[number].height = fit
        sheet.append(
            [
                cells.make(
                    sheet,
                    cell.text,
                    replace(cell.look or heading.look, link=cell.target is not None),
                    row=number,
                    column=column,
                    target=cell.target,
                )
                for column, (cell, heading) in enumerate(zip(row, headings, strict=True), 1)
            ]
        )
    if number == 1:
        sheet.append([cells.make(sheet, "（没有）", Look(ink=style.FAINT, bordered=False))])
    else:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{number}"


def place_picture(sheet: Any, picture: Picture, row: int, column: int, width: float, height: float) -> None:
    """Anchor a picture to two corners inside one cell of ``width`` × ``height`` pixels: it moves and hides with it."""
    scale = min((width - 6) / picture.width, (height - 6) / picture.height)
    wide, high = picture.width * scale, picture.height * scale
    left, top = (width - wide) / 2, (height - high) / 2
    image = SheetImage(io.BytesIO(picture.data))
    corner = {"col": column - 1, "row": row - 1}
    image.anchor = TwoCellAnchor(
        editAs="twoCell",
        _from=AnchorMarker(colOff=round(left * EMU), rowOff=round(top * EMU), **corner),
        to=AnchorMarker(colOff=round((left + wide) * EMU), rowOff=round((top + high) * EMU), **corner),
    )
    sheet.add_image(image)
