"""The one numbering of pages: which pages a file has, in which order, and what each is before anybody reads it.

Readers, crops, album and package all count by :func:`leaves`, so that a page's number means the same page to each.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from hui_reg.model import ProblemKind
from hui_reg.notation.characters import ordinary
from hui_reg.pages.formats import ofd, office, pdf
from hui_reg.pages.formats.identify import OFFICE, PICTURES, decoded, unsupported
from hui_reg.pages.formats.metafiles import bitmap_of, is_metafile
from hui_reg.pages.page import Line, Page
from hui_reg.pages.pixels import pictures
from hui_reg.pages.pixels.pictures import Picture
from hui_reg.pages.pixels.reduce import Image
from hui_reg.pages.pixels.tiles import tiles
from hui_reg.pages.unreadable import Unreadable

_ENOUGH_TEXT: Final = 6
"""Chinese characters from which a text layer counts as one."""
_MUCH_TEXT: Final = 60
_PICTURE_PAGE: Final = 0.08
"""Share of a page from which its pictures may be documents, not just a photo or a stamp."""
_MOST_EMBEDDED: Final = 40
SMALLEST_SIDE: Final = 90
"""Pixels below which an embedded picture is an ornament, not a page."""
_MOST_LINES: Final = 5000
_LONGEST_LINE: Final = 4000


@dataclass(frozen=True)
class Leaf:
    """One numbered page, not yet read: exactly one of ``written`` (Office, text), ``printed`` (PDF), ``picture``.

    Or none of them, and ``lost`` says why a picture can't be opened. ``size`` counts the bytes of the picture, or of
    the file.
    """

    number: int
    size: int
    written: Page | None = None
    printed: pdf.PdfPage | None = None
    picture: Picture | None = None
    lost: Unreadable | None = None

    @property
    def is_pictured(self) -> bool:
        """Whether pictures on a printed page may be documents of their own."""
        return self.printed is not None and self.printed.picture_share >= _PICTURE_PAGE

    @property
    def is_scanned(self) -> bool:
        """Whether the page is read from its pixels, for want of a text layer that can be believed."""
        if self.printed is None:
            return self.picture is not None
        if self.printed.undrawn and not self.printed.hidden:
            return False  # what was typed over a picture stands in no picture of it
        characters = 0 if self.printed.hidden else self.printed.characters
        return characters < _MUCH_TEXT and (characters < _ENOUGH_TEXT or self.is_pictured)

    def pixels(self) -> Image | None:
        """The page as it was sent; None where there is nothing to see (Office pages are not drawn)."""
        if self.printed is not None:
            return self.printed.render()
        return self.picture.image if self.picture is not None else None


def leaves(data: bytes, format: str) -> Iterator[Leaf]:
    """The pages of a file, one at a time, numbered from 1 with gaps where a page of a PDF is broken.

    Raises :class:`Unreadable`, before the first page, for a format that has no pages and for a broken file.
    """
    makers: dict[str, Callable[[bytes, str], Iterator[Leaf]]] = {"pdf": _printed, "ofd": _laid_out, "text": _plain}
    maker = makers.get(format) or (_frames if format in PICTURES else _office if format in OFFICE else None)
    if maker is None:
        raise unsupported(format)
    return maker(data, format)


def _printed(data: bytes, _: str) -> Iterator[Leaf]:
    for page in pdf.pages(data):
        yield Leaf(page.number, len(data), printed=page)


def _laid_out(data: bytes, _: str) -> Iterator[Leaf]:
    """The pages of an OFD; each picture that can't be opened is told besides, under its page's number."""
    for page in ofd.pages(data):
        if page.drawn is None:
            yield Leaf(page.number, len(data), lost=Unreadable(ProblemKind.DAMAGED, ""))
            continue
        yield Leaf(page.number, len(data), printed=page.drawn)
        for _picture in range(page.lost):
            yield Leaf(page.number, len(data), lost=Unreadable(ProblemKind.UNSUPPORTED, ""))


def _frames(data: bytes, _: str) -> Iterator[Leaf]:
    sheets = (tile for frame in pictures.decode(data) for tile in tiles(frame))
    for number, sheet in enumerate(sheets, 1):
        yield Leaf(number, len(data), picture=sheet)


def _plain(data: bytes, _: str) -> Iterator[Leaf]:
    lines = [line[:_LONGEST_LINE] for line in ordinary(decoded(data) or "").splitlines()[:_MOST_LINES]]
    apart = next((mark for line in lines for mark in "\t," if mark in line), ",")  # a cell may begin with a tab
    cells = tuple(_rows(lines, apart))
    page = Page(1, "office", tuple(Line(line) for line in lines if line.strip()), rows=cells)
    yield Leaf(1, len(data), written=page)


def _rows(lines: list[str], apart: str) -> Iterator[tuple[str, ...]]:
    try:
        for row in csv.reader(lines, delimiter=apart):
            if len(row) > 1:
                yield tuple(map(str.strip, row))
    except csv.Error:  # a quotation that never ends: no table from here on
        return


def _office(data: bytes, format: str) -> Iterator[Leaf]:
    """The written pages, then the pictures in them that are large enough to be documents.

    Every picture has its number, also one that is too small or can't be opened; what a long one holds beyond its
    first page is numbered on behind them all, so that a picture's place in the file tells its number.
    """
    written, embedded = office.pages(data, format)
    for page in written:
        yield Leaf(page.number, len(data), written=page)
    behind = len(written) + len(embedded[:_MOST_EMBEDDED])
    for number, blob in enumerate(embedded[:_MOST_EMBEDDED], len(written) + 1):
        try:
            found = pictures.decode(bitmap_of(blob) or b"" if is_metafile(blob) else blob)
        except Unreadable as error:
            if error.kind is not ProblemKind.EMPTY:  # rules and spacers are no pages
                yield Leaf(number, len(blob), lost=error)
            continue
        sheets = [tile for frame in found for tile in tiles(frame)]
        for place, sheet in enumerate(sheets):
            behind += place > 0
            if min(sheet.width, sheet.height) >= SMALLEST_SIDE:
                yield Leaf(number if place == 0 else behind, len(blob), picture=sheet)
