"""Label tables to fields: one mechanism for text lines with places, for OCR, for table rows and for plain text.

A table lists fields with their labels' names and the sense of the value. The value of a label is what stands after
it in its line, else to its right, else (wrapped) around its row, else below it; in table rows the next cell.
A label without a field is only a boundary: what follows it belongs to no earlier label.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from hui_reg.model import Value
from hui_reg.pages.page import Line, Page
from hui_reg.readers.lines import choices, headings, layout, numbers, torn
from hui_reg.readers.lines.label_tables import UNKNOWN, Label, LabelTable, marks
from hui_reg.readers.lines.opinions import value_of
from hui_reg.readers.lines.spans import Folded, Span
from hui_reg.readers.lines.split_labels import join_split_labels

_FEWEST_HEADS: Final = 3
"""Labels in a row, or without a value beside them, from which they may head what stands below."""
_FEWEST_DIGITS: Final = 6
_HEADED: Final = 0.97
"""How certain it is that what stands below a row of labels is theirs."""
_PICTURE = re.compile(r"(?:〔图\d+〕)+")


@dataclass(frozen=True)
class Sighting:
    """A label seen at a span, and the spans of its value with how certain it is that they are."""

    label: Label
    at: Span
    values: tuple[Span, ...] = ()
    certainty: float = 1.0

    @property
    def value(self) -> Value | None:
        return value_of(self.values, self.label.field, self.label.sense, self.certainty) if self.values else None


@dataclass
class Fields:
    """What a label table found: values by field, and all sightings of labels, filled or not."""

    values: dict[str, Value] = field(default_factory=dict)
    sightings: list[Sighting] = field(default_factory=list)
    others: dict[str, list[Value]] = field(default_factory=dict)
    """By field, what further labels of it say differently."""

    @property
    def seen(self) -> frozenset[str]:
        """The fields whose label was seen."""
        return frozenset(sighting.label.field for sighting in self.sightings)


def read(pages: Iterable[Page], table: LabelTable) -> Fields:
    """All fields of ``table`` on ``pages``. The first filled label of a field wins; a better reading of it replaces."""
    found = Fields()
    for page in pages:
        for sighting in sightings(page, table):
            found.sightings.append(sighting)
            name = sighting.label.field
            value = sighting.value if name else None
            if value is not None and (name not in found.values or _better(value, found.values[name])):
                found.values[name] = value
            elif value is not None and value.value not in (None, found.values[name].value):
                found.others.setdefault(name, []).append(value)
    return found


def sightings(page: Page, table: LabelTable) -> Iterator[Sighting]:
    """The labels of one page in reading order, with their values."""
    yield from _in_rows(page, table)
    yield from _ones_own(_in_lines(page, _outside_rows(page), table))


def _ones_own(found: Iterable[Sighting]) -> Iterator[Sighting]:
    """The labels but for those in the row of one that names another person, behind it: they are that person's."""
    found = list(found)
    others = [sighting.at for sighting in found if sighting.label.of_another]
    for sighting in found:
        behind = any(_stands_behind(sighting.at, other) for other in others)
        yield replace(sighting, label=UNKNOWN) if behind else sighting


def _stands_behind(one: Span, other: Span) -> bool:
    if one.page != other.page:
        return False
    if one.line is other.line:
        return one.start >= other.end
    (_, top, _, bottom), middle = other.box, (one.box[1] + one.box[3]) / 2
    return bottom > top and top < middle < bottom and one.box[0] >= other.box[2]


def fields_seen(page: Page, table: LabelTable) -> frozenset[str]:
    """The fields whose label stands on a page: what :attr:`Fields.seen` tells, but nothing is read for it."""
    headed, others, _ = _among(page, _outside_rows(page), table)
    return frozenset(sighting.label.field for sighting in (*_in_rows(page, table), *headed, *others))


def _outside_rows(page: Page) -> list[Line]:
    row_texts = {"\t".join(row) for row in page.rows}
    return [line for line in page.lines if line.text not in row_texts]


