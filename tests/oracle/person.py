"""Who somebody is: the number, the card, and what every other paper says of name, sex and birth."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from hui_reg.vocabulary import Kind
from tests.oracle import terms
from tests.oracle.saying import (
    Paper,
    is_word_for_nothing,
    plain,
    same_day,
    same_name,
    same_text,
    settled,
    span,
    years_old,
)

PROVINCES = {"1": "12345", "2": "123", "3": "1234567", "4": "123456", "5": "01234", "6": "12345", "7": "1", "8": "123"}
"""By first digit, the second digits of the provinces there are; 9 begins the number of a foreigner living here."""
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Number:
    """A number of GB 11643 that can be one."""

    born: date
    sex: str
    is_permit: bool


def number(text: str) -> Number | None:
    """``None`` when it can't be a number of today: length, province, birth, check digit."""
    digits = plain(text)
    if not re.fullmatch(r"\d{17}[\dX]", digits):
        return None
    if digits[0] != "9" and digits[1] not in PROVINCES.get(digits[0], ""):
        return None
    if "10X98765432"[sum(int(d) * w for d, w in zip(digits[:17], WEIGHTS, strict=True)) % 11] != digits[17]:
        return None
    born = span(f"{digits[6:10]}-{digits[10:12]}-{digits[12:14]}")
    if born is None:
        return None
    return Number(born[0], "男" if int(digits[16]) % 2 else "女", digits[0] == "9" or digits[:2] in ("81", "82", "83"))


def known_number(papers: Iterable[Paper]) -> Number | None:
    """The number of the card if it is sure and can be one, else that of the form."""
    papers = list(papers)
    for kind in (Kind.ID_CARD, Kind.APPLICATION_FORM):
        for paper in papers:
            if paper.kind is kind and paper.certain:
                known = number(paper.sure("id_number") or "")
                if known is not None and known.born <= _received(papers):
                    return known
    return None


def too_young(papers: Iterable[Paper]) -> bool:
    known = known_number(papers)
    return known is not None and years_old(known.born, terms.DEADLINE) < terms.MINIMUM_AGE


def _received(papers: Iterable[Paper]) -> date:
    return max(p.exhibit.received_at.astimezone(terms.ZONE).date() for p in papers)


def doubts_of_identity(papers: list[Paper]) -> list[str]:
    """Why it isn't sure that all of this is one person, properly proved by a card."""
    cards = [p for p in papers if p.kind is Kind.ID_CARD]
    fronts = [p for p in cards if _shows(p, "portrait", "id_number")]
    backs = [p for p in cards if _shows(p, "emblem", "id_valid_to")]
    if not fronts or not backs:
        return ["身份证不齐"]
    found = []
    if not any(p.certain for p in fronts) or not any(p.certain for p in backs):
        found.append("身份证归属或种类拿不准")
    front, others = fronts[0], [p for p in papers if p not in fronts[:1]]
    name = settled(front, "name", others, same_name)
    digits = settled(front, "id_number", others, same_text)
    if name is None or digits is None:
        return [*found, "身份证姓名或号码拿不准"]
    known = number(digits)
    if known is None or known.born > _received(papers):
        return [*found, "身份证号码不成立"]
    if years_old(known.born, terms.DEADLINE) < terms.MINIMUM_AGE:
        found.append("不满16周岁")
    found += _doubts_of_period(backs, known)
    return found + _doubts_of_others(papers, name, digits)


def _doubts_of_period(backs: list[Paper], known: Number) -> list[str]:
    """One card that is valid is enough: an older one beside it does no harm."""
    doubts = [_doubt_of_period(back, known) for back in backs]
    return [] if None in doubts else [doubt for doubt in doubts[:1] if doubt]


def _doubt_of_period(back: Paper, known: Number) -> str | None:
    start, end = back.readings("id_valid_from"), back.readings("id_valid_to")
    if not start or not end:
        return "身份证有效期拿不准"
    doubts = [_doubt_of_days(back, known, one, other) for one in start for other in end]
    return None if None in doubts else doubts[0]


