"""Where things stand on a page: letters of one label joined, every loose piece of text given to one label.

Horizontal distances are measured in character widths, vertical ones in line heights, so that the page's size,
resolution and font do not matter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from hui_reg.model import Box
from hui_reg.pages.page import Line
from hui_reg.readers.lines.meanings import fold
from hui_reg.readers.lines.spans import Span, union

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

    def give(self, span: Span, certainty: float) -> None:
        self.given.append(span)
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
    rest = _give_in_row(places, sorted(loose, key=lambda span: span.box[0]), height, width)
    rest = _give_wrapped(places, rest, height, width)
    _give_below(places, rest, height)
    return [(tuple(_in_reading_order(place.given, height)), place.certainty) for place in places]


def _give_in_row(places: list[_Place], loose: Sequence[Span], height: float, width: float) -> list[Span]:
    rest = []
    for span in loose:
        box = span.box
        in_row = [
            place
            for place in places
            if place.label[2] <= box[0] + 0.5 * width
            and abs(_middle(place.label) - _middle(box)) <= SAME_ROW * max(height, _height(box))
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


def _give_wrapped(places: list[_Place], loose: Iterable[Span], height: float, width: float) -> list[Span]:
    in_own_row = {id(place) for place in places if place.value is not None}
    rest = []
    for span in sorted(loose, key=lambda span: span.box[1]):
        box = span.box
        around = [
            place
            for place in places
            if id(place) not in in_own_row
            and place.label[2] <= box[0] + 0.5 * width
            and abs(_middle(place.label) - _middle(box)) <= WRAPPED_ROW * height
            and not _label_between(places, place.label, box, height)
        ]
        if around:
            min(around, key=lambda place: (abs(_middle(place.label) - _middle(box)), -place.label[2])).give(
                span, WRAPPED
            )
            continue
        beside = [
            (gap, number)
            for number, place in enumerate(places)
            if place.continues and (gap := _gap(place.value, box, width)) is not None
        ]
        gap, number = min(beside, default=(1.0, 0))
        if gap <= WRAPPED_GAP * height:
            places[number].give(span, WRAPPED)
        else:
            rest.append(span)
    return rest


def _give_below(places: list[_Place], loose: Sequence[Span], height: float) -> None:
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
        label[2] <= other.label[0] < box[0] and abs(_middle(other.label) - _middle(label)) <= SAME_ROW * height
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


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2


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
    by_top = sorted(range(len(boxes)), key=lambda index: _middle(boxes[index]))
    found: list[list[int]] = []
    for index in by_top:
        row = found[-1] if found else []
        near = bool(row) and _middle(boxes[index]) - _middle(boxes[row[0]]) <= SAME_ROW * tall
        if near and not any(_overlap(boxes[index], boxes[other]) > 0.4 for other in row):
            row.append(index)
        else:
            found.append([index])
    return [sorted(row, key=lambda index: boxes[index][0]) for row in found]


def join_split_labels(lines: Sequence[Line], names: frozenset[str], aspect: float) -> list[Line]:
    """``lines`` with the pieces of one label made one line: ``姓`` + ``名``, letters one below the other, wraps.

    The last piece may carry a colon and the value.
    """
    if len(lines) > MOST_LINES:
        return list(lines)
    starts = frozenset(name[:length] for name in names for length in range(1, len(name)))
    taken: set[int] = set()
    joined: dict[int, Line] = {}
    texts = [fold(line.text) for line in lines]
    pieces = _Pieces(lines, texts, names, starts, aspect)
    for index, text in enumerate(texts):
        if index in taken or text not in starts:
            continue
        chain = _chain(pieces, [index], text, taken)
        if chain is not None:
            taken.update(chain)
            whole = "".join(texts[place] for place in chain)
            sure = min(lines[place].confidence for place in chain)
            joined[index] = Line(whole, sure, union([lines[place].box for place in chain]))
    return [joined.get(index, line) for index, line in enumerate(lines) if index in joined or index not in taken]


@dataclass(frozen=True)
class _Pieces:
    """The lines of a page with their folded texts, and the labels they may be pieces of."""

    lines: Sequence[Line]
    texts: Sequence[str]
    names: frozenset[str]
    starts: frozenset[str]
    aspect: float


def _chain(pieces: _Pieces, chain: list[int], text: str, taken: set[int]) -> list[int] | None:
    """The longest continuation of ``chain``, which reads ``text`` so far, to a whole label."""
    best = chain if text in pieces.names and len(chain) > 1 else None
    if text not in pieces.starts:
        return best
    for index, piece in enumerate(pieces.texts):
        head, colon, _ = piece.partition(":")
        longer = text + head
        fits = longer in pieces.names or (longer in pieces.starts and not colon)
        if index in chain or index in taken or not head or not fits:
            continue
        if not _adjoins(pieces.lines[chain[-1]], pieces.lines[index], len(head), pieces.aspect):
            continue
        found = _chain(pieces, [*chain, index], longer, taken)
        if found is not None and (best is None or len(found) > len(best)):
            best = found
    return best


def _adjoins(last: Line, following: Line, length: int, aspect: float) -> bool:
    """Whether a piece follows another closely: to its right in the row, or centred below it."""
    height = min(_height(last.box), _height(following.box))
    if height <= 0:
        return False
    single = length == 1
    right = following.box[0] - last.box[2]
    in_row = abs(_middle(following.box) - _middle(last.box)) <= 0.5 * height
    if in_row and -0.5 * height <= right * aspect <= (3.5 if single else 1.0) * height:
        return True
    below = following.box[1] - last.box[3]
    centred = abs((following.box[0] + following.box[2]) - (last.box[0] + last.box[2])) / 2 * aspect <= 0.8 * height
    return centred and -0.5 * height <= below <= (2.5 if single else 0.8) * height
