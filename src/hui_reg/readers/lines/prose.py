"""The running text of a certificate as one string, every character of it traceable to its line.

A certificate's sentence breaks over many lines and stands beside a photo, a number and a seal; only the lines of
the sentence's own column are joined.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from hui_reg.model import Value
from hui_reg.notation.folding import fold
from hui_reg.pages.page import Line, Page
from hui_reg.readers.lines import layout
from hui_reg.readers.lines.meanings import Sense
from hui_reg.readers.lines.opinions import value_of
from hui_reg.readers.lines.spans import Folded, Span


@dataclass(frozen=True)
class Prose:
    """Lines in reading order, joined without white space."""

    page: Page
    lines: tuple[Line, ...]

    @cached_property
    def text(self) -> str:
        return "".join(Folded.of(line.text).text for line in self.lines)

    @cached_property
    def starts(self) -> list[int]:
        """Where each line begins in ``text``."""
        positions, total = [], 0
        for line in self.lines:
            positions.append(total)
            total += len(Folded.of(line.text).text)
        return positions

    def again(self) -> "Prose":
        """The same lines by their second reading, where there is one."""
        second = [(line, self.page.reread(line.box)) for line in self.lines]
        return Prose(self.page, tuple(replace(line, text=other.text) if other else line for line, other in second))

    def spans(self, start: int, end: int) -> list[Span]:
        """The pieces of lines that make up ``text[start:end]``."""
        found = []
        first = max(bisect_right(self.starts, start) - 1, 0)
        for number in range(first, len(self.lines)):
            offset = self.starts[number]
            if offset >= end:
                break
            length = len(Folded.of(self.lines[number].text).text)
            piece = Span(self.page, self.lines[number], max(start - offset, 0), min(end - offset, length))
            if piece.start < piece.end:
                found.append(piece)
        return found

    def value(self, field: str, at: tuple[int, int], sense: Sense, certainty: float = 1.0) -> Value | None:
        """The value of a field that stands at ``text[at[0]:at[1]]``."""
        return value_of(self.spans(*at), field, sense, certainty, running=True)

    def before(self, end: int, boundary: re.Pattern[str]) -> tuple[int, int] | None:
        """What stands before ``end``, back to a ``boundary`` or the start of its line, or of the line before.

        ``boundary`` is matched from the start of a line and may take in what introduces the piece. At least two
        characters; None where nothing such stands there.
        """
        for start in reversed([start for start in self.starts if end - 40 < start <= end]):
            match = boundary.match(self.text[start:end])
            begin = start + (match.end() if match else 0)
            if end - begin >= 2:
                return begin, end
        return None


def whole(page: Page) -> Prose:
    """All lines of a page by visual rows, each left to right."""
    lines = layout.placed(page.lines)
    order = [index for row in layout.rows([line.box for line in lines]) for index in row]
    return Prose(page, tuple(lines[index] for index in order))


def column(page: Page, words: re.Pattern[str]) -> Prose:
    """The lines of the column in which ``words`` stand: those whose middle lies within its width."""
    everything = whole(page)
    body = [line for line in everything.lines if words.search(fold(line.text))]
    if not body:
        return everything
    left = min(line.box[0] for line in body)
    right = max(line.box[2] for line in body)
    inside = [line for line in everything.lines if left <= (line.box[0] + line.box[2]) / 2 <= right]
    return Prose(page, tuple(inside))


def row_texts(page: Page) -> list[tuple[float, list[Line]]]:
    """Visual rows, top to bottom: the height of their middle and their lines left to right."""
    lines: Sequence[Line] = layout.placed(page.lines)
    found = []
    for row in layout.rows([line.box for line in lines]):
        members = [lines[index] for index in row]
        found.append(((members[0].box[1] + members[0].box[3]) / 2, members))
    return found
