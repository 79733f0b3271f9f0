"""Steps out of order: each flag up where it must be, and down a day or a yuan away from there."""

from datetime import date

import pytest

from hui_reg.model import Entry
from hui_reg.notice import Notice
from tests.history.flagged import (
    DAY,
    FAILED,
    READY,
    again,
    fee,
    first,
    flagged,
    other,
    sat,
    second,
    taught,
)
from tests.ledger.people import EXAM, NOTICE
from tests.notice.changed import changed

ONE = changed(("papers =", 'papers = ["技能"]'))
FREE = changed(("registration = 1380", "registration = 0"))
SAME = changed(("makeup_both", "makeup_both = 258"))
DEARER = changed(("makeup_both", "makeup_both = 260"))
UNPRICED = changed(("makeup_both", "makeup_both = 0"))


@pytest.mark.parametrize(
    ("entries", "flags"),
    [
        ((first(), second()), ()),
        ((second(),), ("复核已通过，但初审未通过",)),
        ((first("correct"), second()), ("复核已通过，但初审未通过",)),
        ((first("correct"), second("correct")), ()),
        ((first(),), ()),
    ],
)
def test_the_second_review_after_the_first(entries: tuple[Entry, ...], flags: tuple[str, ...]) -> None:
    assert flagged(*entries) == flags


UNCLEARED = "已缴费，但复核尚未通过"


@pytest.mark.parametrize(
    ("entries", "flags"),
    [
        ((first(), second(), fee(on=DAY)), ()),
        ((first(), second(), fee(on=date(2024, 7, 14))), ("缴费（2024-07-14）早于复核通过（2024-07-15）",)),
        (
            (first(), second(), fee("380.00", date(2024, 7, 14)), fee("1000.00", seq=4)),
            ("缴费（2024-07-14）早于复核通过（2024-07-15）",),
        ),
        ((first(), fee()), (UNCLEARED,)),
        ((first(), second("correct"), fee()), (UNCLEARED,)),
        ((first(), second(), second("withdrawn", 4), fee()), (UNCLEARED,)),
        ((first(), again(3, "104.00", "theory")), ()),
        ((first(), second(), fee("1380.00")), ()),
        ((first(), second(), fee("1400.00")), ("多缴认定费 20.00 元",)),
        ((first(), second(), fee("1379.00")), ()),
        ((first(), second(), fee(), again(4, "104.00", "theory")), ()),
    ],
)
def test_the_fee_after_the_reviews_and_no_more_than_the_fee(entries: tuple[Entry, ...], flags: tuple[str, ...]) -> None:
    assert flagged(*entries) == flags


SINGLY = (again(7, "104.00", "theory"), again(8, "154.00", "skill"))


@pytest.mark.parametrize(
    ("entries", "notice", "flags"),
    [
        ((*FAILED, *SINGLY), NOTICE, ("两科补考费分开缴了 258 元，两科一起应缴 254 元，多缴 4 元，请核对",)),
        ((*FAILED, *SINGLY), DEARER, ("两科补考费分开缴了 258 元，两科一起应缴 260 元，少缴 2 元，请核对",)),
        ((*FAILED, *SINGLY), SAME, ()),
        ((*FAILED, *SINGLY), UNPRICED, ()),
        ((*FAILED, SINGLY[0]), NOTICE, ()),
        ((*FAILED, again(7, "100.00", "theory"), SINGLY[1]), NOTICE, ()),
        ((*FAILED, *SINGLY, sat(9, "theory", "70", date(2024, 12, 1))), NOTICE, ()),
        (
            (*FAILED, *SINGLY, sat(9, "theory", "70", date(2024, 12, 2))),
            NOTICE,
            ("两科补考费分开缴了 258 元，两科一起应缴 254 元，多缴 4 元，请核对",),
        ),
        (
            (*FAILED, *SINGLY, sat(9, "theory", "59.5", date(2024, 12, 1))),
            NOTICE,
            ("两科补考费分开缴了 258 元，两科一起应缴 254 元，多缴 4 元，请核对",),
        ),
        ((*READY, sat(5, "skill"), SINGLY[1]), ONE, ()),
    ],
)
def test_single_fees_are_not_the_price_of_both(
    entries: tuple[Entry, ...], notice: Notice, flags: tuple[str, ...]
) -> None:
    assert flagged(*entries, notice=notice) == flags


