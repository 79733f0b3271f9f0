"""Form, diploma and record against one another: D401–D403."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from hui_reg.model import Evidence, Exhibit, Outcome
from hui_reg.rules import certificates
from hui_reg.rules.case import COLLEGE, ENROLMENT, Case, rank, same_number
from hui_reg.rules.dates import agree, shown, span
from hui_reg.rules.demands import unregistered
from hui_reg.rules.graduations import (
    AUTHORITY,
    GRADUATED,
    MONTH,
    Graduation,
    conclusion,
    graduations,
    pairs,
    partners,
    same_level,
    told,
)
from hui_reg.rules.names import Match, compare_majors, compare_schools
from hui_reg.rules.rule import Doubt, Fail, Mark, material, rule, usage
from hui_reg.rules.sight import Sight, confirmed
from hui_reg.vocabulary import FIELDS, Kind, Material

COMPARED = ("school", "major", "graduation_date")
REACHED = ("phone", "employer")
"""What two forms of one person must say alike, though no other paper says it."""


@rule(
    "D401",
    Outcome.CORRECT,
    "申报表与学历材料不符",
    basis=material(Material.APPLICATION_FORM),
    hint="请按毕业证和学信网备案表改正申报表的学历信息，或补交申报表所填学历的材料。",
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
    claim = case.read(form, "education")
    if not papers:
        return
    level = claim.text if claim is not None else None
    chosen = [p for p in papers if not level or _is_level(case, p, level)]
    if claim is not None and level and not chosen:
        if not (studying and rank(level) < min(rank(s.text or "") for s in _levels(case, papers))):
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


def _is_level(case: Case, paper: Exhibit, claimed: str) -> bool:
    """Whether a paper is of the claimed level; an unread level may be any, a weak one any that was read."""
    level = case.read(paper, "education")
    if level is None or level.text is None:
        return True
    return any(same_level(text, claimed) for text in level.readings)


def _levels(case: Case, papers: Iterable[Exhibit]) -> list[Sight]:
    return [level for paper in papers if (level := case.read(paper, "education")) is not None]


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
        levels = told(case, "education", graduation).sights
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


def _compare(case: Case, form_: Exhibit, field: str, papers: list[Exhibit]) -> Iterator[Mark]:
    """The form's field against the same field of each paper, to the month for dates: one mark for all that differ."""
    form = case.read(form_, field)
    if form is None or not form.text:
        return
    apart: list[Sight] = []
    near = True
    for paper in papers:
        sight = case.read(paper, _name_on(paper, field))
        if sight is None or not sight.text or _of_earlier_schooling(case, form, sight):
            continue
        matches = {_match(field, mine, theirs) for mine in form.readings for theirs in sight.readings}
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
    return sight.field == "expected_graduation" and (form.text or "") < case.received(form.exhibit).isoformat()


def _name_on(paper: Exhibit, field: str) -> str:
    expected = field == "graduation_date" and paper.reading.kind in ENROLMENT
    return "expected_graduation" if expected else field


def _quoted(sights: Iterable[Sight]) -> str:
    """``学信网备案表、毕业证为“2015年7月1日”``: documents that say the same are named together."""
    said: dict[str, list[str]] = {}
    for sight in sights:
        said.setdefault(shown(sight.text or ""), []).append(sight.document)
    return "，".join(f"{'、'.join(dict.fromkeys(documents))}为“{text}”" for text, documents in said.items())


def _match(field: str, form: str, paper: str) -> Match:
    match field:
        case "school":
            return compare_schools(form, paper)
        case "major":
            return compare_majors(form, paper)
    return Match.SAME if agree(form[:MONTH], paper[:MONTH]) else Match.DIFFERENT


def _forms_differ(case: Case, field: str) -> Iterator[Mark]:
    told_by = [sight for sight in case.sights(field, Kind.APPLICATION_FORM) if sight.text]
    for first, other in pairwise(told_by):
        if any(_is_alike(field, mine, theirs) for mine in first.readings for theirs in other.readings):
            continue
        weak = next((sight for sight in (first, other) if not sight.sure), None)
        if weak is not None:
            yield Doubt(weak)
            continue
        message = f"两份申报表的{FIELDS[field]}不同：“{first.text}”“{other.text}”"
        yield Fail(message, (first.evidence(), other.evidence()), outcome=Outcome.REVIEW)


def _is_alike(field: str, one: str, other: str) -> bool:
    if field == "phone":
        return same_number(one, other)
    return compare_schools(one, other) is not Match.DIFFERENT


