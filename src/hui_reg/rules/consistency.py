"""The application form against the papers of the graduation it means, and forms against one another: D401; one person
mixed up with another: C309."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from hui_reg.model import Exhibit, Outcome
from hui_reg.notation.iso_dates import shown
from hui_reg.notation.likeness import Match, compare, compare_schools
from hui_reg.notation.masked import is_masked
from hui_reg.notation.resident_id import is_valid, mask, normalise
from hui_reg.rules.case import ENROLMENT, Case, rank, same_number
from hui_reg.rules.graduations import (
    AUTHORITY,
    GRADUATED,
    Graduation,
    conclusion,
    graduations,
    partners,
    same_level,
    told,
)
from hui_reg.rules.identity import where_apart
from hui_reg.rules.papers import COMPARED, match_on
from hui_reg.rules.rule import Doubt, Fail, Mark, evidence_of, material, rule, usage
from hui_reg.rules.sight import Sight
from hui_reg.vocabulary import FIELDS, Field, Kind, Material

REACHED = (Field.PHONE, Field.EMPLOYER)
"""What two forms of one person must say alike, though no other paper says it."""


@rule(
    "D401",
    Outcome.CORRECT,
    "申报表与学历材料不符",
    basis=material(Material.APPLICATION_FORM),
    hint="请按学历材料改正申报表的学历信息，或补交申报表所填学历的材料。",
)
def form_differs(case: Case) -> Iterator[Mark]:
    """检查内容：每份申报表的最高学历、毕业院校、专业、毕业时间（到月）与同一学历的毕业证、备案表是否一致；在读学生的与学籍报告比较；有几份申报表的，互相是否一致。
    依据：通知对申报表、毕业证、备案表的要求。
    反例：申报表写2018年7月毕业，毕业证为2019年7月；两份申报表的联系电话不同。
    常见误判：中专、职高、技校互写不算；“专业”二字、繁简体不算；在读学生填已取得的学历不算；学历不同时只报学历，不再逐项比较。
    """
    forms = case.current(Kind.APPLICATION_FORM)
    for form in forms:
        yield from _against_papers(case, form)
    for field in REACHED if len(forms) > 1 else ():
        yield from _forms_differ(case, field)


def _against_papers(case: Case, form: Exhibit) -> Iterator[Mark]:
    studying = tuple(e for e in case.current(*ENROLMENT) if case.still_enrolled(e))
    papers = (*case.current(*AUTHORITY), *studying)
    claim = case.read(form, Field.EDUCATION)
    if not papers:
        return
    level = claim.text if claim is not None else None
    chosen = [p for p in papers if not level or _is_level(case, p, level)]
    if claim is not None and level and not chosen:
        only_studying = len(studying) == len(papers)
        if not (only_studying and rank(level) < min(rank(s.text or "") for s in _levels(case, papers))):
            yield from _level_differs(case, claim, papers)
        return
    if claim is not None and level:
        yield from _higher(case, claim)
    graduations = [[paper, *(p for p in partners(case, paper) if p in chosen)] for paper in chosen]
    marks = min(([*_compare_all(case, form, same)] for same in graduations), key=_weight)
    yield from (mark for mark in marks if isinstance(mark, Doubt))
    fails = [mark for mark in marks if isinstance(mark, Fail)]
    if fails:
        near = all(fail.outcome is Outcome.REVIEW for fail in fails)
        slip = "（写法相近，可能是简称或识读之误）" if near else ""
        evidence = tuple(piece for fail in fails for piece in fail.evidence)
        message = "；".join(fail.message for fail in fails) + slip
        yield Fail(message, evidence, outcome=Outcome.REVIEW if near else None)


def _weight(marks: list[Mark]) -> int:
    """Of several graduations of one level the form means the one it differs from least."""
    return sum(2 if isinstance(mark, Fail) else 1 for mark in marks)


def _compare_all(case: Case, form: Exhibit, papers: list[Exhibit]) -> Iterator[Mark]:
    for field in COMPARED:
        yield from _compare(case, form, field, papers)


def _is_level(case: Case, paper: Exhibit, wanted: str) -> bool:
    """Whether a paper is of the claimed level: by any reading of it, else by its partners; one nobody tells may be."""
    level = case.read(paper, Field.EDUCATION)
    if level is not None and level.text is not None:
        return any(same_level(text, wanted) for text in level.readings)
    partner_levels = [
        text for g in graduations(case) if g.seed is paper for text in told(case, Field.EDUCATION, g).texts
    ]
    return not partner_levels or any(same_level(text, wanted) for text in partner_levels)


def _levels(case: Case, papers: Iterable[Exhibit]) -> list[Sight]:
    return [level for paper in papers if (level := case.read(paper, Field.EDUCATION)) is not None]


def _level_differs(case: Case, claim: Sight, papers: tuple[Exhibit, ...]) -> Iterator[Mark]:
    levels = _levels(case, papers)
    weak = [sight for sight in (claim, *levels) if not sight.sure]
    if weak:
        yield from map(Doubt, weak)
        return
    yield Fail(f"申报表的学历为“{claim.text}”，{_quoted(levels)}", tuple(s.evidence() for s in (claim, *levels)))


def _higher(case: Case, claim: Sight) -> Iterator[Mark]:
    """A graduation above the highest education that the form tells: which of both is meant?"""
    for graduation in graduations(case):
        levels = told(case, Field.EDUCATION, graduation).sights
        above = all(rank(level.text or "") > rank(claim.text or "") for level in levels)
        if not levels or not above or not _is_finished(case, graduation):
            continue
        weak = next((sight for sight in (claim, *levels) if not sight.sure), None)
        if weak is not None:
            yield Doubt(weak)
            continue
        message = f"申报表的最高学历为“{claim.text}”，另有{levels[0].document}为“{levels[0].text}”"
        yield Fail(message, (claim.evidence(), levels[0].evidence()), outcome=Outcome.REVIEW)
        return


def _is_finished(case: Case, graduation: Graduation) -> bool:
    words = conclusion(case, graduation).texts
    return not words or GRADUATED in words


def _compare(case: Case, form_: Exhibit, field: Field, papers: list[Exhibit]) -> Iterator[Mark]:
    """The form's field against the same field of each paper, to the month for dates: one mark for all that differ."""
    form = case.read(form_, field)
    if form is None or not form.text or not form.tells:
        return
    apart: list[Sight] = []
    near = True
    for paper in papers:
        sight = case.read(paper, _name_on(paper, field))
        if sight is None or not sight.text or _of_earlier_schooling(case, form, sight) or is_masked(sight.text):
            continue
        matches = {match_on(field, mine, theirs) for mine in form.readings for theirs in sight.readings}
        if Match.SAME in matches:
            continue
        if not (form.sure and sight.sure):
            yield Doubt(sight if not sight.sure else form)
            continue
        apart.append(sight)
        near = near and Match.NEAR in matches
    if apart:
        yield Fail(
            f"申报表的{FIELDS[field]}为“{shown(form.text)}”，{_quoted(apart)}",
            tuple(sight.evidence() for sight in (form, *apart)),
            outcome=Outcome.REVIEW if near else None,
        )


