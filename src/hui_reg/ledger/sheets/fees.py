"""The fee list a unit gets after the second review, and the reconciliation that staff keep.

The last two sheets of the reconciliation come back by ``import payments``: 待核对 with the names a person found
out, 已缴费 with the reason why a payment doesn't count.
"""

from decimal import Decimal

from hui_reg.history.fees import registration_fee
from hui_reg.history.kinds import WORDS, word
from hui_reg.history.people import Person
from hui_reg.history.roll import Roll
from hui_reg.ledger.matches import Match, Reconciliation
from hui_reg.ledger.sheets.parts import ID_NUMBER, NAME, NUMBER, PERSON, REMARK, Row, left_out, numbered, title, who
from hui_reg.notice import ACCOUNT_TO_COME, Notice
from hui_reg.spreadsheets.writer import Column, Sheet

MONEY = "金额(元)"
RECEIPT = "回单标识"
ENTRY = "记录号"
NAMES = "归属人员（填写姓名，用顿号分开）"
REASON = "撤销原因（填写后该笔不再计入）"
REFUND, REFUND_DAY = "退费金额（已退给缴费人时填写）", "退费日期"
RECORDED, OPEN = "已缴费", "待核对"


def fee_list(roll: Roll) -> Sheet:
    """For one unit: who owes what. Everyone whom both reviews passed."""
    notice = roll.notice
    rows: list[Row] = []
    due = had = owed = Decimal(0)
    for person in roll.cleared().people:
        state, stands = roll.state(person), roll.standing(person)
        fee, paid = registration_fee(state, notice), state.paid("registration")
        due, had, owed = due + fee, had + paid, owed + stands.owed
        rows.append((person.name, person.id_number, fee, paid, stands.owed, "待缴" if stands.owes else "已缴清"))
    columns = (
        NUMBER, NAME, ID_NUMBER, Column("应缴(元)", 12, money=True), Column("已缴(元)", 12, money=True),
        Column("待缴(元)", 12, money=True), Column("状态", 10),
    )  # fmt: skip
    return Sheet(
        "缴费清单",
        columns,
        numbered(rows),
        heading=(
            title(notice, "缴费清单"),
            f"单位：{'、'.join(roll.units())}",
            *_how_to_pay(notice),
        ),
        footing=(f"待缴合计：{owed:.2f} 元（{sum(row[-1] == '待缴' for row in rows)} 人）",),
        totals=("", "合计", f"{len(rows)} 人", due, had, owed, ""),
        orientation="portrait",
    )


def reconciliation(roll: Roll, result: Reconciliation) -> tuple[Sheet, ...]:
    """Who paid, who not, every receipt, and what a person must look at."""
    people = {person.key: person for person in roll.people}
    early = roll.where(lambda person: bool(roll.state(person).payments) and not roll.standing(person).is_cleared)
    return (
        _summary(roll, result),
        _unpaid(roll),
        left_out(early, "缴费而未通过审核"),
        _receipts(result, people),
        _recorded(roll),
        _open(result),
    )


def _how_to_pay(notice: Notice) -> tuple[str, ...]:
    account = f"收款户名：{notice.payment.payee}　" if notice.payment.payee else ""
    tail = f"账号末四位：{notice.payment.account_tail}" if notice.payment.account_tail else ""
    lines = (
        notice.fees.basis,
        account + tail,
        "" if notice.payment.account else ACCOUNT_TO_COME,
        "转账附言请写明单位和全部缴费人姓名；写不下时请另附名单。电子回单请由联系人汇总后发到报名邮箱。",
    )
    return tuple(line for line in lines if line)


def _summary(roll: Roll, result: Reconciliation) -> Sheet:
    notice = roll.notice
    recorded = sum((p.amount for person in roll.people for p in roll.state(person).payments), Decimal(0))
    fresh = sum((c.amount for match in result.matches for c in match.fresh), Decimal(0))
    lone = recorded + fresh - result.matched
    checked = [text for text in (notice.payment.payee, notice.payment.account_tail) if text]
    due = [registration_fee(roll.state(person), notice) for person in roll.cleared().people]
    refunds = sum((roll.state(p).refunded(purpose) for p in roll.people for purpose in WORDS["purpose"]), Decimal(0))
    payee = (
        "收款人已按通知核对：" + "、".join(checked) if checked else "通知文件没有填写收款户名和账号末四位，收款人未核对"
    )
    rows: tuple[Row, ...] = (
        ("收到的回单（去重后）", f"{len(result.matches)} 笔", result.received),
        ("其中已认定到人", "", result.matched),
        ("其中待核对", f"{sum(bool(m.unexplained) for m in result.matches)} 笔", result.unexplained),
        ("重复的回单副本（不计）", f"{sum(len(m.unique.copies) for m in result.matches)} 份", None),
        ("金额未读出的回单（未计入）", f"{result.unreadable} 笔", None),
        ("没有对应回单的缴费记录", "", lone),
        ("应缴认定费（复核通过）", f"{len(due)} 人", sum(due, Decimal(0))),
        ("已缴清认定费", f"{sum(roll.standing(p).has_paid for p in roll.people)} 人", None),
        ("已退费", "", refunds),
    )  # fmt: skip
    balance = "平" if result.received == result.matched + result.unexplained else "不平，请联系维护者"
    return Sheet(
        "说明",
        (Column("项目", 34), Column("数量", 14), Column(MONEY, 16, money=True)),
        rows,
        heading=(title(notice, "缴费核对表"), f"截至 {roll.today}"),
        footing=(
            f"收到 {result.received:.2f} = 已认定 {result.matched:.2f} + 待核对 {result.unexplained:.2f}：{balance}",
            payee,
            f"在“{OPEN}”填写归属人员，或在“{RECORDED}”填写退费或撤销原因，保存后用 hui-reg import payments 导入。",
        ),
    )


