"""What is open for whom, until which day, at which fee: one list for each unit, and the whole for the office."""

from decimal import Decimal

from hui_reg.history.makeup import Open, fee_of, makeup_of, unused_fees
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
    paid = set(unused_fees(roll.state(person), notice)) >= set(still.papers)
    return (
        titles(still.papers, notice),
        titles([still.kept.paper], notice) if still.kept else "",
        still.until,
        Decimal(fee_of(still.purpose, notice)),
        "是" if paid else "否",
        still.note,
    )


def _rules(roll: Roll) -> tuple[str, ...]:
    fees = roll.notice.fees
    price = f"补考费：理论 {fees.makeup_theory} 元，技能 {fees.makeup_skill} 元，两科 {fees.makeup_both} 元"
    return (roll.notice.makeup.basis, price)
