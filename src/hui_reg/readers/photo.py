"""Identity photos: whether a page is one. Whether it is a *good* photo is for the rules; here it is only measured.

A photo is a picture of one large face with hardly any text.
"""

from collections.abc import Sequence
from typing import Final

from hui_reg.model import Reading
from hui_reg.pages.leaves import SMALLEST_SIDE
from hui_reg.pages.page import Page, Sight
from hui_reg.pages.paging import as_picture
from hui_reg.pages.pixels import faces, scans
from hui_reg.pages.pixels.faces import Face
from hui_reg.pages.pixels.pictures import Picture
from hui_reg.pages.pixels.portraits import is_plain_above, measure
from hui_reg.readers.claims import Reader, each_page
from hui_reg.readers.versions import VERSIONS
from hui_reg.vocabulary import Fact, Kind

PORTRAIT_RATIOS: Final = (0.55, 0.95)
Judged = tuple[float, dict[str, float | str | bool]]
"""How sure it is that this is a photo, and its measurements."""
_MUCH_TEXT: Final = 12
_EVEN_GROUND: Final = 0.85
"""White share of the ground from which an upright picture certainly stands."""
_CLEARLY: Final = 0.1
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
    found = None
    if sight.picture is not None:
        stands = _judged(sight.picture, sight, characters, sight.faces)
        found = _lying(sight.picture, sight, characters, stands) or stands
    if found is None and min(sight.content.shape[:2]) >= SMALLEST_SIDE:
        found = _judged(as_picture(sight.content), sight, characters, None)
    return found and Reading(kind=Kind.PHOTO, kind_confidence=found[0], pages=(page.number,), facts=found[1])


def read_as_photo(page: Page) -> Reading | None:
    """The measurements of a picture that is a photo, however much is written on it; None where there is no picture."""
    sight = page.sight
    if sight is None:
        return None
    picture = sight.picture or as_picture(sight.content)
    found = faces.large(picture.image) or faces.large(picture.image, faces.CLOSER)
    facts = measure(picture, sight.size, found)
    return Reading(kind=Kind.PHOTO, kind_confidence=1.0, pages=(page.number,), facts=facts)


def _characters(page: Page) -> int:
    """Chinese characters and digits that were read with some confidence."""
    return sum(
        1
        for line in page.lines
        if line.confidence > 0.7
        for char in line.text
        if "\u4e00" <= char <= "\u9fff" or char.isdigit()
    )


def _judged(picture: Picture, sight: Sight, characters: int, known: Sequence[Face] | None) -> Judged | None:
    found = faces.large(picture.image) if known is None else known
    likely = _likelihood(picture, found, characters)
    if likely is not None and not found:
        found = faces.large(picture.image, faces.CLOSER)
        likely = _likelihood(picture, found, characters)
    return None if likely is None else (likely, measure(picture, sight.size, found))


def _lying(picture: Picture, sight: Sight, characters: int, stands: Judged | None) -> Judged | None:
    """A photo that lies on its side or on its head, which no EXIF tells, measured as it would stand.

    The detector sees faces whichever way they lie, so the ground decides: it is above the head, the clothes are below.
    """
    if stands is not None and picture.width <= picture.height and _ground(stands) >= _EVEN_GROUND:
        return None
    best: Judged | None = None
    for quarter_turns in (1, 3, 2):
        pixels = scans.turned(picture.image, quarter_turns)
        wide, high = (picture.height, picture.width) if quarter_turns % 2 else (picture.width, picture.height)
        if wide > high or not (seen := faces.large(pixels)):
            continue
        judged = _judged(Picture(pixels, wide, high), sight, characters, seen)
        if judged is not None and _ground(judged) > max(_ground(best), _ground(stands) + _CLEARLY):
            best = judged[0], {**judged[1], Fact.TURNED: 360 - 90 * quarter_turns}
    return best


def _ground(judged: Judged | None) -> float:
    return -1.0 if judged is None else float(judged[1][Fact.WHITE_SHARE])


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
