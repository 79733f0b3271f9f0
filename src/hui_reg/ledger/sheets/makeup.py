"""What is open for whom, until which day, at which fee: one list for each unit, and the whole for the office."""

from hui_reg.history.makeup import Open, fee_of, makeup_of, purposes, unused_fees
from hui_reg.history.papers import titles
from hui_reg.history.people import Person
from hui_reg.history.roll import Roll
from hui_reg.history.standing import Stage
from hui_reg.ledger.sheets.parts import ID_NUMBER, NAME, NUMBER, PERSON, REMARK, Row, left_out, numbered, title
from hui_reg.spreadsheets.writer import Column, Sheet

_COLUMNS = (
    Column("可补考科目", 12), Column("已合格科目", 12), Column("最晚日期", 12), Column("补考费(元)", 12, money=True),
    Column("已缴", 8), REMARK,
)  # fmt: skip


def unit_list(roll: Roll) -> Sheet:
    """For one unit."""
    rows = [(p.name, p.id_number, *_row(roll, p, still)) for p, still in _open(roll) if not still.lapsed]
    return Sheet(
        "补考名单",
        (NUMBER, NAME, ID_NUMBER, *_COLUMNS),
        numbered(rows),
        heading=(title(roll.notice, "补考名单"), f"单位：{'、'.join(roll.units())}", *_rules(roll)),
    )


def summary(roll: Roll) -> tuple[Sheet, ...]:
    """For the office: everyone who may still sit, and those whose time is over."""
    found = _open(roll)
    rows = [(p.unit, p.name, p.id_number, *_row(roll, p, still)) for p, still in found if not still.lapsed]
    over = [(p.unit, p.name, p.id_number, still.until, still.note) for p, still in found if still.lapsed]
    return (
        Sheet(
            "补考名单", (*PERSON, *_COLUMNS), numbered(rows), heading=(title(roll.notice, "补考名单"), *_rules(roll))
        ),
        Sheet("期限已过", (*PERSON, Column("截止日期", 12), Column("说明", 44)), numbered(over)),
        left_out(_others(roll)),
    )


def _open(roll: Roll) -> list[tuple[Person, Open]]:
    """What is open, or was, for everyone who stands before a makeup."""
    before = roll.standing_where(lambda stands: stands.stage in (Stage.MAKEUP, Stage.LAPSED))
    found = ((person, makeup_of(roll.state(person), roll.notice, roll.today)) for person in before.people)
    return [(person, still) for person, still in found if still is not None]


def _others(roll: Roll) -> Roll:
    """Those who would have something to sit, but stand before an earlier step."""
    sat = roll.where(lambda person: bool(roll.state(person).scores)).standing_where(lambda stands: not stands.has_paid)
    return sat.where(lambda person: makeup_of(roll.state(person), roll.notice, roll.today) is not None)


def _row(roll: Roll, person: Person, still: Open) -> Row:
    notice = roll.notice
    paid = set(unused_fees(roll.state(person), notice, roll.today)) >= set(still.papers)
    return (
        titles(still.papers, notice),
        titles([score.paper for score in still.kept], notice),
        still.until,
        fee_of(still.purpose, notice, roll.today),
        "是" if paid else "否",
        still.note,
    )


def _rules(roll: Roll) -> tuple[str, ...]:
    notice = roll.notice.on(roll.today)
    fees = {papers: notice.makeup_fee(papers) for papers in reversed([*purposes(notice).values()])}
    told = "，".join(f"{titles(papers, notice)} {fee} 元" for papers, fee in fees.items() if fee)
    return tuple(line for line in (notice.makeup.basis, f"补考费：{told}" if told else "") if line)
