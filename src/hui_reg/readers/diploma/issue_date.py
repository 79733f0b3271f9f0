"""The date at the lower right of a certificate, on scans mostly under a seal, in Chinese numerals.

It is read up to three times: as the page was read, its place once more as one line, and its right part by itself.
The month needs two readings or the end of the period of study. The day is given only where both models give it and
no reading another: a numeral lost below the seal leaves a valid date (三十日, 十日), which one model easily loses
twice, and a wrong day is worse than none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hui_reg.model import Box, Value
from hui_reg.notation import dates
from hui_reg.notation.folding import fold
from hui_reg.pages.page import Line, Page
from hui_reg.readers.lines import meanings, prose
from hui_reg.readers.lines.opinions import value_of
from hui_reg.readers.lines.prose import Prose
from hui_reg.readers.lines.spans import Folded, Span, joined, union
from hui_reg.vocabulary import Field

_NUMERALS: Final = "〇零一二三四五六七八九"
_PIECE = re.compile(
    rf"[{_NUMERALS}]?年[{_NUMERALS}十元]{{1,2}}月|月[{_NUMERALS}十]{{1,3}}日|^[{_NUMERALS}]?十[{_NUMERALS}]?日"
)
_YEAR_AND_MONTH = re.compile(
    rf"(?P<year>[{_NUMERALS}{dates.ZEROS}]+)年(?P<month>1[0-2]|[1-9]|[{_NUMERALS}十元]{{1,2}})月"
)
_FIGURES: Final = str.maketrans("〇零一二三四五六七八九", "00123456789")
_DAY = re.compile(rf"月(?P<day>[{_NUMERALS}十廿\d]{{1,3}})[日目曰号]")
_MONTH = re.compile(rf"(?P<month>[{_NUMERALS}十元]{{1,2}})月")
_OTHER_DATE = re.compile(r"(?:打印|更新|出生|有效)[^,]{0,4}$")
_FOREIGN = re.compile(r"[^\d〇零○Oo一二三四五六七八九十廿元年月日.\-/]")
_LONGEST: Final = 14
"""Characters of a date in words, and some more for what a seal adds."""
_CONFIRMED: Final = 0.95
_ONE_READING: Final = 0.9
_AGAINST_SENTENCE: Final = 0.8
_USUAL_DELAY: Final = 3
"""Months between the end of study and the date of issue; a single reading that gives more is not sure."""
_CLEAR: Final = 0.9
_TALLEST: Final = 1.25
"""Height of the place of a date over the width of its characters."""


@dataclass(frozen=True)
class _Seen:
    """One reading of the date: its text, how well it was read, the date in it if whole, its day if any."""

    text: str
    confidence: float
    date: dates.Found | None

    @classmethod
    def of(cls, text: str, confidence: float) -> "_Seen":
        return cls(text, confidence, next((item for item in dates.find(text) if item.certain), None))

    @property
    def month(self) -> str | None:
        return self.date.iso[:7] if self.date else None

    @property
    def day(self) -> int | None:
        """The day, unless something in the reading is no part of a date: then a numeral may be hidden as well."""
        folded = fold(self.text)
        part = folded[self.date.start : self.date.end] if self.date else folded
        match = _DAY.search(part)
        if match is None or _FOREIGN.search(part) or self.confidence < _CLEAR:
            return None
        found = dates.find(f"二〇〇〇年一月{match['day']}日") if not match["day"].isdigit() else []
        return int(found[0].iso[8:]) if found and len(found[0].iso) == 10 else int(match["day"] or 0) or None

    def may_be_of(self, month: str) -> bool:
        """Whether the month before the day, as far as read, is this one."""
        match = _MONTH.search(fold(self.text))
        found = dates.find(f"二〇〇〇年{match['month']}月") if match else []
        return not found or found[0].iso[5:7] == month[5:7]


def read(page: Page, until: Value | None) -> Value | None:
    """The date of issue. ``until`` is the end of the period of study, where the certificate's sentence tells it."""
    spans = _alone(page) or (_pieces(page) if page.source == "ocr" else [])
    if not spans:
        return None
    if page.source != "ocr":
        return value_of(spans, Field.GRADUATION_DATE, meanings.day)
    place = _place(page, spans)
    first = _Seen.of(joined([span.text for span in spans]), min(span.line.confidence for span in spans))
    second = _again(page, place)
    known = until.value[:7] if until is not None and until.value else ""
    month, confidence, others = _month([first, second], known)
    if not month:
        return None
    day = None
    if confidence >= _ONE_READING and first.day:  # the right part is read for nothing else than the day
        day = _day(first, (second, _again(page, _right_part(page, place))), month)
    return Value(
        value=f"{month}-{day:02}" if day and _exists(month, day) else month,
        confidence=confidence,
        text=max(first.text, second.text, key=len),
        page=page.number,
        box=place,
        reason="两次识读的落款日期不同" if others else "",
        alternatives=others,
    )


