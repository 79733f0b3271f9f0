"""Small wrong changes of standing, flags and dues that no life told from the right ones."""

from datetime import date

import pytest

from hui_reg.history.dues import Accounts
from hui_reg.history.makeup import times_paid
from tests.history.flagged import FAILED, ZHANG, again, fee, first, flagged, other, sat, second
from tests.ledger.people import NOTICE, entry, state_of
from tests.notice.changed import changed

DAY, NEW_YEAR = date(2024, 12, 1), date(2025, 1, 5)


def dearer(key: str, before: int, after: int) -> tuple[str, str]:
    """A price that changes with the new year."""
    dated = f'{{ value = {before} }}, {{ from = 2025-01-01, value = {after}, basis = "补充通知" }}'
    return f"{key} = ", f"{key} = [{dated}]"


@pytest.mark.parametrize(("amount", "times"), [("103.50", 0), ("104.00", 1), ("207.50", 1), ("208.00", 2)])
def test_a_makeup_is_paid_when_the_whole_price_is_there(amount: str, times: int) -> None:
    assert times_paid(state_of(*FAILED, again(7, amount, "theory")), "makeup_theory", NOTICE) == times


def test_fees_paid_one_by_one_count_at_the_price_of_their_days() -> None:
    """What was paid apart at its own days' prices; what both together would have cost on the last of them."""
    singly = (again(7, "104.00", "theory", DAY), again(8, "154.00", "skill", NEW_YEAR))
    rising = changed(dearer("makeup_theory", 104, 120), dearer("makeup_both", 254, 200))
    assert flagged(*FAILED, *singly, notice=rising) == (
        "两科补考费分开缴了 258 元，两科一起应缴 200 元，多缴 58 元，请核对",
    )


@pytest.mark.parametrize("paid", ["0.50", "1.00", "1380.00"])
def test_whatever_somebody_had_paid_who_left_is_told(paid: str) -> None:
    [said] = [text for text in flagged(first(), second(), fee(paid), other(9, "quit")) if "退出报名" in text]
    assert f"{paid} 元" in said


def test_half_a_yuan_short_is_not_paid() -> None:
    assert "已有成绩，但认定费未缴清" in flagged(first(), second(), fee("1379.50"), sat(5, "theory"))


def test_an_hour_of_training_is_missed_by_who_had_none() -> None:
    short = changed(("hours =", "hours = 1"))
    assert flagged(first(), second(), fee(), sat(5, "theory"), notice=short) == ("已有成绩，但培训课时不足",)
    taught = entry(4, ZHANG.key, "training", hours="1")
    assert flagged(first(), second(), fee(), taught, sat(5, "theory"), notice=short) == ()


def test_what_happened_on_the_day_of_a_payment_counts_for_it() -> None:
    failed = state_of(*FAILED)
    day = failed.scores[0].on
    purposes = {charge.purpose for charge in Accounts({ZHANG.key: failed}, NOTICE).options(ZHANG, day)}
    assert purposes == {"makeup_theory", "makeup_skill", "makeup_both"}
    paid = state_of(*FAILED, again(7, "104.00", "theory", DAY))
    left = {charge.purpose for charge in Accounts({ZHANG.key: paid}, NOTICE).options(ZHANG, DAY)}
    assert left == {"makeup_skill"}
