"""A picture of a page to a :class:`Page`: flatten, crop to what is on it, turn upright, read once, level the lines."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from hui_reg.model import Box
from hui_reg.pages.page import Line, Page
from hui_reg.pages.pixels import across, burnt, covered, cut_short, faint, ocr, overwriting, weights
from hui_reg.pages.pixels.flatten import flattened
from hui_reg.pages.pixels.ocr import Quad, Span
from hui_reg.pages.pixels.pieces import pieces
from hui_reg.pages.pixels.reduce import Image, reduced
from hui_reg.pages.pixels.seals import without_red, without_seals

_GLANCE = 400  # pixels of the long side that suffice to see where the content is
_CONTRAST = 28  # grey levels by which ink differs from paper
_TURNS: Final = (None, cv2.ROTATE_90_COUNTERCLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_CLOCKWISE)
CODE_WORDS: Final = ("验证码", "学信网", "二维码", "chsi")
"""Words beside which a QR code stands."""
_SCALES: Final = (2.0, 1.5, 0.5)
_LARGEST: Final = 5000
_SURE_TURN = 0.6
_ILLEGIBLE = 0.72
_MEAN = np.array([0.406, 0.456, 0.485], np.float32) * 255
_SPREAD = np.array([0.225, 0.224, 0.229], np.float32) * 255


@dataclass(frozen=True)
class Scan:
    """A page read from pixels, with the pixels of its content, upright."""

    page: Page
    image: Image


def content(image: Image) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom in pixels of what differs from the paper; None for a blank page."""
    height, width = image.shape[:2]
    scale = min(1.0, _GLANCE / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small = reduced(image, size)
    rim = max(2, round(min(size) * 0.02))
    border = np.concatenate(
        [small[:rim].reshape(-1, 3), small[-rim:].reshape(-1, 3), small[:, :rim].reshape(-1, 3),
         small[:, -rim:].reshape(-1, 3)]
    )  # fmt: skip
    paper = np.median(border, axis=0)
    blue, green, red = cv2.split(cv2.absdiff(small, np.broadcast_to(paper.astype(np.uint8), small.shape).copy()))
    ink = cv2.max(blue, cv2.max(green, red)) > _CONTRAST
    box = _without_specks(ink.astype(np.uint8))
    if box is None:
        return None
    left, top, right, bottom = box
    margin = 0.015 * max(size)
    return (
        max(0, math.floor((left - margin) / size[0] * width)),
        max(0, math.floor((top - margin) / size[1] * height)),
        min(width, math.ceil((right + margin) / size[0] * width)),
        min(height, math.ceil((bottom + margin) / size[1] * height)),
    )


def _without_specks(ink: NDArray[np.uint8]) -> tuple[int, int, int, int] | None:
    """The box round all marks but dust and the dark rims a scanner leaves."""
    rows, columns = ink.shape
    grown = cv2.dilate(ink, np.ones((5, 9), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(grown)
    boxes = []
    for x, y, w, h, area in stats[1:count]:
        inked = int(ink[y : y + h, x : x + w].sum())
        at_rim = x == 0 or y == 0 or x + w == columns or y + h == rows
        if inked < 6 or area < 60 or (at_rim and (min(w, h) < 0.03 * max(rows, columns))):
            continue
        boxes.append((x, y, x + w, y + h))
    if not boxes:
        return None
    found = np.array(boxes)
    return int(found[:, 0].min()), int(found[:, 1].min()), int(found[:, 2].max()), int(found[:, 3].max())


def turns(image: Image) -> tuple[int, float]:
    """By how many quarter turns clockwise the picture lies turned, and how sure that is."""
    network = weights.orientation()
    if network is None:
        return 0, 0.0
    height, width = image.shape[:2]
    scale = 256 / min(height, width)
    size = (max(224, round(width * scale)), max(224, round(height * scale)))
    small = reduced(image, size)
    top, left = (small.shape[0] - 224) // 2, (small.shape[1] - 224) // 2
    square = small[top : top + 224, left : left + 224].astype(np.float32)
    scores = network(np.ascontiguousarray(((square - _MEAN) / _SPREAD).transpose(2, 0, 1)[None]))[0]
    if scores.min() < 0 or abs(float(scores.sum()) - 1) > 1e-3:
        scores = np.exp(scores - scores.max())
        scores /= scores.sum()
    return int(scores.argmax()), float(scores.max())


def turned(image: Image, quarter_turns: int) -> Image:
    """Undo so many clockwise quarter turns."""
    turn = _TURNS[quarter_turns % 4]
    return image if turn is None else np.ascontiguousarray(cv2.rotate(image, turn))


def read(image: Image, number: int, longest: int = ocr.PAGE_SIDE) -> Scan | None:
    """Read one page; None when it is blank."""
    upright = laid_out(image)
    if upright is None:
        return None
    legible = first = without_seals(upright)
    spans = ocr.read(legible, longest)
    if _doubtful(spans):
        legible, spans = _second_look(legible, spans, longest)
    seen = legible
    paper = upright if legible is first else legible
    lifted, own = across.lifted(legible, spans, longest)
    if overwriting.spoils(legible, spans) or (lifted is not legible and overwriting.is_card(own)):
        clean = overwriting.without(legible)
        clean, found = across.lifted(clean, ocr.read(clean, longest), longest)
        better = _score(found) > _score(own)
        lifted, own = (clean, overwriting.completed(found, own)) if better else (lifted, own)
    if lifted is not legible or overwriting.is_card(own):
        own = cut_short.made_whole(lifted, own)
    legible, spans = lifted, own
    closely = faint.read_closely(legible, spans)
    hidden = covered.cap(paper) if overwriting.is_card(closely) else None
    burnt_out = burnt.cap(seen)
    capped = burnt_out if hidden is None else lambda box: min(burnt_out(box), hidden(box))
    return Scan(_page(legible, closely, number, capped), upright)


def laid_out(image: Image) -> Image | None:
    """The page as it is read, to which the boxes of its values refer (before the last degrees); None when blank."""
    sheets = [sheet for flat in flattened(image) if (sheet := _upright(flat)) is not None]
    if not sheets:
        return None
    return sheets[0] if len(sheets) == 1 else _stacked(sheets)


def _upright(image: Image) -> Image | None:
    """What is on a sheet, upright; None when it is blank."""
    box = content(image)
    if box is None:
        return None
    left, top, right, bottom = box
    cut = np.ascontiguousarray(image[top:bottom, left:right])
    cards = pieces(cut)
    lying = [turns(card) for card in cards]
    if len({quarter_turns for quarter_turns, _ in lying}) > 1 and min(sure for _, sure in lying) >= _SURE_TURN:
        return _stacked([turned(card, quarter_turns) for card, (quarter_turns, _) in zip(cards, lying, strict=True)])
    quarter_turns, sure = turns(cut)
    return turned(cut, quarter_turns) if sure >= _SURE_TURN else cut


def _stacked(sheets: list[Image]) -> Image:
    """Sheets that lay side by side, below each other on white."""
    gap, width = 24, max(sheet.shape[1] for sheet in sheets)
    parts = [
        cv2.copyMakeBorder(sheet, 0, gap, 0, width - sheet.shape[1], cv2.BORDER_CONSTANT, value=(255, 255, 255))
        for sheet in sheets
    ]
    return np.ascontiguousarray(np.concatenate(parts), np.uint8)


def _doubtful(spans: list[Span]) -> bool:
    if not spans:
        return False
    standing = sum(1 for span in spans if _standing(span.quad))
    return standing > len(spans) / 2 or faint.legibility(spans) < _ILLEGIBLE


def _standing(quad: Quad) -> bool:
    width, height = np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[3] - quad[0])
    return bool(height > 1.5 * width)


def _second_look(image: Image, spans: list[Span], longest: int) -> tuple[Image, list[Span]]:
    """The other ways up, where the first look was hardly legible; the most legible one wins."""
    standing = sum(1 for span in spans if _standing(span.quad)) > len(spans) / 2
    best = (_score(spans), image, spans)
    for quarter_turns in (1, 3) if standing else (2,):
        other = turned(image, quarter_turns)
        found = ocr.read(other, longest)
        if _score(found) > best[0]:
            best = (_score(found), other, found)
    return best[1], best[2]


def _score(spans: list[Span]) -> float:
    return sum(len(span.text) * max(0.0, span.confidence - 0.6) for span in spans if not _standing(span.quad))


def _page(image: Image, spans: list[Span], number: int, capped: Callable[[Box], float]) -> Page:
    """The page of these lines; ``capped`` is how sure what stands at a place may be at most."""
    height, width = image.shape[:2]
    level = _levelling(spans, width, height)
    back = np.asarray(cv2.invertAffineTransform(level), np.float64)

    boxes = [_fractions(_moved(span.quad, level), width, height) for span in spans]
    first = {box: Line(*span.first, box, smaller=True) for span, box in zip(spans, boxes, strict=True) if span.first}

    def crops(box: Box) -> list[Image]:
        """A place as it is, and without a seal's ink where that lies there; none where nothing can stand."""
        corners = np.array([[box[0], box[1]], [box[2], box[1]], [box[2], box[3]], [box[0], box[3]]], np.float32)
        crop = ocr.crop(image, _moved(corners * (width, height), back))
        return [cut for cut in (crop, without_red(crop)) if cut is not None] if min(crop.shape[:2]) >= 4 else []

    @cache  # several readers ask for the same line
    def reread(box: Box) -> Line | None:
        if box in first:
            return first[box]
        readings = [ocr.recognise(crop, larger=True) for crop in crops(box)]
        text, confidence = max(readings, key=lambda reading: reading[1], default=("", 0.0))
        return Line(text, min(confidence, capped(box)), box) if text else None

    @cache
    def third(box: Box) -> Line | None:
        readings = [reading for crop in crops(box) if (reading := ocr.third_opinion(crop)) is not None]
        text, confidence = max(readings, key=lambda reading: reading[1], default=("", 0.0))
        return Line(text, min(confidence, capped(box)), box) if text else None

    lines = [
        Line(span.text, min(span.confidence, capped(box)), box, places=span.places)
        for span, box in zip(spans, boxes, strict=True)
    ]
    return Page(
        number=number, source="ocr", lines=tuple(in_reading_order(lines)),
        codes=codes(image, expected=_speaks_of_codes(spans)), aspect=width / height,
        reread=reread, third=third,
    )  # fmt: skip


def _speaks_of_codes(spans: list[Span]) -> bool:
    text = "".join(span.text for span in spans).lower()
    return any(word in text for word in CODE_WORDS)


def _levelling(spans: list[Span], width: int, height: int) -> NDArray[np.float64]:
    """The turn by some degrees after which the lines run level."""
    long = [span.quad for span in spans if not _standing(span.quad) and len(span.text) >= 3]
    slopes = [math.degrees(math.atan2(*(quad[1] - quad[0])[::-1])) for quad in long]
    angle = float(np.median(slopes)) if slopes else 0.0
    if abs(angle) > 40:
        angle = 0.0
    return np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0), np.float64)


