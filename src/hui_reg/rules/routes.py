"""The two routes of the notice for one graduation: graduated long enough ago, or in a related major."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from hui_reg.notation.iso_dates import Span, shown, span, years_later
from hui_reg.notation.likeness import fold_title, without_study_form
from hui_reg.notice import Notice
from hui_reg.rules.case import COLLEGE, SECONDARY, Case
from hui_reg.rules.graduations import VOCATIONAL, Graduation, Told, as_precise_as_known, school_classes, told
from hui_reg.rules.sight import Sight
from hui_reg.vocabulary import KIND_TITLES


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
    graduation: Graduation | None = None


def _combined(answers: Iterable[tuple[Answer, str]]) -> tuple[Answer, str]:
    """What several words on one field lead to together: the same answer, or one for a person to find."""
    given = list(dict.fromkeys(answers))
    answer = given[0][0] if len({answer for answer, _ in given}) == 1 else Answer.MAYBE
    return answer, "，".join(why for _, why in given) + ("，各材料说法不一" if len(given) > 1 else "")


def route1(case: Case, graduation: Graduation, bearing: tuple[Sight, ...], doubts: tuple[Sight, ...]) -> Ruling:
    """Graduated the full years ago: by the day where it is known, never by an invented one."""
    graduated = told(case, "graduation_date", graduation)
    doubts, bearing = (*doubts, *graduated.doubts), (*bearing, *graduated.sights)
    title = KIND_TITLES[graduation.seed.reading.kind]
    if not graduated.sights:
        return Ruling(Answer.NO, f"{title}的毕业日期没有读出", bearing, doubts, graduation=graduation)
    answer, why = _combined(_reached(case, sight) for sight in graduated.sights)
    return Ruling(answer, why, bearing, doubts, graduation=graduation)


def _reached(case: Case, graduated: Sight) -> tuple[Answer, str]:
    title, text = graduated.document, as_precise_as_known(case, graduated)
    days = span(text)
    if days is None:
        return Answer.MAYBE, f"{title}的毕业日期“{text}”不是日期"
    if days.first > case.received(graduated.exhibit):
        return Answer.MAYBE, f"{title}的毕业日期{shown(text)}在收到材料之后"
    answer, why = reached(days, case.notice)
    years = case.notice.eligibility.route1.years
    return answer, f"{title}的毕业日期为{shown(text)}，{why.format(years=years)}"


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


def route2(
    case: Case, graduation: Graduation, levels: Told, bearing: tuple[Sight, ...], doubts: tuple[Sight, ...]
) -> Ruling:
    """Graduated in this or a related major from a school of the classes named; an unlisted major is for a person."""
    route, title = case.notice.eligibility.route2, KIND_TITLES[graduation.seed.reading.kind]
    classes = school_classes(case, graduation, levels.sights[0] if levels.sights else None)
    bearing = (*bearing, *classes.sights)
    excluded = bool(classes.texts) and all(name in route.excluded_classes for name in classes.texts)
    if excluded and not any(text in (*COLLEGE, *VOCATIONAL) for text in levels.texts):
        why = f"{classes.texts[0]}不在途径二（相关专业毕业）所列院校之内"
        return Ruling(Answer.NO, why, bearing, (*doubts, *classes.doubts), graduation=graduation)
    majors = told(case, "major", graduation)
    if not majors.sights and not majors.doubts:
        return Ruling(Answer.MAYBE, f"{title}上没有专业", bearing, doubts, graduation=graduation)
    doubts, bearing = (*doubts, *classes.doubts, *majors.doubts), (*bearing, *majors.sights)
    if (unclear := _unclear_class(case, classes, levels, title)) is not None:
        return Ruling(Answer.MAYBE, unclear, bearing, doubts, graduation=graduation)
    if _graduates_later(case, graduation):
        why = f"{title}的毕业日期晚于报名截止日"
        return Ruling(Answer.MAYBE, why, bearing, doubts, graduation=graduation)
    answer, why = _combined(_related(case, text) for text in majors.texts or ("未读出",))
    return Ruling(answer, why, bearing, doubts, graduation=graduation)


def _unclear_class(case: Case, classes: Told, levels: Told, title: str) -> str | None:
    """Why the class of school is for a person to judge; None where the notice takes it for route 2."""
    route = case.notice.eligibility.route2
    if not classes.texts:
        return f"{title}的办学类型没有读出，是否属途径二（相关专业毕业）所列院校，需人工判断"
    for name in classes.texts:
        if name not in route.school_classes or name in route.excluded_classes or name in route.review_classes:
            return f"{name}是否属途径二（相关专业毕业）所列院校，需人工判断"
        secondary = name in (*SECONDARY, "普通高中", "初中")
        if any(secondary is (text in COLLEGE) for text in levels.texts):
            return f"{title}的学历{levels.texts[0]}与学校类别{name}不相称，是否属途径二所列院校，需人工判断"
    return None


def _related(case: Case, major: str) -> tuple[Answer, str]:
    known = (case.notice.occupation.name, *case.notice.eligibility.route2.related_majors)
    if fold_title(without_study_form(major)) in {fold_title(title) for title in known}:
        return Answer.YES, f"专业“{major}”为本专业或相关专业"
    return Answer.MAYBE, f"专业“{major}”不在相关专业清单中"


def _graduates_later(case: Case, graduation: Graduation) -> bool:
    days = (span(text) for text in told(case, "graduation_date", graduation).texts)
    return any(known is not None and known.first > case.notice.registration.deadline for known in days)
