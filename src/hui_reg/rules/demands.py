"""What is demanded of this person, graduation by graduation, and what of it is there.

A diploma, and for colleges a record, is due for the graduation that the form claims and for one on which eligibility
rests; for schooling that 学信网 doesn't register, the record is replaced by another proof. Who has no diploma yet
owes none.
"""

import re
from collections.abc import Iterator

from hui_reg.model import Exhibit, Leftover
from hui_reg.notation.iso_dates import span
from hui_reg.notation.likeness import Match, compare_majors, compare_schools
from hui_reg.notice import Notice, Unregistered
from hui_reg.rules.case import COLLEGE, Case, is_verified, rank
from hui_reg.rules.graduations import (
    GRADUATED,
    Bond,
    Graduation,
    Likeness,
    compare,
    conclusion,
    graduations,
    partners,
    same_level,
    told,
)
from hui_reg.rules.sight import NOT_FOUND, Sight, confirmed
from hui_reg.rules.standing import standing
from hui_reg.vocabulary import Field, Kind, Material

RECORDS = (Kind.EDUCATION_RECORD, Kind.RECOGNITION_REPORT)


def claim(case: Case) -> Sight | None:
    """The highest education that a form claims; a sure one before a weak one."""
    sights = [s for s in case.sights(Field.EDUCATION, Kind.APPLICATION_FORM) if s.text]
    return max(sights, key=lambda s: (s.sure, rank(s.text or "")), default=None)


def claimed(case: Case) -> tuple[Graduation, ...]:
    """The graduation that the form claims, as each of its papers sees it; without a claim the highest there is."""
    return case.once(_claimed)


def _claimed(case: Case) -> tuple[Graduation, ...]:
    wanted = claim(case)
    found = [g for g in graduations(case) if wanted is None or _is_of_level(case, g, wanted.text or "")]
    if wanted is None:
        finished = [g for g in found if _may_be_finished(case, g)]
        top = max((rank(text) for g in finished for text in told(case, Field.EDUCATION, g).texts), default=-1)
        return tuple(g for g in finished if any(rank(text) == top for text in told(case, Field.EDUCATION, g).texts))
    best = min((_distance(case, g) for g in found), default=0)
    return tuple(g for g in found if _distance(case, g) == best)


def _is_of_level(case: Case, graduation: Graduation, level: str) -> bool:
    """Whether a graduation is of the level; one whose level was not read may be any."""
    levels = told(case, Field.EDUCATION, graduation)
    return not levels.texts or any(same_level(text, level) for text in levels.texts)


def _may_be_finished(case: Case, graduation: Graduation) -> bool:
    words = conclusion(case, graduation).texts
    return not words or GRADUATED in words


def _distance(case: Case, graduation: Graduation) -> int:
    """In how much a graduation is not what the form says: of several of one level it means the nearest."""
    apart = 0
    for field, match in (
        (Field.SCHOOL, compare_schools),
        (Field.MAJOR, compare_majors),
        (Field.GRADUATION_DATE, _same_month),
    ):
        form = case.best(field, Kind.APPLICATION_FORM)
        texts = told(case, field, graduation).texts
        if form is not None and form.text and form.tells and texts:
            apart += min((Match.SAME, Match.NEAR, Match.DIFFERENT).index(match(form.text, text)) for text in texts)
    return apart


def _same_month(one: str, other: str) -> Match:
    shorter = min(len(one), len(other), len("2019-07"))
    return Match.SAME if one[:shorter] == other[:shorter] else Match.DIFFERENT


def is_college(case: Case, graduation: Graduation) -> bool | Sight:
    """Whether a graduation is of a college; the doubtful level when that can't be told."""
    levels = told(case, Field.EDUCATION, graduation)
    if any(text in COLLEGE for text in levels.texts) and not levels.doubts:
        return True
    return next(iter(levels.doubts), False)


def unregistered(case: Case, *papers: Exhibit) -> tuple[Unregistered, Sight] | None:
    """What kind of schooling outside the register some paper's (or the form's) school shows, and where."""
    told_by = (case.read(paper, field) for paper in papers for field in (Field.SCHOOL, Field.SCHOOL_CLASS))
    for school in told_by:
        for kind in case.notice.education_record.unregistered if school is not None and school.text else ():
            if school is not None and re.search(kind.school_pattern, school.text or ""):
                return kind, school
    return None