def _of_earlier_schooling(case: Case, form: Sight, sight: Sight) -> bool:
    """Whether a student's form gives the day of a graduation that has been, and the school's paper the one to come."""
    return sight.field == Field.EXPECTED_GRADUATION and (form.text or "") < case.received(form.exhibit).isoformat()


def _name_on(paper: Exhibit, field: Field) -> Field:
    expected = field == Field.GRADUATION_DATE and paper.reading.kind in ENROLMENT
    return Field.EXPECTED_GRADUATION if expected else field


def _quoted(sights: Iterable[Sight]) -> str:
    """``学信网备案表、毕业证为“2015年7月1日”``: documents that say the same are named together."""
    said: dict[str, list[str]] = {}
    for sight in sights:
        said.setdefault(shown(sight.text or ""), []).append(sight.document)
    return "，".join(f"{'、'.join(dict.fromkeys(documents))}为“{text}”" for text, documents in said.items())


def _forms_differ(case: Case, field: Field) -> Iterator[Mark]:
    told_by = [sight for sight in case.sights(field, Kind.APPLICATION_FORM) if sight.text]
    for first, other in pairwise(told_by):
        if any(_is_alike(field, mine, theirs) for mine in first.readings for theirs in other.readings):
            continue
        weak = next((sight for sight in (first, other) if not sight.sure), None)
        if weak is not None:
            yield Doubt(weak)
            continue
        message = f"两份申报表的{FIELDS[field]}不同：“{first.text}”和“{other.text}”"
        hint = "请说明以哪一份申报表为准。"
        yield Fail(message, (first.evidence(), other.evidence()), outcome=Outcome.REVIEW, hint=hint)


