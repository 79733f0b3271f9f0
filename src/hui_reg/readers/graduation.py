"""The dates of a certificate: birth, period of study, and graduation, which stands at the lower right under a seal.

Where the seal left only pieces of it, its place is read again; what stays doubtful is cut down to the month that the
period of study confirms, because a day that may be read wrong is worse than none.
"""

import re
from collections.abc import Mapping
from itertools import zip_longest
from typing import Final

from hui_reg.model import Box, Value
from hui_reg.readers import dates, meanings, prose
from hui_reg.readers.meanings import fold
from hui_reg.readers.page import Line, Page
from hui_reg.readers.prose import Prose
from hui_reg.readers.spans import Folded, Span, union

_UNTIL = re.compile(r"[入学起月]*[至到—\-~一]+")
_BORN_AFTER, _BORN_BEFORE = re.compile(r"出?生(?!产|活)"), re.compile(r"(?:出生(?:日期|年月|于)?|生于):?$")
_NUMERALS: Final = "〇零一二三四五六七八九"
_PIECE = re.compile(
    rf"[{_NUMERALS}]?年[{_NUMERALS}十元]{{1,2}}月|月[{_NUMERALS}十]{{1,3}}日|^[{_NUMERALS}]?十[{_NUMERALS}]?日"
)
_YEAR_AND_MONTH = re.compile(rf"(?P<year>[{_NUMERALS}])年(?P<month>[{_NUMERALS}十元]{{1,2}})月")
_OTHER_DATE = re.compile(r"(?:打印|更新|出生|有效)[^,]{0,4}$")
_CONFIRMED_MONTH: Final = 0.9
_SURE_OF_DAY: Final = 0.93


def dates_of(page: Page, sentence: Prose, labelled: Mapping[str, Value]) -> dict[str, Value]:
    """Birth, period of study, and the date of graduation: the lowest date that stands by itself."""
    found: dict[str, Value] = {}
    text = sentence.text
    seen = dates.find(text)
    for item, following in zip_longest(seen, seen[1:]):
        if "birth_date" not in found and (_BORN_AFTER.match(text, item.end) or _BORN_BEFORE.search(text[: item.start])):
            found["birth_date"] = _date_value(sentence, "birth_date", item)
        elif following and "_until" not in found and _UNTIL.fullmatch(text[item.end : following.start]):
            found["enrolment_date"] = _date_value(sentence, "enrolment_date", item)
            found["_until"] = _date_value(sentence, "graduation_date", following)
    until = found.pop("_until", None)
    alone = _date_alone(page) or _date_below_seal(page, until)
    if alone is not None:
        found["graduation_date"] = _settled(alone, until)
    elif until is not None and not labelled.get("graduation_date"):
        weak = {"confidence": min(until.confidence, 0.7), "reason": "未见落款日期，取自学习期限的截止年月"}
        found["graduation_date"] = until.model_copy(update=weak)
    return found


def _date_value(sentence: Prose, field: str, item: dates.Found) -> Value:
    value = sentence.value(field, (item.start, item.end), meanings.day)
    assert value is not None  # a date was found there
    return value


def _date_alone(page: Page) -> Value | None:
    """The lowest date with nothing else in its lines."""
    best: Value | None = None
    for _, members in prose.row_texts(page):
        right = tuple(line for line in members if line.box[0] > 0.4)
        for lines in (*((line,) for line in members), *((right,) if len(right) > 1 else ())):
            best = _date_in(Prose(page, lines)) or best
    return best


def _date_in(row: Prose) -> Value | None:
    """The date that these lines are, but for three characters."""
    for item in dates.find(row.text):
        others = sum(len(fold(piece.line.text)) for piece in row.spans(item.start, item.end)) - (item.end - item.start)
        if others <= 3 and not _OTHER_DATE.search(row.text[: item.start]):
            return row.value("graduation_date", (item.start, item.end), meanings.day)
    return None


def _date_below_seal(page: Page, until: Value | None) -> Value | None:
    """The date at the lower right of which a seal left only pieces."""
    if page.source != "ocr":
        return None
    for _, members in reversed(prose.row_texts(page)):
        pieces = [piece for line in members if line.box[1] > 0.5 for piece in _pieces(page, line)]
        if pieces:
            return _read_again(page, pieces, until)
    return None


def _pieces(page: Page, line: Line) -> list[Span]:
    """The pieces of a date in a line, at the right of the page."""
    found = [Span(page, line, *match.span()) for match in _PIECE.finditer(Folded.of(line.text).text)]
    return [piece for piece in found if piece.box[0] > 0.4]


def _read_again(page: Page, pieces: list[Span], until: Value | None) -> Value | None:
    """The place of the date as one line, and its day once more by itself; the period of study must not contradict."""
    _, top, right, bottom = union([piece.box for piece in pieces])
    character = (bottom - top) / page.aspect
    place: Box = (max(right - 11 * character, 0.35), top, min(right + 2.5 * character, 0.985), bottom)
    second = page.reread(place)
    text = second.text if second else ""
    known = until.value[:7] if until is not None and until.value else ""
    seen = max([text, *(piece.folded for piece in pieces)], key=len)
    item = next(iter(dates.find(text)), None)
    if item is not None and second is not None and (item.certain or item.iso[:4] == known[:4]):
        day = _day_again(page, place, character)
        sure_of_day = day is not None and item.iso.endswith(f"-{day:02}") and second.confidence >= _SURE_OF_DAY
        iso = item.iso if sure_of_day else item.iso[:7]
        if item.iso[:7] == known or not known:
            sure = max(second.confidence, _CONFIRMED_MONTH if known else 0.0)
            return Value(value=iso, confidence=sure, text=text, page=page.number, box=place)
    if until is not None and known and any(_fits(piece, known) for piece in (text, *(p.folded for p in pieces))):
        return until.model_copy(update={"text": seen, "box": place, "confidence": min(until.confidence, 0.95)})
    if item is None or second is None:
        return None
    return Value(value=item.iso, confidence=min(second.confidence, 0.5), text=text, page=page.number, box=place)


def _day_again(page: Page, place: Box, character: float) -> int | None:
    """The day as the right part of the place reads by itself."""
    line = page.reread((max(place[2] - 7.5 * character, place[0]), place[1], place[2], place[3]))
    match = re.search(rf"月(?P<day>[{_NUMERALS}十廿]{{1,3}})[日目曰]", fold(line.text)) if line else None
    found = dates.find(f"二〇〇〇年一月{match['day']}日") if match else []
    return int(found[0].iso[8:]) if found and len(found[0].iso) == 10 else None


def _fits(piece: str, month: str) -> bool:
    """Whether a piece such as ``八年六月`` is the end of this month in Chinese numerals."""
    match = _YEAR_AND_MONTH.search(fold(piece))
    found = dates.find(f"二〇一{match['year']}年{match['month']}月") if match else []
    return bool(found) and found[0].iso[3:7] == month[3:7]


def _settled(alone: Value, until: Value | None) -> Value:
    """The date at the lower right beside the end of the period of study: far apart, one of them is read wrong."""
    if until is None or until.value is None or alone.value is None:
        return alone
    apart = _months(alone.value) - _months(until.value)
    if -6 <= apart <= 24:
        return alone
    return alone.model_copy(update={"alternatives": (until.value,), "reason": "落款日期与学习期限的截止年月相差较大"})


def _months(iso: str) -> int:
    return 12 * int(iso[:4]) + int(iso[5:7])