def on_the_form(case: Case) -> tuple[Unregistered, Sight] | None:
    """The same for the school that a form claims."""
    return unregistered(case, *case.current(Kind.APPLICATION_FORM))


def record_of(case: Case, graduation: Graduation) -> tuple[Exhibit, ...]:
    """The records that prove a graduation: a recognition report too, where it is accepted."""
    return tuple(p for p in graduation.of_kind(*RECORDS) if _counts(case, p))


def differing_fact(case: Case, graduation: Graduation) -> Exhibit | None:
    """A verified fact that is meant of a graduation (the same number, or the level and nothing else verified of it)
    and contradicts its papers: whether the record is missing is not the question then."""
    facts = [paper for paper in case.current(Kind.EDUCATION_RECORD) if is_verified(paper)]
    if any(paper is fact for paper in graduation.papers for fact in facts):
        return None
    return next((fact for fact in facts if _is_meant(case, fact, graduation)), None)


def _is_meant(case: Case, fact: Exhibit, graduation: Graduation) -> bool:
    if any(compare(case, fact, paper, Field.CERTIFICATE_NUMBER) is Likeness.AGREE for paper in graduation.papers):
        return True
    level = case.read(fact, Field.EDUCATION)
    return level is not None and any(
        same_level(level.text or "", text) for text in told(case, Field.EDUCATION, graduation).texts
    )


def perhaps_of(case: Case, graduation: Graduation, *kinds: Kind) -> Iterator[Sight]:
    """What couldn't be read on papers that may belong to the graduation, or on the graduation's own."""
    for paper in partners(case, graduation.seed, Bond.PERHAPS):
        if paper.reading.kind not in kinds or paper in graduation.papers:
            continue
        weak = [
            sight
            for field in (Field.CERTIFICATE_NUMBER, Field.EDUCATION, Field.SCHOOL, Field.GRADUATION_DATE)
            for one in (paper, graduation.seed)
            if (sight := case.read(one, field)) is not None and not sight.sure
        ]
        yield from weak or [Sight(paper, Field.CERTIFICATE_NUMBER, NOT_FOUND)]


def accepted_early(case: Case, report: Exhibit) -> bool:
    """A recognition report that is not surely of a graduate late enough to have a record."""
    if report.reading.kind is not Kind.RECOGNITION_REPORT:
        return False
    graduated = case.read(report, Field.GRADUATION_DATE)
    known = span(graduated.text) if graduated is not None and graduated.text else None
    if known is None or graduated is None or not is_settled_date(case, graduated):
        return True
    return known.year < case.notice.education_record.recognition_before


def is_settled_date(case: Case, graduated: Sight) -> bool:
    """Whether the year of a graduation may be relied on."""
    others = case.sights(Field.GRADUATION_DATE, Kind.DIPLOMA, Kind.APPLICATION_FORM)
    return confirmed(graduated, *others, agree=lambda one, other: one[:4] == other[:4]) is not None


def _counts(case: Case, paper: Exhibit) -> bool:
    return paper.reading.kind is Kind.EDUCATION_RECORD or accepted_early(case, paper)


def due(case: Case) -> tuple[Graduation, ...]:
    """The graduations that have to be proved: the claimed one, and one on which eligibility rests."""
    found = [g for g in (of_claim(case), of_eligibility(case)) if g is not None]
    return tuple(dict.fromkeys(found))


def of_claim(case: Case) -> Graduation | None:
    """The graduation that the form claims, as its best proved paper sees it; None when no paper is of it."""
    return _best_proved(case, claimed(case))


def of_eligibility(case: Case) -> Graduation | None:
    """The best proved of the graduations on which eligibility rests."""
    return _best_proved(case, standing(case).rests_on)


def _best_proved(case: Case, graduations: tuple[Graduation, ...]) -> Graduation | None:
    def wanting(graduation: Graduation) -> tuple[int, bool]:
        no_diploma, no_record = not graduation.of_kind(Kind.DIPLOMA), not _is_recorded(case, graduation)
        return no_diploma + no_record, no_diploma

    return min(graduations, key=wanting, default=None)


