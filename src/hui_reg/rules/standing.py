"""Whether the person may apply: both routes of the notice over every diploma, record and enrolment paper.

Each graduation gives an answer a route: YES, MAYBE (a person must look), or NO, and the fields it could not rest on.
The best answer over all graduations and routes counts, so neither an additional diploma nor an earlier graduation can
ever harm. A weak reading is taken at its face to know what it would mean, but a NO never rests on one. Where the
papers of one graduation say different things, each is followed up: what they don't all lead to is for a person.
"""

from dataclasses import dataclass, field, replace

from hui_reg.model import Dossier, Exhibit
from hui_reg.notation.iso_dates import shown, span
from hui_reg.notation.likeness import Match, compare
from hui_reg.notice import Notice
from hui_reg.rules.case import DOUBTFUL, ENROLMENT, Case, rank
from hui_reg.rules.graduations import (
    GRADUATED,
    Graduation,
    conclusion,
    graduations,
    same_level,
    school_classes,
    told,
)
from hui_reg.rules.routes import Answer, Obstacle, Ruling, own_route, route1, route2
from hui_reg.rules.sight import Sight
from hui_reg.vocabulary import KIND_TITLES, Field, Kind

__all__ = ["Answer", "Obstacle", "Ruling", "Standing", "standing"]


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
    def rests_on(self) -> tuple[Graduation, ...]:
        """The graduations that give the best answer, of a YES those without a doubt first; none for a NO."""
        best = [r for r in self.rulings if r.answer is self.answer is not Answer.NO]
        settled = [r for r in best if r.answer is Answer.YES and not r.doubts]
        if any(ruling.graduation is None for ruling in best):  # a student's report may be enough
            return ()
        return tuple(dict.fromkeys(r.graduation for r in settled or best if r.graduation is not None))

    @property
    def route(self) -> str:
        """The route that holds, the notice's first where several do; where people must judge, the only one that may.

        Empty where none does, or one can't tell which.
        """
        settled = [r.route for r in self.rulings if r.answer is Answer.YES and not r.doubts]
        open_ = {r.route for r in self.rulings if r.answer is not Answer.NO}
        return min(settled, key=_place) if settled else open_.pop() if len(open_) == 1 else ""

    @property
    def obstacle(self) -> Obstacle:
        return max((ruling.obstacle for ruling in self.rulings), default=Obstacle.ROUTES)


def _place(route: str) -> tuple[bool, str]:
    """The two usual routes stand before a county's own."""
    return not route.startswith("route"), route


def route_of(dossier: Dossier, notice: Notice) -> str:
    """The route of the notice on which a dossier is admitted: :attr:`Standing.route`."""
    return standing(Case(dossier, notice)).route


def admitted_by(dossier: Dossier, notice: Notice) -> tuple[str, str]:
    """The route on which a dossier is admitted, and the clause of the notice that says so; empty where none is."""
    case = Case(dossier, notice)
    route, who = standing(case).route, case.notice.eligibility
    own = {one.title: one.basis for one in who.routes}
    return route, (own.get(route) or who.basis) if route else ""


def standing(case: Case) -> Standing:
    """The standing of a case, worked out once."""
    return case.once(_standing)


def _standing(case: Case) -> Standing:
    """A higher education claimed on the form but not proved turns a NO into a MAYBE: the wrong diploma may be here."""
    rulings: list[Ruling] = []
    who = case.notice.eligibility
    for graduation in graduations(case) if who.route1 or who.route2 else ():
        rulings += (_unless_theirs(case, ruling, graduation.papers) for ruling in _of_graduation(case, graduation))
    papers = case.current(*ENROLMENT) if who.takes_students else ()
    counted = [paper for paper in papers if _counts(case, paper)]
    students = [_unless_theirs(case, _if_studying(case, paper), (paper,)) for paper in counted]
    rulings += [replace(ruling, route="route2") for ruling in students] if who.route2 else ()
    own = [replace(r, route=route.title) for route in who.routes for r in own_route(case, route, students)]
    rulings += (_unless_theirs(case, r, r.graduation.papers if r.graduation else ()) for r in own)
    if counted and not all(map(case.still_enrolled, papers)) and any(map(case.still_enrolled, papers)):
        rulings.append(_students_papers_differ(case, papers))
    found = Standing(tuple(rulings))
    if found.answer is Answer.NO and (finished := _finished_elsewhere(case)) is not None:
        why = f"{finished.document}的学籍状态为“{finished.text}”，没有见到相应的毕业证"
        return Standing((*rulings, Ruling(Answer.MAYBE, why, (finished,))))
    if found.answer is Answer.NO and (claim := _unproved_claim(case)) is not None:
        why = f"申报表所填学历为{claim.text}，没有见到相应的毕业证"
        return Standing((*rulings, Ruling(Answer.MAYBE, why, (claim,))))
    return found


def _unless_theirs(case: Case, ruling: Ruling, papers: tuple[Exhibit, ...]) -> Ruling:
    """Nobody is refused for papers that may be another person's."""
    if ruling.answer is not Answer.NO or all(_is_theirs(case, paper) for paper in papers):
        return ruling
    return replace(ruling, answer=Answer.MAYBE, why=f"{ruling.why}，但材料是否属于本人尚不确定")


def _is_theirs(case: Case, paper: Exhibit) -> bool:
    """Whether kind and owner of a paper are no guess and the name on it is not another's."""
    if min(paper.tie_confidence, paper.reading.kind_confidence) < DOUBTFUL:
        return False
    name = case.read(paper, Field.NAME)
    reference = case.best(Field.NAME, Kind.ID_CARD) or case.best(Field.NAME, Kind.APPLICATION_FORM)
    if name is None or reference is None or not name.text or not reference.text:
        return True
    return compare(reference.text, name.text) is not Match.DIFFERENT


