"""Certificates: the roll for handing them out, and the sheet for a person to check each at the public look-up."""

from hui_reg.history.kinds import EntryKind
from hui_reg.history.papers import passed_on
from hui_reg.history.roll import Roll
from hui_reg.history.standing import Stage
from hui_reg.ledger.certificate import doubts
from hui_reg.ledger.sheets.parts import ID_NUMBER, NAME, NUMBER, PERSON, REMARK, Row, left_out, numbered, title, who
from hui_reg.spreadsheets.writer import Column, Sheet

NUMBER_COLUMN = Column("证书编号", 26)


def hand_out(roll: Roll) -> tuple[Sheet, ...]:
    """One sheet a unit, with room for a signature; one more for those who passed and have no number yet."""
    holders = roll.standing_where(lambda stands: stands.is_certified)
    others = roll.where(lambda p: bool(roll.state(p).of(EntryKind.CERTIFICATE)) and not roll.standing(p).is_certified)
    columns = (
        NUMBER, NAME, ID_NUMBER, NUMBER_COLUMN, Column("发证日期", 12), Column("领取人签名", 16, fill=True),
        Column("领取日期", 14, fill=True),
    )  # fmt: skip
    sheets = [
        Sheet(
            unit,
            columns,
            numbered((row[1], row[2], row[3], row[4], "", "") for row in _held(holders.of_unit(unit))),
            heading=(title(roll.notice, "领证名册"), f"单位：{unit}　证书：{roll.notice.certificate.title}"),
            row_height=24,
        )
        for unit in holders.units()
    ]
    waiting = roll.standing_where(lambda stands: stands.stage is Stage.PASSED)
    return (*sheets, Sheet("合格待发证", PERSON, numbered(map(who, waiting.people))), left_out(others, "暂不发放"))


def look_up(roll: Roll) -> tuple[Sheet, ...]:
    """Everyone's number beside the address where a person can look it up."""
    notice = roll.notice
    rows: list[Row] = [
        (*row[:4], notice.certificate.lookup, "；".join(str(doubt) for doubt in row[5:]), "") for row in _held(roll)
    ]
    columns = (
        *PERSON, NUMBER_COLUMN, Column("查询网址", 22), REMARK,
        Column("查询结果", 14, fill=True, choices=("一致", "不一致", "查不到")),
    )  # fmt: skip
    heading = (
        title(notice, "证书查询核对表"),
        f"请在 {notice.certificate.lookup} 逐个查询，核对姓名、编号、等级后填写结果；"
        f"评价机构的备案在 {notice.certificate.body_lookup} 查询",
    )
    return (Sheet("证书查询", columns, numbered(rows), heading=heading),)


def _held(roll: Roll) -> list[Row]:
    """Unit, name, ID number, certificate number, day of issue, then the doubts, of everyone who has a number."""
    rows: list[Row] = []
    for person in roll.people:
        entry = roll.state(person).last(EntryKind.CERTIFICATE)
        if entry is not None:
            number = str(entry.data["number"])
            passed = passed_on(roll.state(person).scores, roll.notice)
            stands = roll.standing(person)
            kept = () if stands.is_certified else (f"暂不发放（{stands.sentence}）",)
            issued_on = str(entry.data.get("issued_on") or "")
            rows.append((*who(person), number, issued_on, *doubts(number, passed, roll.notice), *kept))
    return rows
