"""Writing across a card (仅供…使用): coloured or grey, aslant, and harmless once it is taken away."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hui_reg.pages.pixels.ocr import Quad, Span
from hui_reg.pages.pixels.reduce import Image
from hui_reg.pages.pixels.seals import red

_OF_A_CARD: Final = re.compile(r"公民身|身份证|签发机关|有效期限|^性\s*别|^住址")
"""Words of a card where they stand: 性别 within a sentence is a diploma's."""
_ONLY_OF_A_CARD: Final = re.compile("公民身份号码|签发机关|有效期限|^住址|居民身份证$")
_SPOILT: Final = 0.75
_LEAST_RED: Final = 0.004
_ASLANT: Final = 6.0
"""Degrees between the writing and the card's own lines."""
_BLUE: Final = 25
_PAPER: Final = 0.6
"""Share of the paper's level from which grey counts as paper: print on cards is black, or blue (the labels)."""
_LIGHTEST: Final = 0.82
"""As much at most, however pale the writing across is."""
_INKED: Final = 0.85
"""Share of the paper's level below which some channel of a pixel shows ink."""
_DARKER: Final = 20
"""Percentage of the writing's pixels that print below it may darken."""
_MARGIN: Final = 0.03
_CLEAR: Final = 0.9
"""Confidence from which a line was read as it stands, colours and all."""
_MADE_OUT: Final = 0.75
"""That of a line of which nothing is left without them."""


def spoils(image: Image, spans: list[Span]) -> bool:
    """Whether some lines of a card are hardly legible, and writing across it may be why."""
    if not any(_OF_A_CARD.search(span.text) for span in spans):
        return False
    if min(span.confidence for span in spans) >= _SPOILT:
        return False
    slopes = np.array([_slope(span) for span in spans if len(span.text) >= 2])
    aslant = bool(len(slopes) and (np.abs(slopes - np.median(slopes)) > _ASLANT).any())
    return aslant or float(red(image).mean()) > _LEAST_RED


def is_card(spans: Sequence[Span]) -> bool:
    """Whether the lines are those of an identity card."""
    return any(_ONLY_OF_A_CARD.search(span.text) for span in spans)


def black(image: Image, paper: float = _PAPER) -> Image:
    """Black print alone, held against the paper around it: a photograph has shadows.

    ``paper`` is the share of the paper's level from which grey counts as paper.
    """
    print_ = np.minimum(255.0, _lightness(image) * (255.0 / paper)).astype(np.uint8)
    return np.repeat(print_[:, :, None], 3, axis=2)


def paper_level(image: Image, quads: Sequence[Quad]) -> float:
    """The share of the paper's level that takes this writing away and no more: thin print is as pale as 0.6 itself."""
    mask: NDArray[np.uint8] = np.zeros(image.shape[:2], np.uint8)
    for quad in quads:
        cv2.fillPoly(mask, [np.round(quad).astype(np.int32)], 1)
    light = _lightness(image)
    darkest = np.asarray(image.min(axis=2), np.float32) / np.maximum(np.asarray(image.max(axis=2), np.float32), 1.0)
    ink = light[(mask > 0) & (light * darkest < _INKED)]
    level = float(np.percentile(ink, _DARKER)) if ink.size else _PAPER
    return float(np.clip(level - _MARGIN, _PAPER, _LIGHTEST))


def _lightness(image: Image) -> NDArray[np.float32]:
    """The lightest channel of every pixel over that of the paper around it."""
    blue, green, red_ = cv2.split(image)
    level = np.asarray(cv2.max(blue, cv2.max(green, red_)), np.uint8)
    height, width = level.shape
    small = cv2.resize(level, (max(width // 8, 8), max(height // 8, 8)), interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), (15, 15), 0)
    around = np.maximum(cv2.resize(paper, (width, height)).astype(np.float32), 1.0)
    return np.asarray(level / around, np.float32)


def without(image: Image) -> Image:
    """Black print and blue labels alone."""
    blue, green, red_ = cv2.split(image)
    level = np.asarray(cv2.max(blue, cv2.max(green, red_)), np.float32)
    paper = float(np.median(level))
    print_ = np.minimum(255.0, level * (255.0 / max(_PAPER * paper, 1.0)))
    label = blue.astype(np.int16) - red_.astype(np.int16) > _BLUE
    grey = np.where(label, cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), print_).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)


def completed(found: Sequence[Span], first: Sequence[Span]) -> list[Span]:
    """The lines of a page read without colours, with those that were clear before and lost letters: red titles.

    What runs aslant, and on a card what is gone altogether, may be what was to be taken away.
    """
    lines, level = list(found), float(np.median([_slope(span) for span in first])) if first else 0.0
    for span in first:
        there = [line for line in lines if _lies_on(line, span)]
        legible = span.confidence >= (_CLEAR if there else _MADE_OUT)
        if not legible or abs(_slope(span) - level) > _ASLANT or (not there and is_card(first)):
            continue
        told = "".join(line.text for line in there)
        if len(told) < len(span.text) and not Counter(told) - Counter(span.text):
            lines = [line for line in lines if not any(line is other for other in there)] + [span]
    return lines


def _lies_on(line: Span, span: Span) -> bool:
    """Whether a line stands where another does."""
    middle = line.quad.mean(axis=0)
    return cv2.pointPolygonTest(span.quad, (float(middle[0]), float(middle[1])), False) >= 0


def _slope(span: Span) -> float:
    across = span.quad[1] - span.quad[0]
    return math.degrees(math.atan2(float(across[1]), float(across[0])))