def _alone(page: Page) -> list[Span]:
    """The lowest date with nothing else in its lines but three characters."""
    best: list[Span] = []
    for _, members in prose.row_texts(page):
        right = tuple(line for line in members if line.box[0] > 0.4)
        for lines in (*((line,) for line in members), *((right,) if len(right) > 1 else ())):
            row = Prose(page, lines)
            for item in dates.find(row.text):
                spans = row.spans(item.start, item.end)
                others = sum(len(fold(span.line.text)) for span in spans) - (item.end - item.start)
                if item.certain and others <= 3 and not _OTHER_DATE.search(row.text[: item.start]):
                    best = spans
    return best


def _pieces(page: Page) -> list[Span]:
    """What a seal left of the date, at the lower right."""
    for _, members in reversed(prose.row_texts(page)):
        found = [piece for line in members if line.box[1] > 0.5 for piece in _pieces_in(page, line)]
        if found:
            return found
    return []


def _pieces_in(page: Page, line: Line) -> list[Span]:
    text = Folded.of(line.text).text
    found = [Span(page, line, *match.span()) for match in _PIECE.finditer(text)]
    found = [piece for piece in found if piece.box[0] > 0.4]
    mostly = len(_FOREIGN.sub("", text)) >= 0.6 * len(text) and len(text) <= _LONGEST
    return [Span.whole(page, line)] if found and mostly and line.box[0] > 0.4 else found


def _place(page: Page, spans: list[Span]) -> Box:
    """Where the whole date stands: around its pieces, with room for what is missing at both ends."""
    left, top, right, bottom = union([span.box for span in spans])
    letters = max(sum(len(span.folded) for span in spans), 1)
    character = min((bottom - top) / page.aspect, (right - left) / letters)  # a seal makes a line's box taller
    middle, tall = (top + bottom) / 2, min(bottom - top, _TALLEST * character * page.aspect)
    top, bottom = middle - tall / 2, middle + tall / 2
    whole = any(item.certain for item in dates.find("".join(span.folded for span in spans)))
    if whole:
        return left, top, right, bottom
    ends = spans[-1].folded.endswith(("日", "目", "曰"))
    return max(right - 11 * character, 0.35), top, min(right + (0.3 if ends else 2.5) * character, 0.985), bottom


def _right_part(page: Page, place: Box) -> Box:
    """The part of a place where month and day stand."""
    character = (place[3] - place[1]) / page.aspect
    return max(place[2] - 7.5 * character, (place[0] + place[2]) / 2 - character), *place[1:]


def _again(page: Page, place: Box) -> _Seen:
    line = page.reread(place)
    return _Seen.of(line.text, line.confidence) if line else _Seen("", 0.0, None)


def _month(readings: list[_Seen], known: str) -> tuple[str, float, tuple[str, ...]]:
    """The month, how sure it is, and other months read. Two readings settle it, or one and the sentence.

    A reading that only lost numerals of the year fits the sentence's month too.
    """
    whole = [reading for reading in readings if reading.month]
    months = dict.fromkeys(reading.month or "" for reading in whole)
    if len(months) == 1 and len(whole) == 2:
        return _plausible(next(iter(months)), _CONFIRMED, known)
    if known in months:
        return known, max(_ONE_READING, *(reading.confidence for reading in whole if reading.month == known)), ()
    if known and any(_fits(reading.text, known) for reading in readings):
        return known, _ONE_READING, ()
    if len(months) == 1:
        month = next(iter(months))
        apart = bool(known) and abs(_months(month) - _months(known)) > _USUAL_DELAY
        return _plausible(month, min(whole[0].confidence, _AGAINST_SENTENCE if apart else 1.0), known)
    if months:
        best, *others = months
        return best, 0.5, tuple(others)
    return "", 0.0, ()


def _plausible(month: str, confidence: float, known: str) -> tuple[str, float, tuple[str, ...]]:
    """A month far from the end of the period of study: one of the two was read wrong."""
    if known and not -6 <= _months(month) - _months(known) <= 24:
        return month, min(confidence, 0.5), (known,)
    return month, confidence, ()


def _day(first: _Seen, further: Sequence[_Seen], month: str) -> int | None:
    """The day that the first reading and one by the larger model give, and none another."""
    days = [reading.day for reading in (first, *further) if reading.day and reading.may_be_of(month)]
    return first.day if first.day and len(days) >= 2 and set(days) == {first.day} else None


def _exists(month: str, day: int) -> bool:
    return bool(dates.find(f"{month}-{day:02}"))


def _fits(piece: str, month: str) -> bool:
    """Whether a piece such as ``八年六月`` is what is left of this month: no other, with some numerals lost."""
    match = _YEAR_AND_MONTH.search(fold(piece))
    found = dates.find(f"二〇〇〇年{match['month']}月") if match else []
    if match is None or not found or found[0].iso[5:7] != month[5:7]:
        return False
    left = iter(month[:4])
    return all(numeral in left for numeral in re.sub(f"[{dates.ZEROS}]", "0", match["year"]).translate(_FIGURES))


def _months(iso: str) -> int:
    return 12 * int(iso[:4]) + int(iso[5:7])
