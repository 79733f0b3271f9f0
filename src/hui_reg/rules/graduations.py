"""What is one graduation, which papers prove it, and what they say of it together.

Papers are one graduation when school, level, date and number don't contradict. One missing value contradicts nothing,
a weak one is weak: then the papers are *perhaps* one. The bond is between two papers; whoever asks for the partners of
a paper gets those that surely belong to it, so two papers that contradict each other never prove the same thing.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from hui_reg.model import Exhibit
from hui_reg.notation import certificate_number
from hui_reg.notation.iso_dates import agree, coarser
from hui_reg.notation.likeness import Match, compare_schools, fold_title, without_study_form
from hui_reg.notation.masked import is_masked, may_be_same
from hui_reg.rules.case import SECONDARY, Case, same_number
from hui_reg.rules.sight import NOT_FOUND, Sight, confirmed
from hui_reg.vocabulary import Field, Kind

GRADUATION_PAPERS = (Kind.DIPLOMA, Kind.EDUCATION_RECORD, Kind.RECOGNITION_REPORT)
AUTHORITY = (Kind.EDUCATION_RECORD, Kind.RECOGNITION_REPORT, Kind.DIPLOMA)
GRADUATED = "毕业"
VOCATIONAL = ("中专", "职高", "技校")
MONTH = len("2019-07")
YEAR = len("2019")


class Bond(IntEnum):
    """Whether two papers are on one graduation."""

    APART = 0
    PERHAPS = 1
    SAME = 2


class Likeness(IntEnum):
    """How one value of two papers compares; ``UNTOLD``: not on both, or neither the same nor another."""

    DIFFER = 0
    DOUBTFUL = 1
    UNTOLD = 2
    AGREE = 3


def same_level(one: str, other: str) -> bool:
    """Whether two levels are the same; 中专, 职高 and 技校 are written for one another."""
    return one == other or (one in VOCATIONAL and other in VOCATIONAL)


def bond(case: Case, one: Exhibit, other: Exhibit) -> Bond:
    """How surely two papers are on one graduation."""
    number = compare(case, one, other, Field.CERTIFICATE_NUMBER)
    rest = [compare(case, one, other, field) for field in (Field.EDUCATION, Field.SCHOOL, Field.GRADUATION_DATE)]
    if number is Likeness.AGREE:  # unless all but one of the others say that it is misprinted
        return Bond.SAME if rest.count(Likeness.DIFFER) < len(rest) - 1 else Bond.APART
    if Likeness.DIFFER in rest or (number is Likeness.DIFFER and set(rest) != {Likeness.AGREE}):
        return Bond.APART
    if Likeness.DOUBTFUL in rest or Likeness.AGREE not in rest[1:]:  # many people's papers are of one level
        return Bond.PERHAPS
    if number is Likeness.DOUBTFUL and Likeness.UNTOLD in rest:
        return Bond.PERHAPS
    return Bond.SAME


def compare(case: Case, one: Exhibit, other: Exhibit, field: Field) -> Likeness:
    """How a field of two papers compares."""
    first, second = case.read(one, field), case.read(other, field)
    if first is None or second is None or not first.text or not second.text:
        return Likeness.UNTOLD
    if is_masked(first.text + second.text) and (
        field != Field.CERTIFICATE_NUMBER or may_be_same(first.text, second.text)
    ):
        return Likeness.UNTOLD
    matches = {_match(field, a, b) for a in first.readings for b in second.readings}
    if Match.SAME in matches:
        return Likeness.AGREE
    if Match.NEAR in matches:
        return Likeness.UNTOLD
    return Likeness.DIFFER if first.sure and second.sure else Likeness.DOUBTFUL


def _match(field: Field, one: str, other: str) -> Match:
    match field:
        case Field.CERTIFICATE_NUMBER:
            return Match.SAME if same_number(one, other) else Match.DIFFERENT
        case Field.EDUCATION:
            return Match.SAME if same_level(one, other) else Match.DIFFERENT
        case Field.SCHOOL:
            return compare_schools(one, other)
    if agree(one[:MONTH], other[:MONTH]):
        return Match.SAME
    return Match.NEAR if agree(one[:YEAR], other[:YEAR]) else Match.DIFFERENT


def partners(case: Case, paper: Exhibit, least: Bond = Bond.SAME) -> tuple[Exhibit, ...]:
    """The other papers on the same graduation, the most authoritative first; with ``PERHAPS`` the possible ones too."""
    bonds = case.once(_bonds)
    return tuple(e for e in case.current(*AUTHORITY) if bonds.get((id(paper), id(e)), Bond.APART) >= least)


def _bonds(case: Case) -> dict[tuple[int, int], Bond]:
    papers = case.current(*GRADUATION_PAPERS)
    bonds: dict[tuple[int, int], Bond] = {}
    for place, one in enumerate(papers):
        for other in papers[place + 1 :]:
            bonds[id(one), id(other)] = bonds[id(other), id(one)] = bond(case, one, other)
    return bonds


def pairs(case: Case) -> Iterator[tuple[Exhibit, Exhibit]]:
    """Every two papers on one graduation, each pair once, the more authoritative paper first."""
    papers = case.current(*AUTHORITY)
    bonds = case.once(_bonds)
    for place, one in enumerate(papers):
        yield from ((one, other) for other in papers[place + 1 :] if bonds[id(one), id(other)] is Bond.SAME)


@dataclass(frozen=True, eq=False)
class Graduation:
    """One graduation as a paper of it sees it: the paper itself and its partners, the most authoritative first."""

    seed: Exhibit
    papers: tuple[Exhibit, ...]

    def of_kind(self, *kinds: Kind) -> tuple[Exhibit, ...]:
        return tuple(paper for paper in self.papers if paper.reading.kind in kinds)


def graduations(case: Case) -> tuple[Graduation, ...]:
    """The graduations of the dossier, one for each paper: several papers see the same one."""
    return case.once(_graduations)


def _graduations(case: Case) -> tuple[Graduation, ...]:
    found = []
    for seed in case.current(*AUTHORITY):
        papers = sorted((seed, *partners(case, seed)), key=lambda e: AUTHORITY.index(e.reading.kind))
        found.append(Graduation(seed, tuple(papers)))
    return tuple(found)


@dataclass(frozen=True)
class Told:
    """What the papers of a graduation say of one field: each different word once; and the doubts that are left."""

    sights: tuple[Sight, ...] = ()
    doubts: tuple[Sight, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(sight.text or "" for sight in self.sights)


def told(case: Case, field: Field, graduation: Graduation) -> Told:
    """The sure words on a field; where there are none, the weak ones, unless the form confirms one of them."""
    seen = [s for paper in graduation.papers if (s := case.read(paper, field)) is not None]
    sure = [sight for sight in seen if sight.sure and sight.text]
    if sure:
        return Told(_distinct(field, sure))
    written = [sight for sight in seen if sight.text]
    if not written:
        return Told((), tuple(seen[:1]))
    on_form = [s for form in forms_on(case, graduation) if (s := case.read(form, field)) is not None]
    for sight in written:
        others = [other for other in written if other is not sight]
        if (settled := confirmed(sight, *others, *on_form, agree=_agreement(field))) is not None:
            return Told((settled,))
    return Told(_distinct(field, written), tuple(written))


def forms_on(case: Case, graduation: Graduation) -> list[Exhibit]:
    """The forms that may speak of this graduation: their school and year are no other than its papers'."""
    return [
        form
        for form in case.current(Kind.APPLICATION_FORM)
        if all(
            compare(case, form, paper, field) >= Likeness.UNTOLD
            for paper in graduation.papers
            for field in (Field.SCHOOL, Field.GRADUATION_DATE)
        )
    ]


