"""Who may apply: by age, B211; by schooling, C301–C305.

At most one of the latter speaks, the one that says most about the obstacle.
"""

import re
from collections.abc import Iterator

from hui_reg.model import Evidence, Outcome
from hui_reg.notation import resident_id
from hui_reg.notation.iso_dates import agree, shown
from hui_reg.notice import OwnRoute
from hui_reg.rules.case import TERMS_APART, Case, rank
from hui_reg.rules.demands import claimed
from hui_reg.rules.graduations import GRADUATED, GRADUATION_PAPERS, Graduation, conclusion, graduations
from hui_reg.rules.identity import PERSONAL
from hui_reg.rules.routes import NOT_FILLED, NOT_SEEN
from hui_reg.rules.rule import Doubt, Fail, Mark, eligibility, rule
from hui_reg.rules.sight import Sight
from hui_reg.rules.standing import Answer, Obstacle, Ruling, Standing, standing
from hui_reg.vocabulary import FIELDS, Field, Kind

_STUTTER = re.compile(f"({NOT_FILLED}|{NOT_SEEN})([^，；]+)，\\1")
"""The same said of two cells of a form."""


@rule("B211", Outcome.INELIGIBLE, "年龄不符合规定", basis=eligibility, hint="请待年满规定年龄后再申报。")
def too_young(case: Case) -> Iterator[Mark]:
    """检查内容：到报名截止日是否达到通知文件规定的最低年龄、不超过最高年龄（通知有规定的）。
    依据：通知的申报条件，劳动法规定的最低就业年龄；数值写在通知文件里。
    反例：截止日时15周岁。
    常见误判：生日就在截止日当天的已满周岁；别的材料印着不同的出生日期时，转人工复核，不据此否定。
    """
    if case.identity is None:
        return
    known, number = case.identity
    told = [_outside(case, resident_id.age_on(known.birth_date, deadline)) for deadline in case.deadlines]
    whys = [why for why in told if why]
    if not whys:
        return
    born = known.birth_date.isoformat()
    against = [s for s in case.sights(Field.BIRTH_DATE, *PERSONAL) if s.text and not agree(s.text, born)]
    but = "，但各材料的出生日期不一" if against else "" if all(told) else f"，{TERMS_APART}"
    yield Fail(
        f"出生于{shown(born)}，截止日时{whys[-1]}{but}",
        (number.evidence(), *(sight.evidence() for sight in against)),
        outcome=Outcome.REVIEW if but else None,
        hint="请核对出生日期，超过规定年龄的不能申报。" if "超过" in whys[-1] else None,
    )


def _outside(case: Case, age: int) -> str:
    """Why somebody of that age may not apply; empty when none. A number born in the future is no number: B201."""
    who = case.notice.eligibility
    if 0 <= age < who.minimum_age:
        return f"{age}周岁，不足{who.minimum_age}周岁"
    return f"{age}周岁，超过{who.maximum_age}周岁" if who.maximum_age is not None and age > who.maximum_age else ""


def _refused(case: Case, obstacle: Obstacle) -> Iterator[Mark]:
    """The finding of a NO whose most telling obstacle is this one; never on a weak reading."""
    found = standing(case)
    if found.answer is Answer.NO and not found.doubts and found.obstacle is obstacle:
        telling = [r for r in found.rulings if r.obstacle is obstacle]
        yield _told(case, telling)


def _told(case: Case, rulings: list[Ruling]) -> Fail:
    """What some rulings say, on the clauses of their routes; where a route has none of its own, on that of all."""
    own = {route.title: route for route in case.notice.eligibility.routes}
    clauses = dict.fromkeys(own[r.route].basis if r.route in own else eligibility(case.notice) for r in rulings)
    said = {frozenset(re.split("[：，]", ruling.why)): ruling.why for ruling in reversed(rulings)}
    who, routes = case.notice.eligibility, [own[ruling.route] for ruling in rulings if ruling.route in own]
    hint = None if who.route1 or who.route2 else _of_own(routes or list(who.routes), rulings[0].answer)
    message = _STUTTER.sub(r"\1\2、", "；".join(reversed(said.values())))
    return Fail(message, _evidence(case, rulings), basis="；".join(clauses), hint=hint)