THREE = changed(
    ("papers =", 'papers = ["理论", "技能", { name = "综合评审", full_marks = 50, pass_mark = 30 }]'),
    (
        "makeup_theory",
        """makeup = [
  { papers = ["理论"], fee = 100 }, { papers = ["技能"], fee = 150 }, { papers = ["综合评审"], fee = 70 },
  { papers = ["理论", "技能"], fee = 240 }, { papers = ["理论", "综合评审"], fee = 160 },
  { papers = ["技能", "综合评审"], fee = 210 }, { papers = ["理论", "技能", "综合评审"], fee = 300 }]""",
    ),
)


def test_of_three_papers_all_are_meant() -> None:
    failed = (*FAILED, sat(7, "review", "10"), *(again(n, a, p) for n, a, p in (
        (8, "100.00", "theory"), (9, "150.00", "skill"))))  # fmt: skip
    assert flagged(*failed, notice=THREE) == ()
    said = ("各科补考费分开缴了 320 元，各科一起应缴 300 元，多缴 20 元，请核对",)
    assert flagged(*failed, again(10, "70.00", "review"), notice=THREE) == said


LEFT = "已退出报名，仍有已缴的 {} 元，是否退费请核对"


def test_who_left_after_paying() -> None:
    gone = other(8, "quit")
    assert flagged(first(), second(), gone) == ()
    assert flagged(first(), second(), fee(), gone) == (LEFT.format("1380.00"),)
    assert flagged(first(), second(), fee()) == ()
    back = other(9, "refund", purpose="registration", amount="1000.00")
    assert flagged(first(), second(), fee(), gone, back) == (LEFT.format("380.00"),)
    whole = other(9, "refund", purpose="registration", amount="1380.00")
    assert flagged(first(), second(), fee(), gone, whole) == ()
    twice = flagged(first(), second(), fee(), again(4, "104.00", "theory"), gone)
    assert twice == (LEFT.format("1484.00"),)


@pytest.mark.parametrize(
    ("entries", "flags"),
    [
        ((first(), second(), fee(), taught("0")), ()),
        ((first(), second(), fee("1379.99"), taught()), ("已参加培训，但认定费未缴清",)),
        ((first(), second(), fee("1379.99")), ()),
        ((first(), second(), taught()), ("已参加培训，但认定费未缴清",)),
        ((*READY, sat(5, "theory")), ()),
        ((first(), second(), taught(), sat(5, "theory")), ("已参加培训，但认定费未缴清", "已有成绩，但认定费未缴清")),
        ((*READY[:2], fee(on=EXAM), taught(), sat(5, "theory")), ()),
        (
            (*READY[:2], fee(on=date(2024, 9, 9)), taught(), sat(5, "theory")),
            ("认定费缴清（2024-09-09）晚于考试（2024-09-08）",),
        ),
        (
            (*READY[:2], fee("380.00"), fee("1000.00", date(2024, 9, 9), 7), taught(), sat(5, "theory")),
            ("认定费缴清（2024-09-09）晚于考试（2024-09-08）",),
        ),
        (
            (*READY[:2], again(3, "1380.00", "theory", DAY), taught(), sat(5, "theory")),
            ("已参加培训，但认定费未缴清", "已有成绩，但认定费未缴清"),
        ),
        ((*READY[:3], sat(5, "theory")), ("已有成绩，但培训课时不足",)),
        ((*READY[:3], taught("33.7"), sat(5, "theory")), ("已有成绩，但培训课时不足",)),
        ((*READY[:3], taught("33.9"), sat(5, "theory")), ()),
        ((*READY[:3], taught("33.7")), ()),
    ],
)
def test_training_and_exam_after_the_fee(entries: tuple[Entry, ...], flags: tuple[str, ...]) -> None:
    assert flagged(*entries) == flags


def test_a_free_registration_is_paid_by_nobody() -> None:
    assert flagged(first(), second(), taught(), sat(5, "theory"), notice=FREE) == ()
