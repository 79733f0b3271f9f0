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

from hui_reg.model import Value
from hui_reg.readers.lines.meanings import Meaning, Sense
from hui_reg.readers.lines.spans import Folded, Span, value_of

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
_ONE_ROW: Final = 1.8
"""Line heights that options in one row take up at most: below each other they are not seen yet, and not guessed."""
_SEEN, _CONTRADICTED = 0.9, 0.5


@dataclass(frozen=True)
class _Mark:
    """A box, in pixels of its row."""

    left: int
    top: int
    width: int
    height: int


def settled(field: str, sense: Sense, spans: Sequence[Span], read: Value | None) -> Value | None:
    """The value of a field whose options stand in ``spans``: as ``read`` where that needs no look at the ink.

    A value of None where no mark was made out: a form that somebody filled in by hand is never empty for that.
    """
    if spans[0].page.source != "ocr" or _options_in(field, spans) < 2:
        return read
    seen, told = look(field, spans), read.value if read is not None else None
    meaning = sense(seen) if seen is not None else None
    first = read or value_of(spans, field, lambda _: Meaning(None))
    if first is None or (meaning is None and told is not None):
        return read
    if meaning is None or meaning.value is None:
        return first.model_copy(update={"value": None, "confidence": 0.0, "reason": "看不出勾选了哪一项"})
    if told is not None and told != meaning.value:
        unsure = {"confidence": _CONTRADICTED, "alternatives": (meaning.value,), "reason": "所勾选的项与识读文字不一致"}
        return first.model_copy(update=unsure)
    update = {"value": meaning.value, "confidence": _SEEN, "reason": "", "alternatives": ()}
    return first.model_copy(update=update)


def look(field: str, spans: Sequence[Span]) -> str | None:
    """The text of the option that is ticked; None where that can't be told. ``spans`` hold two options or more."""
    options = [
        (match[0], _left_of(span, match.start())) for span in spans for match in OPTIONS[field].finditer(span.folded)
    ]
    page, boxes = spans[0].page, [span.line.box for span in spans]
    top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
    below_each_other = bottom - top > _ONE_ROW * median(box[3] - box[1] for box in boxes)
    if len(options) < 2 or page.sight is None or below_each_other:
        return None
    return _marked(_ink(page.sight.content), sorted(options, key=lambda option: option[1]), (top, bottom))


def _options_in(field: str, spans: Sequence[Span]) -> int:
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


def _marked(ink: "Image", options: Sequence[tuple[str, float]], rows: tuple[float, float]) -> str | None:
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
    return options[other][0] if inside >= _MARKED else None


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
