"""Steps out of order: each flag up where it must be, and down a day, a yuan or a score away from there."""

from datetime import date

import pytest

from hui_reg.history.flags import exam_day_faults, flags_of
from hui_reg.model import Entry
from hui_reg.notice import Notice
from tests.ledger.people import EXAM, NOTICE, entry, paid, score, someone, state_of
from tests.notice.changed import changed

ZHANG = someone("张三")
DAY = date(2024, 7, 15)
ONE = changed(("papers =", 'papers = ["技能"]'))
FREE = changed(("registration = 1380", "registration = 0"))
ENDLESS = changed(("weekday", 'weekday = ""'))
FINAL = changed(("keep_years", "keep_years = 0"))
EITHER = changed(("exclusive", "exclusive = false"))
SAME = changed(("makeup_both", "makeup_both = 258"))
DEARER = changed(("makeup_both", "makeup_both = 260"))
UNPRICED = changed(("makeup_both", "makeup_both = 0"))
LATER_BOTH = changed(("exclusive", 'exclusive = [{ value = true }, { from = 2025-01-01, value = false, basis = "x" }]'))


def first(choice: str = "pass", seq: int = 1) -> Entry:
    return entry(seq, ZHANG.key, "first_review", DAY, choice=choice)


def second(choice: str = "pass", seq: int = 2) -> Entry:
    return entry(seq, ZHANG.key, "second_review", DAY, choice=choice)


def fee(amount: str = "1380.00", on: date = date(2024, 7, 20), seq: int = 3) -> Entry:
    return paid(ZHANG, seq, amount, on)


def taught(hours: str = "33.8", seq: int = 4) -> Entry:
    return entry(seq, ZHANG.key, "training", hours=hours)


def sat(seq: int, paper: str, mark: str | None = "50", on: date = EXAM) -> Entry:
    return score(ZHANG, seq, paper, mark, on)


def again(seq: int, amount: str, purpose: str, on: date = date(2024, 12, 1)) -> Entry:
    return paid(ZHANG, seq, amount, on, f"makeup_{purpose}")


def other(seq: int, kind: str, on: date = date(2024, 10, 1), supersedes: int | None = None, **data: object) -> Entry:
    return entry(seq, ZHANG.key, kind, on, supersedes, **data)


def flagged(*entries: Entry, notice: Notice = NOTICE) -> tuple[str, ...]:
    return flags_of(state_of(*entries), notice)


READY = (first(), second(), fee(), taught())
FAILED = (*READY, sat(5, "theory"), sat(6, "skill"))
HALF = (*READY, sat(5, "theory", "70"), sat(6, "skill"))
PASSED = (*READY, sat(5, "theory", "60"), sat(6, "skill", "60"))


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
def test_the_fee_after_the_reviews_and_no_more_than_the_fee(
    entries: tuple[Entry, ...], flags: tuple[str, ...]
) -> None:
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


@pytest.mark.parametrize(
    ("day", "notice", "faults"),
    [
        (date(2024, 8, 11), NOTICE, []),
        (date(2024, 9, 29), NOTICE, []),
        (date(2024, 8, 4), NOTICE, ["2024-08-04 不在通知规定的 2024-08-11 至 2024-09-30 之内"]),
        (date(2024, 9, 30), NOTICE, ["2024-09-30 是星期一，通知规定在星期日考试"]),
        (date(2024, 8, 10), ENDLESS, ["2024-08-10 不在通知规定的 2024-08-11 至 2024-09-30 之内"]),
        (date(2024, 9, 30), ENDLESS, []),
        (date(2024, 10, 1), ENDLESS, ["2024-10-01 不在通知规定的 2024-08-11 至 2024-09-30 之内"]),
    ],
)
def test_days_on_which_there_is_an_exam(day: date, notice: Notice, faults: list[str]) -> None:
    assert list(exam_day_faults(day, notice)) == faults
    said = tuple(f"考试日期不合通知：{fault}" for fault in faults)
    assert flagged(*READY, sat(5, "theory", "70", day), notice=notice) == said


@pytest.mark.parametrize("number", range(7))
def test_every_weekday_has_its_name(number: int) -> None:
    day = date(2024, 9, 2 + number)
    named = f"星期{'一二三四五六日'[number]}"
    found = list(exam_day_faults(day, NOTICE))
    assert found == ([] if number == 6 else [f"{day} 是{named}，通知规定在星期日考试"])


def test_a_makeup_may_be_on_any_day() -> None:
    monday = sat(7, "skill", "70", date(2024, 12, 2))
    assert flagged(*HALF, again(8, "154.00", "skill"), monday) == ()