def _is_alike(field: Field, one: str, other: str) -> bool:
    if field == Field.PHONE:
        return same_number(one, other)
    return compare_schools(one, other) is not Match.DIFFERENT


@rule(
    "C309",
    Outcome.REVIEW,
    "身份证号码或姓名与另一人相混",
    basis=usage("一个人只有一个身份证号码，一个号码只属于一个人"),
    hint="请附本人身份证，说明哪个身份证号码是本人的。",
)
def mixed_up(case: Case) -> Iterator[Mark]:
    """检查内容：同一单位有没有同名而号码不同的另一人，或材料上写的是本单位另一人的号码；没有身份证可以核对时，先后或同时交来的申报表，号码是否相同。两个号码都列出，由人确认是一个人还是两个人。
    依据：一个人只有一个身份证号码，一个号码只属于一个人；号码相近不等于写错。
    反例：更正邮件里的申报表换了号码；填表时套用同事的申报表，忘了改号码。
    常见误判：两个人都有身份证的、一张汇总表列着两行的、同一封邮件里两份申报表号码相差很大的，就是两个人，不报；有身份证而申报表写错的由B203指出。
    """
    for other in case.dossier.doubles:
        number = mask(other.number)
        if other.number == case.dossier.id_number or compare(other.name, case.dossier.name) is not Match.SAME:
            said = f"{case.dossier.name}与{other.name}的材料上是同一个身份证号码{number}，请核对号码是谁的"
        else:
            own = mask(case.dossier.id_number)
            where = where_apart(other.number, case.dossier.id_number)
            said = (
                f"本单位另有一位{other.name}，号码{number}，此人为{own}，{where}，请核对是两个人，还是一人的号码写错了"
            )
        bearing = case.card_id or case.form_id
        yield Fail(said, (bearing.evidence(),) if bearing is not None else case.searched())
    yield from _forms_apart(case)


def _forms_apart(case: Case) -> Iterator[Mark]:
    """Forms of one person that give two numbers, where no card tells which is right: those in force, and valid ones
    that were replaced."""
    if case.card_id is not None and case.card_id.text:
        return
    said: dict[str, Exhibit] = {}
    for exhibit in sorted(case.dossier.exhibits, key=lambda e: (e.superseded, -e.received_at.timestamp())):
        value = exhibit.reading.fields.get(Field.ID_NUMBER)
        if exhibit.reading.kind is not Kind.APPLICATION_FORM or exhibit.unconfirmed or exhibit.refused:
            continue
        if value is None or not value.value or not value.sure or is_masked(value.value):
            continue
        number = normalise(value.value)
        if is_valid(number) or not exhibit.superseded:
            said.setdefault(number, exhibit)
    first, *others = said or ("",)
    for other in others:
        before = "此前的申报表" if said[other].superseded else "另一份申报表"
        yield Fail(
            f"申报表填写的身份证号码为{mask(first)}，{before}为{mask(other)}，{where_apart(first, other)}，"
            "没有身份证可以核对，请核对哪个是本人的",
            tuple(evidence_of(said[number], mask(number)) for number in (first, other)),
        )
