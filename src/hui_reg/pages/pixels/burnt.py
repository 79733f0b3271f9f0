"""Burnt-out paper: where a lamp shines back from a photographed card, print is gone, and what is left is read clearly.

Nobody can tell a name that ends at such a place from one that goes on below it, so nothing that begins or ends there
is sure. Proof by other means (a check digit, two dates that belong together) is not touched.
"""

from collections.abc import Callable
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hui_reg.model import Box
from hui_reg.pages.pixels.reduce import Image, percentile, reduced

_GLANCE: Final = 1000
_BURNT: Final = 251
_PAPER: Final = 240
"""Level of the paper from which nothing can stand out as burnt: a scan, a print."""
_BESIDE: Final = 0.9
"""Line heights beside a line that are looked at, and the share of them that must be burnt."""
_SHARE: Final = 0.8
_SOFT: Final = 236
"""Level two pixels beside a spot of light."""
_RING: Final = 4
"""Pixels round a spot that are looked at."""
_LEAST: Final = 0.0008
"""Share of the page from which a spot counts: white print and speckles don't."""
CAP: Final = 0.8
"""Confidence at most of what ends at burnt-out paper."""


def cap(image: Image) -> Callable[[Box], float]:
    """How sure a place of the page may be at most: 1, or ``CAP`` where burnt-out paper lies at its left or right."""
    height, width = image.shape[:2]
    scale = min(1.0, _GLANCE / max(height, width))
    spots = _spots(reduced(image, (max(8, round(width * scale)), max(8, round(height * scale)))))

    def capped(box: Box) -> float:
        assert spots is not None
        rows, columns = spots.shape
        top, bottom = round(box[1] * rows), max(round(box[3] * rows), round(box[1] * rows) + 1)
        beside = max(round(_BESIDE * (bottom - top)), 2)
        left, right = round(box[0] * columns), round(box[2] * columns)
        ends = (spots[top:bottom, max(left - beside, 0) : left], spots[top:bottom, right : right + beside])
        return CAP if any(end.size and float(end.mean()) >= _SHARE for end in ends) else 1.0

    return capped if spots is not None else lambda _: 1.0


def _spots(small: Image) -> NDArray[np.bool_] | None:
    """Where the paper is burnt out; None where it is nowhere, or white all over."""
    blue, green, red = cv2.split(small)
    palest = np.asarray(cv2.min(blue, cv2.min(green, red)), np.uint8)
    if percentile(palest, 50) >= _PAPER:
        return None
    burnt = cv2.morphologyEx((palest >= _BURNT).astype(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(np.asarray(burnt, np.uint8))
    large = [place for place in range(1, count) if stats[place, cv2.CC_STAT_AREA] >= _LEAST * palest.size]
    soft = np.zeros(count, np.bool_)
    for place in large:
        left, top, wide, high = stats[place, : cv2.CC_STAT_AREA].tolist()
        around = slice(max(top - _RING, 0), top + high + _RING), slice(max(left - _RING, 0), left + wide + _RING)
        soft[place] = _falls_off(palest[around], np.asarray(labels[around] == place, np.uint8))
    return soft[labels] if soft.any() else None


def _falls_off(palest: NDArray[np.uint8], spot: NDArray[np.uint8]) -> bool:
    """Whether the light falls off around a spot: white paper beside a card ends at an edge."""
    ring = (cv2.dilate(spot, np.ones((7, 7), np.uint8)) > 0) & (cv2.dilate(spot, np.ones((3, 3), np.uint8)) == 0)
    return bool(ring.any()) and float(np.median(palest[ring])) >= _SOFT
