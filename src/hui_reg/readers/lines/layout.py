"""Where things stand on a page: every loose piece of text given to one label.

Horizontal distances are measured in character widths, vertical ones in line heights, so that the page's size,
resolution and font do not matter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from hui_reg.model import Box
from hui_reg.pages.page import Line
from hui_reg.readers.lines.numbers import cell_of, middle
from hui_reg.readers.lines.spans import Span, union
from hui_reg.readers.lines.stacks import Stack, stacked

SAME_ROW = 0.6
WRAPPED_ROW = 1.4
WRAPPED_GAP = 0.6
BELOW_GAP = 1.2
WORD_GAP = 4.0
HEADED_GAP = 2.5
"""Line heights below its label within which a value begins that is written under it."""

MOST_LINES = 600
"""A page of more lines has no labels to be put together: every pair of lines would be looked at."""

CERTAIN, WRAPPED, BELOW = 1.0, 0.97, 0.9


def placed(lines: Sequence[Line]) -> list[Line]:
    """``lines`` with places: where none has one, one below the other with more than a line's gap between."""
    if any(any(line.box) for line in lines):
        return list(lines)
    pitch = 1 / (2.1 * len(lines) + 1)
    return [
        replace(line, box=(0.0, 2.1 * row * pitch, min(1.0, 0.01 * len(line.text) + 0.01), (2.1 * row + 1) * pitch))
        for row, line in enumerate(lines)
    ]


@dataclass
class _Place:
    """A label's box, the box of its value as far as known, and what was given to it."""

    label: Box
    value: Box | None
    filled: bool
    continues: bool
    given: list[Span] = field(default_factory=list)
    certainty: float = CERTAIN
    cell: Box | None = None
    row: Box | None = None
    """The cells its value and its label stand in, where a table's lines are seen."""

    def shares_row(self, span: Stack) -> bool:
        """Whether a stack may stand in the label's row, as far as a table's lines tell."""
        cell = span.cell
        return cell is None or self.row is None or min(cell[3], self.row[3]) > max(cell[1], self.row[1])

    def give(self, span: Stack, certainty: float) -> None:
        self.cell = span.cell if not self.given else self.cell
        self.given.extend(span.spans)
        self.certainty = min(self.certainty, certainty)
        self.value = span.box if self.value is None else union((self.value, span.box))


def assign(
    labels: Sequence[tuple[Box, Box | None, bool]], loose: Sequence[Span], aspect: float
) -> list[tuple[tuple[Span, ...], float]]:
    """For every label the loose spans that belong to it. A label is its box, that of the value standing in its line,
    and whether its values may go on in a line below.

    Spans in a label's row go to the nearest label on their left; the rest to the label whose cell they wrap in,
    or whose value they continue; the last to the empty label above them. Also how certain that is.
    """
    places = [_Place(label, value, value is not None, continues) for label, value, continues in labels]
    if not places or not loose:
        return [((), CERTAIN) for _ in places]
    height = median(_height(span.box) for span in loose) or 0.01
    width = height / aspect
    for place in places:
        place.row = cell_of(place.label, loose[0].page.cells)
    stacks = stacked(loose, [label for label, _, _ in labels], aspect)
    rest = _give_in_row(places, sorted(stacks, key=lambda span: span.box[0]), height, width)
    rest = _give_wrapped(places, rest, height, width)
    _give_below(places, rest, height)
    return [(tuple(_in_reading_order(place.given, height)), place.certainty) for place in places]


def _give_in_row(places: list[_Place], loose: Sequence[Stack], height: float, width: float) -> list[Stack]:
    rest = []
    for span in loose:
        box = span.box
        in_row = [
            place
            for place in places
            if place.label[2] <= box[0] + 0.5 * width
            and (
                span.is_beside(place.label)
                if len(span.spans) > 1
                else abs(middle(place.label) - middle(box)) <= SAME_ROW * max(height, _height(box))
            )
        ]
        owner = max(in_row, key=lambda place: place.label[2], default=None)
        if owner is None:
            rest.append(span)
            continue
        reach = 1.0 if owner.filled else WORD_GAP
        if owner.value is None or box[0] - owner.value[2] <= reach * width:
            owner.give(span, CERTAIN)
        else:
            rest.append(span)
    return rest


