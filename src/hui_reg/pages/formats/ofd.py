"""OFD pages, drawn anew as pages of a PDF within the worker, so that all that is true of a PDF is true of them.

Text is drawn at its places in the fonts of the file, as far as they can be used, else in a typeface of ours; pictures
and lines where they stand; then the text layer, what can be seen of it, and the pixels come as from any PDF. A
character that no typeface has is drawn as a box and kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import pypdfium2 as pdfium

from hui_reg.pages.formats import pdf
from hui_reg.pages.formats.ofd_drawing import GAP, Drawing, Substitute
from hui_reg.pages.formats.ofd_fonts import Fonts
from hui_reg.pages.formats.ofd_package import Package, damaged, sheets
from hui_reg.pages.page import Line

MOST_PAGES: Final = pdf.MOST_PAGES


@dataclass(frozen=True)
class OfdPage:
    """One page: None for a broken one, and how many of its pictures can't be opened."""

    number: int
    drawn: pdf.PdfPage | None
    lost: int = 0


def pages(data: bytes) -> Iterator[OfdPage]:
    """The pages of an OFD file, one at a time. Raises :class:`~hui_reg.pages.unreadable.Unreadable`."""
    package = Package(data)
    document = pdfium.PdfDocument.new()
    fonts = Fonts(document, package)
    number = 0
    try:
        for number, sheet in enumerate(sheets(package), 1):
            if number > MOST_PAGES:
                return
            if sheet is None:
                yield OfdPage(number, None)
                continue
            drawing = Drawing(document, sheet, package, fonts)
            drawing.draw()
            page = pdf.page_of(document, len(document) - 1)
            lines = tuple(_with_rare(line, drawing.substitutes) for line in page.lines)
            yield OfdPage(number, replace(page, number=number, lines=lines, links=sheet.links), drawing.lost)
            page.handle.close()
    finally:
        document.close()
    if not number:
        raise damaged()


def page_count(data: bytes) -> int:
    """How many pages the file names."""
    return sum(1 for _ in sheets(Package(data)))


def _with_rare(line: Line, substitutes: list[Substitute]) -> Line:
    """The line with the characters that were drawn as boxes."""
    if GAP not in line.text:
        return line
    left, top, right, bottom = line.box
    inside = sorted(found for found in substitutes if left <= found[0] <= right and top <= found[1] <= bottom)
    if len(inside) != line.text.count(GAP):
        return line  # which is which can't be told; a box is no character of any name
    rare = iter(inside)
    return replace(line, text="".join(next(rare)[2] if char == GAP else char for char in line.text))
