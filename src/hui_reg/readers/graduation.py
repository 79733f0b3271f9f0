"""The dates of a certificate: birth, period of study, and graduation, which stands at the lower right under a seal.

Where the seal left only pieces of it, its place is read again; what stays doubtful is cut down to the month that the
period of study confirms, because a day that may be read wrong is worse than none.
"""

import re
from collections.abc import Mapping
from typing import Final

from hui_reg.model import Box, Value
from hui_reg.readers import dates, meanings, prose
from hui_reg.readers.meanings import fold
from hui_reg.readers.page import Line, Page
from hui_reg.readers.prose import Prose
from hui_reg.readers.spans import union

_UNTIL = re.compile(r"[入学起月]*[至到—\-~一]+")
_BORN_AFTER, _BORN_BEFORE = re.compile(r"出?生(?!产|活)"), re.compile(r"(?:出生(?:日期|年月|于)?|生于):?$")
_NUMERALS: Final = "〇零一二三四五六七八九"
_PIECE = re.compile(
    rf"[{_NUMERALS}]?年[{_NUMERALS}十元]{{1,2}}月|月[{_NUMERALS}十]{{1,3}}日|^[{_NUMERALS}]?十[{_NUMERALS}]?日"
)
_YEAR_AND_MONTH = re.compile(rf"(?P<year>[{_NUMERALS}])年(?P<month>[{_NUMERALS}十元]{{1,2}})月")
_OTHER_DATE = re.compile(r"(?:打印|更新|出生|有效)[^,]{0,4}$")
_CONFIRMED_MONTH: Final = 0.9


def dates_of(page: Page, sentence: Prose, labelled: Mapping[str, Value]) -> dict[str, Value]:
    """Birth, period of study, and the date of graduation: the lowest date that stands by itself."""
    found: dict[str, Value] = {}
    text = sentence.text
    seen = dates.find(text)
    for item, following in zip(seen, [*seen[1:], None], strict=True):
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
        row = Prose(page, tuple(members))
        for item in dates.find(row.text):
            pieces = row.spans(item.start, item.end)
            others = sum(len(fold(piece.line.text)) for piece in pieces) - (item.end - item.start)
            if others <= 3 and not _OTHER_DATE.search(row.text[: item.start]):
                best = row.value("graduation_date", (item.start, item.end), meanings.day)
    return best


def _date_below_seal(page: Page, until: Value | None) -> Value | None:
    """The date at the lower right of which a seal left only pieces."""
    if page.source != "ocr":
        return None
    for _, members in reversed(prose.row_texts(page)):
        pieces = [line for line in members if line.box[0] > 0.4 and line.box[1] > 0.5]
        pieces = [line for line in pieces if _PIECE.search(fold(line.text))]
        if pieces:
            return _read_again(page, pieces, until)
    return None


def _read_again(page: Page, pieces: list[Line], until: Value | None) -> Value | None:
    _, top, right, bottom = union([line.box for line in pieces])
    character = (bottom - top) / page.aspect
    place: Box = (max(right - 11 * character, 0.35), top, min(right + 2.5 * character, 0.985), bottom)
    second = page.reread(place)
    known = until.value if until is not None and until.value else ""
    for item in dates.find(second.text) if second else []:
        sure = second.confidence if second and (item.certain or item.iso[:4] == known[:4]) else 0.5
        confirmed = sure < _CONFIRMED_MONTH and item.iso[:7] == known[:7]
        return Value(
            value=known[:7] if confirmed else item.iso,
            confidence=_CONFIRMED_MONTH if confirmed else sure,
            text=second.text if second else "",
            page=page.number,
            box=place,
        )
    seen = max((fold(line.text) for line in pieces), key=len)
    if until is not None and known and _fits(seen, known):
        return until.model_copy(update={"text": seen, "box": place})
    return None


def _fits(piece: str, month: str) -> bool:
    """Whether a piece such as ``八年六月`` is the end of this month in Chinese numerals."""
    match = _YEAR_AND_MONTH.search(piece)
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
