"""Identity photos: whether a page is one. Whether it is a *good* photo is for the rules; here it is only measured.

A photo is a picture of one large face with hardly any text.
"""

from collections.abc import Sequence
from typing import Final

from hui_reg.model import Reading
from hui_reg.pages.leaves import SMALLEST_SIDE
from hui_reg.pages.page import Page, Sight
from hui_reg.pages.paging import as_picture
from hui_reg.pages.pixels import faces
from hui_reg.pages.pixels.faces import Face
from hui_reg.pages.pixels.pictures import Picture
from hui_reg.pages.pixels.portraits import is_plain_above, measure
from hui_reg.readers.claims import Reader, each_page
from hui_reg.readers.versions import VERSIONS
from hui_reg.vocabulary import Kind

PORTRAIT_RATIOS: Final = (0.55, 0.95)
_MUCH_TEXT: Final = 12
_LARGEST_WITHOUT_FACE: Final = 1500


def _read(page: Page) -> Reading | None:
    """A photo's measurements; None when the page is something else.

    First the picture as it was sent, whose white margin belongs to it; then what stands on the page: a print on an
    otherwise empty sheet, or a photo alone on the page of a PDF.
    """
    sight = page.sight
    characters = _characters(page)
    if sight is None or characters > _MUCH_TEXT:
        return None
    found = _judged(sight.picture, sight, characters, sight.faces) if sight.picture is not None else None
    if found is None and min(sight.content.shape[:2]) >= SMALLEST_SIDE:
        found = _judged(as_picture(sight.content), sight, characters, None)
    return found and Reading(kind=Kind.PHOTO, kind_confidence=found[0], pages=(page.number,), facts=found[1])


def _characters(page: Page) -> int:
    """Chinese characters and digits that were read with some confidence."""
    return sum(
        1
        for line in page.lines
        if line.confidence > 0.7
        for char in line.text
        if "\u4e00" <= char <= "\u9fff" or char.isdigit()
    )


def _judged(
    picture: Picture, sight: Sight, characters: int, known: Sequence[Face] | None
) -> tuple[float, dict[str, float | str | bool]] | None:
    found = faces.large(picture.image) if known is None else known
    likely = _likelihood(picture, found, characters)
    return None if likely is None else (likely, measure(picture, sight.size, found))


def _likelihood(picture: Picture, found: Sequence[Face], characters: int) -> float | None:
    ratio = picture.width / max(picture.height, 1)
    upright = PORTRAIT_RATIOS[0] <= ratio <= PORTRAIT_RATIOS[1]
    if found:
        if not upright:
            return 0.7
        return 0.95 if len(found) == 1 and characters == 0 else 0.85
    small = max(picture.width, picture.height) <= _LARGEST_WITHOUT_FACE
    return 0.6 if upright and small and characters <= 2 and is_plain_above(picture.image) else None


READER = Reader("photo", VERSIONS["photo"], each_page(_read))
