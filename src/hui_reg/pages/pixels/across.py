"""Writing across a page (仅供…使用, 与原件一致): found among the lines, taken out of the picture, read without it.

No phrase, slant or colour alone tells it: a form prints 仅供 in black, people write aslant and in blue. It is what is
pale or coloured and says such a phrase or says the same several times, and what runs as aslant as that does.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hui_reg.pages.pixels import ocr, overwriting
from hui_reg.pages.pixels.ocr import Quad, Span
from hui_reg.pages.pixels.reduce import Image, percentile

_PHRASE: Final = re.compile(
    r"仅[供限]|[供限].{0,8}(?:使用|报名|办理)|(?:报名|认定|办理|备案)使用|[他它另]用无效|原件一致|与原件|再次?复印|复印无效|^[，,他它另用]*无效"
)
_LINE: Final = re.compile(r"[\u3400-\u9fff]|\d{2}")
_LETTERS: Final = frozenset("仅供限报名使用他无效与原件一致职业技能认定办理复印再次")
_ALONE: Final = _LETTERS - frozenset("名无一报职业技能认定")
"""Those of which one by itself is a piece of such writing, where it is pale: labels and answers have the others."""
_SAME: Final = 2
"""Times that a text of several characters is written from which it may be across the page."""
_FEWEST: Final = 3
_ASLANT, _ALIKE = 6.0, 5.0
"""Degrees between such writing and the page's lines, and between two pieces of it."""
_INK: Final = 0.75
"""Share of the paper's level below which a pixel is ink."""
_SURVIVES: Final = 0.35
"""Share of a line's ink that stays when pale and coloured ink is taken away, from which it is black."""
_TOUCHED: Final = 2.0
"""Mean change of a line's pixels from which something lay across it."""
_READ: Final = 0.85
_CLEAR: Final = 0.95
_TORN: Final = 0.6


def lifted(image: Image, spans: Sequence[Span], longest: int = ocr.PAGE_SIDE) -> tuple[Image, list[Span]]:
    """The page as if nothing were written across it; the same picture and lines where nothing is.

    A line that something lay across is read again without it, and is unsure unless that reading is clear. Lines that
    were found only as one with such writing are looked for anew.
    """
    texts = Counter(span.text for span in spans if len(span.text) >= _FEWEST)
    level = _level([span for span in spans if not _PHRASE.search(span.text)])
    anchors = [span for span in spans if _PHRASE.search(span.text)]
    anchors += [span for span in spans if texts[span.text] >= _SAME and abs(_slope(span) - level) > _ASLANT]
    strange = [span for span in spans if _is_strange(span, level)] if overwriting.is_card(spans) else []
    anchors += strange
    if not anchors:
        return image, list(spans)
    black = overwriting.black(image)
    pale = {id(span) for span in spans if _survives(image, black, span.quad) < _SURVIVES}
    over = {id(span) for span in spans if _is_across(span, anchors, pale, level)} | {id(span) for span in strange}
    told = [span.text for span in spans if id(span) in over]
    over |= {id(span) for span in spans if id(span) in pale and _is_piece(span.text, told)}
    if not over and not any(_PHRASE.search(span.text) for span in spans if id(span) not in pale):
        return image, list(spans)
    black = overwriting.black(image, overwriting.paper_level(image, [span.quad for span in spans if id(span) in over]))
    mended = _mended(image, black, [span.quad for span in spans if id(span) in pale and id(span) not in over])
    letters = frozenset(_LETTERS.union(*(span.text for span in spans if id(span) in over)))
    kept = []
    for span in spans:
        if id(span) in over:
            kept.append(_beside(span, mended) if abs(_slope(span) - level) <= _ASLANT else None)
        else:
            kept.append(span if id(span) in pale else _again(span, image, mended, letters))
    own = [span for span in kept if span is not None]
    if over:
        anew = [span for span in ocr.read(mended, longest) if _LINE.search(span.text)]
        own += [span for span in anew if not _is_known(span, own)]
    return mended, own


def _is_strange(span: Span, level: float) -> bool:
    """On a card, where all print is level: what runs aslant, however little of it was made out."""
    return len(span.text) > 1 and abs(_slope(span) - level) > _ASLANT and span.confidence < _CLEAR


