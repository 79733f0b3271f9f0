"""Form, diploma and record against one another: D401–D403."""

from collections.abc import Iterable, Iterator

from hui_reg.model import Evidence, Exhibit, Outcome
from hui_reg.notation import certificate_number
from hui_reg.rules.case import COLLEGE, Case, same_number
from hui_reg.rules.dates import agree, shown, span
from hui_reg.rules.graduations import partners
from hui_reg.rules.names import Match, compare_titles
from hui_reg.rules.rule import Doubt, Fail, Mark, material, rule, usage
from hui_reg.rules.sight import Sight, confirmed
from hui_reg.vocabulary import FIELDS, Kind, Material

PAPERS = (Kind.EDUCATION_RECORD, Kind.RECOGNITION_REPORT, Kind.DIPLOMA)
VOCATIONAL = ("中专", "职高", "技校")
MONTH = len("2019-07")
COMPARED = ("school", "major", "graduation_date")


@rule(
    "D401",
    Outcome.CORRECT,
    "申报表与学历材料不符",
    basis=material(Material.APPLICATION_FORM),
    hint="请按毕业证和学信网备案表改正申报表的学历信息，或补交申报表所填学历的材料。",
)
def form_differs(case: Case) -> Iterator[Mark]:
    """检查内容：申报表的最高学历、毕业院校、专业、毕业时间（到月）与同一学历的毕业证、备案表是否一致。
    依据：通知对申报表、毕业证、备案表的要求。
    反例：申报表写2018年7月毕业，毕业证为2019年7月。
    常见误判：中专、职高、技校互写不算；括号里的方向、“专业”二字、繁简体不算；学历不同时只报学历，不再逐项比较。
    """
    claim = case.best("education", Kind.APPLICATION_FORM)
    papers = case.current(*PAPERS)
    if not case.current(Kind.APPLICATION_FORM) or not papers:
        return
    if claim is not None and claim.text and not any(_is_level(case, paper, claim.text) for paper in papers):
        yield from _level_differs(case, claim, papers)
        return
    chosen = [p for p in papers if claim is None or not claim.text or _is_level(case, p, claim.text)]
    graduations = [[paper, *(p for p in partners(case, paper) if p in chosen)] for paper in chosen]
    marks = min(([*_compare_all(case, same)] for same in graduations), key=_weight)
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


def _compare_all(case: Case, papers: list[Exhibit]) -> Iterator[Mark]:
    for field in COMPARED:
        yield from _compare(case, field, papers)


def _is_level(case: Case, paper: Exhibit, claimed: str) -> bool:
    """Whether a paper is of the claimed level; an unread level may be any."""
    level = case.read(paper, "education")
    if level is None or level.text is None or (not level.sure and level.text != claimed):
        return level is None or level.text is None
    return level.text == claimed or (level.text in VOCATIONAL and claimed in VOCATIONAL)


def _level_differs(case: Case, claim: Sight, papers: tuple[Exhibit, ...]) -> Iterator[Mark]:
    levels = [level for paper in papers if (level := case.read(paper, "education")) is not None]
    weak = [sight for sight in (claim, *levels) if not sight.sure]
    if weak:
        yield from map(Doubt, weak)
        return
    yield Fail(f"申报表的学历为“{claim.text}”，{_quoted(levels)}", tuple(s.evidence() for s in (claim, *levels)))


def _compare(case: Case, field: str, papers: list[Exhibit]) -> Iterator[Mark]:
    """The form's field against the same field of each paper, to the month for dates: one mark for all that differ."""
    form = case.best(field, Kind.APPLICATION_FORM)
    if form is None or not form.text:
        return
    apart: list[Sight] = []
    near = True
    for paper in papers:
        sight = case.read(paper, field)
        if sight is None or any(_match(field, form.text, text) is Match.SAME for text in sight.readings if text):
            continue
        if not sight.text:
            continue
        if not (form.sure and sight.sure):
            yield Doubt(sight if not sight.sure else form)
            continue
        apart.append(sight)
        near = near and _match(field, form.text, sight.text) is Match.NEAR
    if apart:
        yield Fail(
            f"申报表的{FIELDS[field]}为“{shown(form.text)}”，{_quoted(apart)}",
            tuple(sight.evidence() for sight in (form, *apart)),
            outcome=Outcome.REVIEW if near else None,
        )


