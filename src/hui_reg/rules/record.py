"""The 学信网 record against itself: D404; facts verified elsewhere against the papers: A121.

Offline we can say consistent or not, never genuine.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hui_reg.model import Evidence, Exhibit, Outcome
from hui_reg.notation import web_address
from hui_reg.notation.iso_dates import shown, span
from hui_reg.rules.case import COLLEGE, Case, agrees, is_verified
from hui_reg.rules.demands import differing_fact
from hui_reg.rules.graduations import graduations
from hui_reg.rules.rule import Doubt, Fail, Mark, evidence_of, material, rule, usage
from hui_reg.rules.sight import ROWS_OF_RECORD, Sight
from hui_reg.vocabulary import FIELDS, KIND_TITLES, Fact, Field, Kind, Material


@dataclass(frozen=True)
class Fault:
    """One thing that a genuine record doesn't have, and where it is seen."""

    message: str
    evidence: tuple[Evidence, ...]


@rule(
    "D404",
    Outcome.REVIEW,
    "备案表自身不一致",
    basis=material(Material.EDUCATION_RECORD),
    hint="请登录学信网重新下载备案表的PDF原件，不要打印后扫描或截图。",
)
def inconsistent_record(case: Case) -> Iterator[Mark]:
    """检查内容：备案表有没有文字层；链接和二维码点开后（按浏览器的规则）是否到学信网；印出的验证码格式是否与更新日期相称，与链接、二维码里的是否相同；层次是否为大专及以上；姓名、性别、出生日期、毕（结）业日期、学校、专业、层次、毕（结）业、证书编号各行是否都在。
    依据：通知对备案表的要求；学信网下载的原件都有文字层、链接和二维码，2019年3月15日起的验证码为16位。
    反例：打印后再扫描的备案表；链接里夹着反斜线，点开是别的网站；近年更新的备案表印着早年的12位验证码；出生日期、毕（结）业的一行不见了。
    常见误判：一致只说明格式正确，不等于真实，仍应点开链接核对；二维码没读出而链接一致的不报。
    """
    for record in case.current(Kind.EDUCATION_RECORD):
        if is_verified(record):
            continue
        level = case.read(record, Field.EDUCATION)
        if level is not None and level.text and not level.sure and level.text not in COLLEGE:
            yield Doubt(level)
        faults = [*_no_original(case, record, level), *_wrong_addresses(case, record)]
        faults = [*faults, *(() if faults else _wrong_host(case, record)), *_wrong_code(case, record)]
        faults += _rows_gone(record)
        if faults:
            evidence = tuple(piece for fault in faults for piece in fault.evidence)
            yield Fail("；".join(fault.message for fault in faults), evidence)


@rule(
    "A121",
    Outcome.REVIEW,
    "核验结果与材料对不上",
    basis=usage("核验得到的事实不能代替材料里写着的内容，两边不一致的由人判断"),
    hint="请等候工作人员核对，暂不用重交。",
)
def against_facts(case: Case) -> Iterator[Mark]:
    """检查内容：导入的核验结果（学信网、数据共享平台）是不是查不到，或与所交材料的院校、层次、日期、编号、有效期不同。
    依据：核验得到的事实代替一份材料，但不能推翻另一份材料；两边不一致，错在哪一边由人看。
    反例：学信网批量核验查无此人；核验得到的毕业院校与毕业证上的不同。
    常见误判：核验的是另一份学历（层次和编号都不同）的不算矛盾。
    """
    for fact in case.dossier.settled:
        if not agrees(fact):
            told = f"{fact.file.path}：查不到或不符（{KIND_TITLES[fact.reading.kind]}）"
            yield Fail(told, (evidence_of(fact, told),))
    for graduation in graduations(case):
        other = differing_fact(case, graduation) if not is_verified(graduation.seed) else None
        if other is not None:
            yield _apart(case, other, graduation.seed, _ON_GRADUATIONS)
    for fact in filter(agrees, case.dossier.settled):
        for paper in case.current(fact.reading.kind) if fact.reading.kind is not Kind.EDUCATION_RECORD else ():
            fields = [field for field in _ON_OTHERS if _differs(case, fact, paper, field)]
            if fields and not is_verified(paper):
                yield _apart(case, fact, paper, tuple(fields))


_ON_GRADUATIONS = (Field.SCHOOL, Field.EDUCATION, Field.GRADUATION_DATE, Field.CERTIFICATE_NUMBER)
_ON_OTHERS = (Field.SCHOOL, Field.EDUCATION, Field.ID_VALID_FROM, Field.ID_VALID_TO)


def _differs(case: Case, fact: Exhibit, paper: Exhibit, field: Field) -> bool:
    one, other = case.read(fact, field), case.read(paper, field)
    return one is not None and other is not None and other.sure and bool(one.text) and one.text != other.text


def _apart(case: Case, fact: Exhibit, paper: Exhibit, fields: tuple[Field, ...]) -> Fail:
    """What a fact and a paper say that isn't the same; where nothing is for sure, that they can't be told to agree."""
    seen = [(case.read(fact, field), case.read(paper, field)) for field in fields if _differs(case, fact, paper, field)]
    pairs = [(one, other) for one, other in seen if one is not None and other is not None]
    words = "，".join(
        f"{one.field.title}核验为“{shown(one.text or '')}”，{other.title}为“{shown(other.text or '')}”"
        for one, other in pairs
    )
    title = KIND_TITLES[paper.reading.kind]
    evidence = tuple(sight.evidence() for pair in pairs for sight in pair)
    return Fail(
        f"{fact.file.path}与{title}对不上：{words or '不能确定说的是同一学历'}",
        evidence or (evidence_of(fact, fact.file.path), evidence_of(paper, title)),
    )


