"""A value of a notice against the clause it rests on: a clause that gives another figure of that sort is compared."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from hui_reg.notation.tenure import tenure
from hui_reg.notice.terms import Notice

_NUMBER: Final = r"(?<![\d.])\d+(?:,\d{3})*(?:\.\d+)?"
_COUNT: Final = rf"{_NUMBER}|[一二两三四五六七八九十]+"


@dataclass(frozen=True)
class _Sort:
    """Figures of one sort: how they stand in a clause, and what they are, so that spellings compare."""

    pattern: str
    meaning: Callable[[str], object]


def _number(text: str) -> object:
    return Decimal(text.replace(",", ""))


def _years(text: str) -> object:
    known = tenure(f"{text}年")
    return known.least // 12 if known else text


def _pair(text: str) -> object:
    """A day of a month, or a minute of an hour: ``7月5日``, ``17时30分``, ``17:30``."""
    first, *second = (int(number) for number in re.findall(r"\d+", text))
    return first, second[0] if second else 0


_YUAN, _HOURS, _MARKS = (_Sort(rf"({_NUMBER})\s*{unit}", _number) for unit in ("元", "(?:个)?[课学]时", "分"))
_FULL, _KEPT = (_Sort(rf"{word}({_COUNT})\s*年", _years) for word in ("满", "保留"))
_AGE: Final = _Sort(rf"({_COUNT})\s*周岁", _years)
_DAY: Final = _Sort(r"(\d{1,2}月\d{1,2}日)", _pair)
_TIME: Final = _Sort(r"(?<!\d)(\d{1,2}时(?!间)(?:\d{1,2}分)?|\d{1,2}:\d{2})", _pair)


def apart_from_clauses(notice: Notice) -> Iterator[str]:
    """Sentences, each of a value that its clause tells otherwise: what was changed rests on the clause of the change.

    A clause that gives no figure of that sort says nothing; what is left out (0) is told by ``notice check`` itself.
    """
    changed = {change.key: change.values[-1].basis or "" for change in notice.changes}
    for key, value, basis, sort in _values(notice):
        clause = unicodedata.normalize("NFKC", changed.get(key, basis))
        told = list(dict.fromkeys(re.findall(sort.pattern, clause)))
        if told and value != "0" and sort.meaning(value) not in map(sort.meaning, told):
            yield f"{key}：写的是 {value}，依据里写的是 {'、'.join(told)}"


def _values(notice: Notice) -> Iterator[tuple[str, str, str, _Sort]]:
    term, who, exam = notice.registration, notice.eligibility, notice.exam
    yield "registration.deadline", f"{term.deadline.month}月{term.deadline.day}日", term.basis, _DAY
    closes = f"{term.closes.hour}时{term.closes.minute}分" if term.closes else "24时"
    yield "registration.closes", closes, term.basis, _TIME
    yield "fees.registration", f"{notice.fees.registration}", notice.fees.basis, _YUAN
    yield "training.hours", f"{notice.training.hours:g}", notice.training.basis, _HOURS
    yield "makeup.keep_years", f"{notice.makeup.keep_years}", notice.makeup.basis, _KEPT
    yield "eligibility.minimum_age", f"{who.minimum_age}", who.basis, _AGE
    if who.maximum_age is not None:
        yield "eligibility.maximum_age", f"{who.maximum_age}", who.basis, _AGE
    if who.route1 is not None:
        yield "eligibility.route1.years", f"{who.route1.years}", who.basis, _FULL
    for route in who.routes:
        for years in (route.years_in_occupation, route.graduated_years):
            if years:
                yield f"途径“{route.title}”的年数", f"{years}", route.basis, _FULL
    for paper in exam.papers:
        yield f"“{paper.name}”的 pass_mark", f"{paper.pass_mark}", exam.basis, _MARKS
    for subsidy in notice.subsidies:
        yield f"“{subsidy.title}”的 amount", f"{subsidy.amount}", subsidy.basis, _YUAN
