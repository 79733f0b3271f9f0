"""Long pictures, stitched together or scrolled on a phone, cut into pages: never shrunk until nothing is legible."""

from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hui_reg.pages.pixels.pictures import Picture
from hui_reg.pages.pixels.reduce import Image

LONG: Final = 2.2
"""Height over width from which a picture is several pages."""
_SHORTEST, _LONGEST, _USUAL = 0.45, 1.9, 1.45
"""Heights of a tile over its width: at least, at most, and a page's where nothing tells better."""
_QUIET: Final = 10.0
"""Grey levels by which a row may vary and still be empty."""
_MOST_TILES: Final = 24
_MARGIN: Final = 0.22
"""Share of the width at either side in which the paper's edges may lie."""
_FEW: Final = 1.6
"""How many times the edges of the evenest tenth of rows an empty one may have."""


def tiles(picture: Picture) -> list[Picture]:
    """A picture, or its pages from the top; cuts fall into the widest empty bands."""
    if picture.height <= LONG * picture.width:
        return [picture]
    scale = picture.width / picture.image.shape[1]
    cut = list(_cuts(picture.image))[:_MOST_TILES]
    return [Picture(part, picture.width, round(part.shape[0] * scale)) for part in cut]


def _cuts(image: Image) -> Iterator[Image]:
    height, width = image.shape[:2]
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
    quiet = grey.astype(np.float32).std(axis=1) < _QUIET
    top = 0
    while height - top > _LONGEST * width:
        low, high = top + round(_SHORTEST * width), min(height, top + round(_LONGEST * width))
        at = _widest_band(quiet, low, high) or _widest_band(_calm(grey), low, high)
        at = at or min(high, top + round(_USUAL * width))
        yield np.ascontiguousarray(image[top:at])
        top = at
    yield np.ascontiguousarray(image[top:])


def _calm(grey: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Rows in the middle of which nothing is printed, in whatever light: no more edges than where there are fewest.

    The table a paper lies on, and a shadow over it, leave no row as even as a screen's.
    """
    aside = round(grey.shape[1] * _MARGIN)
    middle = np.asarray(cv2.blur(grey, (3, 3)), np.int16)[:, aside : grey.shape[1] - aside]
    edges = np.abs(np.diff(middle, axis=1)).mean(axis=1)
    return np.asarray(edges <= max(_FEW * float(np.percentile(edges, 10)), 1.0))


def _widest_band(quiet: NDArray[np.bool_], low: int, high: int) -> int | None:
    """The middle of the widest run of empty rows between two rows; None where there is none worth a cut."""
    rows = np.flatnonzero(~quiet[low:high]) + low
    edges = np.concatenate([[low - 1], rows, [high]])
    widths = np.diff(edges) - 1
    widest = int(widths.argmax())
    if widths[widest] < 3:
        return None
    return int((edges[widest] + edges[widest + 1]) // 2) + 1
