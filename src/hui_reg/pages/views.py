"""Pages as the readers saw them: cut to their content and turned upright, so that a value's box finds its place.

The functions with bytes are stages for the sandbox worker. They look the way ``readers`` looks, without reading.
"""

from typing import TYPE_CHECKING

from hui_reg.model import Box
from hui_reg.pages import crops
from hui_reg.pages.crops import Size
from hui_reg.pages.pixels.reduce import Image as Pixels

if TYPE_CHECKING:
    from PIL.Image import Image

_WHOLE: Box = (0.0, 0.0, 1.0, 1.0)


def crop(data: bytes, format: str, page: str, boxes: str, side: str) -> tuple[Size, tuple[bytes, ...]]:
    """Parts of a page with a margin, below each other, as JPEG; a box is ``left,top,right,bottom`` in fractions."""
    parts: list[Box] = []
    for box in boxes.split(";"):
        left, top, right, bottom = (float(edge) for edge in box.split(","))
        parts.append((left, top, right, bottom))
    return crops.cut(upright(data, format, int(page)), parts, int(side))


def view(data: bytes, format: str, page: str, side: str) -> tuple[Size, tuple[bytes, ...]]:
    """A whole page as JPEG, at most ``side`` pixels wide and high."""
    return crops.cut(upright(data, format, int(page)), [_WHOLE], int(side))


def thumbnail(data: bytes, format: str, page: str, side: str) -> tuple[Size, tuple[bytes, ...]]:
    """A page as it was sent, small: a photo's white margin belongs to it."""
    from PIL import Image

    sheet, _ = pixels(data, format, int(page))
    return crops.cut(Image.fromarray(sheet[:, :, ::-1].copy()), [_WHOLE], int(side))


def upright(data: bytes, format: str, page: int) -> "Image":
    """The page as its boxes refer to it. Raises :class:`ValueError` when there is no such page."""
    from PIL import Image

    from hui_reg.pages.pixels import scans

    sheet, scanned = pixels(data, format, page)
    seen = scans.laid_out(sheet) if scanned else None
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
