"""Certificate numbers: a letter and 21 digits that tell body, province, site, year, level and serial.

A number of the wrong shape, or one given to two people, keeps the file out; what its digits say about province,
year and level is compared with the batch and only warned of.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from hui_reg.history.kinds import EntryKind
from hui_reg.history.papers import passed_on
from hui_reg.history.people import Miss, People, Person
from hui_reg.history.state import State
from hui_reg.ledger.plan import Draft, Plan, Wrong, plan_table
from hui_reg.ledger.tables import ID_NUMBER, NAME, UNIT, Heading, Row, Table, day_of
from hui_reg.notice import Notice

HEADINGS = (
    Heading(NAME.field, (*NAME.titles, "持证人", "持证人姓名", "获证人员", "获证人员姓名", "人员姓名"), needed=True),
    Heading(ID_NUMBER.field, (*ID_NUMBER.titles, "有效证件号码", "持证人证件号码", "证件编号", "身份证明号码")),
    UNIT,
    Heading(
        "number",
        ("证书编号", "证书号", "证书号码", "证书编码", "职业技能等级证书编号", "技能等级证书编号", "等级证书编号",
         "电子证书编号", "职业技能等级证书号", "证书编号号码"),
        needed=True,
    ),
    Heading(
        "issued_on",
        ("发证日期", "颁证日期", "发证时间", "签发日期", "证书日期", "颁发日期", "颁证时间", "核发日期", "制证日期",
         "批准日期"),
    ),
    Heading("occupation", ("职业名称", "职业工种", "职业工种名称", "职业", "职业及工种", "评价职业", "职业方向")),
    Heading("level", ("技能等级", "等级", "级别", "职业技能等级", "评价等级", "证书等级", "技能级别")),
    Heading("state", ("证书状态", "状态", "是否有效")),
)  # fmt: skip
_VOID = re.compile("注销|撤销|作废|无效|失效|吊销|停用|^否$")

_SHAPE = re.compile(r"[A-Z]\d{21}")
_ISSUERS = {"Y": "用人单位", "S": "社会培训评价组织", "J": "技工院校"}
_LEVELS = {"一级": "1", "二级": "2", "三级": "3", "四级": "4", "五级": "5"}


def plan_certificates(
    table: Table, people: People, states: Mapping[str, State], notice: Notice, issued_on: date | None, today: date
) -> Plan:
    """Take in certificate numbers. The day of issue is the row's own, else ``issued_on``, else unknown.

    Whoever gets a number in this file gives the old one free: rows of an earlier file may have been shifted. What a
    query finds of somebody besides, of another occupation or level or no longer valid, is told and left out.
    """
    rows, beside = _ours(table.rows, notice)
    table = replace(table, rows=tuple(rows))
    renumbered = {found.key for row in table.rows if row["number"] and isinstance(found := _who(row, people), Person)}
    owners = {
        str(entry.data["number"]): key
        for key, state in states.items()
        for entry in state.of(EntryKind.CERTIFICATE)
        if key not in renumbered
    }

    def take(row: Row, person: Person, _: State) -> list[Draft] | Wrong:
        if not row["number"]:
            return []
        number = normalise(row["number"])
        if not _SHAPE.fullmatch(number):
            return Wrong(f"证书编号“{row['number']}”应为一个字母加 21 位数字")
        if owners.setdefault(number, person.key) != person.key:
            return Wrong(f"证书编号 {number} 已属于另一人")
        day = day_of(row["issued_on"]) if row["issued_on"] else issued_on
        if row["issued_on"] and day is None:
            return Wrong(f"发证日期“{row['issued_on']}”不是日期")
        data = {"number": number, "issued_on": day.isoformat() if day else None}
        return [Draft(person.key, EntryKind.CERTIFICATE, day or today, data)]

    def warn(row: Row, _: Person, state: State) -> list[str]:
        if not row["number"]:
            return ["没有证书编号，未记录"]
        return list(doubts(normalise(row["number"]), passed_on(state.scores, notice), notice))

    plan = plan_table(table, people, states, take, warn=warn)
    plan.warnings += beside
    return plan


def _ours(rows: Iterable[Row], notice: Notice) -> tuple[list[Row], list[str]]:
    """The rows about certificates of this registration, and what is said of the others."""
    kept, beside = [], []
    for row in rows:
        if why := _not_ours(row, notice):
            beside.append(f"{row.place} {row['name']}：{why}，没有记录")
        else:
            kept.append(row)
    return kept, beside


def _not_ours(row: Row, notice: Notice) -> str:
    occupation, level = (normalise(row[name]) for name in ("occupation", "level"))
    names = [normalise(name) for name in (notice.occupation.name, *notice.occupation.synonyms)]
    levels = [normalise(notice.occupation.level), normalise(notice.occupation.level_title)]
    alike = any(name in occupation or occupation in name for name in names)
    digit = _LEVELS.get(notice.occupation.level, "")
    if _VOID.search(row["state"]):
        return f"证书状态是“{row['state']}”"
    if occupation and not alike:
        return f"是另一职业（{row['occupation']}）的证书"
    if level and level != digit and not any(one in level or level in one for one in levels):
        return f"是另一等级（{row['level']}）的证书"
    return ""


def _who(row: Row, people: People) -> Person | Miss:
    return people.identify(row["name"], row["id_number"], row["unit"], cut="id_number" in row.cut)


def normalise(text: str) -> str:
    """A number as it is kept: half-width, upper case, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def doubts(number: str, passed: date | None, notice: Notice) -> Iterator[str]:
    """What the digits of a well-formed number say that doesn't fit the batch."""
    if not _SHAPE.fullmatch(number):
        return
    if number[0] not in _ISSUERS:
        yield f"证书编号首字母 {number[0]} 不是 {'、'.join(_ISSUERS)} 之一"
    if number[5:7] != notice.certificate.province:
        yield f"证书编号的省份代码是 {number[5:7]}，应为 {notice.certificate.province}"
    if passed is not None and number[13:15] not in (f"{passed:%y}", f"{passed.year + 1:04d}"[2:]):
        yield f"证书编号的年份是 20{number[13:15]}，考试合格于 {passed.year} 年"
    level = _LEVELS.get(notice.occupation.level)
    if level and number[15] != level:
        yield f"证书编号的等级是 {number[15]}，应为 {level}（{notice.occupation.level}）"
