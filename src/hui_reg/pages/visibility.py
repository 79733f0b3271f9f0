"""Whether a page's text layer is what the page shows: a layer is a claim, and a look at the pixels tells.

Text may stand in a layer that is switched off, white on white, outside the page, below a picture, or under a table
that maps its glyphs to other characters.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from hui_reg.pages.page import Line
from hui_reg.pages.pixels import ocr
from hui_reg.pages.pixels.reduce import Image

_LEAST_INK: Final = 28
"""Grey levels by which something must differ from its surroundings to be seen as text."""
_SAMPLE: Final = 4
"""Lines of a layer that are read from the pixels too."""
_AGREEING: Final = 45.0
"""Likeness (0–100) of what the layer and the pixels say, below which they say different things."""
_LONGEST: Final = 12.0
"""Line heights of a line that are read: as much of it tells what the rest would."""
_LEGIBLE: Final = 0.75
_TELLING: Final = 5
"""Characters from which a line is worth comparing."""


def shown(lines: Sequence[Line], image: Image) -> list[Line]:
    """The lines under which something stands on the page as drawn."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    return [line for line in lines if _has_ink(line, grey)]


def agrees(lines: Sequence[Line], image: Image) -> bool:
    """Whether the pixels say what the layer says, by its most telling lines; what is illegible speaks against none."""
    telling = sorted((line for line in lines if _weight(line) >= _TELLING and _is_level(line, image)), key=_weight)
    return all(_alike(line, image) for line in telling[-_SAMPLE:])


def _has_ink(line: Line, grey: NDArray[Any]) -> bool:
    height, width = grey.shape
    left, top, right, bottom = line.box
    rows = slice(max(0, round(top * height) - 1), max(1, round(bottom * height) + 1))
    columns = slice(max(0, round(left * width) - 1), max(1, round(right * width) + 1))
    piece = grey[rows, columns]
    return bool(piece.size > 0 and int(piece.max()) - int(piece.min()) >= _LEAST_INK)


def _weight(line: Line) -> int:
    """Characters of a line that tell something, up to a line's length that is read quickly."""
    return min(24, sum(1 for char in line.text if "\u4e00" <= char <= "\u9fff" or char.isdigit()))


def _is_level(line: Line, image: Image) -> bool:
    left, top, right, bottom = line.box
    return bool((right - left) * image.shape[1] > 1.5 * (bottom - top) * image.shape[0])


def _alike(line: Line, image: Image) -> bool:
    """Whether the pixels say what a line says: its beginning, and all of it where that doesn't."""
    left, top, right, bottom = line.box
    share = _LONGEST * (bottom - top) * image.shape[0] / max((right - left) * image.shape[1], 1.0)
    beginning = Line(_beginning(line.text, share), box=(left, top, left + (right - left) * min(share, 1.0), bottom))
    return (share < 1 and _says(beginning, image)) or _says(line, image)


def _beginning(text: str, share: float) -> str:
    """The characters that stand in so much of a line."""
    ends = list(accumulate(2 if ord(character) > 0x2E7F else 1 for character in text))
    return text[: sum(end <= share * ends[-1] for end in ends)]


def _says(line: Line, image: Image) -> bool:
    height, width = image.shape[:2]
    left, top, right, bottom = line.box
    high = (bottom - top) * height
    rows = slice(max(0, round(top * height - 0.1 * high)), round(bottom * height + 0.1 * high) + 1)
    piece = np.ascontiguousarray(image[rows, max(0, round(left * width) - 2) : round(right * width) + 2])
    if min(piece.shape[:2]) < 6:
        return True
    text, confidence = ocr.recognise(piece)
    return bool(confidence < _LEGIBLE or fuzz.ratio(_bare(text), _bare(line.text)) >= _AGREEING)


def _bare(text: str) -> str:
    return "".join(char for char in text if char.isalnum())