def _is_known(span: Span, own: Sequence[Span]) -> bool:
    """Whether a line found anew was found before, as it is or in pieces (a label and its value)."""
    pieces = [other for other in own if _covers(span, other)]
    told = "".join(other.text for other in pieces)
    whole = bool(pieces) and set(span.text) <= set(told)
    return whole or any(_covers(other, span) for other in own)


def _covers(span: Span, other: Span) -> bool:
    """Whether a line stands where another was found."""
    middle = other.quad.mean(axis=0)
    return cv2.pointPolygonTest(span.quad, (float(middle[0]), float(middle[1])), False) >= 0


def _is_across(span: Span, anchors: Sequence[Span], pale: set[int], level: float) -> bool:
    slope = _slope(span)
    aslant = len(span.text) > 1 and abs(slope - level) > _ASLANT
    if any(span is anchor for anchor in anchors):
        return id(span) in pale or (aslant and bool(_PHRASE.search(span.text)))
    alike = any(id(anchor) in pale and abs(_slope(anchor) - slope) <= _ALIKE for anchor in anchors)
    return id(span) in pale and aslant and alike


def _is_piece(text: str, told: Sequence[str]) -> bool:
    """Whether a pale piece of text is part of what is written across elsewhere on the page."""
    return text in _ALONE or (len(text) > 1 and any(text in whole for whole in told))


def _beside(span: Span, mended: Image) -> Span | None:
    """What the page itself says in a line that runs into such writing, unsure; None where that is all."""
    text, confidence = ocr.recognise(ocr.crop(mended, span.quad))
    if text and confidence >= _READ and not _PHRASE.search(text):
        return replace(span, text=text, places=(), confidence=confidence)
    match = _PHRASE.search(span.text)
    rest = span.text[: match.start()].rstrip("与仅") if match else ""
    return replace(span, text=rest, places=(), confidence=min(span.confidence, _TORN)) if len(rest) >= _FEWEST else None


def _again(span: Span, image: Image, mended: Image, letters: frozenset[str]) -> Span | None:
    """A line read without what lay across it; None where nothing else stood there."""
    seen, now = ocr.crop(image, span.quad), ocr.crop(mended, span.quad)
    if seen.shape != now.shape or float(cv2.absdiff(seen, now).mean()) < _TOUCHED:
        return span
    text, confidence = ocr.recognise(now)
    if text == span.text:
        return replace(span, confidence=max(confidence, span.confidence))
    if not _lost(span.text, text) & letters:
        return span  # what vanished is coloured print of the page's own, as labels on cards are
    if text and confidence >= _READ:
        return replace(span, text=text, places=(), confidence=confidence)
    if not text or confidence < _TORN:
        return None if _PHRASE.search(span.text) and not text else replace(span, confidence=min(span.confidence, _TORN))
    return replace(span, text=text, places=(), confidence=min(confidence, _TORN))


def _lost(first: str, second: str) -> frozenset[str]:
    """The characters that ``first`` has and ``second`` has not, or fewer times."""
    return frozenset(Counter(first) - Counter(second))


def _mended(image: Image, black: Image, kept: Sequence[Quad]) -> Image:
    """Black print alone, but for the places of coloured print of the page's own."""
    mask: NDArray[np.uint8] = np.zeros(image.shape[:2], np.uint8)
    for quad in kept:
        cv2.fillPoly(mask, [np.round(quad).astype(np.int32)], 1)
    return np.where(mask[:, :, None] > 0, image, black).astype(np.uint8)


def _survives(image: Image, black: Image, quad: Quad) -> float:
    """The share of a line's ink that is black."""
    grey = np.asarray(cv2.cvtColor(ocr.crop(image, quad), cv2.COLOR_BGR2GRAY), np.uint8)
    left = ocr.crop(black, quad)[:, :, 0].astype(np.float32)
    ink = grey < _INK * percentile(grey, 90)
    return float((left[ink] < _INK * 255).mean()) if ink.any() else 0.0


def _level(spans: Sequence[Span]) -> float:
    slopes = [_slope(span) for span in spans if len(span.text) >= _FEWEST]
    return float(np.median(slopes)) if slopes else 0.0


def _slope(span: Span) -> float:
    across = span.quad[1] - span.quad[0]
    return math.degrees(math.atan2(float(across[1]), float(across[0])))
