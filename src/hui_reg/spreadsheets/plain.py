"""Workbooks out, bare: one sheet, one header row, text alone, as upload platforms want them; .xlsx and legacy .xls."""

import io
from collections.abc import Sequence

import xlwt

from hui_reg.spreadsheets.book import Book
from hui_reg.spreadsheets.cleaning import clean
from hui_reg.spreadsheets.look import Plain

Headings = Sequence[tuple[str, float]]
"""Titles and widths in characters."""
Rows = Sequence[Sequence[str]]

_HEAD, _TEXT = Plain(bold=True), Plain()
_PAGE = 170
"""Characters side by side on a page that lies, in type that can still be read."""


def xlsx(title: str, headings: Headings, rows: Rows, *, frozen: bool = False, foot: str = "") -> bytes:
    """The sheet as .xlsx. ``foot`` is printed below every page."""
    stream = io.BytesIO()
    with Book(stream, foot=foot) as book:
        page = book.page(title)
        page.widths([width for _, width in headings])
        page.line(0, [(heading, _HEAD) for heading, _ in headings])
        for row, line in enumerate(rows, 1):
            page.line(row, [(value, _TEXT) for value in line])
        if frozen:
            page.freeze(1)
        page.print_on_a4(heading=0, pages=_pages(headings))
        page.foot("第 &P 页，共 &N 页")
    return stream.getvalue()


def xls(title: str, headings: Headings, rows: Rows, *, foot: str = "") -> bytes:
    """The sheet as legacy .xls (BIFF8). ``foot`` is printed below every page."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(title)
    if foot:
        vars(sheet)["_Worksheet__footer_str"] = (
            f"&C&6{foot}"  # the library's own setter takes text under Python 2 alone
        )
    sheet.portrait, sheet.paper_size_code = False, 9  # A4
    sheet.fit_num_pages, sheet.fit_width_to_pages, sheet.fit_height_to_pages = 1, _pages(headings), 0
    text, head = xlwt.easyxf(num_format_str="@"), xlwt.easyxf("font: bold on", num_format_str="@")
    for column, (heading, width) in enumerate(headings):
        sheet.col(column).width = int(256 * width)  # 1/256 of a character
        sheet.write(0, column, clean(heading), head)
    for row, line in enumerate(rows, 1):
        for column, value in enumerate(line):
            sheet.write(row, column, clean(value), text)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _pages(headings: Headings) -> int:
    """How many pages the columns take side by side."""
    return max(1, round(sum(width for _, width in headings) / _PAGE))
