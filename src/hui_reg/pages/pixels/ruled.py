"""The cells of a page's ruled tables, found by the lines drawn around them: on a scan as on a drawn page."""

from collections.abc import Callable
from functools import cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hui_reg.model import Box
from hui_reg.pages.pixels.reduce import Image

_SHORTEST: Final = 1 / 60
"""Length of a ruled line at least, as a share of the page's long side: longer than any stroke of its letters."""
_STRAIGHT: Final = 0.85
"""Share of its rectangle that a cell fills: one with a gap in its lines leaks into something else."""
_LARGEST: Final = 0.5
_MOST: Final = 2000


def when_asked(image: Image) -> Callable[[], tuple[Box, ...]]:
    """What finds the cells of an upright page, at most once: most pages are no table, and nobody asks.

    They come in fractions of the page, the smallest first; none where no lines are drawn.
    """
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)  # a third of what would else be kept
    return cache(lambda: _cells(grey))


def _cells(grey: NDArray[np.uint8]) -> tuple[Box, ...]:
    height, width = grey.shape
    least = round(max(height, width) * _SHORTEST)
    if least < 4 or min(height, width) <= 2 * least:
        return ()
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 10)
    across = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, 2 * least), np.uint8))
    down = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((least, 1), np.uint8))
    if not (across.any() and down.any()):
        return ()
    lines = cv2.dilate(cv2.bitwise_or(across, down), np.ones((3, 3), np.uint8))
    lines = _halved(np.asarray(lines, np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(cv2.bitwise_not(lines), connectivity=4)
    if count > _MOST:
        return ()
    height, width, least = *lines.shape, least / 2
    found = []
    for left, top, wide, high, area in stats[1:].tolist():
        inside = left > 0 and top > 0 and left + wide < width and top + high < height
        if not inside or wide < least or 2 * high < least or area < _STRAIGHT * wide * high:
            continue
        if area < _LARGEST * height * width:
            found.append((area, (left / width, top / height, (left + wide) / width, (top + high) / height)))
    return tuple(box for _, box in sorted(found))


def _halved(lines: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Half as many pixels each way, of which none of a line is lost: most of the time goes with what lies between."""
    even = lines[: lines.shape[0] & ~1, : lines.shape[1] & ~1]
    rows = cv2.bitwise_or(even[::2], even[1::2])
    return np.ascontiguousarray(cv2.bitwise_or(rows[:, ::2], rows[:, 1::2]), np.uint8)