def _students_papers_differ(case: Case, papers: tuple[Exhibit, ...]) -> Ruling:
    """One paper says enrolled, another says left or finished: which of both holds is for a person to find."""
    seen = tuple(s for paper in papers if (s := case.read(paper, Field.ENROLMENT_STATUS)) is not None)
    said = "，".join(f"{sight.document}为“{sight.text or '未读出'}”" for sight in seen)
    return Ruling(Answer.MAYBE, f"在读与否，{said}，说法不一", seen or tuple(case.sights(Field.NAME, *ENROLMENT)))


def _finished_elsewhere(case: Case) -> Sight | None:
    """An enrolment paper that tells of a graduation."""
    status = case.sights(Field.ENROLMENT_STATUS, *ENROLMENT)
    return next((sight for sight in status if GRADUATED in (sight.text or "")), None)


def _counts(case: Case, paper: Exhibit) -> bool:
    """An enrolment paper counts for a student, also for one who holds an earlier diploma, unless it surely says not."""
    status = case.read(paper, Field.ENROLMENT_STATUS)
    return case.enrolled or status is None or not status.text or not status.sure or case.still_enrolled(paper)


def _unproved_claim(case: Case) -> Sight | None:
    claim = case.best(Field.EDUCATION, Kind.APPLICATION_FORM)
    if claim is None or not claim.sure or not claim.text:
        return None
    if case.enrolled:  # what is being studied for needs no diploma, an earlier schooling does
        aims = [rank(sight.text) for sight in case.sights(Field.EDUCATION, *ENROLMENT) if sight.text]
        earlier = bool(aims) and rank(claim.text) < min(aims)
        return claim if earlier and claim.text in case.notice.eligibility.secondary_or_above else None
    proved = any(same_level(sight.text or "", claim.text) for sight in case.levels)
    return claim if not proved and claim.text in case.notice.eligibility.secondary_or_above else None


def _of_graduation(case: Case, graduation: Graduation) -> list[Ruling]:
    """Both routes for one graduation, whatever paper shows it."""
    levels, concluded = told(case, Field.EDUCATION, graduation), conclusion(case, graduation)
    doubts = (*levels.doubts, *concluded.doubts)
    bearing = (*levels.sights, *concluded.sights)
    accepted = case.notice.eligibility.secondary_or_above
    low = [sight for sight in levels.sights if sight.text not in accepted]
    unfinished = [sight for sight in concluded.sights if sight.text != GRADUATED]
    one = len(told(case, Field.CERTIFICATE_NUMBER, graduation).texts) < 2  # else the papers may be on two graduations
    if one and low and len(low) == len(levels.sights):
        why = f"{low[0].document}的学历为{low[0].text}，低于高中或中专"
        return [Ruling(Answer.NO, why, bearing, doubts, Obstacle.LEVEL, graduation)]
    if one and unfinished and len(unfinished) == len(concluded.sights):
        why = f"{unfinished[0].document}的结论为“{unfinished[0].text}”，不是毕业"
        return [Ruling(Answer.NO, why, bearing, doubts, Obstacle.CONCLUSION, graduation)]
    if low or unfinished:
        apart, what = (levels.sights, "学历") if low else (concluded.sights, "结论")
        why = "，".join(f"{sight.document}的{what}为“{sight.text}”" for sight in apart)
        return [
            Ruling(
                Answer.MAYBE,
                f"{why}，" + ("说法不一" if one else "证书编号又不同"),
                bearing,
                doubts,
                graduation=graduation,
            )
        ]
    rulings = []
    if (first := case.notice.eligibility.route1) is not None:
        rulings.append(replace(route1(case, first, graduation, bearing, doubts), route="route1"))
    if (second := case.notice.eligibility.route2) is not None:
        related = route2(case, second, graduation, levels, (*concluded.sights, *levels.sights), doubts)
        rulings.append(replace(related, route="route2"))
    return rulings


def _if_studying(case: Case, paper: Exhibit) -> Ruling:
    """What an enrolment paper gives; where a weak reading says that the student has left, that is a doubt of it."""
    ruling, status = _of_student(case, paper), case.read(paper, Field.ENROLMENT_STATUS)
    if status is None or status.sure or ruling.answer is Answer.NO or case.still_enrolled(paper):
        return ruling
    return replace(ruling, doubts=(*ruling.doubts, status))


def _of_student(case: Case, paper: Exhibit) -> Ruling:
    """Route 2 for a student of the final year; always for a person to confirm."""
    title, final_year = KIND_TITLES[paper.reading.kind], case.notice.eligibility.final_year
    expected, level = case.read(paper, Field.EXPECTED_GRADUATION), case.read(paper, Field.EDUCATION)
    classes = school_classes(case, Graduation(paper, (paper,)), level)
    route = case.notice.eligibility.route2
    excluded = route.excluded_classes if route is not None else ()
    if classes.texts and all(name in excluded for name in classes.texts):
        why = f"{classes.texts[0]}在读，不在途径二（相关专业毕业）所列院校之内"
        doubts = tuple(sight for sight in classes.sights if not sight.sure)
        return Ruling(Answer.NO, why, classes.sights, doubts)
    anchor = next((s for s in (expected, case.read(paper, Field.NAME)) if s is not None), None)
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
