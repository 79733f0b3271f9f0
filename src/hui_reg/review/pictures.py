"""Pictures made from bytes from outside: thumbnails, crops of a page, whole pages.

Every public function is a stage for the sandbox worker: bytes and strings in, a small document and the encoded
picture out. Nothing here chooses a path, and nothing is enlarged.
"""

import io
import warnings
import zipfile
from collections.abc import Callable, Sequence

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageOps, ImageSequence

from hui_reg.model import Box, Noun

FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP")
MAX_PIXELS = 50_000_000
PAGE_SIDE = 1800
"""Long side in pixels at which a page of a PDF is rendered: the same as for reading."""

_BACKGROUND = (255, 255, 255)

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


class Size(Noun):
    """Size of the encoded picture in pixels."""

    width: int
    height: int


Stage = tuple[Size, tuple[bytes, ...]]
Draw = Callable[..., Stage]
Pixels = NDArray[np.uint8]
"""Height × width × 3, blue-green-red, as the readers hold them."""


def thumbnail(data: bytes, page: str = "1", turn: str = "0", side: str = "150") -> Stage:
    """A page as a small JPEG, at most ``side`` pixels high and wide."""
    return _encoded(_shrunk(upright(data, int(page), int(turn), int(side)), int(side)))


def cut(image: Image.Image, boxes: Sequence[Box], side: int) -> Stage:
    """The parts of a picture inside ``boxes`` (fractions), each with a margin, below each other, as JPEG."""
    parts = [image.crop(_pixels(box, *image.size)) for box in boxes]
    paper = Image.new("RGB", (max(p.width for p in parts), sum(p.height for p in parts)), _BACKGROUND)
    top = 0
    for part in parts:
        paper.paste(part, (0, top))
        top += part.height
    return _encoded(_shrunk(paper, side))


def _pixels(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    left, top, right, bottom = box
    if left >= right or top >= bottom:
        left, top, right, bottom = 0.0, 0.0, 1.0, 1.0
    margin = min(0.4 * (bottom - top), 0.05)
    return (
        min(width - 1, max(0, round((left - margin) * width))),
        min(height - 1, max(0, round((top - margin) * height))),
        min(width, max(1, round((right + margin) * width))),
        min(height, max(1, round((bottom + margin) * height))),
    )


def upright(data: bytes, page: int, turn: int = 0, wanted: int = PAGE_SIDE) -> Image.Image:
    """A page as an RGB picture, its EXIF or PDF rotation applied, then turned ``turn`` degrees counter-clockwise.

    ``page`` is 1-based, as in readings: frames of an image file, pages of a PDF, pictures of an Office file.
    Raises :class:`ValueError` when there is no such page; whatever the libraries raise on broken bytes passes.
    """
    if b"%PDF-" in data[:1024]:
        image = _pdf_page(data, page, wanted)
    elif data[:4] == b"PK\x03\x04":
        image = upright(_office_picture(data, page), 1, 0, wanted)
    else:
        image = _frame(data, page, wanted)
    return image.rotate(turn, expand=True) if turn else image


def _pdf_page(data: bytes, page: int, wanted: int) -> Image.Image:
    document = pypdfium2.PdfDocument(data)
    try:
        if not 1 <= page <= len(document):
            raise ValueError("no such page")
        leaf = document[page - 1]
        scale = min(max(wanted, 200), PAGE_SIDE) / max(*leaf.get_size(), 1.0)
        rendered: Image.Image = leaf.render(scale=scale).to_pil()
        return rendered.convert("RGB")
    finally:
        document.close()


def _frame(data: bytes, page: int, wanted: int) -> Image.Image:
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc", b"ftypheim", b"ftypmsf1"):
        import pi_heif

        return _rgb(pi_heif.open_heif(data, convert_hdr_to_8bit=True).to_pillow())
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        if image.width * image.height > MAX_PIXELS:
            raise ValueError("too many pixels")
        if page > 1:
            for number, frame in enumerate(ImageSequence.Iterator(image), 1):
                if number == page:
                    return _rgb(frame)
            raise ValueError("no such page")
        image.draft("RGB", (wanted, wanted))
        return _rgb(image)


def _office_picture(data: bytes, page: int) -> bytes:
    """The picture that a reading of an Office file calls page ``page``: they count on after the text, which is 1."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [n for n in archive.namelist() if "/media/" in n]
        if not 2 <= page <= len(names) + 1:
            raise ValueError("no such page")
        info = archive.getinfo(names[page - 2])
        if info.file_size > 60_000_000:
            raise ValueError("too large")
        return archive.read(info)


def _rgb(image: Image.Image) -> Image.Image:
    image = ImageOps.exif_transpose(image)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size, _BACKGROUND)
        image.paste(layer, mask=layer.getchannel("A"))
    return image.convert("RGB")


def _shrunk(image: Image.Image, side: int) -> Image.Image:
    if max(image.size) > side:
        image = image.copy()
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
    return image


def _encoded(image: Image.Image, quality: int = 82) -> Stage:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality, optimize=True)
    return Size(width=image.width, height=image.height), (stream.getvalue(),)
