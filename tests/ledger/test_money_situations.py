"""Situations of money, worked out from the notice: payments in part, refunds, makeups, one receipt for several.

A surplus stays unexplained and is told; money whose bearer or purpose can't be told is booked to nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from hui_reg.history.people import Person
from hui_reg.ledger.receipts import Receipt
from hui_reg.model import Entry
from tests.ledger.people import LUOYANG, entry, paid, receipt, score
from tests.ledger.test_payment import LI, WANG, ZHANG, match_all, paid_by


def sent(amount: str, remark: str, on: str = "2024-07-26") -> Receipt:
    return receipt(amount, LUOYANG, remark, f"S{remark}{amount}", on=on)


def refund(seq: int, on: date, amount: str = "1380.00", purpose: str = "registration") -> Entry:
    return entry(seq, ZHANG.key, "refund", on, purpose=purpose, amount=amount)


BOTH_FAILED = (score(ZHANG, 1, "theory", "10"), score(ZHANG, 2, "skill", "10"), paid(ZHANG, 3))
SKILL_FAILED = (score(ZHANG, 1, "theory", "80"), score(ZHANG, 2, "skill", "10"), paid(ZHANG, 3))
MADE_UP = (
    entry(4, ZHANG.key, "payment", date(2024, 12, 1), purpose="makeup_skill", amount="154.00", receipt="Q"),
    refund(5, date(2024, 12, 5), "154.00", "makeup_skill"),
)
LATER = "2024-12-20"


@dataclass(frozen=True)
class Case:
    """What came, what was there, and what is booked to whom."""

    why: str
    came: Receipt | None
    booked: Mapping[str, str]
    before: tuple[Entry, ...] = ()
    people: tuple[Person, ...] = (ZHANG,)
    left: str = "0.00"


Z, L, W = ZHANG.key, LI.key, WANG.key
HALF = paid(ZHANG, 1, "690.00")
CASES = (
    Case("分两次缴，第二次补足", sent("690.00", "张三"), {Z: "690.00"}, (HALF,)),
    Case("先缴一半", sent("690.00", "张三"), {Z: "690.00"}),
    Case("退款后没有再缴", None, {}, (paid(ZHANG, 1), refund(2, date(2024, 7, 22)))),
    Case("退款后再缴", sent("1380.00", "张三"), {Z: "1380.00"}, (paid(ZHANG, 1), refund(2, date(2024, 7, 22)))),
    Case("部分退款后补缴", sent("380.00", "张三"), {Z: "380.00"},
         (paid(ZHANG, 1), refund(2, date(2024, 7, 22), "380.00"))),
    Case("一单两人，一人已缴一半", sent("2070.00", "张三、李四"), {Z: "690.00", L: "1380.00"}, (HALF,), (ZHANG, LI)),
    Case("一单有补考费也有报名费", sent("1534.00", "张三补考、李四认定费", LATER), {Z: "154.00", L: "1380.00"},
         SKILL_FAILED, (ZHANG, LI)),
    Case("只差技能却缴了两科的", sent("254.00", "张三补考", LATER), {}, SKILL_FAILED, left="254.00"),
    Case("只差技能，缴技能的", sent("154.00", "张三补考", LATER), {Z: "154.00"}, SKILL_FAILED),
    Case("两科都差，缴理论的", sent("104.00", "张三理论补考", LATER), {Z: "104.00"}, BOTH_FAILED),
    Case("两科都差，缴技能的", sent("154.00", "张三技能补考", LATER), {Z: "154.00"}, BOTH_FAILED),
    Case("两年以后才缴补考费", sent("154.00", "张三补考", "2027-01-10"), {}, SKILL_FAILED, left="154.00"),
    Case("补考费退回后再缴", sent("154.00", "张三补考", LATER), {Z: "154.00"}, (*SKILL_FAILED, *MADE_UP)),
    Case("多付一分", sent("1380.01", "张三"), {Z: "1380.00"}, left="0.01"),
    Case("已缴清又缴一次", sent("1380.00", "张三"), {}, (paid(ZHANG, 1),), left="1380.00"),
    Case("只写共三人", sent("4140.00", "认定费共3人"), dict.fromkeys((Z, L, W), "1380.00"), (), (ZHANG, LI, WANG)),
    Case("三人中两人的钱而不写姓名", sent("2760.00", "认定费"), {}, (), (ZHANG, LI, WANG), "2760.00"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.why)
def test_what_is_booked(case: Case) -> None:
    result = match_all([case.came] if case.came else [], *case.people, entries=case.before)
    assert paid_by(result) == case.booked
    assert result.unexplained == Decimal(case.left)
