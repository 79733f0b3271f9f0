"""An Excel form made anew: the text of the cells that are seen, as it is seen, with its borders, widths and pictures.

Names of sheets, formulas, number formats, styles' names, comments and whatever else a workbook may say stay behind.
Raises :class:`Unfit` where text is there that nobody can see, or something that shows can't be made anew.
"""

import io
import zipfile
from copy import copy as duplicate
from typing import Any, Final

import openpyxl
from openpyxl.drawing.image import Image as Picture
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from hui_reg.pages.formats.anew import marks, visuals
from hui_reg.pages.formats.anew.marks import Unfit
from hui_reg.pages.formats.workbooks import MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, text_of

_EMU: Final = 9525
"""Of a pixel."""
_SMALLEST: Final = 4
_LOWEST: Final = 3
_NARROWEST: Final = 0.3
_DRAWN_TEXT: Final = (b"<a:t>", b"<xdr:graphicFrame", b"DISPIMG")
_BACKGROUND: Final = 0
_SIDES: Final = ("left", "right", "top", "bottom")


def copy(data: bytes) -> bytes:
    """An .xlsx made of what another shows. Raises :class:`Unfit`, and what openpyxl, zipfile and Pillow do."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        drawn = [name for name in package.namelist() if name.startswith(("xl/drawings/", "xl/worksheets/"))]
        if any(mark in package.read(name) for name in drawn for mark in _DRAWN_TEXT):
            raise Unfit
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    if len(book.sheetnames) != len(book.worksheets) or len(book.worksheets) > MAX_SHEETS:
        raise Unfit  # a sheet that is a chart
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for number, sheet in enumerate(book.worksheets, 1):
        if sheet.sheet_state != "visible":
            raise Unfit
        _sheet(sheet, made.create_sheet(f"表{number}"))
    made.properties.creator = ""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        _Writer(made, archive).save()
    return stream.getvalue()


class _Writer(ExcelWriter):
    """Writes its sheets in memory: the library's own puts them into files first, which no worker may do."""

    def write_worksheet(self, ws: Any) -> None:
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        sheet = io.BytesIO()
        writer: Any = WorksheetWriter(ws, sheet)
        writer.write()
        ws._rels = writer._rels
        archive: zipfile.ZipFile = vars(self)["_archive"]
        archive.writestr(ws.path[1:], sheet.getvalue())
        self.manifest.append(ws)


def _sheet(sheet: Any, made: Any) -> None:
    hidden = _hidden_columns(sheet)
    for row in sheet.iter_rows(max_row=min(sheet.max_row, MAX_ROWS), max_col=min(sheet.max_column, MAX_COLUMNS)):
        shape = sheet.row_dimensions.get(row[0].row)
        if shape is not None and (shape.hidden or (shape.height is not None and shape.height < _LOWEST)):
            made.row_dimensions[row[0].row].hidden = True
            continue
        if shape is not None and shape.height:
            made.row_dimensions[row[0].row].height = shape.height
        for cell in row:
            if cell.column not in hidden:
                _cell(cell, made)
    for column in hidden:
        made.column_dimensions[get_column_letter(column)].hidden = True
    for area in sheet.merged_cells.ranges:
        made.merge_cells(str(area))
    made.page_setup.orientation, made.page_setup.paperSize = sheet.page_setup.orientation, sheet.page_setup.paperSize
    for picture in sheet._images:
        _picture(picture, made)


def _hidden_columns(sheet: Any) -> set[int]:
    found: set[int] = set()
    for shape in sheet.column_dimensions.values():
        columns = range(shape.min or 1, min(shape.max or 1, MAX_COLUMNS) + 1)
        if shape.hidden or (shape.customWidth and shape.width < _NARROWEST):
            found.update(columns)
    return found


def _cell(cell: Any, made: Any) -> None:
    text = "" if cell.value is None or cell.number_format == ";;;" else text_of(cell.value, cell.number_format)
    if not text and not cell.has_style:
        return
    if text.strip():
        _check(cell)
    place = made.cell(cell.row, cell.column)
    if text:
        place.value, place.data_type = "".join(filter(str.isprintable, text.replace("\n", "⏎"))).replace("⏎", "\n"), "s"
    place.number_format = "@"
    font, look = cell.font, cell.alignment
    name = font.name if font.name in marks.FONTS else "宋体"
    place.font = Font(name=name, size=font.sz, bold=font.b, italic=font.i, underline=font.u, color=_colour(font.color))
    place.alignment = Alignment(horizontal=look.horizontal, vertical=look.vertical, wrap_text=look.wrap_text)
    left, right, top, bottom = (Side(style=getattr(cell.border, name).style) for name in _SIDES)
    place.border = Border(left=left, right=right, top=top, bottom=bottom)
    if cell.fill.patternType == "solid" and (colour := _colour(cell.fill.fgColor)):
        place.fill = PatternFill("solid", fgColor=colour)
    letter = get_column_letter(cell.column)
    width = cell.parent.column_dimensions[letter].width if letter in cell.parent.column_dimensions else None
    if width:
        made.column_dimensions[letter].width = width


def _check(cell: Any) -> None:
    """Raises :class:`Unfit` for text in a colour or size in which nobody sees it."""
    colour, filled = cell.font.color, cell.fill.patternType == "solid"
    ink = _colour(colour)
    themed = colour is not None and colour.type == "theme" and colour.theme == _BACKGROUND
    if not filled and (themed or (ink is not None and visuals.is_pale(ink[-6:]))):
        raise Unfit
    if filled and ink is not None and ink == _colour(cell.fill.fgColor):
        raise Unfit
    if cell.font.sz is not None and cell.font.sz < _SMALLEST:
        raise Unfit


def _colour(colour: Any) -> str | None:
    if colour is None or colour.type != "rgb" or not isinstance(colour.rgb, str):
        return None
    return colour.rgb


def _picture(picture: Any, made: Any) -> None:
    """A picture where it stands, in the size in which it is drawn; none that is too small to be seen."""
    anchor = picture.anchor
    extent = getattr(anchor, "ext", None)
    size = (extent.cx, extent.cy) if extent is not None else (picture.width * _EMU, picture.height * _EMU)
    if getattr(anchor, "to", None) is not None:
        size = _spanned(made, anchor)
    if min(size) < visuals.TINY:
        return
    drawn = visuals.drawn(picture._data(), visuals.Shown("", size, (0, 0, 0, 0)))
    anew = Picture(io.BytesIO(drawn))
    anew.width, anew.height = size[0] / _EMU, size[1] / _EMU
    start = duplicate(anchor._from)
    anew.anchor = f"{get_column_letter(start.col + 1)}{start.row + 1}"
    made.add_image(anew)


def _spanned(made: Any, anchor: Any) -> tuple[int, int]:
    """The size of a picture that reaches from one cell to another."""
    widths = [made.column_dimensions[get_column_letter(c + 1)].width for c in range(anchor._from.col, anchor.to.col)]
    heights = [made.row_dimensions[r + 1].height or 15 for r in range(anchor._from.row, anchor.to.row)]
    wide = sum(round(width * 7) for width in widths) * _EMU + anchor.to.colOff - anchor._from.colOff
    high = sum(round(height * 4 / 3) for height in heights) * _EMU + anchor.to.rowOff - anchor._from.rowOff
    return max(0, wide), max(0, high)
