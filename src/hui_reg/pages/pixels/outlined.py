"""Where lines of text stand, from the detector's map of how likely each pixel belongs to one.

The map shows the core of each line only, as it was taught (Differentiable Binarization): a core that is sure enough
is grown to the line around it. rapidocr does the same, at most of a second for loading what this doesn't need.
"""

from typing import Final

import cv2
import numpy as np
import pyclipper
from numpy.typing import NDArray

Quad = NDArray[np.float32]
"""Four corners x (x, y) in pixels, clockwise from the top left of the line."""
_Map = NDArray[np.float32]

_LIKELY: Final = 0.3
"""From which a pixel belongs to a core."""
_SURE: Final = 0.5
"""What a core's pixels come to at least, on average."""
_MOST: Final = 1000
"""Cores looked at on one page."""
_GROWN: Final = 1.6
"""By how much of its area over its outline a core is grown."""
_LEAST, _LEAST_GROWN, _LEAST_FOUND = 3, 5, 4
"""Pixels of the shorter side: of a core and of a line on the map, of both sides on the picture."""


def outlined(likely: _Map, size: tuple[int, int]) -> list[Quad]:
    """The lines on a picture of ``size`` (height, width), in no particular order; ``likely`` may be smaller than it."""
    cores = cv2.dilate((likely > _LIKELY).astype(np.uint8), np.ones((2, 2), np.uint8)) * 255
    contours, _ = cv2.findContours(cores, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = [_line(np.asarray(contour, np.int32), likely, size) for contour in contours[:_MOST]]
    return [quad for quad in found if quad is not None]


def _line(contour: NDArray[np.int32], likely: _Map, size: tuple[int, int]) -> Quad | None:
    core, short = _rectangle(contour)
    if short < _LEAST or _mean_inside(likely, core) < _SURE:
        return None
    line, short = _rectangle(_grown(core))
    if short < _LEAST_GROWN:
        return None
    bounds, seen = np.array(size[::-1], np.float32), np.array(likely.shape[::-1], np.float32)
    placed: Quad = np.clip(np.round(line / seen * bounds), 0, bounds)
    quad: Quad = np.minimum(_clockwise(placed), bounds - 1)
    sides = np.linalg.norm(quad[0] - quad[1]), np.linalg.norm(quad[0] - quad[3])
    return quad if min(sides) >= _LEAST_FOUND else None


def _rectangle(points: NDArray[np.int32]) -> tuple[Quad, float]:
    """The smallest one around the points, turned as it may be, and its shorter side."""
    around = cv2.minAreaRect(points)
    return _clockwise(np.asarray(cv2.boxPoints(around), np.float32)), min(around[1])


def _clockwise(points: Quad) -> Quad:
    by_column = points[np.argsort(points[:, 0], kind="stable")]
    left, right = by_column[:2], by_column[2:]
    top_left, bottom_left = left[np.argsort(left[:, 1], kind="stable")]
    top_right, bottom_right = right[np.argsort(right[:, 1], kind="stable")]
    return np.array([top_left, top_right, bottom_right, bottom_left])


def _mean_inside(likely: _Map, quad: Quad) -> float:
    last = np.array(likely.shape[::-1]) - 1
    left, top = np.clip(np.floor(quad.min(axis=0)).astype(int), 0, last)
    right, bottom = np.clip(np.ceil(quad.max(axis=0)).astype(int), 0, last)
    inside = np.zeros((bottom - top + 1, right - left + 1), np.uint8)
    cv2.fillPoly(inside, [(quad - np.array([left, top], np.float32)).astype(np.int32)], (1,))
    return float(cv2.mean(likely[top : bottom + 1, left : right + 1], inside)[0])


def _grown(quad: Quad) -> NDArray[np.int32]:
    corners, following = quad.astype(np.float64), np.roll(quad, -1, axis=0).astype(np.float64)
    area = abs(np.sum(corners[:, 0] * following[:, 1] - corners[:, 1] * following[:, 0])) / 2
    around = np.sum(np.hypot(*(following - corners).T))
    grower = pyclipper.PyclipperOffset()
    grower.AddPath(quad, pyclipper.JT_ROUND, pyclipper.ET_CLOSEDPOLYGON)
    return np.array(grower.Execute(area * _GROWN / around), np.int32).reshape(-1, 1, 2)
