"""A single stroke that a recogniser passed over: 八一路 is read 八路, clearly, and a name without its 一 is a name too.

Characters of print stand evenly. Where one more would fit between two, and a level stroke stands there, one is missing.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import cv2
import numpy as np

from hui_reg.pages.pixels.reduce import Image, percentile

STROKE: Final = "一"
_FEWEST: Final = 3
"""Distances between neighbours that tell how far apart the characters of a line stand."""
_WIDE: Final = (1.6, 2.5)
"""Such distances between two characters with one more between them."""
_LONG: Final = 0.45
"""Length of the stroke in distances of characters, at least."""
_MIDDLE: Final = (0.28, 0.76)
_FLAT: Final = 0.24
"""Where in the height of its line the stroke lies, and how much of it it takes at most: lower down is an underline."""


def passed_over(crop: Image, text: str, places: Sequence[float]) -> int | None:
    """Before which character of a line's ``text`` a stroke stands that it doesn't have; None where none does.

    ``places`` are the middles of the characters in shares of the width.
    """
    if len(places) != len(text):
        return None
    apart = [
        (after - before, at)
        for at, (before, after) in enumerate(pairwise(places), 1)
        if _is_han(text[at - 1]) and _is_han(text[at])
    ]
    if len(apart) < _FEWEST:
        return None
    pitch = float(np.median([distance for distance, _ in apart]))
    for distance, at in apart:
        inside = places[at - 1] + pitch / 2, places[at] - pitch / 2
        if _WIDE[0] * pitch <= distance <= _WIDE[1] * pitch and _is_stroke(crop, *inside, pitch):
            return at
    return None


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def _is_stroke(crop: Image, left: float, right: float, pitch: float) -> bool:
    """Whether all the ink of a place in a line, from ``left`` to ``right``, is one level stroke."""
    grey = np.asarray(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), np.uint8)
    height, width = grey.shape
    ink = grey[:, round(left * width) : round(right * width)] < (percentile(grey, 90) + percentile(grey, 4)) / 2
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not rows.size or columns.size < _LONG * pitch * width:
        return False
    top, bottom = float(rows[0]) / height, float(rows[-1] + 1) / height
    return bool(_MIDDLE[0] <= top and bottom <= _MIDDLE[1] and bottom - top <= _FLAT)
