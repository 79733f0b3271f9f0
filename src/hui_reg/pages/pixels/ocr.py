"""Lines of text in a picture: detect once, recognise line by line, on one thread, without enlarging.

Straightening is rapidocr's; the rest of it loads a second of libraries that this doesn't need.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import cv2
import numpy as np
from rapidocr.utils.process_img import get_rotate_crop_image

from hui_reg.pages.pixels import strokes, weights
from hui_reg.pages.pixels.outlined import Quad as Quad
from hui_reg.pages.pixels.outlined import outlined
from hui_reg.pages.pixels.reduce import Image, reduced

CARD_SIDE: Final = 736
PAGE_SIDE: Final = 1280
"""Longest side the detector sees: enough for a card that fills the picture, enough for a dense A4 page."""

_MEAN = np.array([0.485, 0.456, 0.406], np.float32) * 255
_SPREAD = np.array([0.229, 0.224, 0.225], np.float32) * 255
_LINE_HEIGHT = 48
_LONGEST_LINE = 2400  # pixels at 48 high; a longer one is no text line
_LOST = 0.8
"""Confidence at most of a line in which a stroke stands that nobody read."""
_FAINTEST = 0.3
"""Below it nothing legible stands there; a name with one unknown character must not vanish."""


@dataclass(frozen=True)
class Span:
    """One line as found. ``confidence`` halves the mean and the weakest character: one bad digit must show."""

    text: str
    confidence: float
    quad: Quad
    first: tuple[str, float] | None = None
    """What the smaller model read, where the larger one's reading stands."""
    places: tuple[float, ...] = ()
    """The middles of the characters in shares of the line's width; stale once the text is another."""


Recogniser = tuple[weights.Network, tuple[str, ...]]
"""A network, and the character that each of its outputs stands for; the first of them is none."""


@cache
def _decoder(larger: bool) -> Recogniser:
    return _with_characters(*(weights.larger_recogniser() if larger else weights.recogniser()))


@cache
def _third_decoder() -> Recogniser | None:
    found = weights.third_recogniser()
    return _with_characters(*found) if found else None


def _with_characters(network: weights.Network, words: list[str]) -> Recogniser:
    return network, ("", *words, " ")


def detect(image: Image, longest: int) -> list[Quad]:
    """The lines of ``image``, in no particular order, seen at ``longest`` pixels at most."""
    height, width = image.shape[:2]
    scale = min(1.0, longest / max(height, width))
    size = (_multiple(width * scale), _multiple(height * scale))
    small = reduced(image, size)
    batch = np.empty((1, 3, small.shape[0], small.shape[1]), np.float32)
    for channel in range(3):
        np.multiply(small[:, :, channel], 1 / _SPREAD[channel], out=batch[0, channel], casting="unsafe")
        batch[0, channel] -= _MEAN[channel] / _SPREAD[channel]
    return outlined(weights.detector()(batch)[0, 0], (height, width))


def recognise(crop: Image, larger: bool = False) -> tuple[str, float]:
    """The text of one line and its confidence; ``larger`` takes the model that knows rare characters."""
    text, confidence, _ = _recognised(crop, *_decoder(larger))
    return text, confidence


def third_opinion(crop: Image) -> tuple[str, float] | None:
    """The text of one line by a model of another family, and its confidence; None where there is no such model."""
    recogniser = _third_decoder()
    return _recognised(crop, *recogniser)[:2] if recogniser else None


def _recognised(
    crop: Image, network: weights.Network, characters: tuple[str, ...]
) -> tuple[str, float, tuple[float, ...]]:
    """Text, confidence, and where its characters stand."""
    height, width = crop.shape[:2]
    target = int(np.clip(np.ceil(_LINE_HEIGHT * width / max(height, 1)), 16, _LONGEST_LINE))
    scaled = cv2.resize(crop, (target, _LINE_HEIGHT)).astype(np.float32)
    batch = (scaled / 127.5 - 1.0).transpose(2, 0, 1)[None]
    scores = network(np.ascontiguousarray(batch))[0]
    best = scores.argmax(axis=1)
    new = np.ones(len(best), bool)
    new[1:] = best[1:] != best[:-1]
    new &= best != 0
    if not new.any():
        return "", 0.0, ()
    chars = [characters[index] for index in best[new]]
    certain = [score for char, score in zip(chars, scores.max(axis=1)[new], strict=True) if not char.isspace()]
    if not certain:
        return "", 0.0, ()
    middles = (np.flatnonzero(new) + 0.5) / len(best)
    told = [(char, float(middle)) for char, middle in zip(chars, middles, strict=True)]
    while told[0][0].isspace():
        del told[0]
    while told[-1][0].isspace():
        del told[-1]
    text = "".join(char for char, _ in told)
    confidence = min(1.0, float((np.mean(certain) + min(certain)) / 2))
    return text.strip(), confidence, tuple(middle for _, middle in told)


def read(image: Image, longest: int = PAGE_SIDE) -> list[Span]:
    """Detect and recognise every line of an upright image."""
    spans = []
    for quad in detect(image, longest):
        line = crop(image, quad)
        text, confidence, places = _recognised(line, *_decoder(larger=False))
        if text and confidence >= _FAINTEST:
            at = strokes.passed_over(line, text, places)
            span = Span(text, confidence, quad, places=places)
            spans.append(span if at is None else _with_stroke(span, line, at))
    return spans


def _with_stroke(span: Span, line: Image, at: int) -> Span:
    """A line with the stroke that stands before a character of it, where the larger model sees one; else not sure."""
    whole = span.text[:at] + strokes.STROKE + span.text[at:]
    text, confidence = recognise(line, larger=True)
    if text == whole:
        return replace(span, text=whole, confidence=min(span.confidence, confidence), places=())
    return replace(span, confidence=min(span.confidence, _LOST))


def crop(image: Image, quad: Quad) -> Image:
    """The line cut out and straightened; a standing one is laid on its side."""
    cut: Image = np.ascontiguousarray(get_rotate_crop_image(image, quad.astype(np.float32)))
    return cut


def _multiple(length: float) -> int:
    return max(32, round(length / 32) * 32)
