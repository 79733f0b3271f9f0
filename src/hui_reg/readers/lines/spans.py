"""Pieces of lines: where a value stands, and what a second and a third reading of the same place say."""

import functools
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from rapidfuzz.distance import Levenshtein

from hui_reg.model import Box
from hui_reg.notation.folding import fold
from hui_reg.pages.page import Line, Page

_BESIDE: Final = 2
"""Characters beside a span that are read again with it."""
_MOST_OF_A_LINE: Final = 0.75
"""Share of a line from which all of it is read again."""


@dataclass(frozen=True)
class Folded:
    """A line without white space, full-width forms folded; ``places[i]`` is where character ``i`` stood."""

    text: str
    places: tuple[int, ...]

    @classmethod
    @functools.lru_cache(maxsize=4096)
    def of(cls, text: str) -> "Folded":
        pairs = [
            (piece, place)
            for place, character in enumerate(text)
            for piece in unicodedata.normalize("NFKC", character)
            if fold(piece)
        ]
        return cls("".join(piece for piece, _ in pairs), tuple(place for _, place in pairs))

    def gap_before(self, index: int) -> bool:
        """Whether white space (or the line's edge) stood before character ``index``."""
        if index <= 0 or index >= len(self.text):
            return True
        return self.places[index] - self.places[index - 1] > 1


@dataclass(frozen=True)
class Span:
    """Characters ``start:end`` of the folded text of a line."""

    page: Page
    line: Line
    start: int
    end: int

    @classmethod
    def whole(cls, page: Page, line: Line) -> "Span":
        return cls(page, line, 0, len(Folded.of(line.text).text))

    @property
    def text(self) -> str:
        """What stands there, with its spaces."""
        if self.start >= self.end:
            return ""
        places = Folded.of(self.line.text).places
        return self.line.text[places[self.start] : places[self.end - 1] + 1]

    @property
    def folded(self) -> str:
        return Folded.of(self.line.text).text[self.start : self.end]

    @functools.cached_property
    def box(self) -> Box:
        """The part of the line's box, by the widths of the characters."""
        left, top, right, bottom = self.line.box
        widths = [2 if ord(character) > 0x2E7F else 1 for character in self.line.text] or [1]
        places = Folded.of(self.line.text).places
        if self.start >= self.end or right <= left:
            return self.line.box
        total = sum(widths)
        before = sum(widths[: places[self.start]])
        until = sum(widths[: places[self.end - 1] + 1])
        return (left + (right - left) * before / total, top, left + (right - left) * until / total, bottom)

    def again(self) -> str | None:
        """The same characters by the second, better reading; None where there is none.

        A little more than them is read again, so that none is cut, and they are found by aligning both texts.
        """
        return self._as_seen(self.second) if self.page.source == "ocr" else None

    def once_more(self) -> str | None:
        """The same characters as a model of another family reads them; None where there is no such reading."""
        return self._as_seen(self.third) if self.page.source == "ocr" else None

    @property
    def second(self) -> Line | None:
        """The second reading of these characters and their neighbours."""
        return _second_reading(self.page.reread, self._neighbourhood[2])

    @property
    def third(self) -> Line | None:
        """The third reading of these characters and their neighbours."""
        return self.page.third(self._neighbourhood[2])

    @functools.cached_property
    def _neighbourhood(self) -> tuple[int, int, Box]:
        """The span with some characters more at both ends, and where they stand: a model takes its time by the width.

        The whole line where most of it is wanted, or where its characters stand isn't known.
        """
        line, folded = self.line, Folded.of(self.line.text)
        whole = 0, len(folded.text), line.box
        if not line.places or len(line.places) != len(line.text) or self.start >= self.end:
            return whole
        first, last = max(self.start - _BESIDE, 0), min(self.end + _BESIDE, len(folded.text))
        middles = [line.places[place] for place in folded.places]
        begins = (middles[first - 1] + middles[first]) / 2 if first else 0.0
        ends = (middles[last - 1] + middles[last]) / 2 if last < len(middles) else 1.0
        if ends - begins > _MOST_OF_A_LINE:
            return whole
        left, top, right, bottom = line.box
        return first, last, (left + (right - left) * begins, top, left + (right - left) * ends, bottom)

    def _as_seen(self, line: Line | None) -> str | None:
        if line is None:
            return None
        first, last, _ = self._neighbourhood
        return _aligned(
            Folded.of(self.line.text).text[first:last], fold(line.text), self.start - first, self.end - first
        )


def union(boxes: Sequence[Box]) -> Box:
    """The smallest box around all."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))


def joined(texts: Sequence[str]) -> str:
    """Pieces of one value as one text: Han characters close up, anything else keeps a space."""
    whole = ""
    for text in (text.strip() for text in texts):
        close = not whole or not text or ord(whole[-1]) > 0x2E7F or ord(text[0]) > 0x2E7F
        whole += text if close else " " + text
    return whole


_second_readings: WeakKeyDictionary[Callable[[Box], Line | None], dict[Box, Line | None]] = WeakKeyDictionary()
"""By page (its ``reread``): several fields stand in one line, which is read again once. Goes with the page."""


def _second_reading(reread: Callable[[Box], Line | None], box: Box) -> Line | None:
    known = _second_readings.setdefault(reread, {})
    if box not in known:
        known[box] = reread(box)
    return known[box]


def _aligned(first: str, second: str, start: int, end: int) -> str:
    """The part of ``second`` that stands where ``start:end`` stands in ``first``.

    What only the second reading has at either border counts in: a surname may be what the first one lost.
    """
    begins: dict[int, int] = {}
    ends: dict[int, int] = {}
    for block in Levenshtein.opcodes(first, second):
        length = block.src_end - block.src_start
        for step in range(length + 1):
            share = block.dest_start + min(step, block.dest_end - block.dest_start)
            begins.setdefault(block.src_start + step, share)
            ends[block.src_start + step] = share if step < length else block.dest_end
    return second[begins.get(start, 0) : ends.get(end, len(second))]
