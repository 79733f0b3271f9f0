"""Which of some printed options is ticked, by the ink in their boxes: letters are read, marks are looked at.

Recognition drops boxes and ticks or makes letters of them, so on a page read from pixels the text alone can't tell.
An empty box has a rim and nothing inside. An option is ticked when its place holds ink inside, and the boxes of all
others are empty; anything else can't be told.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

from hui_reg.model import Box
from hui_reg.readers.lines.spans import Folded, Span

if TYPE_CHECKING:
    from hui_reg.pages.pixels.reduce import Image

OPTIONS: Final = {
    "sex": re.compile("[男女]"),
    "exam_type": re.compile("正考|补考"),
    "level": re.compile("[一二三四五](?:级|[/(])[^一二三四五□]{0,5}|(?:初级|中级|高级)工|高级技师|技师"),
}
"""By field, what stands behind each of its boxes."""

_SIZES: Final = (0.4, 1.15)
"""Height of a box over that of its line."""
_SQUARE: Final = (0.55, 1.6)
_RIM: Final = 0.3
"""Share of a box's side that its rim takes at most, at each side."""
_HOLLOW, _MARKED = 0.04, 0.12
"""Share of ink inside, up to which a box is empty, and from which it is marked."""
_LEAST_RIM: Final = 0.75
"""Share of an empty box's outline that has to be there."""


@dataclass(frozen=True)
class _Mark:
    """A box in pixels, and the share of ink inside it."""

    left: int
    top: int
    width: int
    height: int


def look(field: str, spans: Sequence[Span]) -> tuple[str, ...] | None:
    """The texts of the options that are ticked; None where that can't be told. ``spans`` hold two options or more.

    One option, unless the form is filled in twice: an answer of several is as good as none.
    """
    found = [(span, match) for span in spans for match in OPTIONS[field].finditer(span.folded)]
    page = spans[0].page if spans else None
    if len(found) < 2 or page is None or page.sight is None:
        return None
    starts = [(span, match[0], _left_of(span, match.start())) for span, match in found]
    by_row: dict[Box, list[tuple[str, float]]] = {}
    for span, text, left in starts:
        by_row.setdefault(span.line.box, []).append((text, left))
    marked: list[str] = []
    ink = _ink(page.sight.content)
    top, bottom = min(box[1] for box in by_row), max(box[3] for box in by_row)
    height = median(box[3] - box[1] for box in by_row)
    if bottom - top > 1.8 * height:
        return None  # options below each other: not seen yet, and not guessed
    options = sorted(((text, left) for row in by_row.values() for text, left in row), key=lambda pair: pair[1])
    told = _marked(ink, options, (top, bottom))
    if told is None:
        return None
    marked.extend(told)
    return tuple(marked)


def options_in(field: str, spans: Sequence[Span]) -> int:
    """How many different options stand in a value's place."""
    return len({match[0][:1] for span in spans for match in OPTIONS[field].finditer(span.folded)})


def _left_of(span: Span, start: int) -> float:
    """Where a character of a span's text begins, in fractions of the page."""
    length = len(Folded.of(span.line.text).text)
    return Span(span.page, span.line, min(span.start + start, length - 1), length).box[0]


def _ink(content: "Image") -> "Image":
    """Black on white as 1 on 0."""
    import cv2

    grey = cv2.cvtColor(content, cv2.COLOR_BGR2GRAY)
    size = max(15, round(max(grey.shape) / 40)) | 1
    dark = cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, size, 18)
    return dark.astype("uint8")


def _marked(ink: "Image", options: Sequence[tuple[str, float]], rows: tuple[float, float]) -> list[str] | None:
    """The one option whose box isn't empty; None where not every other one has an empty box before it."""
    height, width = ink.shape[:2]
    line = (rows[1] - rows[0]) * height
    margin = 0.15 * line
    top, bottom = max(round(rows[0] * height - margin), 0), round(rows[1] * height + margin)
    first = max(round(options[0][1] * width - 2.5 * line), 0)
    last = round(options[-1][1] * width + 1.2 * line)
    boxes = _empty_boxes(ink[top:bottom, first:last], line)
    starts = [left * width - first for _, left in options]
    owners = _owners(boxes, starts, line)
    if len(boxes) != len(options) - 1 or owners is None:
        return None
    (other,) = set(range(len(options))) - set(owners)
    offset = median(starts[owner] - box.left for owner, box in zip(owners, boxes, strict=True))
    side = round(median(box.width for box in boxes))
    inside = _inside(ink[top:bottom, first:last], round(starts[other] - offset), boxes[0], side)
    return [options[other][0]] if inside >= _MARKED else None


def _empty_boxes(row: "Image", line: float) -> list[_Mark]:
    """Hollow squares of a box's size in a row, from the left."""
    import cv2

    count, _, stats, _ = cv2.connectedComponentsWithStats(row)
    found = []
    for left, top, width, height, _ in stats[1:count].tolist():
        if not (_SIZES[0] * line <= height <= _SIZES[1] * line and _SQUARE[0] <= width / height <= _SQUARE[1]):
            continue
        box = _Mark(left, top, width, height)
        piece = row[top : top + height, left : left + width]
        rim = max(1, round(_RIM * min(width, height)))
        outline = (piece[:rim].any(0), piece[-rim:].any(0), piece[:, :rim].any(1), piece[:, -rim:].any(1))
        if min(float(side.mean()) for side in outline) >= _LEAST_RIM and _inside(row, left, box, width) <= _HOLLOW:
            found.append(box)
    return sorted(found, key=lambda box: box.left)


def _inside(row: "Image", left: int, like: _Mark, side: int) -> float:
    """The share of ink in the middle of a place as large as a box."""
    rim = _RIM * side
    across = slice(max(round(left + rim), 0), max(round(left + side - rim), 0))
    down = slice(round(like.top + _RIM * like.height), round(like.top + (1 - _RIM) * like.height))
    piece = row[down, across]
    return float(piece.mean()) if piece.size else 0.0


def _owners(boxes: Sequence[_Mark], starts: Sequence[float], line: float) -> list[int] | None:
    """For every box the option behind it; None where one has none near, or two have the same."""
    owners = []
    for box in boxes:
        middle = box.left + box.width / 2
        nearest = min(range(len(starts)), key=lambda index: abs(starts[index] - line / 2 - middle))
        if abs(starts[nearest] - line / 2 - middle) > 1.6 * line:
            return None
        owners.append(nearest)
    return owners if len(set(owners)) == len(owners) else None
