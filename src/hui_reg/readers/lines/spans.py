"""Pieces of lines: where a value stands, how well it was read, and what a second reading of the same place says."""

import functools
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from rapidfuzz.distance import Levenshtein

from hui_reg.model import SURE, Box, Value
from hui_reg.notation import dates, names, resident_id
from hui_reg.pages.page import Line, Page
from hui_reg.readers.lines.meanings import Meaning, Sense, certificate_number, fold, id_number
from hui_reg.vocabulary import Field

SECOND_LOOK = frozenset({Field.NAME, Field.SCHOOL, Field.ISSUER, Field.CERTIFICATE_NUMBER})
"""Fields read again with the larger model on every OCR page: they hang on rare characters, or on every digit."""

UNDERSTOOD_IN_PART = 0.5
"""Confidence factor of OCR text whose meaning has a reason to doubt (a check digit, a wrong length)."""


FAINT = "字迹不清，可能是手写或有污损"
"""Why a value that makes sense is not sure: both readings saw it faintly."""

VOUCHED, MADE_OUT = 0.9, 0.6
"""Confidence of what vouches for itself, and that from which its letters were made out at all."""
AGREED = 0.95
"""Confidence of a value that both readings gave."""
ONE_MORE = 0.9
"""Weight of a number of which the other reading lost one character; no reading makes one up."""
CHECKED, ALONE = 0.95, 0.8
"""Weight of a value that only the second reading gave well-formed, with a check digit and without."""


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

    @property
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
        """The same characters by the second, better reading of the line; None where there is none.

        The whole line is read again, so that no character is cut, and the span is found by aligning both texts.
        """
        if self.page.source != "ocr":
            return None
        second = _second_reading(self.page.reread, self.line.box)
        if second is None:
            return None
        return _aligned(Folded.of(self.line.text).text, fold(second.text), self.start, self.end)


