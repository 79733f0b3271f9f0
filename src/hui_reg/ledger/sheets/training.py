"""The roster for the training platform, and who is short of hours."""

from hui_reg.history.kinds import EntryKind
from hui_reg.history.roll import Roll
from hui_reg.ledger.sheets.parts import ID_NUMBER, NAME, NUMBER, PERSON, left_out, numbered, title, who
from hui_reg.ledger.training import short_by
from hui_reg.spreadsheets.writer import Column, Sheet


def roster(roll: Roll) -> tuple[Sheet, ...]:
    """Everyone cleared who has paid, of those the ones whose hours don't suffice yet, and who paid in vain so far."""
    notice = roll.notice
    paid = roll.standing_where(lambda stands: stands.has_paid)
    others = roll.where(lambda person: bool(roll.state(person).payments) and not roll.standing(person).has_paid)
    rows = [
        (
            p.name,
            p.id_number,
            p.phone,
            p.unit,
            notice.occupation.name,
            notice.roster.levels.get(notice.occupation.level, ""),
        )
        for p in paid.people
    ]
    columns = (
        NUMBER, NAME, ID_NUMBER, Column("手机号码", 14), Column("单位", 26), Column("职业", 18), Column("等级", 14),
    )  # fmt: skip
    starts = f"开始日期：{notice.training.starts}　" if notice.training.starts else ""
    heading = (title(notice, "培训名单"), f"{starts}{notice.training.basis}")
    return Sheet("培训名单", columns, numbered(rows), heading=heading), _short(paid), left_out(others)


def _short(paid: Roll) -> Sheet:
    hours = paid.notice.training.hours
    rows = [
        (*who(p), state.hours, short, entry.on if (entry := state.last(EntryKind.TRAINING)) else "尚无记录")
        for p in paid.people
        for state in [paid.state(p)]
        if (short := short_by(state, paid.notice))
    ]
    columns = (*PERSON, Column("已完成课时", 12), Column("尚缺课时", 12), Column("截至", 12))
    return Sheet("课时不足", columns, numbered(rows), heading=(title(paid.notice, f"课时不足 {hours:g} 的人员"),))
