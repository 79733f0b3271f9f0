"""Lines of one value that stand one below the other in its cell: they go to a label together, or not at all.

Where a table's ruled lines can be seen, its cells tell what belongs together. Elsewhere only a number does that is too
short for what it is, and whole with the digits just below it that have no label of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from hui_reg.model import Box
from hui_reg.readers.lines.numbers import cell_of, has_own_label, middle, rest_of_number
from hui_reg.readers.lines.spans import Span, union

_MOST: Final = 6
"""Lines of a cell at most that are one value."""
_LINE_GAP: Final = 1.2
"""Line heights between the lines of one cell, at most."""


@dataclass(frozen=True)
class Stack:
    """Pieces of one value, from the top; most are of one line."""

    spans: tuple[Span, ...]

    @property
    def cell(self) -> Box | None:
        """The cell it stands in, where one is seen."""
        return cell_of(self.spans[0].box, self.spans[0].page.cells)

    @property
    def box(self) -> Box:
        return union([span.box for span in self.spans])

    def is_beside(self, label: Box) -> bool:
        """Whether a label stands in the rows of several lines, wherever in its cell it does."""
        _, top, _, bottom = self.box
        return len(self.spans) > 1 and top <= (label[1] + label[3]) / 2 <= bottom


def stacked(loose: Sequence[Span], labels: Sequence[Box], aspect: float) -> list[Stack]:
    """All of ``loose``, once each, with what belongs together brought together; ``labels`` are where labels stand."""
    if not loose:
        return []
    height = median(span.box[3] - span.box[1] for span in loose) or 0.01
    cells = [cell_of(span.box, span.page.cells) for span in loose]
    labelled = {cell for label in labels if (cell := cell_of(label, loose[0].page.cells)) is not None}
    found: list[Stack] = []
    taken: set[int] = set()
    for first in sorted(range(len(loose)), key=lambda place: loose[place].box[1]):
        if first in taken:
            continue
        rest = [place for place in range(len(loose)) if place != first and place not in taken]
        if cells[first] is not None:
            same = [loose[place] for place in rest if cells[place] == cells[first]]
            below = _in_cell(loose[first], same, labels, height) if cells[first] not in labelled else []
        else:
            below = rest_of_number(loose[first], [loose[p] for p in rest if cells[p] is None], labels, aspect)
        taken |= {first, *(place for place in rest if any(loose[place] is span for span in below))}
        found.append(Stack((loose[first], *below)))
    return found


def _in_cell(first: Span, same: Sequence[Span], labels: Sequence[Box], height: float) -> list[Span]:
    """The lines below the first of a cell, as long as each is a line by itself and no other row's.

    A label whose cell reaches beside the first is no other row's, if that cell is its own: of a cell that holds several
    labels the lines between were not seen.
    """
    middle_of_first = middle(first.box)
    cells = [cell_of(label, first.page.cells) for label in labels]
    beside = {cell for cell in cells if _reaches(cell, middle_of_first) and cells.count(cell) == 1}
    others = [label for label, cell in zip(labels, cells, strict=True) if cell not in beside]
    below: list[Span] = []
    last = first
    for span in sorted(same, key=lambda span: span.box[1]):
        box = span.box
        apart = middle(box) - middle(last.box) >= 0.5 * height and box[1] - last.box[3] <= _LINE_GAP * height
        over = min(box[2], last.box[2]) > max(box[0], last.box[0])
        if not apart or not over or has_own_label(box, first.box, others, height):
            break
        below.append(span)
        last = span
    return below if len(below) < _MOST else []


def _reaches(cell: Box | None, height: float) -> bool:
    return cell is not None and cell[1] <= height <= cell[3]
