"""The characters of a PDF's text layer that stand on the page to be read, and whether they stand on each other.

Left out: invisible ones, specks, writing across, the copies that make print bold. Two different characters at one place
mean that one of them was whitened out or lies below: then only the pixels tell which.
"""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from hui_reg.model import Box
from hui_reg.pages.formats.pdf_places import Placement

INVISIBLE: Final = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
MOST_CHARACTERS: Final = 20_000
_SPECK: Final = 0.0022
"""Height of a character, as a share of the page's, below which nobody can read it: 1.9 points of an A4 sheet."""
_SLANTED: Final = 8.0
"""Degrees from level or upright from which a character is written across."""
_ENOUGH: Final = 80
"""Level characters from which slanted ones are writing across, however often it is repeated."""
_PALE: Final = 236
_SHEER: Final = 24
"""Level of all colours, and opacity, at which ink is hardly to be seen."""
_SAME: Final = 0.25
"""Distance of two characters in their heights up to which one is the other once more."""
_CROSSED: Final = 0.5
"""Share of both characters' area that they have in common when one stands on the other."""


@dataclass(frozen=True)
class Glyph:
    """A character and its place as fractions of the page; ``pale`` ones hardly stand out from white paper.

    A blank has no place; a line break is ``\\n``.
    """

    char: str
    box: Box = (0.0, 0.0, 0.0, 0.0)
    pale: bool = False


@dataclass
class Glyphs:
    """The characters of a page in the order of its layer. ``crossed``: some of them stand on each other."""

    found: list[Glyph] = field(default_factory=list)
    crossed: bool = False
    _by_place: dict[tuple[int, int], list[Glyph]] = field(default_factory=dict)

    @classmethod
    def of(cls, page: pdfium.PdfTextPage, place: Placement, aspect: float) -> "Glyphs":
        """Those of a page; ``aspect`` is its width over its height."""
        glyphs = cls()
        for glyph in _seen(page, place):
            if not glyph.char.isspace() and glyphs._is_once_more(glyph, aspect):
                continue
            glyphs.found.append(glyph)
        return glyphs

    def _is_once_more(self, glyph: Glyph, aspect: float) -> bool:
        """Whether the same character stands there already; notes one that stands on another."""
        left, top, right, bottom = glyph.box
        tall = max(bottom - top, 1e-6)
        x, y = (left + right) / 2 * aspect / tall, (top + bottom) / 2 / tall
        cells = [(int(x) + dx, int(y) + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        for other in [other for cell in cells for other in self._by_place.get(cell, ())]:
            if other.char == glyph.char and _apart(glyph.box, other.box, aspect) <= _SAME * tall:
                return True
            if glyph.char.isalnum() and other.char.isalnum() and _common(glyph.box, other.box) >= _CROSSED:
                self.crossed = True
        self._by_place.setdefault((int(x), int(y)), []).append(glyph)
        return False


def _seen(page: pdfium.PdfTextPage, place: Placement) -> Iterator[Glyph]:
    """The characters that are drawn to be read: the level and upright ones, where enough of a page stands so."""
    count = min(page.count_chars(), MOST_CHARACTERS)
    slanted = [_is_slanted(page, index) for index in range(count)]
    across = count - sum(slanted) >= min(count / 2, _ENOUGH)
    for index in range(count):
        code = raw.FPDFText_GetUnicode(page, index)
        if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000:
            continue
        char, rect = chr(code), raw.FS_RECTF()
        if char in "\r\n":
            yield Glyph("\n")
        elif char.isspace() or not raw.FPDFText_GetLooseCharBox(page, index, rect):
            yield Glyph(" ")
        elif not (across and slanted[index]) and not _is_invisible(page, index):
            box = place.box(rect.left, rect.bottom, rect.right, rect.top)
            if box[3] - box[1] >= _SPECK or box[3] <= box[1]:  # without height: outside of the page, left out later
                yield Glyph(char, box, _is_pale(page, index))


def _is_slanted(page: pdfium.PdfTextPage, index: int) -> bool:
    turned = math.degrees(raw.FPDFText_GetCharAngle(page, index)) % 90
    return min(turned, 90 - turned) > _SLANTED


def _is_invisible(page: pdfium.PdfTextPage, index: int) -> bool:
    item = raw.FPDFText_GetTextObject(page, index)
    return bool(item) and raw.FPDFTextObj_GetTextRenderMode(item) in INVISIBLE


def _is_pale(page: pdfium.PdfTextPage, index: int) -> bool:
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFText_GetFillColor(page, index, red, green, blue, opacity):
        return False
    return opacity.value <= _SHEER or min(red.value, green.value, blue.value) >= _PALE


def _apart(one: Box, other: Box, aspect: float) -> float:
    """The distance of two middles in heights of the page."""
    across = (one[0] + one[2] - other[0] - other[2]) / 2 * aspect
    return math.hypot(across, (one[1] + one[3] - other[1] - other[3]) / 2)


def _common(one: Box, other: Box) -> float:
    """The share of the two places together that they have in common."""
    wide, high = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    if wide <= 0 or high <= 0:
        return 0.0
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return wide * high / (sum(areas) - wide * high)