def _of_own(routes: list[OwnRoute], answer: Answer) -> str | None:
    """What a unit can do about a county's own routes: by what they ask for, which needn't be any schooling."""
    asked = {
        FIELDS[Field.YEARS_IN_OCCUPATION]: any(route.years_in_occupation is not None for route in routes),
        FIELDS[Field.HELD_CERTIFICATE]: any(route.held_levels for route in routes),
        "学历": any(route.education for route in routes),
        "在读情况": any(route.student for route in routes),
    }
    things = "、".join(thing for thing, is_asked in asked.items() if is_asked)
    if not things:
        return None
    if answer is Answer.MAYBE:
        return f"请按工作人员要求补充能说明{things}的材料。"
    return f"请核对{things}，申报表填错的请改正后重新提交，并附上能证明的材料。"


def _evidence(case: Case, rulings: list[Ruling]) -> tuple[Evidence, ...]:
    """Where it stands; of what stands nowhere, where it was searched."""
    places = {(s.exhibit.file.sha256, s.field): s.evidence() for ruling in rulings for s in ruling.sights}
    return tuple(places.values()) or case.searched()


@rule(
    "C301",
    Outcome.INELIGIBLE,
    "申报途径都不符合",
    basis=eligibility,
    hint="请核对学历材料，如另有毕业更早或相关专业的毕业证，请一并提交。",
)
def no_route(case: Case) -> Iterator[Mark]:
    """检查内容：途径一，高中或中专及以上学历毕业满规定年限；途径二，规定院校本专业或相关专业毕业（含在读应届）；通知自定的途径（年龄、从业年限、所持证书、学历、在读）一并判断。逐份毕业证判断，一份符合即可。
    依据：通知的申报条件。
    反例：普通高中毕业两年，没有别的学历。
    常见误判：只看最高学历会误判：2023年本科毕业的人可能凭2015年的中专毕业证符合途径一；专业不在清单里的转人工复核，不据此否定。
    """
    found = standing(case)
    if not found.settled_yes:
        yield from map(Doubt, found.doubts)
    yield from _refused(case, Obstacle.ROUTES)


@rule(
    "C302",
    Outcome.REVIEW,
    "申报条件需人工判断",
    basis=eligibility,
    hint="请按工作人员要求补充能说明毕业时间、专业或在读情况的材料。",
)
def depends(case: Case) -> Iterator[Mark]:
    """检查内容：是否符合条件取决于年限计算的截止日、清单以外的专业，或只有在读学生的学籍报告、在校证明。
    依据：通知的申报条件；通知没有写明年限算到哪一天，也没有列出相关专业。
    反例：截止日五年前的次月毕业；只知“2019.7”而截止日在7月；专业“会计”而毕业未满五年。
    常见误判：另有一份毕业证明确符合时不再提出；年月完全早于截止月份的直接通过，不要求补日期。
    """
    found = standing(case)
    if found.answer is Answer.MAYBE and not _hangs_on_unread(found):
        yield _told(case, [ruling for ruling in found.rulings if ruling.answer is Answer.MAYBE])
    elif found.answer is Answer.YES:
        yield from _claimed_beyond(case)


