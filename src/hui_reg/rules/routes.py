"""The routes of a notice: graduated long enough ago, graduated in a related major, and those a county writes itself.

Each gives YES, MAYBE (a person must look) or NO. Of a county's own route every condition must hold, so the lowest
answer of its conditions counts; what no paper tells is never a NO.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from hui_reg.notation.held_certificates import held_levels
from hui_reg.notation.iso_dates import Span, shown, span, years_later
from hui_reg.notation.likeness import fold_title, without_study_form
from hui_reg.notation.nothing import is_left_open, says_none
from hui_reg.notation.resident_id import age_on
from hui_reg.notation.tenure import LONGEST, tenure
from hui_reg.notice import OwnRoute, Route1, Route2
from hui_reg.rules.case import COLLEGE, SECONDARY, TERMS_APART, Case
from hui_reg.rules.graduations import (
    GRADUATED,
    VOCATIONAL,
    Graduation,
    Told,
    as_precise_as_known,
    conclusion,
    graduations,
    school_classes,
    told,
)
from hui_reg.rules.sight import Sight
from hui_reg.vocabulary import FIELDS, KIND_TITLES, Field, Kind

YOUNGEST_WORKER = 16
"""Before this age nobody may be employed: longer years in an occupation can't be."""


NOT_FILLED, NOT_SEEN = "申报表没有填写", "没有见到申报表，不知道"


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
    """What one paper gives on one route. ``doubts``: fields the answer depends on and that could not be read.

    ``route`` as in the notice: ``route1``, ``route2``, or the title of the county's own; empty: none in particular.
    """

    answer: Answer
    why: str
    sights: tuple[Sight, ...]
    doubts: tuple[Sight, ...] = ()
    obstacle: Obstacle = Obstacle.ROUTES
    graduation: Graduation | None = None
    route: str = ""


def combined(answers: Iterable[tuple[Answer, str]]) -> tuple[Answer, str]:
    """What several words on one field lead to together: the same answer, or one for a person to find."""
    given = list(dict.fromkeys(answers))
    answer = given[0][0] if len({answer for answer, _ in given}) == 1 else Answer.MAYBE
    return answer, "，".join(why for _, why in given) + ("，各材料说法不一" if len(given) > 1 else "")


def route1(
    case: Case, route: Route1, graduation: Graduation, bearing: tuple[Sight, ...], doubts: tuple[Sight, ...]
) -> Ruling:
    """Graduated the full years ago: by the day where it is known, never by an invented one."""
    graduated = told(case, Field.GRADUATION_DATE, graduation)
    doubts, bearing = (*doubts, *graduated.doubts), (*bearing, *graduated.sights)
    title = KIND_TITLES[graduation.seed.reading.kind]
    if not graduated.sights:
        return Ruling(Answer.NO, f"{title}的毕业日期没有读出", bearing, doubts, graduation=graduation)
    answer, why = combined(_reached(case, route, sight) for sight in graduated.sights)
    return Ruling(answer, why, bearing, doubts, graduation=graduation)


def _reached(case: Case, route: Route1, graduated: Sight) -> tuple[Answer, str]:
    title, text = graduated.document, as_precise_as_known(case, graduated)
    days = span(text)
    if days is None:
        return Answer.MAYBE, f"{title}的毕业日期“{shown(text)}”不是日期"
    if days.first > case.received(graduated.exhibit):
        return Answer.MAYBE, f"{title}的毕业日期{shown(text)}在收到材料之后"
    answer, why = reached(days, route, route.cut_off or case.notice.registration.deadline)
    return answer, f"{title}的毕业日期为{shown(text)}，{why.format(years=route.years)}"


def reached(days: Span, route: Route1, cut_off: date) -> tuple[Answer, str]:
    """Whether the full years are reached on the cut-off day, for a graduation on some day of ``days``."""
    latest = years_later(cut_off, -route.years)
    told = f"截止日{shown(cut_off)}"
    if days.last <= latest:
        return Answer.YES, f"至{told}已满{{years}}年"
    if days.first <= latest:
        return Answer.MAYBE, f"只知年月，至{told}是否满{{years}}年无法确定"
    if route.grey_zone_to_year_end and days.first.year == latest.year:
        return Answer.MAYBE, f"至{told}未满{{years}}年、至当年年底可满，取决于计算截止日"
    return Answer.NO, f"至{told}未满{{years}}年"


