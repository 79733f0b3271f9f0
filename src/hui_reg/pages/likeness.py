"""Whether a page made anew is the page: it looks the same everywhere, says the same, and says only what can be seen."""

import cv2
import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

from hui_reg.pages.formats import pdf
from hui_reg.pages.formats.pdf_places import Placement
from hui_reg.pages.pixels.reduce import Image

_GLANCE: int = 700
"""Pixels at which both are compared."""
_PATCH, _SAME = 8, 24.0
"""Side of the patches in pixels, and the mean difference of their levels up to which they look the same."""
_LEAST_INK = 28
_MOST_CHARACTERS = 20_000


def alike(file: bytes, number: int, made: bytes, *, silent: bool = False) -> bool:
    """Whether the only page of ``made`` shows what page ``number`` of ``file`` shows, and hides no text. ``silent``:
    its text was found not to be what can be seen, so there may be none."""
    for before in pdf.pages(file, only=number):
        for after in pdf.pages(made):
            if silent and after.lines:
                return False
            said = [line.text for line in before.lines] == [line.text for line in after.lines]
            return said and _looks(before.render(_GLANCE), after.render(_GLANCE)) and _all_seen(after)
    return False


def _looks(first: Image, second: Image) -> bool:
    if first.shape != second.shape:
        return False
    difference = np.abs(first.astype(np.int16) - second).max(axis=2).astype(np.float32)
    return bool(cv2.blur(difference, (_PATCH, _PATCH)).max() <= _SAME)


def _all_seen(page: pdf.PdfPage) -> bool:
    """Whether under every character of the text layer something stands on the page as drawn."""
    image = page.render()
    grey: NDArray[np.uint8] = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.uint8)
    text, place = page.handle.get_textpage(), Placement(page.handle)
    try:
        count = text.count_chars()
        if count > _MOST_CHARACTERS:
            return False
        for index in range(count):
            code = raw.FPDFText_GetUnicode(text, index)
            if code <= 0x20 or code in (0xA0, 0x3000, 0xFFFE, 0xFFFF) or raw.FPDFText_IsGenerated(text, index) == 1:
                continue
            rect = raw.FS_RECTF()
            if not raw.FPDFText_GetLooseCharBox(text, index, rect):
                continue
            if not _inked(grey, place.box(rect.left, rect.bottom, rect.right, rect.top)):
                return False
        return True
    finally:
        text.close()


def _inked(grey: NDArray[np.uint8], box: tuple[float, float, float, float]) -> bool:
    high, wide = grey.shape
    left, top, right, bottom = box
    rows = slice(max(0, round(top * high) - 1), max(1, round(bottom * high) + 1))
    piece = grey[rows, max(0, round(left * wide) - 1) : max(1, round(right * wide) + 1)]
    return bool(piece.size > 0 and int(piece.max()) - int(piece.min()) >= _LEAST_INK)