def _claimed_beyond(case: Case) -> Iterator[Mark]:
    """Eligible, but by another graduation than the form claims: that one is unfinished, or still being studied for."""
    who = case.notice.eligibility
    if not (who.route1 or who.route2 or any(route.education for route in who.routes)):
        return
    meant = claimed(case)
    unfinished = {g: words for g in graduations(case) if (words := _unfinished(case, g))}
    for graduation, words in unfinished.items():
        why = f"{words[0].document}的结论为“{words[0].text}”，不作为毕业学历"
        evidence = tuple(sight.evidence() for sight in words)
        if graduation in meant and unfinished.keys() >= set(meant):
            yield Fail(f"申报表所填学历只有{words[0].text}：{why}", evidence)
        else:
            yield Fail(why, evidence, outcome=Outcome.NOTE)
    claim = case.best(Field.EDUCATION, Kind.APPLICATION_FORM)
    if case.enrolled and claim is not None and case.levels:
        yield Fail(f"申报表所填学历“{claim.text}”尚在读", (claim.evidence(),))


def _unfinished(case: Case, graduation: Graduation) -> list[Sight]:
    """Where a graduation is surely told to be none; empty when any paper of it says 毕业."""
    words = [sight for sight in conclusion(case, graduation).sights if sight.sure]
    return [] if any(sight.text == GRADUATED for sight in words) else words


def _hangs_on_unread(found: Standing) -> bool:
    """A field that was not read at all might make this a plain yes: A109 says so, and that is enough."""
    return any(sight.text is None for ruling in found.rulings if not _is_student(ruling) for sight in ruling.doubts)


def _is_student(ruling: Ruling) -> bool:
    kinds = {sight.exhibit.reading.kind for sight in ruling.sights}
    return bool(kinds & {Kind.ENROLMENT_REPORT, Kind.ENROLMENT_LETTER})


@rule(
    "C303",
    Outcome.INELIGIBLE,
    "在读学生不是应届",
    basis=eligibility,
    hint="请待毕业当年再申报，或提交已取得的毕业证。",
)
def not_final_year(case: Case) -> Iterator[Mark]:
    """检查内容：在读学生的预计毕业日期是否在通知所在的年份。
    依据：通知的申报条件“含在读应届毕业生”。
    反例：大学二年级学生。
    常见误判：在读学生另有符合条件的毕业证（如2015年的中专）时，按毕业证判断。
    """
    yield from _refused(case, Obstacle.STUDENT)


@rule(
    "C304",
    Outcome.INELIGIBLE,
    "学历低于高中或中专",
    basis=eligibility,
    hint="请核对学历，如有高中或中专及以上毕业证请提交。",
)
def below_secondary(case: Case) -> Iterator[Mark]:
    """检查内容：最高学历是否低于高中、中专。
    依据：通知的申报条件“高中或中专及以上学历”。
    反例：只有初中毕业证。
    常见误判：申报表上预印的“初中”不是本人所填；只有申报表写初中而没有毕业证时，只转人工复核。
    """
    yield from _refused(case, Obstacle.LEVEL)
    claim = case.best(Field.EDUCATION, Kind.APPLICATION_FORM)
    if standing(case).answer is None and not case.levels and claim is not None and claim.sure:
        lowest = min(map(rank, case.notice.eligibility.secondary_or_above), default=0)
        if 0 <= rank(claim.text or "") < lowest:
            yield Fail(f"申报表所填最高学历为{claim.text}，没有见到毕业证", (claim.evidence(),), outcome=Outcome.REVIEW)


@rule(
    "C305",
    Outcome.INELIGIBLE,
    "结业或肄业，不是毕业",
    basis=eligibility,
    hint="请提交毕业证书，结业、肄业证书不符合条件。",
)
def not_graduated(case: Case) -> Iterator[Mark]:
    """检查内容：毕（结）业结论是否为毕业。
    依据：通知的申报条件要求毕业。
    反例：备案表写“结业”。
    常见误判：大专结业但另有高中毕业证满年限的，按高中毕业证符合途径一；同一学历一处写毕业、一处写结业的，由D402转人工复核；“结业”二字没有把握的，转人工复核。
    """
    yield from _refused(case, Obstacle.CONCLUSION)
    for sight in case.sights(Field.CONCLUSION, *GRADUATION_PAPERS):
        if not sight.sure and any(text != GRADUATED for text in sight.readings):
            yield Doubt(sight)
