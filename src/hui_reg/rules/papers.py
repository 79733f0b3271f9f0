"""The papers of schooling against one another: D402; and a certificate's number against its own paper: D403."""

from collections.abc import Iterator

from hui_reg.model import Evidence, Exhibit, Outcome
from hui_reg.notation import certificate_number
from hui_reg.notation.iso_dates import agree, shown, span
from hui_reg.notation.likeness import Match, compare_majors, compare_schools
from hui_reg.notation.masked import is_masked, may_be_same
from hui_reg.rules.case import COLLEGE, Case, same_number
from hui_reg.rules.demands import claimed, unregistered
from hui_reg.rules.graduations import AUTHORITY, MONTH, pairs, partners, same_level
from hui_reg.rules.rule import Doubt, Fail, Mark, material, rule, usage
from hui_reg.rules.sight import Sight, confirmed
from hui_reg.vocabulary import FIELDS, Field, Kind, Material

COMPARED = (Field.SCHOOL, Field.MAJOR, Field.GRADUATION_DATE)


def match_on(field: Field, form: str, paper: str) -> Match:
    """How two texts of a field compare: titles by their names, dates to the month."""
    match field:
        case Field.SCHOOL:
            return compare_schools(form, paper)
        case Field.MAJOR:
            return compare_majors(form, paper)
    return Match.SAME if agree(form[:MONTH], paper[:MONTH]) else Match.DIFFERENT


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
    meant = {id(paper) for graduation in claimed(case) for paper in graduation.papers}
    for one, other in pairs(case):
        by_form = {id(one), id(other)} <= meant
        for field in (Field.CERTIFICATE_NUMBER, Field.EDUCATION, Field.CONCLUSION, *COMPARED):
            if field not in COMPARED or not (by_form and _told_by_forms(case, field)):
                yield from _papers_apart(case, field, one, other)
    yield from _numbers_shared(case)


def _told_by_forms(case: Case, field: Field) -> bool:
    """Whether a form tells the field, so that D401 compares it with each paper of the graduation that it means."""
    return any(sight.tells for sight in case.sights(field, Kind.APPLICATION_FORM))


def _numbers_shared(case: Case) -> Iterator[Mark]:
    """A college's number belongs to one graduation: papers on two that share it are for a person to look at."""
    numbers = [
        s for s in case.sights(Field.CERTIFICATE_NUMBER, *AUTHORITY) if s.text and certificate_number.parse(s.text)
    ]
    for place, one in enumerate(numbers):
        for other in numbers[place + 1 :]:
            shared = one.sure and other.sure and same_number(one.text or "", other.text or "")
            if shared and other.exhibit not in partners(case, one.exhibit):
                message = f"{one.document}和{other.document}的证书编号相同，写的却不是同一学历"
                yield Fail(message, (one.evidence(), other.evidence()))


def _papers_apart(case: Case, field: Field, one: Exhibit, other: Exhibit) -> Iterator[Mark]:
    registered, printed = case.read(one, field), case.read(other, field)
    if registered is None or printed is None or not registered.text or not printed.text:
        return
    if is_masked(registered.text + printed.text) and (
        field != Field.CERTIFICATE_NUMBER or may_be_same(registered.text, printed.text)
    ):
        return
    if any(_alike(field, a, b) for a in registered.readings for b in printed.readings):
        return
    weak = [sight for sight in (registered, printed) if not sight.sure]
    if weak:
        yield from map(Doubt, weak)
        return
    which = "编号" if field == Field.CERTIFICATE_NUMBER else FIELDS[field]
    yield Fail(
        f"{printed.document}的{which}为“{shown(printed.text)}”，{registered.document}为“{shown(registered.text)}”",
        (printed.evidence(), registered.evidence()),
    )


def _alike(field: Field, one: str, other: str) -> bool:
    match field:
        case Field.CERTIFICATE_NUMBER:
            return same_number(one, other)
        case Field.EDUCATION:
            return same_level(one, other)
        case Field.CONCLUSION:
            return one == other
    return match_on(field, one, other) is Match.SAME


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
    常见误判：早年（2001年电子注册以前）的编号没有统一规则，不查；中等学历没有全国统一的编号，不查；学历证明书的编号不同，由人核对。
    """
    told: dict[str, None] = {}
    evidence: list[Evidence] = []
    sights = case.sights(Field.CERTIFICATE_NUMBER, *AUTHORITY)
    for sight in sights:
        if unregistered(case, sight.exhibit) is not None:
            continue
        faults = _faults(case, sight) if sight.text and not is_masked(sight.text) else []
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
    level, graduated = case.read(paper, Field.EDUCATION), case.read(paper, Field.GRADUATION_DATE)
    if level is None or not level.sure or level.text not in COLLEGE:
        return []
    days = span(graduated.text) if graduated is not None and graduated.sure and graduated.text else None
    if days is None or days.year < certificate_number.NUMBERED_FROM:
        return []
    known = certificate_number.parse(text)
    if known is None:
        return [f"证书编号“{text}”不是17或18位数字"]
    faults = []
    if known.year is not None and known.year != days.year:
        faults.append(f"证书编号的年份为{known.year}，毕业日期为{days.year}年")
    if known.level is not None and known.level != level.text:
        faults.append(f"证书编号的层次为{known.level}，证书写的是{level.text}")
    for field in (Field.SCHOOL_CLASS, Field.EDUCATION_CATEGORY):
        words = case.read(paper, field)
        if known.school_class is None or words is None or not words.sure or not words.text:
            continue
        if certificate_number.is_class(known.school_class, words.text) is False:
            faults.append(f"证书编号的办学类型为{known.school_class}，证书写的是{words.text}")
    return list(dict.fromkeys(faults))
