"""Paper that is not to be seen beside a line of a card: a finger, a fold, a strip of something lies there.

A name that ends at such a place may go on below it, however clearly the rest is read, so the line is not sure. A shadow
darkens paper and leaves its colour, and the print on it can be read.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hui_reg.model import Box
from hui_reg.pages.pixels.reduce import Image, percentile, percentiles

_BESIDE: Final = (-0.3, 0.7)
"""Line heights from a line's end between which one more character would stand: its place is wider than its print."""
_SHARE: Final = 0.4
"""Share of the columns there that must be something else than paper."""
_BRIGHTER: Final = 0.05
_WHITE: Final = 247
_DARK: Final = 0.4
"""By how much white outshines paper that isn't, and the share of its light below which paper is hidden."""
_COLOURED: Final = 0.05
"""Distance of two colours, brightness left aside."""
_LEAST: Final = 8
CAP: Final = 0.8
"""Confidence at most of a line that ends at such a place."""


def cap(image: Image) -> Callable[[Box], float]:
    """How sure a line of a card may be at most: 1, or ``CAP`` where something else than paper lies behind it."""

    def capped(box: Box) -> float:
        return CAP if deviating(image, box) >= _SHARE else 1.0

    return capped


def deviating(image: Image, box: Box) -> float:
    """The share of the columns behind a line that are no paper such as the line stands on."""
    height, width = image.shape[:2]
    top, bottom = round(box[1] * height), round(box[3] * height)
    left, right, tall = round(box[0] * width), round(box[2] * width), bottom - top
    behind = image[top:bottom, right + round(_BESIDE[0] * tall) : right + round(_BESIDE[1] * tall)]
    own = image[top:bottom, left:right]
    if tall < _LEAST or own.shape[1] < tall or behind.shape[1] < _LEAST or not behind.size:  # at the picture's edge
        return 0.0
    paper = np.array([percentile(own[:, :, channel], 75) for channel in range(3)]) + 1.0
    columns = percentiles(behind, 75) + 1.0
    return float(np.mean(_is_other(columns, paper)))


def _is_other(columns: NDArray[np.float64], paper: NDArray[np.float64]) -> NDArray[np.bool_]:
    light = columns.mean(axis=1) / paper.mean()
    colours = columns / columns.sum(axis=1, keepdims=True) - paper / paper.sum()
    coloured = np.abs(colours).max(axis=1) > _COLOURED
    brighter = (light > 1 + _BRIGHTER) & (columns.min(axis=1) >= _WHITE)
    return np.asarray(coloured | brighter | (light < _DARK))
