"""Faint pages: how legible the lines of a page are, and the larger model for those that are not."""

from collections.abc import Sequence
from typing import Final

from hui_reg.model import SURE
from hui_reg.notation import names
from hui_reg.pages.pixels import ocr, overwriting
from hui_reg.pages.pixels.ocr import Span
from hui_reg.pages.pixels.reduce import Image

_FAINT: Final = 0.93
"""Mean confidence of a page below which its faint lines are looked at closely."""
_CLEARER: Final = 0.03
"""By how much the larger model must see better."""


def legibility(spans: Sequence[Span]) -> float:
    """The mean confidence of a page's characters; 0 for none."""
    weight = sum(len(span.text) for span in spans)
    return sum(span.confidence * len(span.text) for span in spans) / max(weight, 1)


def read_closely(image: Image, spans: Sequence[Span]) -> list[Span]:
    """On a page of low confidence the faint lines by the larger model, where it sees them more clearly.

    The first reading goes along, to be the second one: the same model asked twice agrees with itself. Of a card both
    models are weighed by its reader.
    """
    if not spans or legibility(spans) >= _FAINT or overwriting.is_card(spans):
        return list(spans)
    return [_closer(image, span) if span.confidence < SURE else span for span in spans]


def _closer(image: Image, span: Span) -> Span:
    text, confidence = ocr.recognise(ocr.crop(image, span.quad), larger=True)
    if not text or confidence < span.confidence + _CLEARER:
        return span
    return Span(names.ordinary(span.text, text), confidence, span.quad, first=(span.text, span.confidence))
