"""A sheet of facts verified elsewhere (学信网, a data-sharing platform), made rulings.

A fault keeps all of it out. A row that names nobody (a stranger, or no number) is told and left; the others are taken,
and the sheet may come again once it is filled in.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from hui_reg.desk.amending.entering import Said
from hui_reg.desk.amending.values import understood
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.history.people import Miss, People, Person
from hui_reg.history.ruling_words import FACT_TITLES
from hui_reg.history.rulings import Ruling, RulingKind, Rulings
from hui_reg.ledger.tables import ID_NUMBER, NAME, UNIT, Heading, Row, Table, day_of
from hui_reg.notation import resident_id
from hui_reg.vocabulary import Field, Kind

VALUES: Final[Mapping[Field, tuple[str, ...]]] = {
    Field.SCHOOL: ("毕业院校", "院校名称", "院校", "学校名称", "学校", "毕业学校"),
    Field.MAJOR: ("专业", "专业名称", "所学专业"),
    Field.EDUCATION: ("学历层次", "层次", "学历", "文化程度"),
    Field.GRADUATION_DATE: ("毕业日期", "毕业时间", "毕(结)业日期", "毕结业日期", "毕业年月"),
    Field.CERTIFICATE_NUMBER: ("证书编号", "学历证书编号", "毕业证书编号", "毕业证编号", "证书号"),
    Field.EXPECTED_GRADUATION: ("预计毕业日期", "预计毕业时间"),
    Field.ENROLMENT_STATUS: ("学籍状态", "在籍状态"),
    Field.ID_VALID_FROM: ("有效期起", "证件有效期起", "起始日期"),
    Field.ID_VALID_TO: ("有效期至", "证件有效期至", "有效期止", "截止日期"),
}
HEADINGS: Final = (
    NAME,
    ID_NUMBER,
    UNIT,
    Heading("fact", ("核验事项", "事项", "核验内容", "核验类别", "核验项目")),
    Heading("outcome", ("核验结果", "结果", "核验结论", "比对结果", "核查结果", "查询结果", "验证结果")),
    Heading("origin", ("来源", "核验来源", "数据来源", "核验渠道", "核验平台", "查询平台")),
    Heading("checked", ("核验日期", "核验时间", "查询日期", "查询时间", "比对日期")),
    *(Heading(field.value, titles) for field, titles in VALUES.items()),
)
TITLES: Final = (
    *("姓名", "证件号码", "单位", "核验事项", "核验结果"),
    *(titles[0] for titles in VALUES.values()),
    *("来源", "核验日期"),
)
"""The columns of the template."""
_AGREES: Final = frozenset(
    (
        "一致",
        "相符",
        "属实",
        "通过",
        "有",
        "是",
        "正确",
        "匹配",
        "查到",
        "核验通过",
        "核验一致",
        "比对一致",
        "真实",
        "有效",
        "√",
    )
)
_DIFFERS: Final = frozenset(
    (
        "不一致",
        "不符",
        "不相符",
        "不属实",
        "不通过",
        "无",
        "否",
        "错误",
        "不匹配",
        "查无",
        "查无此人",
        "查无记录",
        "未查到",
        "查不到",
        "无记录",
        "核验不一致",
        "比对不一致",
        "×",
    )
)
_SPEAKS_AGAINST: Final = re.compile(
    "不一致|不(?:相)?符|不属实|不通过|不匹配|不正确|不存在|查无|未(?:能)?(?:查|找|通过|匹配)|[查找]不到|无(?:此|记录|效|法)"
    "|失败|异常|有误|错误|虚假|伪造|作废|撤销|注销|存疑|待核|待查"
)
"""Words in any column by which somebody says that it was not found as told."""
_ON_OUTCOMES: Final = re.compile("结果|结论|一致|相符|核验|核查|比对|验证|查询|状态|反馈")
_NO: Final = frozenset(("否", "无", "没有", "×", "✗", "N", "NO", "0", "FALSE"))
"""Words that say so in a column about outcomes."""
_OF: Final[Mapping[Kind, tuple[Field, ...]]] = {
    Kind.EDUCATION_RECORD: (
        Field.SCHOOL, Field.MAJOR, Field.EDUCATION, Field.GRADUATION_DATE, Field.CERTIFICATE_NUMBER,
    ),
    Kind.ENROLMENT_REPORT: (
        Field.SCHOOL, Field.MAJOR, Field.EDUCATION, Field.EXPECTED_GRADUATION, Field.ENROLMENT_STATUS,
    ),
    Kind.ID_CARD: (Field.ID_VALID_FROM, Field.ID_VALID_TO),
}  # fmt: skip
"""What a fact may tell, by the paper that it stands in for."""


@dataclass(frozen=True)
class Usual:
    """What holds where the sheet itself doesn't say: where it was verified, and when. ``trust_numbers``: a number that
    is ours decides, whatever name stands beside it. ``all_agree``: the sheet has no outcomes, and lists nobody but
    those of whom all was found as told."""

    origin: str = ""
    checked: date | None = None
    trust_numbers: bool = False
    all_agree: bool = False


@dataclass
class Facts:
    """What the sheet holds. ``faults`` keep all of it out; ``unknown`` speaks of nobody of this batch, and who
    ``unnumbered`` speaks of is for a person to say."""

    said: list[Said] = field(default_factory=list)
    people: set[str] = field(default_factory=set)
    unchanged: int = 0
    unknown: list[str] = field(default_factory=list)
    unnumbered: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def planned(table: Table, people: People, rulings: Rulings, usual: Usual, today: date, sheet: str) -> Facts:
    """The rulings that a sheet (by its SHA-256) asks for; what stands already is counted."""
    made = Facts(faults=[table.missing] if table.missing else [])
    standing = {ruling.slot: ruling for ruling in rulings.of(RulingKind.FACT)}
    seen: dict[tuple[object, ...], Said] = {}
    for row in table.rows:
        if not row["id_number"]:
            made.unnumbered.append(f"{row.place} {row['name']}：{_whose(row, people)}")
            continue
        found = people.identify(row["name"], row["id_number"], row["unit"], cut="id_number" in row.cut)
        if isinstance(found, Miss):
            (made.unknown if found.unknown else made.faults).append(f"{row.place} {row['name']}：{found.reason}")
            continue
        try:
            said = _said(row, found, usual, today, sheet)
        except HuiRegError as error:
            made.faults.append(f"{row.place} {found.name}：{error.message}。{error.hint}")
            continue
        ruling = Ruling(0, said.kind, said.applicant, "", today, "", said.data)
        twin = seen.setdefault(ruling.slot, said)
        if twin is not said and _told(twin.data) != _told(said.data):
            made.faults.append(f"{row.place} {found.name}：同一事项在表中出现多次且内容不同")
        before = standing.get(ruling.slot)
        made.people.add(found.key)
        if before is not None and _told(before.data) == _told(said.data):
            made.unchanged += 1
        elif twin is said:
            made.said.append(said)
    if not (made.said or made.unchanged or made.faults or made.unknown or made.unnumbered):
        made.faults.append("表里没有一行核验结果")
    return made


def _whose(row: Row, people: People) -> str:
    """Whom a row without a number may speak of, to be compared by a person: a name alone may be a namesake's."""
    named = people.named(row["name"])
    if not named:
        return "没有证件号码，本批也没有这个姓名"
    known = "、".join(f"{person.unit}的{person.shown}" for person in named)
    return f"没有证件号码。本批有{known}：是{'此人' if len(named) == 1 else '其中一人'}的，请在这一行填上号码"


