"""Standing under other terms than the first notice's: changed fees, papers of any number, steps that don't exist."""

from datetime import date
from decimal import Decimal

import pytest

from hui_reg.history.dues import Accounts
from hui_reg.history.fees import registration_fee
from hui_reg.history.makeup import makeup_of, purpose_of, purposes, times_paid, unused_fees
from hui_reg.history.papers import passed_on
from hui_reg.history.standing import Stage, Standing, standing
from hui_reg.model import Entry
from hui_reg.notice import Notice
from tests.ledger.people import EXAM, entry, paid, reviewed, score, someone, state_of
from tests.notice.changed import DEARER, changed

ZHANG = someone("张三")
LATER = date(2024, 12, 1)
FEE = ("registration = 1380", DEARER)
THREE = ("papers =", 'papers = ["理论", "技能", { name = "综合评审", full_marks = 50, pass_mark = 30 }]')
NO_MAKEUP = ("keep_years", "keep_years = 0")
ONE = ("papers =", 'papers = ["技能"]')
FREE = ("registration = 1380", "registration = 0")
UNTAUGHT = ("hours =", "hours = 0")
PRICES = (
    "makeup_theory",
    """makeup = [
  { papers = ["理论"], fee = 100 }, { papers = ["技能"], fee = 150 }, { papers = ["综合评审"], fee = 70 },
  { papers = ["理论", "技能"], fee = 240 }, { papers = ["理论", "综合评审"], fee = 160 },
  { papers = ["技能", "综合评审"], fee = 210 }, { papers = ["理论", "技能", "综合评审"], fee = 300 }]""",
)


def stands(notice: Notice, *entries: Entry, on: date = LATER) -> Standing:
    return standing(state_of(*entries), notice, on)


@pytest.mark.parametrize(("cleared", "fee"), [(date(2024, 7, 19), "1380"), (date(2024, 7, 20), "1280.50")])
def test_the_fee_is_that_of_the_day_the_second_review_passed(cleared: date, fee: str) -> None:
    notice = changed(FEE)
    state = state_of(*reviewed(ZHANG, 1, cleared))
    assert registration_fee(state, notice) == Decimal(fee)
    assert stands(notice, *reviewed(ZHANG, 1, cleared)).waits_for == f"缴费回单（{fee} 元）"
    assert Accounts({ZHANG.key: state}, notice).balance(ZHANG) == Decimal(fee)
    whole = stands(notice, *reviewed(ZHANG, 1, cleared), paid(ZHANG, 3, fee, LATER))
    assert (whole.stage, whole.owed, whole.flags) == (Stage.PAID, Decimal(0), ())


def test_half_a_yuan_is_owed() -> None:
    short = stands(changed(FEE), *reviewed(ZHANG, 1, date(2024, 7, 20)), paid(ZHANG, 3, "1280.00"))
    assert short.waits_for == "补缴 0.50 元（已缴 1280.00 元）"


def test_who_is_not_cleared_is_told_the_fee_of_today() -> None:
    assert registration_fee(state_of(reviewed(ZHANG, 1)[0]), changed(FEE)) == Decimal("1280.50")


def test_without_a_fee_nobody_waits_for_money() -> None:
    free = stands(changed(FREE), *reviewed(ZHANG, 1))
    assert (free.stage, free.title, free.owes, free.has_paid) == (Stage.PAID, "复核通过", False, True)
    untaught = stands(changed(FREE, UNTAUGHT), *reviewed(ZHANG, 1))
    assert (untaught.stage, untaught.title, untaught.waits_for) == (Stage.TRAINED, "复核通过", "编排考场")
    assert stands(changed(UNTAUGHT), *reviewed(ZHANG, 1), paid(ZHANG, 3)).title == "已缴费"
    sat = stands(changed(FREE), *reviewed(ZHANG, 1), score(ZHANG, 3, "theory", "70"), score(ZHANG, 4, "skill", "70"))
    assert (sat.stage, sat.flags) == (Stage.PASSED, ("已有成绩，但培训课时不足",))


@pytest.mark.parametrize(("mark", "stage"), [("60", Stage.PASSED), ("59.5", Stage.MAKEUP)])
def test_one_paper_is_the_whole_exam(mark: str, stage: Stage) -> None:
    notice = changed(ONE)
    assert stands(notice, *reviewed(ZHANG, 1), paid(ZHANG, 3), score(ZHANG, 4, "skill", mark)).stage is stage


@pytest.mark.parametrize(
    ("marks", "stage"),
    [
        ({"theory": "60", "skill": "60", "review": "30"}, Stage.PASSED),
        ({"theory": "60", "skill": "60", "review": "29"}, Stage.MAKEUP),
        ({"theory": "60", "skill": "60"}, Stage.EXAMINED),
        ({"theory": "99", "skill": "59", "review": "50"}, Stage.MAKEUP),
    ],
)
def test_three_papers_each_with_its_own_mark(marks: dict[str, str], stage: Stage) -> None:
    sat = [score(ZHANG, seq, paper, mark) for seq, (paper, mark) in enumerate(marks.items(), 4)]
    assert stands(changed(THREE, PRICES), *reviewed(ZHANG, 1), paid(ZHANG, 3), *sat).stage is stage


