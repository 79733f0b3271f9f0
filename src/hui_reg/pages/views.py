"""Pages as the readers saw them: cut to their content and turned upright, so that a value's box finds its place.

The functions with bytes are stages for the sandbox worker. They look the way ``readers`` looks, without reading.
"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from hui_reg.desk.workspace import Workspace
from hui_reg.model import Assessment, Box, Exhibit, Value
from hui_reg.pages import crops
from hui_reg.pages.crops import Size
from hui_reg.sandbox.pool import Job
from hui_reg.vocabulary import Material

if TYPE_CHECKING:
    from PIL.Image import Image

    from hui_reg.pages.formats.pdf import PdfPage

_ENOUGH_TEXT, _MUCH_TEXT, _PICTURE_PAGE, _SMALLEST_SIDE = 6, 60, 0.08, 90
"""When a PDF page was read by its text, and which embedded pictures count as pages: as in ``readers.files``."""
_WHOLE: Box = (0.0, 0.0, 1.0, 1.0)


def job_of(workspace: Workspace, sha256: str, *arguments: str) -> Job:
    """A job on a kept file, whose bytes are read just before it is done."""
    return Job(sha256, partial(workspace.blobs.get, sha256), arguments)


def photo_job(assessment: Assessment, workspace: Workspace) -> Job | None:
    """The job that draws the newest photo small; None without a photo."""
    photos = assessment.materials()[Material.PHOTO]
    if not photos:
        return None
    newest = photos[-1]
    return job_of(workspace, newest.file.sha256, newest.format, str(newest.reading.pages[0]), "150")


def card_job(assessment: Assessment, workspace: Workspace) -> Job | None:
    """The job that cuts the name and the number out of the ID card; None without a card."""
    cards = assessment.materials()[Material.ID_CARD]
    card = next((c for c in cards if "id_number" in c.reading.fields), cards[0] if cards else None)
    if card is None:
        return None
    page, boxes = _telling_parts(card)
    places = ";".join(",".join(f"{edge:.4f}" for edge in box) for box in boxes)
    return job_of(workspace, card.file.sha256, card.format, str(page), places, "760")


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


def pixels(data: bytes, format: str, page: int) -> tuple["crops.Pixels", bool]:
    """The pixels of a page as it was sent, and whether it was read as a picture. Raises :class:`ValueError`."""
    for number, sheet, scanned in _pages(data, format, page):
        if number == page:
            return sheet, scanned
    raise ValueError("no such page")


def _pages(data: bytes, format: str, wanted: int) -> Iterator[tuple[int, "crops.Pixels", bool]]:
    """Page numbers, pixels, and whether the page was read as a picture, counted as ``readers.files`` counts."""
    from hui_reg.pages.formats import office, pdf
    from hui_reg.pages.pixels import pictures as frames

    if format == "pdf":
        for leaf in pdf.pages(data):
            if leaf.number == wanted:
                yield leaf.number, leaf.render(), not _has_text(leaf)
    elif format in office.FORMATS:
        written, inside = office.pages(data, format)
        number = len(written)
        for picture in inside:
            for frame in frames.decode(picture):
                if min(frame.width, frame.height) >= _SMALLEST_SIDE:
                    number += 1
                    yield number, frame.image, True
    else:
        for number, frame in enumerate(frames.decode(data), 1):
            yield number, frame.image, True


def _has_text(leaf: "PdfPage") -> bool:
    characters = 0 if leaf.hidden else leaf.characters
    return characters >= _MUCH_TEXT or (characters >= _ENOUGH_TEXT and leaf.picture_share < _PICTURE_PAGE)


def _telling_parts(card: Exhibit) -> tuple[int, list[Box]]:
    """Where name and number stand on the card, widened to its left; the whole page when that isn't known."""
    number: Value | None = card.reading.fields.get("id_number")
    first = card.reading.pages[0] if card.reading.pages else 1
    page = number.page if number and number.page else first
    boxes = []
    for name, wider in (("name", 0.6), ("id_number", 0.35)):
        value = card.reading.fields.get(name)
        if value and value.box and value.page in (None, page) and value.box[2] > value.box[0]:
            left, top, right, bottom = value.box
            boxes.append((max(0.0, left - wider * (right - left)), top, right, bottom))
    return page, boxes if number and number.box else [_WHOLE]