def union(boxes: Sequence[Box]) -> Box:
    """The smallest box around all."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))


def value_of(
    spans: Sequence[Span], field: str, sense: Sense, certainty: float = 1.0, *, running: bool = False
) -> Value | None:
    """The value of ``field`` written in ``spans``, in reading order; None when nothing is written there.

    ``certainty`` is how sure it is that these spans belong to the field; ``running`` that they are one text without
    gaps (a number may break over two lines). The confidence is that of the worst
    line, times certainty, times the weight of the meaning.
    """
    join = "".join if running else joined
    spans = _needed(spans, sense, join)
    text = join([span.text for span in spans])
    meaning = sense(text)
    if not spans or meaning is None:
        return None
    first = spans[0].page
    confidence = min(span.line.confidence for span in spans) * certainty * meaning.weight
    if first.source == "ocr" and (field in SECOND_LOOK or meaning.reason or confidence < SURE):
        meaning, settled = second_look(meaning, spans, sense, join)
        impossible = field == Field.ID_NUMBER and meaning.reason not in ("", resident_id.WRONG_CHECK_DIGIT)
        if settled and not impossible:
            proved = field == Field.ID_NUMBER and not meaning.reason
            confidence = max(confidence, AGREED * (1.0 if proved else _clearest(spans)) * certainty * meaning.weight)
        elif meaning.reason:
            confidence *= UNDERSTOOD_IN_PART
        if meaning.vouched and not meaning.reason and min(span.line.confidence for span in spans) >= MADE_OUT:
            confidence = max(confidence, VOUCHED * certainty)
        if confidence < SURE and meaning.value is not None and not meaning.reason:
            meaning = replace(meaning, reason=FAINT)
    boxes = [span.box for span in spans if span.page.number == first.number]
    return Value(
        value=meaning.value,
        confidence=min(confidence, 1.0) if meaning.value is not None else 0.0,
        text=text,
        page=first.number,
        box=union(boxes) if any(boxes[0]) else None,
        reason=meaning.reason,
        alternatives=meaning.alternatives,
    )


def _clearest(spans: Sequence[Span]) -> float:
    """How clearly the better of both readings saw the lines: agreement lifts a value no further.

    Both models fail alike on handwriting and on a character neither knows, and then agree faintly. What one of them saw
    clearly is as good as seen by both.
    """
    second = [_seen_again(span) for span in spans]
    best = max(min(span.line.confidence for span in spans), min(line.confidence if line else 0.0 for line in second))
    return 1.0 if best >= SURE else best


def _needed(spans: Sequence[Span], sense: Sense, join: Callable[[Sequence[str]], str]) -> Sequence[Span]:
    """``spans`` without doubtful pieces that the value is the same without: borders of cells, bits of a seal."""
    whole = sense(join([span.text for span in spans])) if len(spans) > 1 else None
    for span in spans:
        if span.line.confidence < SURE and len(spans) > 1:
            rest = [other for other in spans if other is not span]
            meaning = sense(join([other.text for other in rest]))
            if meaning is not None and whole is not None and meaning.value == whole.value is not None:
                spans = rest
    return spans


def joined(texts: Sequence[str]) -> str:
    """Pieces of one value as one text: Han characters close up, anything else keeps a space."""
    whole = ""
    for text in (text.strip() for text in texts):
        close = not whole or not text or ord(whole[-1]) > 0x2E7F or ord(text[0]) > 0x2E7F
        whole += text if close else " " + text
    return whole


def second_look(
    meaning: Meaning, spans: Sequence[Span], sense: Sense, join: Callable[[Sequence[str]], str]
) -> tuple[Meaning, bool]:
    """``meaning`` checked against the second reading of its lines, and whether that settles it. Else both are kept.

    It does when both agree, or when only the second is well-formed (which a check digit nearly proves).

    Variant and traditional forms of one character count as equal; the simplified form is kept.
    """
    readings = [span.again() for span in spans]
    if any(reading is None for reading in readings):
        return meaning, False
    text = join([reading or "" for reading in readings])
    second = sense(text)
    if _differs_in_zeros(text, join([span.text for span in spans])) and not meaning.reason:
        return meaning, True
    if second is None or second.value is None:
        return meaning, False
    if sense is certificate_number and _mends(meaning.value or "", second.value):
        return Meaning(second.value, ONE_MORE), True
    if meaning.value is None or (meaning.reason and not second.reason):
        return Meaning(second.value, CHECKED if sense is id_number else ALONE, second.reason), True
    if comparable(second.value) == comparable(meaning.value):
        return (meaning if meaning.value == comparable(meaning.value) else replace(meaning, value=second.value)), True
    if (longer := _with_lost_character(meaning.value, second.value)) is not None and sense is certificate_number:
        return Meaning(longer, ONE_MORE), True
    if any(line is not None and line.smaller for line in map(_seen_again, spans)):
        return Meaning(meaning.value, meaning.weight, "两次识读结果不同", (second.value, *meaning.alternatives)), False
    others = dict.fromkeys((meaning.value, *meaning.alternatives))
    return Meaning(second.value, meaning.weight, "两次识读结果不同", tuple(others)), False


_second_readings: WeakKeyDictionary[Callable[[Box], Line | None], dict[Box, Line | None]] = WeakKeyDictionary()
"""By page (its ``reread``): several fields stand in one line, which is read again once. Goes with the page."""


def _second_reading(reread: Callable[[Box], Line | None], box: Box) -> Line | None:
    known = _second_readings.setdefault(reread, {})
    if box not in known:
        known[box] = reread(box)
    return known[box]


def _seen_again(span: Span) -> Line | None:
    return _second_reading(span.page.reread, span.line.box)


def _with_lost_character(one: str, other: str) -> str | None:
    """The longer of two texts, if the other is the same without one character."""
    shorter, longer = sorted((one, other), key=len)
    missing = [at for at in range(len(longer)) if longer[:at] + longer[at + 1 :] == shorter]
    return longer if missing else None


def _mends(first: str, second: str) -> bool:
    """Whether ``second`` is ``first`` with digits where that has letters."""
    pairs = zip(first, second, strict=False)
    return len(first) == len(second) and second.isdigit() and all(a == b or a.isalpha() for a, b in pairs)


def _differs_in_zeros(one: str, other: str) -> bool:
    """Whether the texts are one date in Chinese numerals but for a 〇, which the second reading tends to lose."""
    bare = [re.sub(f"[{dates.ZEROS}]", "", fold(text)) for text in (one, other)]
    return bare[0] == bare[1] and "年" in bare[0]


def comparable(text: str) -> str:
    """``text`` as :mod:`~hui_reg.notation.names` folds it: for comparison only, never to be kept."""
    return names.spelled(fold(text))


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
