"""Pages as the readers saw them: cut to their content and turned upright, so that a value's box finds its place.

The functions with bytes are stages for the sandbox worker. They look the way ``readers`` looks, without reading.
"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from hui_reg.commands.workspace import Workspace
from hui_reg.model import Assessment, Box, Exhibit, Noun, Value
from hui_reg.review import pictures
from hui_reg.review.pictures import Size
from hui_reg.sandbox.pool import Job
from hui_reg.vocabulary import Material

if TYPE_CHECKING:
    from PIL.Image import Image

    from hui_reg.readers.text import PdfPage

_ENOUGH_TEXT, _MUCH_TEXT, _PICTURE_PAGE, _SMALLEST_SIDE = 6, 60, 0.08, 90
"""When a PDF page was read by its text, and which embedded pictures count as pages: as in ``readers.files``."""
_WHOLE: Box = (0.0, 0.0, 1.0, 1.0)


class Look(Noun):
    """A page to be shown: the file's format, the page's number, and the pixels of its longer side at most."""

    format: str
    page: int
    side: int


class Cut(Look):
    """Parts of it to be shown, below each other."""

    boxes: tuple[Box, ...]


def prepare() -> None:
    """Load what the stages here need: before any bytes from outside are seen."""
    from hui_reg.readers import office, pictures, scans, text

    assert office and pictures and scans and text


def job_of(workspace: Workspace, sha256: str, look: Look, group: str) -> Job:
    """A job on a kept file, whose bytes are read just before it is done; ``group``: whose papers it belongs to."""
    return Job(sha256, partial(workspace.blobs.get, sha256), look, group)


def photo_job(assessment: Assessment, workspace: Workspace) -> Job | None:
    """The job that draws the newest photo small; None without a photo."""
    photos = assessment.materials()[Material.PHOTO]
    if not photos:
        return None
    newest = photos[-1]
    look = Look(format=newest.format, page=newest.reading.pages[0], side=150)
    return job_of(workspace, newest.file.sha256, look, assessment.dossier.unit)


def card_job(assessment: Assessment, workspace: Workspace) -> Job | None:
    """The job that cuts the name and the number out of the ID card; None without a card."""
    cards = assessment.materials()[Material.ID_CARD]
    card = next((c for c in cards if "id_number" in c.reading.fields), cards[0] if cards else None)
    if card is None:
        return None
    page, boxes = _telling_parts(card)
    parts = Cut(format=card.format, page=page, side=760, boxes=tuple(boxes))
    return job_of(workspace, card.file.sha256, parts, assessment.dossier.unit)


def crop(data: bytes, parts: Cut) -> tuple[Size, tuple[bytes, ...]]:
    """Parts of a page with a margin, below each other, as JPEG."""
    return pictures.cut(upright(data, parts.format, parts.page), parts.boxes, parts.side)


def view(data: bytes, look: Look) -> tuple[Size, tuple[bytes, ...]]:
    """A whole page as JPEG, at most ``side`` pixels wide and high."""
    return pictures.cut(upright(data, look.format, look.page), [_WHOLE], look.side)


def thumbnail(data: bytes, look: Look) -> tuple[Size, tuple[bytes, ...]]:
    """A page as it was sent, small: a photo's white margin belongs to it."""
    from PIL import Image

    sheet, _ = pixels(data, look.format, look.page)
    return pictures.cut(Image.fromarray(sheet[:, :, ::-1].copy()), [_WHOLE], look.side)


def upright(data: bytes, format: str, page: int) -> "Image":
    """The page as its boxes refer to it. Raises :class:`ValueError` when there is no such page."""
    from PIL import Image

    from hui_reg.readers import scans

    sheet, scanned = pixels(data, format, page)
    seen = scans.laid_out(sheet) if scanned else None
    return Image.fromarray((sheet if seen is None else seen)[:, :, ::-1].copy())


def pixels(data: bytes, format: str, page: int) -> tuple["pictures.Pixels", bool]:
    """The pixels of a page as it was sent, and whether it was read as a picture. Raises :class:`ValueError`."""
    for number, sheet, scanned in _pages(data, format, page):
        if number == page:
            return sheet, scanned
    raise ValueError("no such page")


def _pages(data: bytes, format: str, wanted: int) -> Iterator[tuple[int, "pictures.Pixels", bool]]:
    """Page numbers, pixels, and whether the page was read as a picture, counted as ``readers.files`` counts."""
    from hui_reg.readers import office, text
    from hui_reg.readers import pictures as frames

    if format == "pdf":
        for leaf in text.pages(data):
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