def _told(data: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in data.items() if name not in ("sheet", "name")}


def _said(row: Row, person: Person, usual: Usual, today: date, sheet: str) -> Said:
    kind = _paper(row)
    agrees = _agrees(row, usual)
    checked = day_of(row["checked"]) if row["checked"] else usual.checked
    origin = row["origin"] or usual.origin
    if checked is not None and checked > today:
        raise HuiRegError(ExitCode.USAGE, f"核验日期 {checked} 还没有到", "请检查“核验日期”列或 --date。")
    if checked is None:
        hint = "请在“核验日期”列写年-月-日，或加 --date。"
        told = f"核验日期“{row['checked']}”不对" if row["checked"] else "没有写核验日期"
        raise HuiRegError(ExitCode.USAGE, told, hint)
    if not origin:
        raise HuiRegError(ExitCode.USAGE, "没有写是在哪里核验的", "请在“来源”列写明，例如 学信网，或加 --source。")
    values = {name.value: understood(name, row[name.value]) for name in _OF[kind] if row[name.value]}
    if agrees:
        _enough(kind, values)
    number = resident_id.normalise(row["id_number"])
    data = {
        "name": person.name,
        "id_number": number if resident_id.is_valid(number) else person.id_number,
        "paper": kind.value,
        "agrees": agrees,
        "origin": origin,
        "checked": f"{checked}",
    }
    return Said(RulingKind.FACT, person.key, {**data, **values, "sheet": sheet}, "", sheet)


