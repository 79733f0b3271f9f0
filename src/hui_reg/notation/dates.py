"""Dates as documents write them, to ISO: ``2004 年 10 月``, ``2018.7``, ``二〇二四年七月一日``, ``二O二四年元月``.

A day or month that isn't written is never invented: ``2018.7`` becomes ``2018-07``, a year alone is no date.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

ZEROS = "〇零○◯OoΟОQCcС0口□。"
"""What stands for 〇 in print, on keyboards and in OCR."""

_DIGITS = {numeral: value for value, numeral in enumerate("〇一二三四五六七八九")}
_DIGITS |= {numeral: value for value, numeral in enumerate("零壹贰叁肆伍陆柒捌玖")}
_DIGITS |= {"两": 2, "元": 1} | dict.fromkeys(ZEROS, 0) | {str(value): value for value in range(10)}
_LETTERS_IN_DIGITS = re.compile(r"(?<=\d)[OoQ](?=[\d年月日.\-/])|(?<=[.\-/年月])[OoQ](?=\d)")

_NUMERAL = f"[{ZEROS}一二三四五六七八九]"
_YEAR = rf"(?:19|20)\d\d|[一1][九9]{_NUMERAL}{{2}}|[二2][{ZEROS}]{_NUMERAL}{{2}}"
_MONTH = rf"1[0-2]|0?[1-9]|十[一二]?|元|[{ZEROS}]?[一二三四五六七八九]"
_DAY = r"3[01]|[12]\d|0?[1-9]|三十一?|[二廿]十?[一二三四五六七八九]?|十[一二三四五六七八九]?|初?[一三四五六七八九]"
_MARK = r"[.．\-–—/、·]"

_WRITTEN = re.compile(
    rf"(?<![\d.])(?P<year>{_YEAR})\s*[.·,]?\s*年\s*(?P<month>{_MONTH})\s*(?:月(?:份)?(?:\s*(?P<day>{_DAY})\s*[日号])?)(?!\d{{3}})"
)
_DOTTED = re.compile(
    rf"(?<![\d.])(?P<year>(?:19|20)\d\d)\s*{_MARK}\s*(?P<month>1[0-2]|0?[1-9])(?!\d)"
    rf"(?:\s*{_MARK}\s*(?P<day>3[01]|[12]\d|0?[1-9])(?=\D|$|\d\d:\d\d))?"
)
_SOLID = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])?(?!\d)")
_MONTH_UNMARKED = re.compile(r"(?P<year>(?:19|20)\d\d)\s*年\s*(?P<month>1[0-2]|0?[1-9])(?P<day>(?!))?(?![\d月])")
_ZERO_LOST = re.compile(
    rf"(?<!{_NUMERAL})(?P<year>[二2][一二三四五六七八九]{_NUMERAL}|二[{ZEROS}][一二三])\s*年\s*(?P<month>{_MONTH})\s*月"
    rf"(?:\s*(?P<day>{_DAY})\s*[日号])?"
)


@dataclass(frozen=True)
class Found:
    """A date at ``start:end`` of the text. ``certain`` is false where a numeral was missing and put back."""

    iso: str
    start: int
    end: int
    certain: bool = True


def find(text: str) -> list[Found]:
    """All dates of at least a month in ``text``, in the order they stand there. Impossible ones are left out.

    Looks at ``text`` after :func:`plain`, which keeps every position.
    """
    folded = plain(text)
    found = [_found(match) for pattern in (_WRITTEN, _DOTTED, _SOLID) for match in pattern.finditer(folded)]
    found += [_found(match, certain=False) for match in _ZERO_LOST.finditer(folded)]
    kept: list[Found] = []
    for item in (item for item in found if item is not None):
        if not any(item.start < other.end and other.start < item.end for other in kept):
            kept.append(item)
    return sorted(kept, key=lambda item: item.start)


def parse(text: str) -> str | None:
    """The one date that ``text`` is about, ISO; None when there is none or more than one."""
    found = find(text) or [item for match in _MONTH_UNMARKED.finditer(plain(text)) if (item := _found(match))]
    days = {item.iso for item in found if item.certain}
    return days.pop() if len(days) == 1 else None


def plain(text: str) -> str:
    """``text`` with full-width characters folded and letters among digits mended; same length."""
    folded = "".join(_fold(character) for character in text)
    return _LETTERS_IN_DIGITS.sub("0", folded)


def _fold(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character


def _found(match: re.Match[str], *, certain: bool = True) -> Found | None:
    year = int("".join(str(_DIGITS[numeral]) for numeral in match["year"]))
    if not certain:  # 二一八 is 二〇一八, 二〇二 is 二〇二〇, 二〇一 is 二〇一〇: the circle is what gets lost
        year = year * 10 if match["year"][1] in ZEROS else 2000 + year % 100
    month = _number(match["month"])
    day = _number(match["day"]) if match["day"] else None
    try:
        date(year, month, day or 1)
    except ValueError:
        return None
    iso = f"{year:04}-{month:02}" + (f"-{day:02}" if day else "")
    return Found(iso, match.start(), match.end(), certain)


def _number(numerals: str) -> int:
    """``7``, ``07``, ``七``, ``十二``, ``廿一``, ``三十一`` to a number."""
    numerals = numerals.removeprefix("初").replace("廿", "二十").replace("十十", "十")
    if numerals.isascii():
        return int(numerals)
    tens, ten, units = numerals.rpartition("十")
    if not ten:
        return int("".join(str(_DIGITS[numeral]) for numeral in numerals))
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[units] if units else 0)