def _distinct(field: Field, sights: Iterable[Sight]) -> tuple[Sight, ...]:
    """One sight for each different value; of dates that agree the finest."""
    found: list[Sight] = []
    same = _agreement(field)
    for sight in sights:
        known = next((n for n, other in enumerate(found) if same(other.text or "", sight.text or "")), None)
        if known is None:
            found.append(sight)
        elif field == Field.GRADUATION_DATE and len(sight.text or "") > len(found[known].text or ""):
            found[known] = sight
    return tuple(found)


def _agreement(field: Field) -> Callable[[str, str], bool]:
    match field:
        case Field.GRADUATION_DATE:
            return agree
        case Field.EDUCATION:
            return same_level
        case Field.CONCLUSION:
            return str.__eq__
    return lambda one, other: fold_title(without_study_form(one)) == fold_title(without_study_form(other))


def conclusion(case: Case, graduation: Graduation) -> Told:
    """毕业, 结业 or 肄业: a sure word is needed, and any reading of another word is a doubt, also a weak one."""
    seen = [s for paper in graduation.papers if (s := case.read(paper, Field.CONCLUSION)) is not None]
    sure = _distinct(Field.CONCLUSION, [sight for sight in seen if sight.sure])
    against = tuple(s for s in seen if not s.sure and any(text != GRADUATED for text in s.readings or ("",)))
    if sure:
        turned = tuple(s for s in seen if not s.sure and s.text == GRADUATED != sure[0].text)
        return Told(sure, (*against, *turned))
    if seen:
        return Told(_distinct(Field.CONCLUSION, [sight for sight in seen if sight.text]), tuple(seen))
    return Told(
        (), tuple(Sight(diploma, Field.CONCLUSION, NOT_FOUND) for diploma in graduation.of_kind(Kind.DIPLOMA)[:1])
    )