def _quoted(sights: Iterable[Sight]) -> str:
    """``学信网备案表、毕业证为“2015年7月1日”``: documents that say the same are named together."""
    told: dict[str, list[str]] = {}
    for sight in sights:
        told.setdefault(shown(sight.text or ""), []).append(sight.document)
    return "，".join(f"{'、'.join(dict.fromkeys(documents))}为“{text}”" for text, documents in told.items())


def _match(field: str, form: str, paper: str) -> Match:
    if field != "graduation_date":
        return compare_titles(form, paper)
    return Match.SAME if agree(form[:MONTH], paper[:MONTH]) else Match.DIFFERENT


@rule(
    "D402",
    Outcome.REVIEW,
    "毕业证与备案表不符",
    basis=material(Material.EDUCATION_RECORD),
    hint="请核对毕业证和备案表是否为同一学历。",
)
def papers_differ(case: Case) -> Iterator[Mark]:
    """检查内容：毕业证的证书编号与学信网备案表（或学历认证报告）的是否相同；申报表没有填的院校、专业、毕业月份，也在这里互相核对。
    依据：通知要求的毕业证和备案表应为同一学历。
    反例：交了本科毕业证，备案表是专科的。
    常见误判：有几份毕业证时，与其中一份相同即可；补办的学历证明书编号不同，由人核对；申报表填了的内容由D401核对。
    """
    diplomas = [s for s in case.sights("certificate_number", Kind.DIPLOMA) if s.text]
    for record in case.sights("certificate_number", Kind.EDUCATION_RECORD, Kind.RECOGNITION_REPORT):
        if not diplomas or not record.text or "*" in record.text or any(_same_certificate(d, record) for d in diplomas):
            continue
        alike = [d for d in diplomas if _same_level(case, d.exhibit, record.exhibit)] or diplomas
        weak = [sight for sight in (record, *alike) if not sight.sure]
        if weak:
            yield from map(Doubt, weak)
            continue
        told = "、".join(d.text or "" for d in alike)
        yield Fail(
            f"毕业证编号为{told}，{record.document}编号为{record.text}",
            (*(d.evidence() for d in alike), record.evidence()),
        )
    for registered in case.current(Kind.EDUCATION_RECORD):
        for diploma in partners(case, registered):
            yield from _beyond_the_form(case, registered, diploma)


def _same_level(case: Case, one: Exhibit, other: Exhibit) -> bool:
    levels = [sight.text for e in (one, other) if (sight := case.read(e, "education")) is not None]
    return len(levels) == 2 and levels[0] == levels[1]


def _beyond_the_form(case: Case, record: Exhibit, diploma: Exhibit) -> Iterator[Mark]:
    """What record and diploma say differently and the form does not say at all."""
    for field in COMPARED:
        form = case.best(field, Kind.APPLICATION_FORM)
        registered, printed = case.read(record, field), case.read(diploma, field)
        if (form is not None and form.text) or registered is None or printed is None:
            continue
        if not registered.text or not printed.text or _match(field, registered.text, printed.text) is Match.SAME:
            continue
        weak = next((sight for sight in (printed, registered) if not sight.sure), None)
        if weak is not None:
            yield Doubt(weak)
            continue
        yield Fail(
            f"{printed.title}为“{shown(printed.text)}”，{registered.document}为“{shown(registered.text)}”",
            (printed.evidence(), registered.evidence()),
        )


def _same_certificate(diploma: Sight, record: Sight) -> bool:
    texts = (diploma.text or "", *diploma.value.alternatives)
    return any(same_number(text, record.text or "") for text in texts)


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
    sights = case.sights("certificate_number", *PAPERS)
    for sight in sights:
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
    known = certificate_number.parse(text)
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
        if certificate_number.is_class(known.school_class, words.text) is False:
            faults.append(f"证书编号的办学类型为{known.school_class}，证书写的是{words.text}")
    return list(dict.fromkeys(faults))