@rule(
    "D402",
    Outcome.REVIEW,
    "毕业证与备案表不符",
    basis=material(Material.EDUCATION_RECORD),
    hint="请核对毕业证和备案表是否为同一学历。",
)
def papers_differ(case: Case) -> Iterator[Mark]:
    """检查内容：同一学历的毕业证、学信网备案表、学历认证报告，证书编号、学历层次、毕（结）业结论是否相同；申报表没有填的院校、专业、毕业月份，也在这里互相核对。
    依据：通知要求的毕业证和备案表应为同一学历。
    反例：编号相同的毕业证写“结业”，备案表写“毕业”。
    常见误判：院校、层次、日期、编号互相矛盾的是两份学历，不在这里比较，缺的一份由A102、A106指出；补办的学历证明书编号不同，由人核对。
    """
    for one, other in pairs(case):
        for field in ("certificate_number", "education", "conclusion", *COMPARED):
            if field not in COMPARED or not _told_by_forms(case, field):
                yield from _papers_apart(case, field, one, other)


def _told_by_forms(case: Case, field: str) -> bool:
    """Whether a form tells the field, so that D401 compares it with each paper."""
    return any(sight.text for sight in case.sights(field, Kind.APPLICATION_FORM))


def _papers_apart(case: Case, field: str, one: Exhibit, other: Exhibit) -> Iterator[Mark]:
    registered, printed = case.read(one, field), case.read(other, field)
    if registered is None or printed is None or not registered.text or not printed.text:
        return
    if "*" in registered.text + printed.text:
        return
    if any(_alike(field, a, b) for a in registered.readings for b in printed.readings):
        return
    weak = [sight for sight in (registered, printed) if not sight.sure]
    if weak:
        yield from map(Doubt, weak)
        return
    which = "编号" if field == "certificate_number" else FIELDS[field]
    yield Fail(
        f"{printed.document}的{which}为“{shown(printed.text)}”，{registered.document}为“{shown(registered.text)}”",
        (printed.evidence(), registered.evidence()),
    )


def _alike(field: str, one: str, other: str) -> bool:
    match field:
        case "certificate_number":
            return same_number(one, other)
        case "education":
            return same_level(one, other)
        case "conclusion":
            return one == other
    return _match(field, one, other) is Match.SAME


@rule(
    "D403",
    Outcome.REVIEW,
    "证书编号与内容不符",
    basis=usage("高等教育学历证书电子注册编号规则：学校代码5位、办学类型1位、年份4位、层次2位、序号"),
    hint="请核对证书编号，补办的学历证明书请注明。",
)
def number_contradicts(case: Case) -> Iterator[Mark]:
    """检查内容：大专及以上证书编号里的年份、层次、办学类型与证书写的是否一致，位数是否为17或18位；自考为17位、以6开头。
    依据：高等教育学历证书电子注册编号规则。
    反例：编号里的年份是2016，毕业日期是2019年。
    常见误判：早年（电子注册以前）的编号没有统一规则，不查；中等学历没有全国统一的编号，不查；学历证明书的编号不同，由人核对。
    """
    told: dict[str, None] = {}
    evidence: list[Evidence] = []
    sights = case.sights("certificate_number", *AUTHORITY)
    for sight in sights:
        if unregistered(case, sight.exhibit) is not None:
            continue
        faults = _faults(case, sight) if sight.text and "*" not in sight.text else []
        if not faults:
            continue
        if confirmed(sight, *(s for s in sights if s.exhibit is not sight.exhibit), agree=same_number) is None:
            yield Doubt(sight)
            continue
        told |= dict.fromkeys(faults)
        evidence.append(sight.evidence())
    if told:
        yield Fail("；".join(told), tuple(evidence))


def _faults(case: Case, sight: Sight) -> list[str]:
    """What a college document's number says against the document, in Chinese; nothing for what is not surely read."""
    paper, text = sight.exhibit, sight.text or ""
    level, graduated = case.read(paper, "education"), case.read(paper, "graduation_date")
    if level is None or not level.sure or level.text not in COLLEGE:
        return []
    days = span(graduated.text) if graduated is not None and graduated.sure and graduated.text else None
    if days is None or days.year < case.notice.education_record.recognition_before:
        return []
    known = certificates.parse(text)
    if known is None:
        return [f"证书编号“{text}”不是17或18位数字"]
    faults = []
    if known.year is not None and known.year != days.year:
        faults.append(f"证书编号的年份为{known.year}，毕业日期为{days.year}年")
    if known.level is not None and known.level != level.text:
        faults.append(f"证书编号的层次为{known.level}，证书写的是{level.text}")
    for field in ("school_class", "education_category"):
        words = case.read(paper, field)
        if known.school_class is None or words is None or not words.sure or not words.text:
            continue
        if certificates.is_class(known.school_class, words.text) is False:
            faults.append(f"证书编号的办学类型为{known.school_class}，证书写的是{words.text}")
    return list(dict.fromkeys(faults))