CLASS_WORDS = {
    "自考": ("自考", "自学考试"),
    "网络": ("网络", "远程"),
    "开放": ("开放", "广播电视大学"),
    "成人": ("成人", "函授", "夜大", "业余"),
    "普通高校": ("普通高校", "普通高等", "普通全日制"),
}
"""Words by which record and diploma tell the class of a college."""

CLASS_FIELDS = (
    Field.SCHOOL_CLASS,
    Field.EDUCATION_CATEGORY,
    Field.STUDY_FORM,
    Field.MAJOR,
    Field.SCHOOL,
    Field.CERTIFICATE_NUMBER,
)

_TRADES = re.compile("职业|职[专中]|技工|技师|中等专业|中专")
NUMBER_CLASSES = {"普通": "普通高校", "网络": "网络", "自考": "自考"}
"""What a number tells by itself; that of adult education is also that of the open universities."""


def school_classes(case: Case, graduation: Graduation, level: Sight | None) -> Told:
    """Every class of school that the papers tell: as printed, by the record's category, the number, or the level."""
    found: dict[str, Sight] = {}
    doubts: list[Sight] = []
    for paper in graduation.papers:
        for field in CLASS_FIELDS:
            sight = case.read(paper, field)
            name = _class_named(field, sight.text) if sight is not None and sight.text else None
            if sight is not None and name is not None and sight.sure:
                found.setdefault(name, sight.saying(name))
            elif sight is not None and field == Field.SCHOOL_CLASS:
                doubts.append(sight)
    if not found and level is not None and level.text in SECONDARY:
        if level.text != "高中":
            return Told((level.saying(level.text),), tuple(doubts))
        if not any(_teaches_trades(case, paper) for paper in graduation.papers):
            return Told((level.saying("普通高中"),), tuple(doubts))
    return Told(tuple(found.values()), () if found else tuple(doubts))


def _teaches_trades(case: Case, paper: Exhibit) -> bool:
    """Whether a school calls itself vocational: what it calls 高中 may be either."""
    school = case.read(paper, Field.SCHOOL)
    return school is not None and any(_TRADES.search(text) for text in school.readings)


def _class_named(field: Field, text: str) -> str | None:
    if field == Field.CERTIFICATE_NUMBER:
        known = certificate_number.parse(text)
        return NUMBER_CLASSES.get(known.school_class or "") if known else None
    if field == Field.SCHOOL_CLASS:
        return text
    if field == Field.MAJOR:
        text = text.removesuffix(without_study_form(text))
    named = next((name for name, words in CLASS_WORDS.items() if any(word in text for word in words)), None)
    return named if field != Field.SCHOOL or named == "开放" else None


def as_precise_as_known(case: Case, graduated: Sight) -> str:
    """A weak day confirmed only by a month is worth the month."""
    text = graduated.text or ""
    if graduated.sure:
        return text
    others = case.sights(Field.GRADUATION_DATE, *GRADUATION_PAPERS, Kind.APPLICATION_FORM)
    agreeing = [o.text for o in others if o.exhibit is not graduated.exhibit and o.text and agree(text, o.text)]
    return coarser(text, max(agreeing, key=len)) if agreeing else text
