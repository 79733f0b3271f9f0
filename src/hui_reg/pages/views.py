"""Pages as the readers saw them: cut to their content and turned upright, so that a value's box finds its place.

The functions with bytes are stages for the sandbox worker. They look the way ``readers`` looks, without reading.
"""

from typing import TYPE_CHECKING

from hui_reg.model import Box, Noun
from hui_reg.pages import crops
from hui_reg.pages.crops import Size
from hui_reg.pages.pixels.reduce import Image as Pixels

if TYPE_CHECKING:
    from PIL.Image import Image

_WHOLE: Box = (0.0, 0.0, 1.0, 1.0)
_MOST_LINES, _MOST_CELLS, _LONGEST = 300, 40, 2000


class Look(Noun):
    """A page to be shown: the file's format, the page's number, and the pixels of its longer side at most.

    ``scanned``: whether its reading came from pixels, to which the boxes then refer; None: as its text layer suggests.
    ``region``: the part of the page that is to be shown; None: all of it.
    """

    format: str
    page: int
    side: int
    scanned: bool | None = None
    region: Box | None = None


class Cut(Look):
    """Parts of it to be shown, below each other."""

    boxes: tuple[Box, ...]


def prepare() -> None:
    """Load what the stages here need: before any bytes from outside are seen."""
    from hui_reg.pages import leaves
    from hui_reg.pages.pixels import scans

    assert leaves and scans


def crop(data: bytes, parts: Cut) -> tuple[Size, tuple[bytes, ...]]:
    """Parts of a page with a margin, below each other, as JPEG."""
    return crops.cut(upright(data, parts), parts.boxes, parts.side)


def view(data: bytes, look: Look) -> tuple[Size, tuple[bytes, ...]]:
    """A whole page, or its region, as JPEG, at most ``side`` pixels wide and high."""
    return crops.cut(upright(data, look), [look.region or _WHOLE], look.side)


class Written(Noun):
    """The text of an Office page: rows of cells, as its tables have them; a paragraph is a row of one."""

    rows: tuple[tuple[str, ...], ...]


def written(data: bytes, look: Look) -> tuple[Written, tuple[bytes, ...]]:
    """The text of a page that nobody draws, to be laid out anew. Raises :class:`ValueError` for any other page."""
    from hui_reg.pages.leaves import leaves

    for leaf in leaves(data, look.format):
        if leaf.number == look.page and leaf.written is not None:
            lines = [tuple(line.text.split("\t")) for line in leaf.written.lines[:_MOST_LINES]]
            return Written(rows=tuple(tuple(cell[:_LONGEST] for cell in cells[:_MOST_CELLS]) for cells in lines)), ()
    raise ValueError("no such page")


def thumbnail(data: bytes, look: Look) -> tuple[Size, tuple[bytes, ...]]:
    """A page as it was sent, small: a photo's white margin belongs to it."""
    from PIL import Image

    sheet, _ = pixels(data, look.format, look.page)
    return crops.cut(Image.fromarray(sheet[:, :, ::-1].copy()), [_WHOLE], look.side)


def upright(data: bytes, look: Look) -> "Image":
    """The page as its boxes refer to it. Raises :class:`ValueError` when there is no such page."""
    from PIL import Image

    from hui_reg.pages.pixels import scans

    sheet, scanned = pixels(data, look.format, look.page)
    seen = scans.laid_out(sheet) if (scanned if look.scanned is None else look.scanned) else None
    return Image.fromarray((sheet if seen is None else seen)[:, :, ::-1].copy())


def pixels(data: bytes, format: str, page: int) -> tuple[Pixels, bool]:
    """The pixels of a page as it was sent, and whether it was read as a picture. Raises :class:`ValueError`."""
    from hui_reg.pages.leaves import leaves

    for leaf in leaves(data, format):
        if leaf.number == page:
            sheet = leaf.pixels()
            if sheet is None:
                break
            return sheet, leaf.is_scanned
    raise ValueError("no such page")
