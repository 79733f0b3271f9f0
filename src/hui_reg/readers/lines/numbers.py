"""Numbers that a cell too narrow for them broke: completed where the digits below make them whole, else not sure.

Only a number that is too short for what it is goes on below: an identity number up to its check digit, a mobile number
up to its eleventh.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from hui_reg.model import Box
from hui_reg.notation import resident_id
from hui_reg.readers.lines.spans import Span, union
from hui_reg.vocabulary import Field

_DIGITS: Final = re.compile(r"[\d-]{1,17}[Xx]?|[Xx]")
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_BEGINS: Final = re.compile(r"[1-9][\d-]{3,16}")
_COUNTED: Final = "0123456789Xx"
_GAP: Final = 0.6
"""Line heights between the lines of a number at most."""
_SAME_LINE: Final = 0.35
_NEAR: Final = 2.5
"""Line heights around a number within which loose digits may be the rest of it."""
_TORN: Final = 0.5
"""How certain a number is that is too short, with other digits near it."""
_FEWEST: Final[Mapping[str, int]] = {Field.ID_NUMBER: 18, Field.PHONE: 11, Field.EMPLOYER_PHONE: 7}
"""Fewest digits of a number by its field."""
_WORDS: Final = frozenset(
    (Field.NAME, Field.OCCUPATION, Field.EMPLOYER, Field.SCHOOL, Field.MAJOR, Field.ETHNICITY, Field.DIRECTION)
)


def completed(
    labelled: Sequence[tuple[Box, str, tuple[Span, ...]]], loose: Sequence[Span], aspect: float
) -> tuple[list[tuple[Span, ...]], list[Span]]:
    """Values that stand in their labels' lines, numbers with the digits below that complete them; and what is left.

    ``labelled`` are the labels' places and fields with those values.
    """
    labels, rest, whole = [box for box, _, _ in labelled], list(loose), []
    for _, field, values in labelled:
        below: list[Span] = []
        if len(values) == 1 and field in _FEWEST:
            below = rest_of_number(values[0], rest, labels, aspect)
            rest = [span for span in rest if not any(span is taken for taken in below)]
        whole.append((*values, *below))
    return whole, rest


def weighed(field: str, values: tuple[Span, ...], loose: Sequence[Span]) -> tuple[tuple[Span, ...], float]:
    """What of the values is the field's, and how certain that is: a number that may go on elsewhere is not sure.

    Digits that came to stand beside words are none of theirs.
    """
    if field in _WORDS and len(values) > 1:
        words = tuple(span for span in values if not span.folded.isdigit())
        return (words or values), 1.0
    return values, _TORN if field in _FEWEST and _is_torn(values, _FEWEST[field], loose) else 1.0


def rest_of_number(first: Span, loose: Sequence[Span], labels: Sequence[Box], aspect: float) -> list[Span]:
    """The lines below a number that is too short with which it is an identity or a mobile number; else none."""
    text, height = first.folded, first.box[3] - first.box[1]
    if not any(first.line.box) or not _BEGINS.fullmatch(text) or _is_whole(text):
        return []
    width = height / aspect
    starts = (first.box[0], first.line.box[0])
    below: list[Span] = []
    last = first.box
    for span in sorted(loose, key=lambda span: span.box[1]):
        box = span.box
        if not _DIGITS.fullmatch(span.folded) or not -0.5 * height <= box[1] - last[3] <= _GAP * height:
            continue
        if min(abs(box[0] - start) for start in starts) > 1.5 * width or middle(box) - middle(last) < 0.5 * height:
            continue
        if has_own_label(box, first.box, labels, height):
            continue
        text, last = text + span.folded, box
        below.append(span)
        if _is_whole(text):
            return below
    return []


def _is_whole(text: str) -> bool:
    number = resident_id.normalise(text)
    return _MOBILE.fullmatch(number) is not None or resident_id.is_valid(number)


def has_own_label(box: Box, first: Box, labels: Sequence[Box], height: float) -> bool:
    """Whether a label stands in a line's row that is not that of the value's first line.

    Where none stands in the row of the first, the label below is in the middle of them.
    """
    own, above = _label_of(box, labels, height), _label_of(first, labels, height)
    return own is not None and above is not None and own[1] > middle(first)


def _label_of(box: Box, labels: Sequence[Box], height: float) -> Box | None:
    in_row = (
        label
        for label in labels
        if label[2] <= box[0] + height and abs(middle(label) - middle(box)) <= _SAME_LINE * height
    )
    return max(in_row, key=lambda label: label[2], default=None)


def _is_torn(number: Sequence[Span], fewest: int, digits: Sequence[Span]) -> bool:
    """Whether a number of fewer digits than it must have may go on elsewhere, in the loose ``digits`` near it."""
    text = "".join(span.folded for span in number)
    if not text or not re.search(r"\d", text) or sum(char in _COUNTED for char in text) >= fewest:
        return False
    box = union([span.box for span in number])
    high = number[0].box[3] - number[0].box[1]
    cells = number[0].page.cells
    cell = cell_of(number[0].box, cells)
    return any(
        _DIGITS.fullmatch(span.folded)
        and not _is_whole(span.folded)
        and (cell is None or cell_of(span.box, cells) in (None, cell))
        and not any(span is own for own in number)
        and min(span.box[2], box[2]) > max(span.box[0], box[0])
        and max(span.box[1] - box[3], box[1] - span.box[3]) <= _NEAR * high
        for span in digits
    )


def middle(box: Box) -> float:
    """The height at which a box's middle lies."""
    return (box[1] + box[3]) / 2


def cell_of(box: Box, cells: Sequence[Box]) -> Box | None:
    """The smallest cell that a line stands in."""
    x, y = (box[0] + box[2]) / 2, middle(box)
    return next((cell for cell in cells if cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]), None)