def _give_wrapped(places: list[_Place], loose: Iterable[Stack], height: float, width: float) -> list[Stack]:
    in_own_row = {id(place) for place in places if place.value is not None}
    rest = []
    for span in sorted(loose, key=lambda span: span.box[1]):
        box = span.box
        around = [
            place
            for place in places
            if id(place) not in in_own_row
            and place.label[2] <= box[0] + 0.5 * width
            and abs(middle(place.label) - middle(box)) <= WRAPPED_ROW * height
            and place.shares_row(span)
            and not _label_between(places, place.label, box, height)
        ]
        if around:
            min(around, key=lambda place: (abs(middle(place.label) - middle(box)), -place.label[2])).give(span, WRAPPED)
            continue
        beside = [
            (gap, number)
            for number, place in enumerate(places)
            if place.continues
            and (not place.given or place.cell == span.cell)
            and (gap := _gap(place.value, box, width)) is not None
        ]
        gap, number = min(beside, default=(1.0, 0))
        if gap <= WRAPPED_GAP * height:
            places[number].give(span, WRAPPED)
        else:
            rest.append(span)
    return rest


def _give_below(places: list[_Place], loose: Sequence[Stack], height: float) -> None:
    for place in places:
        if place.value is not None:
            continue
        under = [
            span
            for span in loose
            if 0 <= span.box[1] - place.label[3] + 0.3 * height <= (BELOW_GAP + 0.3) * height
            and _overlap(place.label, span.box) >= 0.5
        ]
        if under:
            place.give(min(under, key=lambda span: span.box[1]), BELOW)


def assign_below(labels: Sequence[Box], loose: Sequence[Span]) -> list[tuple[tuple[Span, ...], float]]:
    """Like :func:`assign`, for pages that write every value below its label: each span to the label it stands under.

    A span belongs to the lowest row of labels above it, as long as it stands close below.
    """
    height = median(_height(span.box) for span in loose) if loose else 0.01
    given: list[list[Span]] = [[] for _ in labels]
    for span in loose:
        above = [index for index, label in enumerate(labels) if label[3] <= span.box[1] + 0.5 * height]
        if not above:
            continue
        lowest = max(labels[index][3] for index in above)
        row = [index for index in above if lowest - labels[index][3] <= SAME_ROW * height]
        if span.box[1] - lowest <= HEADED_GAP * height:
            nearest = min(row, key=lambda index: abs(_centre(labels[index]) - _centre(span.box)))
            given[nearest].append(span)
    return [(tuple(_in_reading_order(spans, height)), WRAPPED) for spans in given]


def _centre(box: Box) -> float:
    return (box[0] + box[2]) / 2


def _label_between(places: Sequence[_Place], label: Box, box: Box, height: float) -> bool:
    return any(
        label[2] <= other.label[0] < box[0] and abs(middle(other.label) - middle(label)) <= SAME_ROW * height
        for other in places
    )


def _gap(value: Box | None, box: Box, width: float) -> float | None:
    """The vertical gap between a value and a piece above or below it, aligned with it at the left or centred."""
    if value is None:
        return None
    aligned = abs(value[0] - box[0]) <= 1.5 * width or abs(value[0] + value[2] - box[0] - box[2]) <= 3 * width
    if not aligned:
        return None
    return max(box[1] - value[3], value[1] - box[3], 0.0)


def _overlap(one: Box, other: Box) -> float:
    """The share of the narrower box's width that both have in common."""
    shared = min(one[2], other[2]) - max(one[0], other[0])
    return shared / max(min(one[2] - one[0], other[2] - other[0]), 1e-6)


def _height(box: Box) -> float:
    return box[3] - box[1]


def _in_reading_order(spans: Sequence[Span], height: float) -> list[Span]:
    ordered: list[Span] = []
    for row in rows([span.box for span in spans], height):
        ordered.extend(spans[index] for index in row)
    return ordered


def rows(boxes: Sequence[Box], height: float | None = None) -> list[list[int]]:
    """Indices of ``boxes`` by visual rows, top to bottom, each left to right."""
    if not boxes:
        return []
    tall = height or median(_height(box) for box in boxes) or 0.01
    by_top = sorted(range(len(boxes)), key=lambda index: middle(boxes[index]))
    found: list[list[int]] = []
    for index in by_top:
        row = found[-1] if found else []
        near = bool(row) and middle(boxes[index]) - middle(boxes[row[0]]) <= SAME_ROW * tall
        if near and not any(_overlap(boxes[index], boxes[other]) > 0.4 for other in row):
            row.append(index)
        else:
            found.append([index])
    return [sorted(row, key=lambda index: boxes[index][0]) for row in found]
