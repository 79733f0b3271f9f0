"""Labels that were not made out whole on a page read from pixels: without colon, half of them, or not at all.

Nothing is guessed: what the rest of the page tells of labels (that they have colons, that they stand in one column)
and what the value beside can be must bear it out.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import Hamming

from hui_reg.model import Box
from hui_reg.pages.page import Line, Page
from hui_reg.readers.lines.spans import Folded, Span

if TYPE_CHECKING:
    from hui_reg.readers.lines.label_tables import Label, LabelTable

Marks = Callable[[Line], "list[tuple[Label, int, int]]"]

_COLONS: Final = 4
"""Labels with a colon from which a page writes them with one."""
_LONG: Final = 4
"""Characters of a label that nothing else begins with."""
_NO_VALUE: Final = re.compile(r"^(?:意见|盖章|签[名章字]|声明|[(、/及和或的是])")
_MADE_OUT: Final = 0.8
_LEGIBLE: Final = 0.85
_STACKED: Final = 3
"""Labels in one column from which what stands exactly among them is a label too."""
_SAME_ROW: Final = 0.6
_EDGE: Final = 1.0
"""Character widths by which the edges of labels in one column differ at most."""


def mended(lines: Sequence[Line], table: "LabelTable", marks: Marks) -> list[Line]:
    """The lines with labels as they were printed, where a colon or one of two letters was lost."""
    found = [marks(line) for line in lines]
    seen = {label.field for labels in found for label, _, _ in labels}
    ends = [(line, end) for line, labels in zip(lines, found, strict=True) for _, _, end in labels]
    colons = sum(Folded.of(line.text).text[end - 1] == ":" for line, end in ends)
    mend = []
    for line, labels in zip(lines, found, strict=True):
        whole = None if labels else _half(line, lines, table, seen)
        if whole is None and not labels and colons >= _COLONS:
            whole = _with_colon(line, table, seen)
        mend.append(whole or line)
    return mend


def nearly(text: str, table: "LabelTable") -> "tuple[Label, int, int] | None":
    """A label of four or more characters with one of them misread, alone on its line or before a colon."""
    head, colon, _ = text.partition(":")
    near = (name for name in table.long.get(len(head), ()) if Hamming.distance(name, head) == 1)
    name = next(near, None)
    return None if name is None else (table.spelled[name], 0, len(head) + len(colon))


def _with_colon(line: Line, table: "LabelTable", seen: Collection[str]) -> Line | None:
    """A line that begins with a long label of a field not seen yet, and a value that the label may have."""
    folded = Folded.of(line.text)
    match = table.pattern.match(folded.text)
    if match is None or len(match["name"]) < _LONG or match.end() + 1 >= len(folded.text):
        return None
    label, rest = table.spelled[match["name"]], folded.text[match.end() :]
    if not label.field or label.field in seen or _NO_VALUE.search(rest) or not _may_be(label, rest):
        return None
    at = folded.places[match.end()]
    return replace(line, text=f"{line.text[:at]}:{line.text[at:]}")


def _half(line: Line, lines: Sequence[Line], table: "LabelTable", seen: Collection[str]) -> Line | None:
    """A letter that stands by itself as half of a label of two, if what stands right of it is such a label's value."""
    letter = Folded.of(line.text).text
    if len(letter) != 1 or line.confidence < _MADE_OUT:
        return None
    names = {
        name: label
        for name, label in table.spelled.items()
        if len(name) == 2 and letter in name and label.field and label.field not in seen
    }
    right = [other for other in lines if other.box[0] >= line.box[2] and _in_row(other.box, line.box)]
    if len(names) != 1 or not right:
        return None
    [(name, label)] = names.items()
    value = min(right, key=lambda other: other.box[0])
    strict = not label.is_free and _may_be(label, Folded.of(value.text).text)
    return replace(line, text=name) if strict else None


def _may_be(label: "Label", text: str) -> bool:
    meaning = label.sense(text)
    return meaning is not None and meaning.value is not None and not meaning.reason


def unread(page: Page, labels: Sequence[Box], loose: Sequence[Span], marks: Marks) -> dict[int, Line | None]:
    """What stands in a column of labels, and has something beside it, by its place among ``loose``.

    As a second reading has it, where that is a label; else None: a label nobody knows, whose value is no other's.
    """
    found: dict[int, Line | None] = {}
    for place, span in enumerate(loose):
        if span.start > 0 or not _among(span.box, labels, page.aspect):
            continue
        if not any(other.box[0] >= span.box[2] and _in_row(other.box, span.box) for other in loose):
            continue
        second = span.second if span.line.confidence < _LEGIBLE else None
        known = marks(second) if second is not None else []
        whole = second is not None and len(known) == 1 and known[0][2] >= len(Folded.of(second.text).text)
        found[place] = second if whole else None
    return found


def _among(box: Box, labels: Sequence[Box], aspect: float) -> bool:
    """Whether a box is as wide and stands as far left as labels above and below it do."""
    character = (box[3] - box[1]) / aspect * _EDGE
    alike = [label for label in labels if abs(label[0] - box[0]) < character and abs(label[2] - box[2]) < character]
    return len(alike) >= _STACKED and min(label[1] for label in alike) < box[1] < max(label[1] for label in alike)


def _in_row(box: Box, other: Box) -> bool:
    middle = abs((box[1] + box[3]) - (other[1] + other[3])) / 2
    return middle <= _SAME_ROW * max(box[3] - box[1], other[3] - other[1])