def test_of_three_papers_the_failed_ones_are_open_until_the_first_kept_one_lapses() -> None:
    notice = changed(THREE, PRICES)
    first = [score(ZHANG, 4, "theory", "80"), score(ZHANG, 5, "skill", "50"), score(ZHANG, 6, "review", "20")]
    second = score(ZHANG, 7, "skill", "80", date(2025, 9, 7))
    still = makeup_of(state_of(*first), notice, LATER)
    assert (still.papers, still.purpose, still.until) == (("skill", "review"), "makeup_skill_review", date(2026, 9, 8))
    then = makeup_of(state_of(*first, second), notice, date(2026, 9, 8))
    assert (then.papers, [s.paper for s in then.kept], then.until) == (
        ("review",), ["theory", "skill"], date(2026, 9, 8),
    )  # fmt: skip
    lapsed = makeup_of(state_of(*first, second), notice, date(2026, 9, 9))
    assert (lapsed.papers, lapsed.until) == (("theory", "review"), date(2027, 9, 7))
    done = score(ZHANG, 8, "review", "30", date(2026, 9, 8))
    assert passed_on(state_of(*first, second, done).scores, notice) == date(2026, 9, 8)
    late = score(ZHANG, 8, "review", "30", date(2026, 9, 9))
    assert passed_on(state_of(*first, second, late).scores, notice) is None


def test_a_makeup_of_some_papers_has_a_price_of_its_own() -> None:
    notice = changed(THREE, PRICES)
    failed = [score(ZHANG, 4, "theory", "80"), score(ZHANG, 5, "skill", "50"), score(ZHANG, 6, "review", "20")]
    state = state_of(*reviewed(ZHANG, 1), paid(ZHANG, 3), *failed)
    charges = Accounts({ZHANG.key: state}, notice).options(ZHANG, LATER)
    priced = {charge.purpose: charge.amount for charge in charges}
    assert priced == {"makeup_skill_review": 210, "makeup_skill": 150, "makeup_review": 70}
    settled = state_of(
        *reviewed(ZHANG, 1), paid(ZHANG, 3), *failed, paid(ZHANG, 9, "210", LATER, "makeup_skill_review")
    )
    assert unused_fees(settled, notice, EXAM) == ("skill", "review")
    assert stands(notice, *settled.history).waits_for == "补考技能、综合评审，2026-09-08 止，已缴费"


def test_without_makeups_who_fails_is_told_so() -> None:
    failed = score(ZHANG, 4, "theory", "80"), score(ZHANG, 5, "skill", "50")
    over = stands(changed(NO_MAKEUP), *reviewed(ZHANG, 1), paid(ZHANG, 3), *failed)
    assert (over.stage, over.title, over.waits_for) == (Stage.LAPSED, "考试不合格", "重新报名")
    again = score(ZHANG, 6, "skill", "90", LATER)
    assert passed_on(state_of(*failed, again).scores, changed(NO_MAKEUP)) is None


def test_a_free_makeup_waits_for_no_fee() -> None:
    notice = changed(("makeup_theory", ""), ("makeup_skill", ""), ("makeup_both", ""))
    failed = [*reviewed(ZHANG, 1), paid(ZHANG, 3), score(ZHANG, 4, "theory", "80"), score(ZHANG, 5, "skill", "50")]
    assert unused_fees(state_of(*failed), notice, EXAM) == ("theory", "skill")
    assert stands(notice, *failed).waits_for == "补考技能，2026-09-08 止，不收费"
    assert Accounts({ZHANG.key: state_of(*failed)}, notice).options(ZHANG, LATER) == ()
    again = score(ZHANG, 6, "skill", "50", LATER)
    assert "补考费" not in "".join(stands(notice, *failed, again).flags)


CHANGED = 'makeup_skill = [{ value = 154 }, { from = 2024-12-01, value = %s, basis = "补充通知" }]'


@pytest.mark.parametrize(
    ("day", "waits"),
    [(date(2024, 11, 30), "补考技能，2026-09-08 止，154 元"), (LATER, "补考技能，2026-09-08 止，不收费")],
)
def test_a_makeup_is_free_from_the_day_the_notice_says_so(day: date, waits: str) -> None:
    failed = [*reviewed(ZHANG, 1), paid(ZHANG, 3), score(ZHANG, 4, "theory", "80"), score(ZHANG, 5, "skill", "50")]
    notice = changed(("makeup_skill", CHANGED % 0))
    assert stands(notice, *failed, on=day).waits_for == waits
    assert len(Accounts({ZHANG.key: state_of(*failed)}, notice).options(ZHANG, day)) == (day < LATER)
    early = [score(ZHANG, 6, "skill", "50", date(2024, 11, 3)), score(ZHANG, 7, "skill", "50", date(2024, 12, 8))]
    flags = stands(notice, *failed, *early, on=date(2025, 1, 1)).flags
    assert [flag for flag in flags if "补考费" in flag] == ["技能补考 1 次，补考费只缴 0 次"]


