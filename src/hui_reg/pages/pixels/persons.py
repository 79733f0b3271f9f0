"""Portraits on a page, whichever way up each of them lies: more than a document bears means somebody else's beside it.

A card laid in upside down or sideways is read by nobody, but it still shows a person. Only places are kept: who it is,
or whether two are one person, is never measured.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

from hui_reg.model import Box
from hui_reg.pages.pixels import faces, scans
from hui_reg.pages.pixels.reduce import Image, reduced

GLANCE: Final = 640
"""Pixels of the long side: the face of a card a fifth as wide as the page is still thirty pixels high."""
_QUARTERS: Final = 4


@dataclass(frozen=True)
class Portrait:
    """Where a face is, in fractions of the page, and by how many quarter turns clockwise it lies turned."""

    box: Box
    quarter_turns: int


def when_asked(image: Image) -> Callable[[bool], tuple[Portrait, ...]]:
    """What finds the portraits of an upright page, at most once: most pages are asked by nobody. It is told whether to
    look for those that lie, too: that costs three times as much again."""
    height, width = image.shape[:2]
    scale = min(1.0, GLANCE / max(height, width))
    small = reduced(image, (max(16, round(width * scale)), max(16, round(height * scale))))
    return cache(lambda lying: found(small, lying=lying))


def found(image: Image, *, lying: bool = True) -> tuple[Portrait, ...]:
    """The portraits of a page, each once, the surest way up first."""
    seen: list[tuple[float, Portrait]] = []
    for turns in range(_QUARTERS if lying else 1):
        sheet = scans.turned(image, turns)
        for face in faces.find(sheet, GLANCE):
            if _stands(face):
                seen.append((face.sure, Portrait(_turned_back(_fractions(face, sheet), turns), turns)))
    kept: list[Portrait] = []
    for _, portrait in sorted(seen, key=lambda one: -one[0]):
        if not any(_meet(portrait.box, other.box) for other in kept):
            kept.append(portrait)
    return tuple(kept)


def _stands(face: faces.Face) -> bool:
    """Whether it stands as this way up has it: the detector also answers to faces that lie, less surely."""
    return abs(face.roll) < 45 and face.mouth[1] > face.eyes[1]


def _fractions(face: faces.Face, image: Image) -> Box:
    height, width = image.shape[:2]
    return face.left / width, face.top / height, face.right / width, face.bottom / height


def _turned_back(box: Box, quarter_turns: int) -> Box:
    """A box of the page that was turned so many quarters counterclockwise, on the page as it lies."""
    left, top, right, bottom = box
    for _ in range(quarter_turns):
        left, top, right, bottom = 1 - bottom, left, 1 - top, right
    return left, top, right, bottom


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
