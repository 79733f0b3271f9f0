"""Boxes before printed options: which of them is ticked.

An empty box has a rim and nothing inside. An option is ticked when its place holds ink inside, and the boxes of all
others are empty; anything else can't be told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hui_reg.pages.pixels.reduce import Image

_SIZES: Final = (0.3, 1.15)
"""Height of a box over that of its line, which is taken generously."""
_SQUARE: Final = (0.55, 1.6)
_RIM: Final = 0.3
"""Share of a box's side that its rim takes at most, at each side."""
_HOLLOW, _MARKED = 0.04, 0.12
"""Share of ink inside, up to which a box is empty, and from which it is marked."""
_ALIKE: Final = (0.7, 1.3)
_SOLID: Final = 0.75
"""Share of ink from which a square is black."""
_BEYOND: Final = 3.0
"""Line heights behind the place of the last option's text where its box may stand: spaces are lost in reading."""
_LEAST_RIM: Final = 0.75
"""Share of an empty box's outline that has to be there."""


@dataclass(frozen=True)
class _Mark:
    """A box, in pixels of its row."""

    left: int
    top: int
    width: int
    height: int


def marked(content: Image, lefts: Sequence[float], rows: tuple[float, float]) -> int | None:
    """Which option's box isn't empty; None unless exactly one isn't.

    ``lefts`` are where the options' texts begin, from the left, ``rows`` top and bottom of their row: fractions of the
    page.
    """
    ink = _ink(content)
    height, width = ink.shape[:2]
    line = (rows[1] - rows[0]) * height
    margin = 0.15 * line
    top, bottom = max(round(rows[0] * height - margin), 0), round(rows[1] * height + margin)
    first = max(round(lefts[0] * width - 2.5 * line), 0)
    last = round(lefts[-1] * width + 1.2 * line)
    boxes = _empty_boxes(ink[top:bottom, first:last], line)
    row = ink[top:bottom, first : round(last + _BEYOND * line)]
    every = _empty_boxes(row, line)
    solid = _solid_boxes(row, every)
    if len(solid) == 1 and len(every) == len(lefts) - 1:
        return sum(box.left < solid[0].left for box in every)  # every option has its box, in their order
    starts = [left * width - first for left in lefts]
    owners = _owners(boxes, starts, line)
    if len(boxes) != len(lefts) - 1 or owners is None:
        return None
    (other,) = set(range(len(lefts))) - set(owners)
    offset = median(starts[owner] - box.left for owner, box in zip(owners, boxes, strict=True))
    side = round(median(box.width for box in boxes))
    inside = _inside(ink[top:bottom, first:last], round(starts[other] - offset), boxes[0], side)
    return other if inside >= _MARKED else None


def _ink(content: Image) -> NDArray[np.uint8]:
    """Black on white as 1 on 0."""
    grey = cv2.cvtColor(content, cv2.COLOR_BGR2GRAY)
    size = max(15, round(max(grey.shape) / 40)) | 1
    dark = cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, size, 18)
    return np.asarray(dark, np.uint8)


def _empty_boxes(row: NDArray[np.uint8], line: float) -> list[_Mark]:
    """Hollow squares of a box's size in a row, from the left."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(row)
    found = []
    for left, top, width, height, _ in stats[1:count].tolist():
        if not (_SIZES[0] * line <= height <= _SIZES[1] * line and _SQUARE[0] <= width / height <= _SQUARE[1]):
            continue
        box = _Mark(left, top, width, height)
        piece = row[top : top + height, left : left + width]
        rim = max(1, round(_RIM * min(width, height)))
        outline = (piece[:rim].any(0), piece[-rim:].any(0), piece[:, :rim].any(1), piece[:, -rim:].any(1))
        if min(float(side.mean()) for side in outline) >= _LEAST_RIM and _inside(row, left, box, width) <= _HOLLOW:
            found.append(box)
    return sorted(found, key=lambda box: box.left)


def _solid_boxes(row: NDArray[np.uint8], like: Sequence[_Mark]) -> list[_Mark]:
    """Black squares as large as the empty ones; no letter is as full."""
    if not like:
        return []
    side = median(box.height for box in like)
    count, _, stats, _ = cv2.connectedComponentsWithStats(row)
    found = []
    for left, top, width, height, area in stats[1:count].tolist():
        alike = all(_ALIKE[0] * side <= edge <= _ALIKE[1] * side for edge in (width, height))
        if alike and area >= _SOLID * width * height:
            found.append(_Mark(left, top, width, height))
    return found


def _inside(row: NDArray[np.uint8], left: int, like: _Mark, side: int) -> float:
    """The share of ink in the middle of a place as large as a box."""
    rim = _RIM * side
    across = slice(max(round(left + rim), 0), max(round(left + side - rim), 0))
    down = slice(round(like.top + _RIM * like.height), round(like.top + (1 - _RIM) * like.height))
    piece = row[down, across]
    return float(piece.mean()) if piece.size else 0.0


def _owners(boxes: Sequence[_Mark], starts: Sequence[float], line: float) -> list[int] | None:
    """For every box the option behind it; None where one has none near, or two have the same."""
    owners = []
    for box in boxes:
        middle = box.left + box.width / 2
        nearest = min(range(len(starts)), key=lambda index: abs(starts[index] - line / 2 - middle))
        if abs(starts[nearest] - line / 2 - middle) > 1.6 * line:
            return None
        owners.append(nearest)
    return owners if len(set(owners)) == len(owners) else None