def _is_recorded(case: Case, graduation: Graduation) -> bool:
    return is_college(case, graduation) is False or bool(record_of(case, graduation))


def demanded(case: Case, material: Material) -> bool | Sight:
    """Whether the notice asks this person for the material; the doubtful level when that can't be told."""
    match case.notice.materials[material].required:
        case "always":
            return True
        case "never":
            return False
        case "graduate":
            return not case.enrolled and not (not case.current(Kind.DIPLOMA) and on_the_form(case))
        case "college":
            return _is_due_of_college(case)


def _is_due_of_college(case: Case) -> bool | Sight:
    """By the papers; by the form only where there are none: what is claimed beyond them is D401's business."""
    registered = [g for g in due(case) if unregistered(case, *g.papers) is None]
    if registered:
        colleges = [is_college(case, graduation) for graduation in registered]
        return True if True in colleges else next((c for c in colleges if isinstance(c, Sight)), False)
    form = claim(case)
    if case.enrolled or graduations(case) or form is None or on_the_form(case):
        return False
    return form.text in COLLEGE if form.sure else form


def absent(case: Case) -> tuple[Material, ...]:
    """Materials that are demanded for certain and of which nothing is there, nor anything in their place."""
    return case.once(_absent)


def _absent(case: Case) -> tuple[Material, ...]:
    return tuple(
        material
        for material in case.notice.materials
        if not case.current(Kind(material.value))
        and not (material is Material.EDUCATION_RECORD and wrong_records(case))
        and not (material is Material.ID_CARD and case.current(Kind.RESIDENCE_CARD))
        and demanded(case, material) is True
    )


def wrong_records(case: Case) -> tuple[Exhibit, ...]:
    """What was sent in place of the 学信网 record; what staff verified elsewhere was sent by nobody."""
    if case.current(Kind.EDUCATION_RECORD):
        return ()
    others = (Kind.RECOGNITION_REPORT, Kind.ENROLMENT_REPORT, Kind.DEGREE_REPORT, Kind.RECORD_SCREENSHOT)
    return tuple(exhibit for exhibit in case.current(*others) if not is_verified(exhibit))


NAME_WORDS: dict[Material, tuple[str, ...]] = {
    Material.EDUCATION_RECORD: ("学信网", "备案", "注册表", "学历验证"),
    Material.APPLICATION_FORM: ("申报表", "申请表", "报名表"),
    Material.ID_CARD: ("身份证", "人像面", "国徽面"),
    Material.DIPLOMA: ("毕业证", "学历证书", "文凭"),
    Material.PHOTO: ("证件照", "照片", "寸照", "白底", "相片"),
}
"""Words of file names, the more telling first: ``身份证照片`` is an ID card."""


def meant(left: Leftover, notice: Notice) -> Material | None:
    """The material a file was meant to be, by its kind or else by the notice's title or the usual words in its name."""
    if left.kind is not None and left.kind.value in set(Material):
        return Material(left.kind.value)
    name = left.file.path.rsplit("/", 1)[-1]
    for material, demand in notice.materials.items():
        if re.search(demand.title_pattern or re.escape(demand.title), name):
            return material
    return next((material for material, words in NAME_WORDS.items() if any(word in name for word in words)), None)


def broken(case: Case) -> list[tuple[Leftover, tuple[Material, ...]]]:
    """Unopened files with the absent materials they may be.

    A file whose material is there in a good copy, or is not demanded, is left out. One that tells nothing may be,
    or hold, any material still absent: whether those are missing can't be told before it is opened.
    """
    return case.once(_broken)


def _broken(case: Case) -> list[tuple[Leftover, tuple[Material, ...]]]:
    damaged = [left for left in case.dossier.hinted if left.problem is not None]
    known = [(left, (material,)) for left in damaged if (material := meant(left, case.notice)) in absent(case)]
    open_ = tuple(material for material in absent(case) if (material,) not in [m for _, m in known])
    return [*known, *((left, open_) for left in damaged if open_ and meant(left, case.notice) is None)]


def missing(case: Case, material: Material) -> bool:
    """Whether a demanded material is absent, no unopened file may be it, and no unconfirmed sender sent one (D408)."""
    if case.beside(Kind(material.value)):
        return False
    return material in absent(case) and not any(material in may_be for _, may_be in broken(case))