def test_what_was_free_when_it_was_sat_is_not_charged_later() -> None:
    notice = changed(("makeup_skill", 'makeup_skill = [{ value = 0 }, { from = 2024-12-01, value = 90, basis = "x" }]'))
    failed = [*reviewed(ZHANG, 1), paid(ZHANG, 3), score(ZHANG, 4, "theory", "80"), score(ZHANG, 5, "skill", "50")]
    failed.append(score(ZHANG, 6, "skill", "50", date(2024, 11, 3)))
    once = paid(ZHANG, 7, "90", LATER, "makeup_skill")
    assert stands(notice, *failed, on=date(2024, 11, 30)).waits_for.endswith("不收费")
    assert stands(notice, *failed).waits_for.endswith("90 元")
    assert stands(notice, *failed, once).waits_for.endswith("已缴费")
    assert not [flag for flag in stands(notice, *failed, once).flags if "补考费" in flag]


def test_each_makeup_fee_is_counted_at_the_price_of_its_day() -> None:
    notice = changed(("makeup_skill", CHANGED % 200))
    both = (
        paid(ZHANG, 3, "154", date(2024, 11, 1), "makeup_skill"), paid(ZHANG, 4, "200", LATER, "makeup_skill"),
    )  # fmt: skip
    assert times_paid(state_of(*both), "makeup_skill", notice) == 2
    back = entry(5, ZHANG.key, "refund", LATER, purpose="makeup_skill", amount="200")
    assert times_paid(state_of(*both, back), "makeup_skill", notice) == 1
    assert times_paid(state_of(both[1], back), "makeup_skill", notice) == 0


def test_a_step_is_called_by_the_notice_of_its_day() -> None:
    no_more = 'keep_years = [{ value = 2 }, { from = 2025-01-01, value = 0, basis = "x" }]'
    failed = [*reviewed(ZHANG, 1), paid(ZHANG, 3), score(ZHANG, 4, "theory", "50"), score(ZHANG, 5, "skill", "50")]
    lapsed = stands(changed(("keep_years", no_more)), *failed, on=date(2026, 9, 9))
    assert (lapsed.stage, lapsed.title) == (Stage.LAPSED, "补考期满")
    free = ("registration = 1380", 'registration = [{ value = 1380 }, { from = 2024-10-01, value = 0, basis = "x" }]')
    assert stands(changed(free), *reviewed(ZHANG, 1), paid(ZHANG, 3)).title == "已缴费"


def test_the_pass_mark_and_the_years_are_those_of_the_day_of_the_exam() -> None:
    mark = 'pass_mark = [{ value = 60 }, { from = 2024-10-01, value = 70, basis = "x" }]'
    years = 'keep_years = [{ value = 2 }, { from = 2024-10-01, value = 1, basis = "x" }]'
    notice = changed(("pass_mark", mark), ("keep_years", years))
    kept, next_one = score(ZHANG, 1, "theory", "65"), score(ZHANG, 2, "skill", "65", date(2024, 10, 6))
    assert passed_on(state_of(kept, next_one).scores, notice) is None
    assert passed_on(state_of(kept, score(ZHANG, 2, "skill", "70", date(2026, 9, 8))).scores, notice)
    late = score(ZHANG, 1, "theory", "70", date(2024, 10, 6)), score(ZHANG, 2, "skill", "70", date(2025, 10, 7))
    assert passed_on(state_of(*late).scores, notice) is None


def test_purposes_keep_their_old_names() -> None:
    assert list(purposes(changed())) == ["makeup_both", "makeup_theory", "makeup_skill"]
    assert purpose_of(("skill", "theory")) == "makeup_both"
    assert next(iter(purposes(changed(THREE, PRICES)))) == "makeup_theory_skill_review"


def test_an_exam_without_a_fixed_weekday_has_no_wrong_day() -> None:
    monday = score(ZHANG, 4, "theory", "70", date(2024, 9, 9)), score(ZHANG, 5, "skill", "70", date(2024, 9, 9))
    any_day = stands(changed(("weekday", 'weekday = ""')), *reviewed(ZHANG, 1), paid(ZHANG, 3), *monday)
    assert not [flag for flag in any_day.flags if "考试日期" in flag]
    assert [flag for flag in stands(changed(), *reviewed(ZHANG, 1), paid(ZHANG, 3), *monday).flags if "星期" in flag]
    assert EXAM.weekday() == 6
