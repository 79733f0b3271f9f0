"""Whether the person may apply: both routes of the notice over every diploma, record and enrolment paper.

Each paper gives an answer a route: YES, MAYBE (a person must look), or NO, and the fields it could not rest on.
The best answer over all papers and routes counts, so neither an additional diploma nor an earlier graduation can
ever harm. A weak reading is taken at its face to know what it would mean, but a NO never rests on one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from hui_reg.model import Exhibit
from hui_reg.notice import Notice
from hui_reg.rules.case import ENROLMENT, Case, rank
from hui_reg.rules.dates import Span, shown, span, years_later
from hui_reg.rules.graduations import (
    GRADUATED,
    GRADUATION_PAPERS,
    as_precise_as_known,
    conclusion_of,
    partners,
    school_class_of,
    settle,
)
from hui_reg.rules.names import fold_title
from hui_reg.rules.sight import Sight
from hui_reg.vocabulary import KIND_TITLES, Kind


class Answer(IntEnum):
    NO = 0
    MAYBE = 1
    YES = 2


class Obstacle(IntEnum):
    """Why a NO, the most telling last."""

    LEVEL = 0
    ROUTES = 1
    CONCLUSION = 2
    STUDENT = 3


@dataclass(frozen=True)
class Ruling:
    """What one paper gives on one route. ``doubts``: fields the answer depends on and that could not be read."""

    answer: Answer
    why: str
    sights: tuple[Sight, ...]
    doubts: tuple[Sight, ...] = ()
    obstacle: Obstacle = Obstacle.ROUTES


@dataclass(frozen=True)
class Standing:
    """The best answer over all rulings; empty when there is no paper to judge by."""

    rulings: tuple[Ruling, ...] = field(default=())

    @property
    def answer(self) -> Answer | None:
        """None when there is nothing to judge."""
        return max((ruling.answer for ruling in self.rulings), default=None)

    @property
    def settled_yes(self) -> bool:
        return any(ruling.answer is Answer.YES and not ruling.doubts for ruling in self.rulings)

    @property
    def doubts(self) -> tuple[Sight, ...]:
        """Unread fields that could still change the answer."""
        return () if self.settled_yes else tuple(sight for ruling in self.rulings for sight in ruling.doubts)

    @property
    def obstacle(self) -> Obstacle:
        return max((ruling.obstacle for ruling in self.rulings), default=Obstacle.ROUTES)


def standing(case: Case) -> Standing:
    """The standing of a case, worked out once."""
    return case.once(_standing)


def _standing(case: Case) -> Standing:
    """A higher education claimed on the form but not proved turns a NO into a MAYBE: the wrong diploma may be here."""
    rulings: list[Ruling] = []
    for paper in case.current(*GRADUATION_PAPERS):
        rulings += _of_graduate(case, paper)
    rulings += [_of_student(case, paper) for paper in case.current(*ENROLMENT) if _counts(case, paper)]
    found = Standing(tuple(rulings))
    if found.answer is Answer.NO and (claim := _unproved_claim(case)) is not None:
        why = f"申报表所填学历为{claim.text}，没有见到相应的毕业证"
        return Standing((*rulings, Ruling(Answer.MAYBE, why, (claim,))))
    return found


def _counts(case: Case, paper: Exhibit) -> bool:
    """An enrolment paper counts for a student, also for one who holds an earlier diploma."""
    status = case.read(paper, "enrolment_status")
    return case.enrolled or not (status is not None and status.text) or "在籍" in status.text.replace("不在籍", "")


def _unproved_claim(case: Case) -> Sight | None:
    claim = case.best("education", Kind.APPLICATION_FORM)
    if claim is None or not claim.sure or not claim.text or case.enrolled:
        return None
    proved = max((rank(sight.text or "") for sight in case.levels), default=-1)
    return claim if rank(claim.text) > proved and claim.text in case.notice.eligibility.secondary_or_above else None


def _of_graduate(case: Case, paper: Exhibit) -> list[Ruling]:
    """Both routes for one diploma, record or recognition report."""
    same = partners(case, paper)
    level, level_doubt = settle(case, "education", paper, same)
    conclusion, conclusion_doubt = conclusion_of(case, paper, same)
    doubts = tuple(sight for sight in (level_doubt, conclusion_doubt) if sight is not None)
    bearing = tuple(sight for sight in (level, conclusion) if sight is not None)
    if level is not None and level.text and level.text not in case.notice.eligibility.secondary_or_above:
        why = f"{level.document}的学历为{level.text}，低于高中或中专"
        return [Ruling(Answer.NO, why, bearing, doubts, Obstacle.LEVEL)]
    if conclusion is not None and conclusion.text and conclusion.text != GRADUATED:
        why = f"{conclusion.document}为{conclusion.text}，不是毕业"
        return [Ruling(Answer.NO, why, bearing, doubts, Obstacle.CONCLUSION)]
    return [
        _route1(case, paper, same, bearing, doubts),
        _route2(case, paper, same, level, doubts),
    ]


def _route1(
    case: Case, paper: Exhibit, same: tuple[Exhibit, ...], bearing: tuple[Sight, ...], doubts: tuple[Sight, ...]
) -> Ruling:
    """Graduated the full years ago: by the day where it is known, never by an invented one."""
    graduated, doubt = settle(case, "graduation_date", paper, same)
    doubts += (doubt,) if doubt is not None else ()
    title, years = KIND_TITLES[paper.reading.kind], case.notice.eligibility.route1.years
    if graduated is None or graduated.text is None:
        return Ruling(Answer.NO, f"{title}的毕业日期没有读出", bearing, doubts)
    text = as_precise_as_known(case, graduated)
    days = span(text)
    if days is None:
        return Ruling(Answer.MAYBE, f"{title}的毕业日期“{text}”不是日期", (*bearing, graduated), doubts)
    answer, why = reached(days, case.notice)
    return Ruling(answer, f"{title}的毕业日期为{shown(text)}，{why.format(years=years)}", (*bearing, graduated), doubts)


def reached(days: Span, notice: Notice) -> tuple[Answer, str]:
    """Whether the full years are reached on the cut-off day, for a graduation on some day of ``days``."""
    route, cut_off = notice.eligibility.route1, notice.cut_off
    latest = years_later(cut_off, -route.years)
    told = f"截止日{shown(cut_off.isoformat())}"
    if days.last <= latest:
        return Answer.YES, f"至{told}已满{{years}}年"
    if days.first <= latest:
        return Answer.MAYBE, f"只知年月，至{told}是否满{{years}}年无法确定"
    if route.grey_zone_to_year_end and days.first.year == latest.year:
        return Answer.MAYBE, f"至{told}未满{{years}}年、至当年年底可满，取决于计算截止日"
    return Answer.NO, f"至{told}未满{{years}}年"


def _route2(
    case: Case, paper: Exhibit, same: tuple[Exhibit, ...], level: Sight | None, doubts: tuple[Sight, ...]
) -> Ruling:
    """Graduated in this or a related major from a school of the classes named; an unlisted major is for a person."""
    route, title = case.notice.eligibility.route2, KIND_TITLES[paper.reading.kind]
    school_class, class_sight = school_class_of(case, paper, same, level)
    bearing = tuple(sight for sight in (level, class_sight) if sight is not None)
    if school_class in route.excluded_classes:
        return Ruling(Answer.NO, f"{school_class}不在途径二（相关专业毕业）所列院校之内", bearing, doubts)
    major, doubt = settle(case, "major", paper, same)
    if major is None or (doubt is None and not major.text):
        return Ruling(Answer.MAYBE, f"{title}上没有专业", bearing, doubts)
    doubts += (doubt,) if doubt is not None else ()
    bearing += (major,)
    if school_class is not None and school_class not in route.school_classes:
        return Ruling(Answer.MAYBE, f"{school_class}是否属途径二（相关专业毕业）所列院校，需人工判断", bearing, doubts)
    if major.text and _is_related(major.text, (case.notice.occupation.name, *route.related_majors)):
        if _graduates_later(case, paper, same):
            return Ruling(Answer.MAYBE, f"{title}的毕业日期晚于报名截止日", bearing, doubts)
        return Ruling(Answer.YES, f"专业“{major.text}”为本专业或相关专业", bearing, doubts)
    return Ruling(Answer.MAYBE, f"专业“{major.text or '未读出'}”不在相关专业清单中", bearing, doubts)


def _is_related(major: str, related: Iterable[str]) -> bool:
    return fold_title(major) in {fold_title(known) for known in related}


def _graduates_later(case: Case, paper: Exhibit, same: tuple[Exhibit, ...]) -> bool:
    graduated, _ = settle(case, "graduation_date", paper, same)
    days = span(graduated.text) if graduated is not None and graduated.text else None
    return days is not None and days.first > case.notice.registration.deadline


def _of_student(case: Case, paper: Exhibit) -> Ruling:
    """Route 2 for a student of the final year; always for a person to confirm."""
    title, final_year = KIND_TITLES[paper.reading.kind], case.notice.eligibility.final_year
    expected, level = case.read(paper, "expected_graduation"), case.read(paper, "education")
    school_class, class_sight = school_class_of(case, paper, (), level)
    if school_class in case.notice.eligibility.route2.excluded_classes and class_sight is not None:
        return Ruling(Answer.NO, f"{school_class}在读，不在途径二（相关专业毕业）所列院校之内", (class_sight,))
    anchor = next((s for s in (expected, case.read(paper, "name")) if s is not None), None)
    assert anchor is not None  # a name is always printed on an enrolment paper
    days = span(expected.text) if expected is not None and expected.text else None
    if expected is not None and not expected.sure:
        return Ruling(Answer.MAYBE, f"以{title}申报，应届与否需核对", (anchor,), (expected,))
    if days is None:
        return Ruling(Answer.MAYBE, f"以{title}申报，看不出预计毕业日期", (anchor,))
    text = shown(expected.text or "") if expected is not None else ""
    if days.year > final_year:
        return Ruling(Answer.NO, f"预计{text}毕业，不是{final_year}年应届", (anchor,), obstacle=Obstacle.STUDENT)
    if days.year < final_year:
        return Ruling(Answer.MAYBE, f"以{title}申报，预计毕业日期{text}已过", (anchor,))
    return Ruling(Answer.MAYBE, f"应届在读，以{title}申报，预计{text}毕业", (anchor,))
