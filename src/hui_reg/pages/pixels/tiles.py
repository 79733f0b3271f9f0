"""Long pictures, stitched together or scrolled on a phone, cut into pages: never shrunk until nothing is legible."""

from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np

from hui_reg.pages.pixels.pictures import Picture
from hui_reg.pages.pixels.reduce import Image

LONG: Final = 2.2
"""Height over width from which a picture is several pages."""
_SHORTEST, _LONGEST, _USUAL = 0.45, 1.9, 1.45
"""Heights of a tile over its width: at least, at most, and a page's where nothing tells better."""
_QUIET: Final = 10.0
"""Grey levels by which a row may vary and still be empty."""
_MOST_TILES: Final = 24


def tiles(picture: Picture) -> list[Picture]:
    """A picture, or its pages from the top; cuts fall into the widest empty bands."""
    if picture.height <= LONG * picture.width:
        return [picture]
    scale = picture.width / picture.image.shape[1]
    cut = list(_cuts(picture.image))[:_MOST_TILES]
    return [Picture(part, picture.width, round(part.shape[0] * scale)) for part in cut]


def _cuts(image: Image) -> Iterator[Image]:
    height, width = image.shape[:2]
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    quiet = grey.astype(np.float32).std(axis=1) < _QUIET
    top = 0
    while height - top > _LONGEST * width:
        low, high = top + round(_SHORTEST * width), min(height, top + round(_LONGEST * width))
        at = _widest_band(quiet, low, high) or min(high, top + round(_USUAL * width))
        yield np.ascontiguousarray(image[top:at])
        top = at
    yield np.ascontiguousarray(image[top:])


def _widest_band(quiet: "np.ndarray[tuple[int], np.dtype[np.bool_]]", low: int, high: int) -> int | None:
    """The middle of the widest run of empty rows between two rows; None where there is none worth a cut."""
    rows = np.flatnonzero(~quiet[low:high]) + low
    edges = np.concatenate([[low - 1], rows, [high]])
    widths = np.diff(edges) - 1
    widest = int(widths.argmax())
    if widths[widest] < 3:
        return None
    return int((edges[widest] + edges[widest + 1]) // 2) + 1
