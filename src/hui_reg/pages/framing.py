"""The part of a shared page that is one person's: the whole document, portrait and margins included, and nobody else's.

A reading's region is where its words stand; a card is larger than its words. Where the owner's part can't be told from
the others', :class:`Unparted` is raised and nothing of the page goes out.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from PIL import Image

from hui_reg.model import Box
from hui_reg.pages.pixels import persons

_MARGINS: Final = (0.6, 0.35)
"""Of the words' width and height, how far a document may reach beyond them: pale labels, an emblem, the portrait are
not among the words, and it is better to show the paper around a card than to cut it."""
_NEAR: Final = 0.6
"""A portrait further from the words than this share of their size belongs to another document."""

_CLEARLY: Final = 0.6
"""The share of the one distance that the other is at most, where it is plain whose a portrait is."""


class Unparted(ValueError):
    """What is the owner's can't be told from what is another's."""


def framed(image: Image.Image, own: Box, others: Sequence[Box]) -> Box:
    """The owner's document on an upright page, in fractions. ``others`` are the regions of other documents on it.

    Raises :class:`Unparted`.
    """
    if any(_meet(own, other) for other in others):
        raise Unparted
    seen = persons.found(np.ascontiguousarray(np.asarray(image.convert("RGB"))[:, :, ::-1]))
    mine = [one.box for one in seen if _is_nearest(one.box, own, others)]
    foreign = [*others, *(one.box for one in seen if one.box not in mine)]
    if any(_is_anyones(one.box, own, others) for one in seen):
        raise Unparted
    if len(mine) > 1:
        raise Unparted
    frame = own
    for portrait in mine:
        frame = _union(frame, portrait)
    if any(_meet(frame, box) for box in foreign):
        raise Unparted
    return _with_margins(frame, foreign)


def _is_nearest(portrait: Box, own: Box, others: Sequence[Box]) -> bool:
    near = _apart(portrait, own)
    return near < _reach(own) and all(near < _apart(portrait, other) for other in others)


def _is_anyones(portrait: Box, own: Box, others: Sequence[Box]) -> bool:
    """Whether a portrait lies about as near to the owner's words as to another's."""
    near, far = _apart(portrait, own), min((_apart(portrait, other) for other in others), default=1.0)
    return near < _reach(own) and min(near, far) > _CLEARLY * max(near, far)


def _reach(own: Box) -> float:
    return _NEAR * max(own[2] - own[0], own[3] - own[1])


def _apart(portrait: Box, box: Box) -> float:
    """How far the middle of a portrait lies outside a box."""
    x, y = (portrait[0] + portrait[2]) / 2, (portrait[1] + portrait[3]) / 2
    return max(box[0] - x, x - box[2], 0.0) + max(box[1] - y, y - box[3], 0.0)


def _with_margins(frame: Box, foreign: Sequence[Box]) -> Box:
    """The frame with what a document has around its words, as far as the middle between it and the next one."""
    wide, high = frame[2] - frame[0], frame[3] - frame[1]
    across, down = _MARGINS[0] * wide, _MARGINS[1] * high
    left, top, right, bottom = frame[0] - across, frame[1] - down, frame[2] + across, frame[3] + down
    for box in foreign:
        gaps = (frame[0] - box[2], frame[1] - box[3], box[0] - frame[2], box[1] - frame[3])
        side = max(range(4), key=gaps.__getitem__)
        edge = gaps[side] / 2
        if side == 0:
            left = max(left, frame[0] - edge)
        elif side == 1:
            top = max(top, frame[1] - edge)
        elif side == 2:
            right = min(right, frame[2] + edge)
        else:
            bottom = min(bottom, frame[3] + edge)
    return max(0.0, left), max(0.0, top), min(1.0, right), min(1.0, bottom)


def _union(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