def _paper(row: Row) -> Kind:
    """Which paper the fact stands in for."""
    word = "".join(row["fact"].split())
    if not word and (row[Field.EDUCATION.value] or row[Field.CERTIFICATE_NUMBER.value]):
        return Kind.EDUCATION_RECORD
    found = [kind for kind, title in FACT_TITLES.items() if title in word]
    if len(found) != 1:
        known = "、".join(FACT_TITLES.values())
        told = f"不知道核验的是什么（{f'“{word}”' if word else '没有写'}）"
        raise HuiRegError(ExitCode.USAGE, told, f"请在“核验事项”列写：{known}。")
    return found[0]


def _agrees(row: Row, usual: Usual) -> bool:
    """What the sheet says of the outcome. Silence is no outcome, and no column is passed over that speaks of one."""
    word = _folded(row["outcome"])
    if word in _DIFFERS:
        return False
    for title, cell in row.others:
        against = _SPEAKS_AGAINST.search(_folded(cell)) or (_ON_OUTCOMES.search(title) and _folded(cell).upper() in _NO)
        if against:
            told = f"“{title}”列写着“{cell}”，不知道算不算核验相符"
            raise HuiRegError(ExitCode.USAGE, told, "请把结论写进“核验结果”列（一致 或 不一致），再去掉那一列。")
    if word in _AGREES or ("outcome" not in row.cells and usual.all_agree):
        return True
    if word:
        raise HuiRegError(ExitCode.USAGE, f"看不懂核验结果“{row['outcome']}”", "请写 一致 或 不一致（查无记录）。")
    hint = "请写 一致 或 不一致（查无记录）。"
    if "outcome" not in row.cells:
        hint = "请加一列“核验结果”；平台只列出核验相符的人的，请加 --all-agree。"
    raise HuiRegError(ExitCode.USAGE, "没有写核验结果", hint)


def _folded(cell: str) -> str:
    return "".join(cell.split()).strip("。.!！")


def _enough(kind: Kind, values: Mapping[str, str]) -> None:
    """Raises :class:`HuiRegError` where a fact doesn't tell what it is about."""
    if kind is Kind.EDUCATION_RECORD and not (
        values.get(Field.EDUCATION) and (values.get(Field.CERTIFICATE_NUMBER) or values.get(Field.SCHOOL))
    ):
        raise HuiRegError(ExitCode.USAGE, "核验的是哪一份学历没有写明", "请写学历层次，以及证书编号或毕业院校。")
    if kind is Kind.ENROLMENT_REPORT and not values.get(Field.SCHOOL):
        raise HuiRegError(ExitCode.USAGE, "没有写学籍所在的院校", "请填“毕业院校”列。")
    if kind is Kind.ID_CARD and not values.get(Field.ID_VALID_TO):
        hint = "请填“有效期至”列（长期的写 长期）；没有的请仍收身份证复印件。"
        raise HuiRegError(ExitCode.USAGE, "没有写身份证的有效期", hint)


HELP: Final = (
    "一行一件事。核验事项写 学历、学籍 或 身份；核验结果写 一致 或 不一致（查无记录的写 不一致）。",
    "学历：请填学历层次，以及证书编号或毕业院校；相符的不再要求交学信网备案表。",
    "学籍：请填毕业院校（就读的院校）；身份：请填有效期至。没有用到的列留空。",
    "来源写在哪里核验的，例如 学信网；核验日期写成 2024-07-03。整张表一样的，可以留空，导入时加 --source、--date。",
    "平台导出的表不用改成这个样子：列名是姓名、证件号码、院校、层次、证书编号等常见叫法的，可以直接导入。",
    "平台只列核验相符的人、没有“核验结果”一列的，导入时加 --all-agree；别的列写着不一致、查无的，整张表不导入。",
    "填好后：hui-reg import facts 文件",
)
"""What the template says of itself."""
LACKING: Final = frozenset(("A106", "A113", "A115", "A117", "D404"))
"""Findings that a verified schooling settles."""


def rows_to_check(findings: Iterable[tuple[Person, Iterable[str]]]) -> tuple[list[tuple[str, ...]], list[str]]:
    """The lines of a template: everyone whose schooling is to be verified, what is to be filled in left empty; and who
    is left out, as without a valid number nothing can be verified of them."""
    fact, empty = FACT_TITLES[Kind.EDUCATION_RECORD], ("",) * (len(TITLES) - 4)
    wanted = [person for person, rules in findings if LACKING & set(rules)]
    numbered = [person for person in wanted if resident_id.is_valid(person.id_number)]
    rows = [(person.name, person.id_number, person.unit, fact, *empty) for person in numbered]
    return rows, [f"{person.name}（{person.unit}）" for person in wanted if person not in numbered]