def route2(
    case: Case,
    route: Route2,
    graduation: Graduation,
    levels: Told,
    bearing: tuple[Sight, ...],
    doubts: tuple[Sight, ...],
) -> Ruling:
    """Graduated in this or a related major from a school of the classes named; an unlisted major is for a person."""
    title = KIND_TITLES[graduation.seed.reading.kind]
    classes = school_classes(case, graduation, levels.sights[0] if levels.sights else None)
    bearing = (*bearing, *classes.sights)
    excluded = bool(classes.texts) and all(name in route.excluded_classes for name in classes.texts)
    if excluded and not any(text in (*COLLEGE, *VOCATIONAL) for text in levels.texts):
        why = f"{classes.texts[0]}不在途径二（相关专业毕业）所列院校之内"
        return Ruling(Answer.NO, why, bearing, (*doubts, *classes.doubts), graduation=graduation)
    majors = told(case, Field.MAJOR, graduation)
    if not majors.sights and not majors.doubts:
        return Ruling(Answer.MAYBE, f"{title}上没有专业", bearing, doubts, graduation=graduation)
    doubts, bearing = (*doubts, *classes.doubts, *majors.doubts), (*bearing, *majors.sights)
    if (unclear := _unclear_class(route, classes, levels, title)) is not None:
        return Ruling(Answer.MAYBE, unclear, bearing, doubts, graduation=graduation)
    if _graduates_later(case, graduation):
        why = f"{title}的毕业日期晚于报名截止日"
        return Ruling(Answer.MAYBE, why, bearing, doubts, graduation=graduation)
    answer, why = combined(_related(case, route, text) for text in majors.texts or ("未读出",))
    return Ruling(answer, why, bearing, doubts, graduation=graduation)


def _unclear_class(route: Route2, classes: Told, levels: Told, title: str) -> str | None:
    """Why the class of school is for a person to judge; None where the notice takes it for route 2."""
    if not classes.texts:
        return f"{title}的办学类型没有读出，是否属途径二（相关专业毕业）所列院校，需人工判断"
    for name in classes.texts:
        if name not in route.school_classes or name in route.excluded_classes or name in route.review_classes:
            return f"办学类型为“{name}”，是否属途径二（相关专业毕业）所列院校，需人工判断"
        secondary = name in (*SECONDARY, "普通高中", "初中")
        if any(secondary is (text in COLLEGE) for text in levels.texts):
            return f"{title}的学历{levels.texts[0]}与学校类别{name}不相称，是否属途径二所列院校，需人工判断"
    return None


def _related(case: Case, route: Route2, major: str) -> tuple[Answer, str]:
    known = (case.notice.occupation.name, *route.related_majors)
    if fold_title(without_study_form(major)) in {fold_title(title) for title in known}:
        return Answer.YES, f"专业“{major}”为本专业或相关专业"
    return Answer.MAYBE, f"专业“{major}”不在相关专业清单中"


def _graduates_later(case: Case, graduation: Graduation) -> bool:
    days = (span(text) for text in told(case, Field.GRADUATION_DATE, graduation).texts)
    return any(known is not None and known.first > case.notice.registration.deadline for known in days)


@dataclass(frozen=True)
class Met:
    """How far one condition of a county's own route holds."""

    answer: Answer
    why: str
    sights: tuple[Sight, ...] = ()
    doubts: tuple[Sight, ...] = ()
    graduation: Graduation | None = None


def own_route(case: Case, route: OwnRoute, students: Sequence[Ruling]) -> Iterator[Ruling]:
    """A ruling for each graduation or student's paper that may satisfy the route; one where it asks for neither."""
    always = [*_of_age(case, route), *_of_service(case, route), *_of_certificate(case, route)]
    schooling: list[Met] | None = None
    if route.student:
        schooling = [Met(r.answer, r.why, r.sights, r.doubts) for r in students]
        schooling = schooling or [Met(Answer.NO, "没有学籍验证报告或在校证明，不按在读学生申报")]
    elif route.education:
        schooling = [_of_schooling(case, route, graduation) for graduation in graduations(case)]
        schooling = schooling or [Met(Answer.MAYBE, "没有见到毕业证，学历无法确定")]
    for school in [[]] if schooling is None else [[met] for met in schooling]:
        yield _together(route, [*always, *school])


def _together(route: OwnRoute, conditions: Sequence[Met]) -> Ruling:
    """All conditions of a route: the lowest answer; a sure NO needs no further reading."""
    refused = [met for met in conditions if met.answer is Answer.NO and not met.doubts]
    answer = min(met.answer for met in conditions)
    telling = refused or [met for met in conditions if met.answer is answer]
    return Ruling(
        answer,
        f"途径“{route.title}”：" + "，".join(met.why for met in telling),
        tuple(sight for met in telling for sight in met.sights),
        () if refused else tuple(sight for met in conditions for sight in met.doubts),
        graduation=next((met.graduation for met in conditions if met.graduation is not None), None),
    )