def _no_original(case: Case, record: Exhibit, level: Sight | None) -> Iterator[Fault]:
    if not record.reading.facts.get(Fact.TEXT_LAYER):
        yield Fault("备案表没有文字层，可能是打印后扫描或图片", (evidence_of(record, "没有文字层"),))
    if level is not None and level.sure and level.text not in COLLEGE:
        yield Fault(f"备案表的层次为“{level.text}”，学信网备案表只有大专及以上", (level.evidence(),))


def _rows_gone(record: Exhibit) -> Iterator[Fault]:
    """Rows that every record has, and this one hasn't: what isn't printed can contradict nothing."""
    gone = [field for field in ROWS_OF_RECORD if not _is_told(record, field)]
    if not gone:
        return
    titles = "、".join(FIELDS[field] for field in gone)
    if record.reading.facts.get(Fact.TEXT_LAYER):
        told = f"备案表上没有{titles}，学信网的备案表都印有，可能被删改"
    else:
        told = f"备案表上的{titles}没有读到"
    yield Fault(told, (evidence_of(record, f"没有{titles}"),))


def _is_told(record: Exhibit, field: Field) -> bool:
    """Whether something stands there; what could not be made out is A109's."""
    value = record.reading.fields.get(field)
    return value is not None and value.value != ""


def _wrong_addresses(case: Case, record: Exhibit) -> Iterator[Fault]:
    """A link or QR code that leads elsewhere, or not by a plain way; a bare code in a QR is no address."""
    hosts = case.notice.education_record.hosts
    for name, field in (("链接", Field.CHSI_LINK), ("二维码", Field.CHSI_QR)):
        sight = case.read(record, field)
        for text in sight.readings if sight is not None else ():
            if sight is not None and (why := _wrong_address(text, hosts)) is not None:
                yield Fault(f"{name}{why}", (sight.evidence(),))


def _wrong_address(text: str, hosts: tuple[str, ...]) -> str | None:
    if not text or not web_address.looks_like_address(text):
        return None
    address = web_address.resolve(text)
    if address is None:
        return "不是能打开的地址"
    if address.host not in hosts:
        return f"指向{address.host or '别处'}，不是{'、'.join(hosts)}"
    return f"不是学信网的原样：{address.trick}" if address.trick else None


def _wrong_host(case: Case, record: Exhibit) -> Iterator[Fault]:
    """The host that the reader took from the link."""
    host = record.reading.facts.get(Fact.LINK_HOST)
    if host and host not in case.notice.education_record.hosts:
        yield Fault(f"链接的主机为{host}，不是学信网", (evidence_of(record, f"链接主机{host}"),))


def _wrong_code(case: Case, record: Exhibit) -> Iterator[Fault]:
    code = case.read(record, Field.CHSI_CODE)
    if code is None or not code.text:
        yield Fault("在线验证码没有读出", (code.evidence() if code else evidence_of(record, "在线验证码未读到"),))
        return
    printed = _plain(code.text)
    if (why := _wrong_shape(case, record, printed)) is not None:
        yield Fault(f"在线验证码{mask_code(printed)}{why}", (code.evidence(),))
    carried = list(_carried(case, record))
    if not carried:
        yield Fault("链接和二维码里都没有验证码，无法核对", (code.evidence(),))
    for name, sight, other in carried:
        if other != printed:
            told = f"印出的验证码{mask_code(printed)}与{name}里的{mask_code(other)}不同"
            yield Fault(told, (code.evidence(), sight.evidence()))


def _wrong_shape(case: Case, record: Exhibit, code: str) -> str | None:
    """What is wrong with a code's shape for the day the record was made; the old shape needs a day that is known."""
    demand, made = case.notice.education_record, case.read(record, Field.UPDATED_ON)
    if not re.fullmatch(rf"{demand.code_pattern}|{demand.old_code_pattern}", code):
        return "格式不对"
    days = span(made.text) if made is not None and made.text else None
    if re.fullmatch(demand.code_pattern, code):
        early = days is not None and days.last < demand.code_since
        return f"的格式是{shown(demand.code_since)}起才有的，更新日期却在此之前" if early else None
    if days is None or made is None or not made.sure:
        return "是早年的格式，更新日期没有读出，无法核对"
    if days.last >= demand.code_since:
        return f"是早年的格式，更新日期却是{shown(made.text or '')}"
    return None


def _carried(case: Case, record: Exhibit) -> Iterator[tuple[str, Sight, str]]:
    """The codes in the addresses' ``vcode``, or the whole text of a QR code that is no address."""
    for name, field in (("链接", Field.CHSI_LINK), ("二维码", Field.CHSI_QR)):
        sight = case.read(record, field)
        if sight is None or not sight.text:
            continue
        if not web_address.looks_like_address(sight.text):
            yield name, sight, _plain(sight.text)
        elif (address := web_address.resolve(sight.text)) is not None:
            for code in address.codes:
                yield name, sight, _plain(code)


def _plain(code: str) -> str:
    return re.sub(r"[\s-]", "", code).upper()


def mask_code(code: str) -> str:
    """``ABCD********5678``: the code is a bearer secret."""
    return f"{code[:4]}{'*' * (len(code) - 8)}{code[-4:]}" if len(code) > 8 else "*" * len(code)