def _doubt_of_days(back: Paper, known: Number, start: str, end: str) -> str | None:
    first = span(start)
    if first is None or first[0] != first[1]:
        return "身份证有效期起不是一天"
    if first[0] > back.exhibit.received_at.astimezone(terms.ZONE).date():
        return "身份证在收件时还没生效"
    age = years_old(known.born, first[0])
    if age < 0:
        return "身份证签发早于出生"
    last = None if end == "长期" else span(end)
    if end != "长期" and last is None:
        return "身份证有效期止不成日期"
    if last is not None and last[0] < terms.DEADLINE:
        return "身份证过期"
    usual = {5} if age < 16 else {10} if age < 26 else {20} if age < 46 else {0}
    years = {5, 10} if known.is_permit else usual
    if not any(_ends_after(first[0], last[0] if last else None, length) for length in years):
        return "身份证有效期的长短与签发时的年龄不合"
    return None


def _ends_after(start: date, end: date | None, years: int) -> bool:
    if years == 0 or end is None:
        return years == 0 and end is None
    leap = (start.month, start.day) == (2, 29)
    ends = {(start.year + years, start.month, start.day)}
    if leap:
        ends |= {(start.year + years, 2, 28), (start.year + years, 3, 1)}
    return (end.year, end.month, end.day) in ends


NAMED = (
    Kind.APPLICATION_FORM, Kind.DIPLOMA, Kind.EDUCATION_RECORD, Kind.ENROLMENT_REPORT, Kind.ENROLMENT_LETTER,
    Kind.RECOGNITION_REPORT, Kind.ID_CARD,
)  # fmt: skip


def names_another(paper: Paper, name: str) -> bool:
    return _never(paper, "name", lambda text: same_name(text, name))


def _never(paper: Paper, field: str, right: Callable[[str], bool]) -> bool:
    """Whether something was read there, and no reading of it is right."""
    readings = paper.readings(field)
    return bool(readings) and not any(right(text) for text in readings)


def _shows(card: Paper, side: str, field: str) -> bool:
    return card.fact(side) is True or bool(card.readings(field))


def _doubts_of_others(papers: list[Paper], name: str, digits: str) -> list[str]:
    found, known = [], number(digits)
    assert known is not None
    for paper in papers:
        if paper.kind not in NAMED:
            continue
        if not paper.readings("name") and paper.there("name"):
            found.append(f"{paper.kind} 的姓名看不清")
        if names_another(paper, name):
            found.append(f"{paper.kind} 的姓名不同")
        if _never(paper, "id_number", lambda text: same_text(text, digits)):
            found.append(f"{paper.kind} 的号码不同")
        if _never(paper, "sex", lambda text: text == known.sex):
            found.append(f"{paper.kind} 的性别与号码不合")
        if _never(paper, "birth_date", lambda text: same_day(text, known.born.isoformat())):
            found.append(f"{paper.kind} 的出生日期与号码不合")
    return found


def doubts_of_form(papers: list[Paper]) -> list[str]:
    forms = [p for p in papers if p.kind is Kind.APPLICATION_FORM]
    if not forms:
        return ["没有申报表"]
    found = []
    if not any(_is_filled(form, papers) for form in forms):
        found.append("申报表必填项缺或拿不准")
    for form in forms:
        found += [f"申报职业是{t}" for t in form.readings("occupation") if not _is_the_occupation(t)]
        found += [
            f"申报等级是{t}"
            for t in form.readings("level")
            if plain(t) not in terms.LEVELS and not is_word_for_nothing(t)
        ]
        found += [
            f"电话是{t}"
            for t in form.readings("phone")
            if len(re.findall(r"\d", plain(t))) < 7 and not is_word_for_nothing(t)
        ]
    return found


def _is_the_occupation(text: str) -> bool:
    """As the notice calls it, perhaps with the notice's level in brackets."""
    bare = plain(text)
    for level in terms.LEVELS:
        bare = bare.removesuffix(f"({level})")
    return bare in terms.OCCUPATIONS or is_word_for_nothing(text)


def _is_spelled_out(readings: Collection[str]) -> bool:
    """However faint: nothing but the occupation's own name, of seven characters and more, letter by letter."""
    return bool(readings) and all(text in terms.OCCUPATIONS for text in readings)


def _is_filled(form: Paper, papers: list[Paper]) -> bool:
    """All that is required is there; what rules look at is sure, or sure on another paper."""
    others = [p for p in papers if p.kind is not Kind.APPLICATION_FORM]
    return (
        form.certain
        and all(form.readings(name) for name in terms.FORM_FIELDS)
        and not any(is_word_for_nothing(text) for name in terms.FORM_FIELDS for text in form.readings(name))
        and bool(form.sure("level"))
        and bool(form.sure("occupation") or _is_spelled_out(form.readings("occupation")))
        and settled(form, "name", others, same_name) is not None
        and settled(form, "id_number", others, same_text) is not None
    )