def _in_rows(page: Page, table: LabelTable) -> Iterator[Sighting]:
    heading = False
    for row, below in pairwise([*page.rows, ()]):
        headed = _as_heading(page, row, below, table)
        if any(sighting.label.of_another for sighting in headed):
            headed = [replace(sighting, label=UNKNOWN) for sighting in headed]
        if headed or not heading:
            yield from headed or _ones_own_of_row(_in_row(page, row, below, table))
        heading = bool(headed)


def _ones_own_of_row(found: Iterable[Sighting]) -> Iterator[Sighting]:
    of_another = False
    for sighting in found:
        yield replace(sighting, label=UNKNOWN) if of_another else sighting
        of_another = of_another or sighting.label.of_another


def _better(new: Value, old: Value) -> bool:
    return old.value is None and new.value is not None


def _in_row(page: Page, row: Sequence[str], below: Sequence[str], table: LabelTable) -> Iterator[Sighting]:
    """Labels of a table row: the value is the next filled cell before the next label; digits may have a cell each, and
    so may options with their marks, which may stand in the row below."""
    spans = [Span.whole(page, Line(cell)) for cell in row]
    inner = [marks(span.line, table, tolerant=False) for span in spans]
    for place, (span, labels) in enumerate(zip(spans, inner, strict=True)):
        if not labels:
            continue
        for sighting in _split(span, labels):
            if sighting.values or sighting.at.end < span.end:
                yield sighting
            elif (options := _options(sighting.label, place, row, below, inner)) is not None:
                yield Sighting(sighting.label, sighting.at, (Span.whole(page, Line(options)),))
            else:
                yield Sighting(sighting.label, sighting.at, tuple(_next_cells(place, spans, inner)))


def _options(
    label: Label, place: int, row: Sequence[str], below: Sequence[str], inner: Sequence[Sequence[object]]
) -> str | None:
    if not label.options:
        return None
    end = next((after for after in range(place + 1, len(row)) if inner[after]), len(row))
    under = below[place + 1 : end] if len(below) == len(row) else ()
    return choices.in_one(row[place + 1 : end], under, label.sense)


def _as_heading(page: Page, row: Sequence[str], below: Sequence[str], table: LabelTable) -> list[Sighting]:
    """The labels of a row that heads the one below it, with the cells under them; empty when it is no such row.

    Under a sole label all that stands below is its value: the digits of a number, one a cell.
    """
    heads, under = ([Span.whole(page, Line(cell)) for cell in cells] for cells in (row, below))
    found = [(place, marks(span.line, table, tolerant=False)) for place, span in enumerate(heads) if span.folded]
    whole = all(len(seen) == 1 and seen[0][2] == heads[place].end for place, seen in found)
    values = [span for span in under if span.folded]
    if not found or not whole or not values or any(marks(span.line, table, tolerant=False) for span in values):
        return []
    if len(found) == 1:
        place, [(label, start, end)] = found[0]
        digits = len(values) >= _FEWEST_DIGITS and all(len(span.folded) == 1 for span in values)
        return [Sighting(label, Span(page, heads[place].line, start, end), tuple(values))] if digits else []
    if len(found) < _FEWEST_HEADS:
        return []
    return [
        Sighting(
            label, Span(page, heads[place].line, start, end), tuple(s for s in under[place : place + 1] if s.folded)
        )
        for place, [(label, start, end)] in found
    ]


def _next_cells(place: int, spans: Sequence[Span], inner: Sequence[Sequence[tuple[Label, int, int]]]) -> Iterator[Span]:
    for span, labels in zip(spans[place + 1 :], inner[place + 1 :], strict=True):
        if labels:
            start = labels[0][1]
            if start > 1 and Folded.of(span.line.text).gap_before(start):
                yield Span(span.page, span.line, 0, start)  # a value with the next label in its cell
            return
        if span.end == 0 or _PICTURE.fullmatch(span.folded):
            continue
        yield span
        if span.end > 1:
            return


def _split(span: Span, labels: Sequence[tuple[Label, int, int]]) -> Iterator[Sighting]:
    """A line's labels with what follows each inside the line."""
    ends = [*(start for _, start, _ in labels[1:]), *([span.end] if labels else [])]
    for (label, start, end), until in zip(labels, ends, strict=True):
        rest = Span(span.page, span.line, end, until)
        yield Sighting(label, Span(span.page, span.line, start, end), (rest,) if rest.folded else ())