def _of_age(case: Case, route: OwnRoute) -> Iterator[Met]:
    if route.minimum_age is None and route.maximum_age is None:
        return
    if case.identity is None:
        yield Met(Answer.MAYBE, "年龄无法确定")
        return
    known, number = case.identity
    given = [_at_age(route, age_on(known.birth_date, deadline)) for deadline in case.deadlines]
    answer, why = given[-1]
    if {answer} != {other for other, _ in given}:
        answer, why = Answer.MAYBE, f"{why}，{TERMS_APART}"
    yield Met(answer, why, (number,))


def _at_age(route: OwnRoute, age: int) -> tuple[Answer, str]:
    if route.minimum_age is not None and age < route.minimum_age:
        return Answer.NO, f"截止日时{age}周岁，不足{route.minimum_age}周岁"
    if route.maximum_age is not None and age > route.maximum_age:
        return Answer.NO, f"截止日时{age}周岁，超过{route.maximum_age}周岁"
    return Answer.YES, f"截止日时{age}周岁"


def _of_service(case: Case, route: OwnRoute) -> Iterator[Met]:
    if route.years_in_occupation is not None:
        yield _on_the_form(case, route, Field.YEARS_IN_OCCUPATION)


def _of_certificate(case: Case, route: OwnRoute) -> Iterator[Met]:
    if route.held_levels:
        yield _on_the_form(case, route, Field.HELD_CERTIFICATE)


def _on_the_form(case: Case, route: OwnRoute, field: Field) -> Met:
    """What only the form tells; forms that say different things are for a person."""
    seen = case.sights(field, Kind.APPLICATION_FORM)
    title = FIELDS[field]
    if not seen:
        there = NOT_FILLED if case.current(Kind.APPLICATION_FORM) else NOT_SEEN
        return Met(Answer.MAYBE, f"{there}{title}")
    judge = _serves if field == Field.YEARS_IN_OCCUPATION else _holds
    doubts = tuple(sight for sight in seen if not sight.sure)
    read = [judge(case, route, sight.text) for sight in seen if sight.text]
    answer, why = combined(read) if read else (Answer.MAYBE, f"申报表的{title}没有读出")
    if answer is Answer.YES and not route.form_is_enough:
        answer, why = Answer.MAYBE, f"{why}，请核对证明"
    return Met(answer, why, tuple(seen), doubts)


def _serves(case: Case, route: OwnRoute, text: str) -> tuple[Answer, str]:
    wanted, known = route.years_in_occupation or 0, tenure(text)
    said = f"申报表填写从事本职业“{text}”"
    age = age_on(case.identity[0].birth_date, case.notice.registration.deadline) if case.identity else LONGEST
    if known is None or known.least > 12 * max(age - YOUNGEST_WORKER, 0):
        return Answer.MAYBE, f"{said}，看不出或不合情理"
    match known.reaches(wanted):
        case True:
            return Answer.YES, f"{said}，满{wanted}年"
        case False:
            return Answer.NO, f"{said}，不满{wanted}年"
    return Answer.MAYBE, f"{said}，是否满{wanted}年无法确定"


def _holds(case: Case, route: OwnRoute, text: str) -> tuple[Answer, str]:
    said = f"申报表填写现持证书“{text}”"
    if says_none(text):
        return Answer.NO, said
    job = case.notice.occupation
    levels = {**{level: level for level in route.held_levels}, **case.notice.roster.levels}
    held = held_levels(text, (job.name, *job.synonyms), levels)
    if not is_left_open(text) and held & set(route.held_levels):
        return Answer.YES, said
    return Answer.MAYBE, f"{said}，是否为本职业{'或'.join(route.held_levels)}证书无法确定"


def _of_schooling(case: Case, route: OwnRoute, graduation: Graduation) -> Met:
    """One graduation of the levels named, the years ago: each field as surely as it was read."""
    levels, concluded = told(case, Field.EDUCATION, graduation), conclusion(case, graduation)
    sights, doubts = (*levels.sights, *concluded.sights), (*levels.doubts, *concluded.doubts)
    title = KIND_TITLES[graduation.seed.reading.kind]
    fits = [(Answer(2 * (text in route.education)), f"{title}的学历为{text}") for text in levels.texts]
    fits = fits or [(Answer.MAYBE, f"{title}的学历没有读出")]
    finished = [(Answer(2 * (text == GRADUATED)), f"{title}的结论为“{text}”") for text in concluded.texts]
    finished = finished or [(Answer.YES, title)]
    parts = [combined(fits), combined(finished)]
    if route.graduated_years:
        years = Route1(years=route.graduated_years, grey_zone_to_year_end=False)
        since = route1(case, years, graduation, (), ())
        sights, doubts = (*sights, *since.sights), (*doubts, *since.doubts)
        parts.append((since.answer, since.why))
    answer = min(answer for answer, _ in parts)
    return Met(answer, "，".join(why for a, why in parts if a is answer), sights, doubts, graduation)