def _unpaid(roll: Roll) -> Sheet:
    owing = roll.standing_where(lambda stands: stands.owes).people
    rows = [(*who(p), roll.state(p).paid("registration"), roll.standing(p).owed) for p in owing]
    columns = (*PERSON, Column("已缴(元)", 12, money=True), Column("待缴(元)", 12, money=True))
    total = sum((roll.standing(p).owed for p in owing), Decimal(0))
    return Sheet("未缴费", columns, numbered(rows), footing=(f"待缴合计：{total:.2f} 元（{len(owing)} 人）",))


def _recorded(roll: Roll) -> Sheet:
    rows = [
        (*who(person), paid.amount, word("purpose", paid.purpose), paid.on, word("basis", paid.basis), paid.receipt,
         str(paid.seq), _flags(roll, person), roll.state(person).refunded(paid.purpose) or "", "", "", "")
        for person in roll.people
        for paid in roll.state(person).payments
    ]  # fmt: skip
    columns = (
        *PERSON, Column(MONEY, 12, money=True), Column("用途", 14), Column("交易日期", 12), Column("认定依据", 20),
        Column(RECEIPT, 24), Column(ENTRY, 8), REMARK, Column("该用途已退(元)", 14, money=True),
        Column(REFUND, 20, fill=True), Column(REFUND_DAY, 12, fill=True), Column(REASON, 30, fill=True),
    )  # fmt: skip
    total = sum((p.amount for person in roll.people for p in roll.state(person).payments), Decimal(0))
    return Sheet(RECORDED, columns, numbered(rows), footing=(f"合计：{total:.2f} 元",))


def _flags(roll: Roll, person: Person) -> str:
    return "；".join(flag for flag in roll.standing(person).flags if "缴" in flag)


def _receipts(result: Reconciliation, people: dict[str, Person]) -> Sheet:
    rows = [
        (m.receipt.place, m.receipt.paid_on, m.receipt.payer, m.receipt.payee, m.receipt.remark, m.receipt.amount,
         m.matched, m.unexplained, _whose(m, people), len(m.unique.copies), m.receipt.key, m.reason)
        for m in result.matches
    ]  # fmt: skip
    columns = (
        NUMBER, Column("文件", 28), Column("交易日期", 12), Column("付款人", 24), Column("收款人", 24),
        Column("附言", 28),
        Column(MONEY, 12, money=True), Column("已认定(元)", 12, money=True), Column("待核对(元)", 12, money=True),
        Column("缴费人", 28), Column("重复副本", 8), Column(RECEIPT, 24), Column("说明", 40),
    )  # fmt: skip
    return Sheet("回单明细", columns, numbered(rows), footing=(f"合计：{result.received:.2f} 元",))


def _whose(match: Match, people: dict[str, Person]) -> str:
    names = [people[c.applicant].name if c.applicant in people else c.applicant for c in (*match.pinned, *match.fresh)]
    return "、".join(dict.fromkeys(names))


def _open(result: Reconciliation) -> Sheet:
    left = [match for match in result.matches if match.unexplained or match.receipt.amount is None]
    rows = [
        (m.receipt.place, m.receipt.paid_on, m.receipt.payer, m.receipt.remark, m.amount, m.unexplained, m.receipt.key,
         m.reason, "")
        for m in left
    ]  # fmt: skip
    columns = (
        NUMBER, Column("文件", 28), Column("交易日期", 12), Column("付款人", 24), Column("附言", 28),
        Column(MONEY, 12, money=True), Column("待核对(元)", 12, money=True), Column(RECEIPT, 24), Column("原因", 44),
        Column(NAMES, 30, fill=True),
    )  # fmt: skip
    total = sum((match.unexplained for match in left), Decimal(0))
    return Sheet(OPEN, columns, numbered(rows), footing=(f"待核对合计：{total:.2f} 元（{len(left)} 笔）",))