def _in_lines(page: Page, lines: Sequence[Line], table: LabelTable) -> Iterator[Sighting]:
    """Labels among placed lines with their values."""
    headed, found, loose = _among(page, lines, table)
    yield from headed
    whole, loose = numbers.completed([(s.at.box, s.label.field, s.values) for s in found], loose, page.aspect)
    found = [replace(sighting, values=values) for sighting, values in zip(found, whole, strict=True)]
    boxes = [(s.at.box, s.values[0].box if s.values else None, s.label.wraps and s.label.is_free) for s in found]
    beside = _filled(found, layout.assign(boxes, loose, page.aspect), loose)
    if sum(1 for sighting in found if not sighting.values) < _FEWEST_HEADS or not any(any(line.box) for line in lines):
        yield from beside
        return
    below = _filled(found, layout.assign_below([s.at.box for s in found], loose), loose)
    yield from max((beside, below), key=_legal)


def _among(page: Page, lines: Sequence[Line], table: LabelTable) -> tuple[list[Sighting], list[Sighting], list[Span]]:
    """Labels among placed lines: those that head rows, with their values; the others, with what stands in their own
    line; and the text that is no label's yet. Lines without places are taken as one below the other."""
    known = functools.partial(marks, table=table, tolerant=page.source != "office")
    placed = join_split_labels(layout.placed(lines), frozenset(table.spelled), page.aspect)
    if page.source == "ocr":
        placed = torn.mended(placed, table, known)
    found: list[Sighting] = []
    loose: list[Span] = []
    for line in placed:
        span = Span.whole(page, line)
        labels = known(line)
        head = Span(page, line, 0, labels[0][1]) if labels else span
        if head.folded:
            loose.append(head)
        found.extend(_split(span, labels))
    below = _headed(found, loose) if any(any(line.box) for line in lines) else {}
    headed = [replace(found[place], values=spans, certainty=_HEADED) for place, spans in below.items()]
    if headed:
        taken = {id(span) for spans in below.values() for span in spans}
        found = [sighting for place, sighting in enumerate(found) if place not in below]
        loose = [span for span in loose if id(span) not in taken and not headings.is_within(span, below.values())]
    if page.source == "ocr":
        found, loose = _with_unread(page, found, loose, known)
    return headed, found, loose


def _with_unread(
    page: Page, found: list[Sighting], loose: list[Span], known: torn.Marks
) -> tuple[list[Sighting], list[Span]]:
    """Labels that were hardly made out, among the others: they keep their values from their neighbours."""
    unread = torn.unread(page, [sighting.at.box for sighting in found], loose, known)
    if not unread:
        return found, loose
    more = []
    for place, second in unread.items():
        label = known(second)[0][0] if second is not None else UNKNOWN
        more.append(Sighting(label, loose[place]))
    return [*found, *more], [span for place, span in enumerate(loose) if place not in unread]


def _headed(found: Sequence[Sighting], loose: Sequence[Span]) -> Mapping[int, tuple[Span, ...]]:
    """The values of labels that head rows, unless most of them can't be theirs."""
    below = headings.values_below([(sighting.at.box, not sighting.values) for sighting in found], loose)
    return below if _legal([replace(found[place], values=spans) for place, spans in below.items()]) >= 0 else {}


def _filled(
    found: Sequence[Sighting], given: Iterable[tuple[tuple[Span, ...], float]], loose: Sequence[Span]
) -> list[Sighting]:
    filled = []
    for sighting, (spans, certainty) in zip(found, given, strict=True):
        values, whole = numbers.weighed(sighting.label.field, (*sighting.values, *spans), loose)
        filled.append(Sighting(sighting.label, sighting.at, values, min(certainty, whole)))
    return filled


def _legal(found: Sequence[Sighting]) -> int:
    """How many labels have a value that can be theirs: a name a name, a date a date; free text tells nothing.

    One layout serves a whole page: where values stand beside their labels none stands below, and the other way round.
    """
    senses = [(s.label.sense, "".join(span.text for span in s.values)) for s in found if not s.label.is_free]
    meanings = [sense(text) for sense, text in senses if text]
    return sum(1 if meaning.value is not None and not meaning.reason else -1 for meaning in meanings if meaning)
