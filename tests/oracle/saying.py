"""What a paper says, three-valued, and when two papers contradict: the oracle's own words for readings.

A value is *sure*, *doubtful* (read weakly, or with other readings), *untold*, or not there. A doubtful one is *settled*
when a sure word elsewhere about the same thing is one of its readings. Two values *clash* when they have no reading in
common; they *contradict* when both are sure besides.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from hui_reg.model import Exhibit, Value
from hui_reg.vocabulary import Kind

ENOUGH = 0.85
Same = Callable[[str, str], bool]


@dataclass(frozen=True)
class Paper:
    """One exhibit, seen by what it says."""

    exhibit: Exhibit

    @property
    def kind(self) -> Kind:
        return self.exhibit.reading.kind

    @property
    def certain(self) -> bool:
        """Whether it is sure what this is, and whose."""
        return self.exhibit.reading.kind_confidence >= ENOUGH and self.exhibit.tie_confidence >= ENOUGH

    def field(self, name: str) -> Value | None:
        return self.exhibit.reading.fields.get(name)

    def sure(self, name: str) -> str | None:
        value = self.field(name)
        if value is None or value.value is None or value.confidence < ENOUGH or value.alternatives:
            return None
        return value.value

    def readings(self, name: str) -> tuple[str, ...]:
        """All that this field may have been read as; empty when nothing was."""
        value = self.field(name)
        if value is None:
            return ()
        return tuple(text for text in (value.value, *value.alternatives) if text is not None)

    def there(self, name: str) -> bool:
        return self.field(name) is not None

    def fact(self, name: str) -> float | str | bool | None:
        return self.exhibit.reading.facts.get(name)


def clash(one: Paper, other: Paper, name: str, same: Same, other_name: str | None = None) -> bool:
    """Whether no reading of one paper's field is a reading of the other's, where both have any."""
    mine, theirs = one.readings(name), other.readings(other_name or name)
    return bool(mine and theirs) and not any(same(a, b) for a in mine for b in theirs)


def contradict(one: Paper, other: Paper, name: str, same: Same, other_name: str | None = None) -> bool:
    mine, theirs = one.sure(name), other.sure(other_name or name)
    return mine is not None and theirs is not None and not same(mine, theirs)


def agree(one: Paper, other: Paper, name: str, same: Same, other_name: str | None = None) -> bool:
    """Whether a sure word of one is a reading of the other: two weak witnesses don't agree."""
    if one.sure(name) is None and other.sure(other_name or name) is None:
        return False
    return any(same(a, b) for a in one.readings(name) for b in other.readings(other_name or name))


def settled(paper: Paper, name: str, witnesses: Iterable[Paper], same: Same) -> str | None:
    """What a field surely says: it is sure, or a sure word elsewhere about the same thing is one of its readings.

    A day that is only settled to its month is its month.
    """
    if (said := paper.sure(name)) is not None:
        return said
    for text in paper.readings(name):
        for witness in witnesses:
            told = witness.sure(name)
            if told is not None and same(told, text):
                return told if text.startswith(told) else text
    return None


# words


TRADITIONAL = str.maketrans("資業學會計經濟務書電語漢吳麗華陳張劉黃", "资业学会计经济务书电语汉吴丽华陈张刘黄")


def plain(text: str) -> str:
    """Widths, spaces and the commonest traditional characters folded."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper().translate(TRADITIONAL)


def same_text(one: str, other: str) -> bool:
    return plain(one) == plain(other)


def same_level(one: str, other: str) -> bool:
    """The vocational schools below college are called one for another."""
    vocational = {"中专", "职高", "技校"}
    return one == other or {one, other} <= vocational


def same_school(one: str, other: str) -> bool:
    """A place in brackets may be left out, but two different ones are two schools."""
    names = [re.fullmatch(r"(.*?)(\(.*\))?", plain(text)) for text in (one, other)]
    (bare, place), (other_bare, other_place) = ((m[1], m[2]) if m else ("", None) for m in names)
    return bare == other_bare and (place is None or other_place is None or place == other_place)


def same_name(one: str, other: str) -> bool:
    def folded(text: str) -> str:
        return re.sub(r"[·•．.・‧∙]", "", plain(text))

    return folded(one) == folded(other)


def major(text: str) -> str:
    """Without direction in brackets, without the kind of schooling before it, without the word 专业."""
    bare = re.sub(r"\(.*?\)", "", plain(text))
    bare = re.sub(r"^(网络教育|成人高等教育|成人教育|高等教育自学考试|自学考试|开放教育|函授|业余|夜大)", "", bare)
    return bare.removesuffix("专业")


def same_major(one: str, other: str) -> bool:
    return major(one) == major(other)


def is_word_for_nothing(text: str) -> bool:
    return re.sub(r"[\W_]+", "", text) in {"", "无", "没有", "暂无", "无号码", "不详", "略", "空", "NA", "none", "None"}


# days


def span(text: str) -> tuple[date, date] | None:
    """First and last day of a date, a month or a year; ``None`` for what is none of these."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", text.strip())
    if not found:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if day:
            return date(year, month, day), date(year, month, day)
        if month:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        return None


def same_month(one: str, other: str) -> bool:
    """Whether two dates can be days of one month; a year alone agrees with each of its months."""
    length = min(len(one), len(other), 7)
    return one[:length] == other[:length]


def same_day(one: str, other: str) -> bool:
    length = min(len(one), len(other), 10)
    return one[:length] == other[:length]


def years_old(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
