"""Lines of which the detector lost an end, where something written across lies: the ink goes on beside them.

A name without its last character is a valid name, and read clearly. So what is printed directly behind or before a
line, as black and as high as the line itself, is looked at: it is part of the line, or the line is not sure.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hui_reg.pages.pixels import ocr
from hui_reg.pages.pixels.ocr import Quad, Span
from hui_reg.pages.pixels.reduce import Image, percentile

_REACH: Final = 1.15
"""Line heights beside a line that are looked at: one character and its gap."""
_NEAR: Final = 0.4
"""Line heights from the line within which ink goes on."""
_LEAST: Final = (0.3, 0.9)
"""Width of such ink, and how high a column of it is at most, over the line's height: a border runs through."""
_HIGH: Final = 0.45
_FLAT: Final = (0.24, 0.25)
"""How high ink is at most, and how far from the middle of the line, that is the one stroke of 一."""
_LONG: Final = 0.45
_SHORTEST: Final = 2
_MOST_LOST: Final = 2
_CLEAR: Final = 0.8
_CUT: Final = 0.8
"""Confidence at most of a line beside which something stands that could not be read."""


def made_whole(image: Image, spans: Sequence[Span]) -> list[Span]:
    """The lines, longer by what was lost at their ends, or less sure."""
    quads = np.array([span.quad for span in spans], np.float32).reshape(-1, 4, 2)
    return [_whole(image, span, np.delete(quads, place, axis=0)) for place, span in enumerate(spans)]


def _whole(image: Image, span: Span, others: NDArray[np.float32]) -> Span:
    height = float(np.linalg.norm(span.quad[3] - span.quad[0]))
    width = float(np.linalg.norm(span.quad[1] - span.quad[0]))
    if len(span.text) < _SHORTEST or height < 8 or width < height:
        return span
    for before in (False, True):
        longer = _longer(span.quad, height / width * _REACH, before)
        if _covered(longer, span.quad, others) or not _goes_on(ocr.crop(image, longer), height / width, before):
            continue
        text, confidence = ocr.recognise(ocr.crop(image, longer))
        added = text.removesuffix(span.text) if before else text.removeprefix(span.text)
        if text == span.text or not _han(text) > _han(span.text):
            continue
        if len(added) == len(text) or len(added) > _MOST_LOST or confidence < _CLEAR:
            span = replace(span, confidence=min(span.confidence, _CUT))
        else:
            span = replace(span, text=text, places=(), confidence=min(span.confidence, confidence), quad=longer)
    return span


def _han(text: str) -> int:
    return sum(character > "\u3400" for character in text)


def _longer(quad: Quad, share: float, before: bool) -> Quad:
    """A line's place with so much of its width more at one end."""
    top, bottom = (quad[1] - quad[0]) * share, (quad[2] - quad[3]) * share
    more = (-top, 0 * top, 0 * bottom, -bottom) if before else (0 * top, top, bottom, 0 * bottom)
    return np.asarray(quad + np.array(more), np.float32)


def _covered(longer: Quad, quad: Quad, others: NDArray[np.float32]) -> bool:
    """Whether another line was found where this one would go on."""
    step = longer.mean(axis=0) - quad.mean(axis=0)  # half of what is added, along the line
    end = quad[[0, 3]].mean(axis=0) if float(step @ (quad[0] - quad[1])) > 0 else quad[[1, 2]].mean(axis=0)
    points = np.array([end + step * share for share in (0.6, 1.0, 1.6)])
    low, high = points.min(axis=0), points.max(axis=0)
    near = others[((others.min(axis=1) <= high) & (others.max(axis=1) >= low)).all(axis=1)]
    return any(cv2.pointPolygonTest(other, (float(x), float(y)), False) >= 0 for other in near for x, y in points)


def _goes_on(crop: Image, height: float, before: bool) -> bool:
    """Whether ink as dark as the line's stands directly beside it. ``height`` is the line's over its width."""
    grey = np.asarray(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), np.uint8)
    if before:
        grey = grey[:, ::-1]
    tall, edge = grey.shape[0], round(grey.shape[1] / (1 + height * _REACH))
    own, beside = grey[:, :edge], grey[:, edge:]
    if not own.size or not beside.size:
        return False
    level = (percentile(own, 90) + percentile(own, 4)) / 2
    ink = np.asarray(beside < level)
    columns = ink.mean(axis=0)
    inked: NDArray[np.intp] = np.flatnonzero(columns > 0.05)
    if not inked.size or inked[0] > _NEAR * tall or columns.max() > _LEAST[1]:
        return False
    rows = np.flatnonzero(ink.any(axis=1))
    high, middle = (rows[-1] + 1 - rows[0]) / tall, (rows[-1] + rows[0]) / 2 / tall
    stroke = high <= _FLAT[0] and abs(middle - 0.5) <= _FLAT[1] and inked.size >= _LONG * tall
    return bool(stroke or (inked.size >= _LEAST[0] * tall and (rows[-1] - rows[0]) >= _HIGH * tall))