@pytest.mark.parametrize(
    ("more", "flags"),
    [
        ((), ()),
        ((sat(7, "skill", "50", date(2024, 12, 1)),), ("技能补考 1 次，补考费只缴 0 次",)),
        ((again(7, "154.00", "skill"), sat(8, "skill", "50", date(2024, 12, 1))), ()),
        ((again(7, "254.00", "both"), sat(8, "skill", "50", date(2024, 12, 1))), ()),
        ((again(7, "104.00", "theory"), sat(8, "skill", "50", date(2024, 12, 1))), ("技能补考 1 次，补考费只缴 0 次",)),
        (
            (
                again(7, "154.00", "skill"),
                sat(8, "skill", "50", date(2024, 12, 1)),
                sat(9, "skill", "50", date(2025, 3, 2)),
            ),
            ("技能补考 2 次，补考费只缴 1 次",),
        ),
        (
            (
                again(7, "154.00", "skill"),
                again(8, "254.00", "both"),
                sat(9, "skill", "50", date(2024, 12, 1)),
                sat(10, "skill", "50", date(2025, 3, 2)),
            ),
            (),
        ),
    ],
)
def test_every_makeup_has_its_fee(more: tuple[Entry, ...], flags: tuple[str, ...]) -> None:
    assert flagged(*HALF, *more) == flags


LATE = "{}补考（{}）在 2 年保留期之后"


def late(*entries: Entry, notice: Notice = NOTICE) -> list[str]:
    return [flag for flag in flagged(*READY, *entries, notice=notice) if "保留期之后" in flag or "没有补考" in flag]


def test_a_makeup_within_two_years_of_the_first_exam() -> None:
    first_exam = sat(5, "theory", "50"), sat(6, "skill", "50")
    assert late(*first_exam) == []
    assert late(*first_exam, sat(7, "skill", "50", date(2026, 9, 8))) == []
    assert late(*first_exam, sat(7, "skill", "50", date(2026, 9, 9))) == [LATE.format("技能", "2026-09-09")]
    both = sat(7, "theory", "70", date(2026, 10, 4)), sat(8, "skill", "70", date(2026, 10, 4))
    assert late(*first_exam, *both) == [LATE.format(paper, "2026-10-04") for paper in ("技能", "理论")]


def test_a_later_sitting_of_the_other_paper_gives_more_time() -> None:
    begun = sat(5, "theory", "50"), sat(6, "skill", "50"), sat(7, "theory", "70", date(2025, 3, 9))
    assert late(*begun, sat(8, "skill", "70", date(2027, 3, 9))) == []
    assert late(*begun, sat(8, "skill", "70", date(2027, 3, 10))) == [LATE.format("技能", "2027-03-10")]
    assert late(*begun, sat(8, "theory", "70", date(2026, 9, 9))) == [LATE.format("理论", "2026-09-09")]


def test_where_there_are_no_makeups_any_is_too_late() -> None:
    assert late(sat(5, "theory", "50"), notice=FINAL) == []
    said = ["理论补考（2024-09-15），而通知没有补考"]
    assert late(sat(5, "theory", "50"), sat(6, "theory", "70", date(2024, 9, 15)), notice=FINAL) == said


def test_no_certificate_without_or_before_the_pass() -> None:
    number = "S" + "0" * 21
    assert flagged(*PASSED, other(7, "certificate", EXAM, number=number)) == ()
    early = flagged(*PASSED, other(7, "certificate", date(2024, 9, 7), number=number))
    assert early == ("证书日期（2024-09-07）早于考试合格（2024-09-08）",)
    assert flagged(*HALF, other(7, "certificate", number=number)) == ("已有证书编号，但两科未都合格",)
    single = flagged(*READY, sat(5, "skill", "50"), other(7, "certificate", number=number), notice=ONE)
    assert single == ("已有证书编号，但考试不合格",)


def test_subsidies_after_the_certificate_and_only_one() -> None:
    certificate = other(7, "certificate", number="S" + "0" * 21)
    one, two = other(8, "subsidy", subsidy="witness"), other(9, "subsidy", subsidy="skill")
    assert flagged(*PASSED, certificate, one) == ()
    assert flagged(*PASSED, one) == ("已申领补贴，但没有证书记录",)
    assert flagged(*PASSED, certificate) == ()
    double = "申领了两项补贴，而两项只能享受一项"
    assert flagged(*PASSED, certificate, one, two) == (double,)
    assert flagged(*PASSED, certificate, one, two, notice=EITHER) == ()


def test_whether_two_subsidies_are_allowed_is_told_on_the_day_of_the_certificate() -> None:
    both = other(8, "subsidy", subsidy="witness"), other(9, "subsidy", subsidy="skill")
    for day, flags in ((date(2024, 12, 31), 1), (date(2025, 1, 1), 0)):
        certificate = other(7, "certificate", day, number="S" + "0" * 21)
        assert len(flagged(*PASSED, certificate, *both, notice=LATER_BOTH)) == flags
