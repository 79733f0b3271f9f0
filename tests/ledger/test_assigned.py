"""The reconciliation sheet as people fill it in: whom they name, what they take back, and where it doesn't fit."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from hui_reg.history.roll import Roll
from hui_reg.history.state import fold
from hui_reg.ledger.assigned import plan_assignments
from hui_reg.ledger.payment import standing_only
from hui_reg.ledger.plan import Plan
from hui_reg.ledger.receipts import Receipt
from hui_reg.ledger.tables import Table
from hui_reg.model import Entry
from tests.ledger.people import CHONGWU, LUOYANG, NOTICE, paid, receipt, reviewed, score, someone, table

ZHANG, LI, NAMESAKE = someone("张三"), someone("李四", serial=2), someone("张三", CHONGWU, serial=5)
EVERYONE = (ZHANG, LI, NAMESAKE)
TODAY = date(2024, 8, 1)


def filled(names: str, money: Receipt, *entries: Entry, recorded: Sequence[tuple[str, str]] = ()) -> Plan:
    """The sheet with ``names`` beside this receipt, and reasons beside entries of the sheet 已缴费."""
    ledger = [*(e for n, p in enumerate(EVERYONE) for e in reviewed(p, 500 + 2 * n)), *entries]
    states = fold(sorted(ledger, key=lambda entry: entry.seq))
    opened = table({"receipt": money.key, "names": names}) if names else Table((), missing="x")
    taken_back = table(*({"entry": entry, "reason": reason} for entry, reason in recorded))
    result = standing_only([money], states)
    return plan_assignments(opened, taken_back, result, Roll(EVERYONE, states, NOTICE, TODAY))


def sums(plan: Plan) -> dict[str, str]:
    return {draft.applicant: str(draft.data.get("amount")) for draft in plan.drafts}


@pytest.mark.parametrize(
    ("names", "amount", "expected"),
    [
        ("李四", "1380.00", {LI.key: "1380.00"}),
        (f"张三（{LUOYANG}）、李四", "2760.00", {ZHANG.key: "1380.00", LI.key: "1380.00"}),
        (f"{NAMESAKE.id_number}", "1380.00", {NAMESAKE.key: "1380.00"}),
        ("李四", "1000.00", {LI.key: "1000.00"}),
        ("李四", "5000.00", {LI.key: "1380.00"}),
    ],
)
def test_names_are_followed(names: str, amount: str, expected: dict[str, str]) -> None:
    plan = filled(names, receipt(amount, payer="林大伟"))
    assert (plan.faults, sums(plan)) == ([], expected)
    assert {draft.data["basis"] for draft in plan.drafts} == {"manual"}


@pytest.mark.parametrize(
    ("names", "amount", "fault"),
    [
        ("张三", "1380.00", "“张三”：“张三”有 2 人（崇武镇便民服务中心、洛阳镇便民服务中心），无法区分"),
        ("赵六", "1380.00", "“赵六”：没有证件号码，且本批没有这个姓名"),
        ("110105194912310021", "1380.00", "“110105194912310021”：没有证件号码，且本批没有这个姓名"),
        (someone("外人", born="1970-01-01").id_number, "1380.00", "不在本批或不唯一"),
        (f"张三({LUOYANG})、李四", "2000.00", "张三、李四 共应缴 2760.00 元，回单只剩 2000.00 元"),
        ("（）", "1380.00", "“（）”不是姓名"),
    ],
)
def test_what_cannot_be_followed_is_named_and_nothing_is_taken(names: str, amount: str, fault: str) -> None:
    plan = filled(names, receipt(amount, payer="林大伟"))
    assert plan.drafts == [] and len(plan.faults) == 1 and fault in plan.faults[0]


def test_one_who_owes_nothing_and_a_receipt_that_is_spent() -> None:
    owes_nothing = filled("李四", receipt(serial="S9"), paid(LI, 1))
    assert owes_nothing.faults == ["第2行：李四 没有待缴的费用"]
    spent = receipt(serial="R1")
    assert filled("李四", spent, paid(ZHANG, 1)).faults == ["第2行：这笔回单已没有待核对的金额"]
    unread = filled("李四", receipt("", on=""))
    assert unread.faults == ["第2行：金额或交易日期未读出，不能认定"]


def test_a_doubt_that_a_person_overrules_is_kept_in_mind() -> None:
    plan = filled("李四", receipt("1380.00", words="壹仟捌佰叁拾元整"))
    assert sums(plan) == {LI.key: "1380.00"}
    assert plan.warnings == ["第2行：人工认定，原疑点：大小写金额不一致（小写 1380.00 元，大写 1830.00 元）"]


def test_makeups_are_assigned_by_their_table() -> None:
    failed = [paid(LI, 1), score(LI, 2, "theory", "59.5"), score(LI, 3, "skill", "59.5")]
    plan = filled("李四", receipt("254.00", serial="S9", on="2024-12-01"), *failed)
    assert [draft.data["purpose"] for draft in plan.drafts] == ["makeup_both"]
    short = filled("李四", receipt("100.00", serial="S9", on="2024-12-01"), *failed)
    assert short.faults == ["第2行：李四 共应缴 254.00 元，回单只剩 100.00 元"]


def test_a_payment_is_taken_back_once() -> None:
    entry = paid(ZHANG, 1)
    plan = filled("", receipt(serial="R1"), entry, recorded=[("1", "付错人"), ("77", "无此记录")])
    assert [(d.applicant, d.kind.value, d.supersedes) for d in plan.drafts] == [(ZHANG.key, "withdrawal", 1)]
    assert plan.corrections == ["第2行：撤销缴费 1380.00 元（付错人）"]
    assert plan.warnings == ["第3行：记录号 77 已不在有效的缴费记录中，未处理"]


def test_another_workbook_is_refused() -> None:
    states = fold(reviewed(ZHANG, 1))
    nothing = Table((), missing="x")
    plan = plan_assignments(nothing, nothing, standing_only([], states), Roll(EVERYONE, states, NOTICE, TODAY))
    assert plan.faults == ["这不是缴费核对表：没有找到“归属人员”或“撤销原因”列"]


def test_the_fee_of_these_tests_is_the_notices() -> None:
    assert Decimal(NOTICE.fees.registration) == Decimal("1380")
