"""Rows of labels over rows of values on a placed page: tables inside a page that writes the rest beside its labels.

Each row is judged by itself. In a row of nothing but labels over a row of nothing but values, values belong to labels
in their order: a value may stand left in its cell while the label is centred in it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise, product
from statistics import median
from typing import Final

from hui_reg.model import Box
from hui_reg.notation import resident_id
from hui_reg.notation.folding import fold
from hui_reg.pages.page import Line
from hui_reg.readers.lines import layout
from hui_reg.readers.lines.spans import Span, union

_FEWEST: Final = 3
_MOST: Final = 12
_REACH: Final = 2.5
"""Line heights below a label within which its value begins."""
_DIGITS: Final = re.compile(r"[\dXx]{1,3}")
_SEEN_SINGLY: Final = 7
"""Digits seen one a box from which the row is a number's."""
_PROVED: Final = 0.9
_A_NUMBER: Final = 15
"""Digits from which pieces below a sole label are one number, written one digit a box."""


def values_below(labels: Sequence[tuple[Box, bool]], loose: Sequence[Span]) -> Mapping[int, tuple[Span, ...]]:
    """The values of labels that head a row, by the label's index. A label is its box and whether it stands bare."""
    if not labels or not loose or len(labels) + len(loose) > layout.MOST_LINES:
        return {}
    boxes = [*(box for box, _ in labels), *(span.box for span in loose)]
    height = median(box[3] - box[1] for box in boxes)
    found: dict[int, tuple[Span, ...]] = {}
    rows = layout.rows(boxes, height)
    for heads, below in pairwise(rows):
        if any(index >= len(labels) or not labels[index][1] for index in heads) or len(heads) > _MOST:
            continue
        if len(heads) == 1:
            digits = _digits_under(labels[heads[0]][0], loose, height)
            found |= {heads[0]: digits} if digits else {}
        elif len(heads) >= _FEWEST and all(index >= len(labels) for index in below):
            values = [loose[index - len(labels)] for index in below]
            found |= _in_order(heads, [labels[index][0] for index in heads], values, height)
    return found


def _digits_under(label: Box, loose: Sequence[Span], height: float) -> tuple[Span, ...]:
    near = [span for span in loose if -0.3 * height <= span.box[1] - label[3] <= _REACH * height]
    pieces = sorted((span for span in near if _DIGITS.fullmatch(span.folded)), key=lambda span: span.box[0])
    if sum(len(span.folded) for span in pieces) >= _A_NUMBER:
        return tuple(pieces)
    return _as_one_line(pieces) if len(pieces) >= _SEEN_SINGLY else ()


def _as_one_line(pieces: Sequence[Span]) -> tuple[Span, ...]:
    """The row of boxes read once more as one line, where single digits were passed over; nothing unless it is proved.

    It is by its check digit, by the digits that were seen singly (every one stands in it, in their order), and by two
    looks at the row, cut a little differently, that give the same.
    """
    page, row = pieces[0].page, union([span.box for span in pieces])
    pitch = min(after.box[0] - before.box[0] for before, after in pairwise(pieces))
    once: set[str] = set()
    for tighter, wider in product((0.1, 0.0, 0.2), (0.0, 0.5)):
        height = (row[3] - row[1]) * tighter
        place = (max(row[0] - wider * pitch, 0.0), row[1] + height, min(row[2] + wider * pitch, 1.0), row[3] - height)
        line = page.reread(place)
        number = fold(line.text).upper() if line else ""
        rest = iter(number)
        if not resident_id.is_valid(number) or not all(digit in rest for span in pieces for digit in span.folded):
            continue
        if number in once:
            return (Span.whole(page, Line(number, _PROVED, row)),)
        once.add(number)
    return ()


def _in_order(
    heads: Sequence[int], boxes: Sequence[Box], values: Sequence[Span], height: float
) -> dict[int, tuple[Span, ...]]:
    """Every value to a label, in order, so that both stand as near to each other as can be."""
    top = min(span.box[1] for span in values)
    if len(values) > len(heads) or top - max(box[3] for box in boxes) > _REACH * height:
        return {}

    def apart(chosen: tuple[int, ...]) -> float:
        return sum(abs(_centre(boxes[place]) - _centre(span.box)) for place, span in zip(chosen, values, strict=True))

    best = min(combinations(range(len(heads)), len(values)), key=apart)
    return {heads[place]: (span,) for place, span in zip(best, values, strict=True)}


def _centre(box: Box) -> float:
    return (box[0] + box[2]) / 2


def is_within(span: Span, given: Iterable[tuple[Span, ...]]) -> bool:
    """Whether a piece stands where a whole row was read at once."""
    x, y = (span.box[0] + span.box[2]) / 2, (span.box[1] + span.box[3]) / 2
    boxes = [spans[0].box for spans in given if len(spans) == 1]
    return any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in boxes)