def _moved(quad: NDArray[np.float32], matrix: NDArray[np.float64]) -> Quad:
    return np.asarray(quad @ matrix[:, :2].T + matrix[:, 2], np.float32)


def _fractions(quad: Quad, width: int, height: int) -> Box:
    low, high = quad.min(axis=0), quad.max(axis=0)
    return float(low[0] / width), float(low[1] / height), float(high[0] / width), float(high[1] / height)


def in_reading_order(lines: list[Line]) -> list[Line]:
    """Rows from the top, each from the left; lines share a row when their middles lie within half a height."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box[1] + line.box[3]):
        middle = (line.box[1] + line.box[3]) / 2
        for row in reversed(rows[-4:]):
            anchor = row[0]
            tall = min(line.box[3] - line.box[1], anchor.box[3] - anchor.box[1])
            if abs(middle - (anchor.box[1] + anchor.box[3]) / 2) < 0.5 * tall:
                row.append(line)
                break
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.box[0])]


def codes(image: Image, *, expected: bool = False) -> tuple[str, ...]:
    """The contents of the QR codes in a picture; where one is ``expected``, it is looked for at several sizes too."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    found = _codes_in(np.asarray(grey, np.uint8))
    if not found and expected:
        height, width = grey.shape
        sizes = [
            (round(width * scale), round(height * scale)) for scale in _SCALES if max(grey.shape) * scale < _LARGEST
        ]
        variants = [cv2.resize(grey, size, interpolation=cv2.INTER_CUBIC) for size in sizes]
        variants += [cv2.createCLAHE(3.0, (8, 8)).apply(grey), cv2.GaussianBlur(grey, (5, 5), 0)]
        found = next((seen for variant in variants if (seen := _codes_in(np.asarray(variant, np.uint8)))), set())
    return tuple(sorted(found))


def _codes_in(grey: NDArray[np.uint8]) -> set[str]:
    read = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return {code.text for code in read if code.text}
