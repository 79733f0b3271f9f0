"""Makeups, passes and what an applicant's entries say together: the cases in which a small slip would go unseen."""

import itertools
from datetime import date
from decimal import Decimal

import pytest

from hui_reg.history.bearers import Former
from hui_reg.history.makeup import makeup_of, times_paid, unused_fees
from hui_reg.history.papers import is_makeup, passed_on, titles
from hui_reg.history.standing import STAGE_TITLES, Stage, standing
from hui_reg.history.state import State, fold
from hui_reg.notice import Notice
from tests.ledger.people import EXAM, NOTICE, entry, paid, reviewed, score, someone, state_of

ZHANG = someone("张三")
TODAY = date(2024, 10, 1)
SPRING, SUMMER = date(2025, 3, 9), date(2025, 6, 8)


def with_papers(*names: str, keep_years: int = 2) -> Notice:
    """The notice with other papers: ``甲`` for one whose id is 甲 too."""
    template = NOTICE.exam.papers[0]
    papers = tuple(template.model_copy(update={"id": name, "name": name}) for name in names)
    return NOTICE.model_copy(
        update={
            "exam": NOTICE.exam.model_copy(update={"papers": papers}),
            "makeup": NOTICE.makeup.model_copy(update={"keep_years": keep_years}),
        }
    )


# the fold


def test_entries_in_any_order_are_one_state() -> None:
    road = [*reviewed(ZHANG, 1), paid(ZHANG, 3), entry(4, ZHANG.key, "training", hours="10"),
            entry(5, ZHANG.key, "training", hours="33.8")]  # fmt: skip
    states = {repr(fold(order)[ZHANG.key].history) for order in itertools.permutations(road)}
    assert len(states) == 1
    assert state_of(*reversed(road)).hours == Decimal("33.8")


def test_what_is_said_of_the_evidence_or_asked_of_a_unit_ends_nothing() -> None:
    said, asked = entry(1, ZHANG.key, "ruling"), entry(2, "", "request", asked="补身份证")
    states = fold([said, asked, entry(3, ZHANG.key, "training", hours="10")])
    assert {key: [one.seq for one in state.history] for key, state in states.items()} == {ZHANG.key: [3]}


def test_who_inherits_gets_what_counts_and_not_what_was_taken_back() -> None:
    mine = state_of(entry(1, "neu", "training", hours="5"), entry(4, "neu", "training", hours="6", supersedes=1))
    other = state_of(entry(2, "alt", "training", hours="7"), entry(3, "alt", "training", hours="8", supersedes=2))
    joint = mine.inherit(other, Former("alt", "张三", "甲镇", ""))
    assert [one.seq for one in joint.history] == [1, 2, 3, 4]
    assert [one.seq for one in joint.live] == [3, 4]
    assert list(joint.formers) == ["alt"]


def test_what_is_told_of_a_payment_and_a_score() -> None:
    state = state_of(
        paid(ZHANG, 1), score(ZHANG, 2, "theory", None), entry(3, ZHANG.key, "payment", purpose="x", amount="1")
    )
    assert [(p.receipt, p.basis, p.source) for p in state.payments] == [("R1", "named", ""), ("", "", "")]
    assert [one.mark for one in state.scores] == ["absent"]
    sourced = fold([paid(ZHANG, 1).model_copy(update={"source": "ab"})])[ZHANG.key]
    assert [p.source for p in sourced.payments] == ["ab"]


# where one stands


def test_steps_are_called_as_the_office_calls_them() -> None:
    assert "、".join(STAGE_TITLES[stage] for stage in Stage) == (
        "已报名、待补正、待重新确认、初审通过、复核通过、已缴费、培训完成、已考试、待补考、考试合格、已发证、已申领补贴、补考期满、审核不符合、已退出报名"
    )


def test_hours_done_are_taken_from_those_asked() -> None:
    state = state_of(*reviewed(ZHANG, 1), paid(ZHANG, 3), entry(4, ZHANG.key, "training", hours="10"))
    assert standing(state, NOTICE, TODAY).waits_for == "培训，尚缺 23.8 课时"


def test_without_subsidies_the_certificate_is_the_end_and_nothing_before_it() -> None:
    bare = NOTICE.model_copy(update={"subsidies": ()})
    road = [*reviewed(ZHANG, 1), paid(ZHANG, 3), entry(4, ZHANG.key, "training", hours="33.8"),
            score(ZHANG, 5, "theory", "60"), score(ZHANG, 6, "skill", "60")]  # fmt: skip
    assert standing(state_of(*road), bare, TODAY).waits_for == "证书编号"
    certificate = entry(7, ZHANG.key, "certificate", number="S" + "0" * 21)
    assert standing(state_of(*road, certificate), bare, TODAY).waits_for == "无（已办结）"


def test_who_is_no_more_on_the_list_is_asked_about() -> None:
    found = standing(state_of(*reviewed(ZHANG, 1)), NOTICE, TODAY, gone=True)
    assert (found.stage, found.changes) == (Stage.TO_CONFIRM, ("名单",))


def test_where_there_is_no_makeup_one_failed_paper_is_the_end() -> None:
    once = with_papers("theory", keep_years=0)
    failed = state_of(*reviewed(ZHANG, 1), paid(ZHANG, 3), score(ZHANG, 4, "theory", "10"))
    found = standing(failed, once, TODAY)
    assert (found.stage, found.title) == (Stage.LAPSED, "考试不合格")


# passes


def test_the_day_of_passing_is_the_first_on_which_all_were_passed() -> None:
    scores = state_of(
        score(ZHANG, 1, "theory", "60"), score(ZHANG, 2, "skill", "60"), score(ZHANG, 3, "theory", "90", SPRING)
    ).scores
    assert passed_on(scores, NOTICE) == EXAM


def test_a_makeup_is_a_paper_sat_before() -> None:
    scores = state_of(score(ZHANG, 1, "theory", "50"), score(ZHANG, 2, "skill", "60", SPRING)).scores
    assert [is_makeup(one, scores) for one in scores] == [False, False]
    again = state_of(score(ZHANG, 1, "theory", "50"), score(ZHANG, 2, "theory", "60", SPRING)).scores
    assert [is_makeup(one, again) for one in again] == [False, True]


def test_papers_are_named_as_the_notice_names_them() -> None:
    assert titles(["theory", "skill"], NOTICE) == "理论、技能"
    assert titles(["theory", "oral"], NOTICE) == "理论、oral"
    assert titles(["theory"], with_papers("甲")) == "理论", "a paper of an earlier notice"


# makeups


@pytest.mark.parametrize(
    ("papers", "said"), [(("甲",), "考试不合格"), (("甲", "乙"), "两科均未合格"), (("甲", "乙", "丙"), "各科均未合格")]
)
def test_who_passed_nothing_may_sit_all_for_as_long_as_is_kept(papers: tuple[str, ...], said: str) -> None:
    notice = with_papers(*papers)
    state = state_of(*(score(ZHANG, seq, paper, "10") for seq, paper in enumerate(papers, 1)))
    last_day = date(EXAM.year + 2, EXAM.month, EXAM.day)
    found = makeup_of(state, notice, last_day)
    assert found is not None
    assert (found.papers, found.until, found.lapsed) == (papers, last_day, False)
    assert found.note.startswith(f"{said}，通知未写明补考期限")
    late = makeup_of(state, notice, date(EXAM.year + 2, EXAM.month, EXAM.day + 1))
    assert late is not None and late.lapsed


def test_without_makeups_the_last_sitting_is_the_end() -> None:
    notice = with_papers("甲", "乙", keep_years=0)
    found = makeup_of(state_of(score(ZHANG, 1, "甲", "10"), score(ZHANG, 2, "乙", "10", SPRING)), notice, SUMMER)
    assert found is not None
    assert (found.until, found.lapsed) == (SPRING, True)


def test_of_passes_that_ran_out_the_latest_is_told() -> None:
    notice = with_papers("甲", "乙", "丙")
    state = state_of(score(ZHANG, 1, "甲", "60"), score(ZHANG, 2, "乙", "60", SPRING), score(ZHANG, 3, "丙", "10"))
    found = makeup_of(state, notice, date(2028, 1, 1))
    assert found is not None and found.lapsed
    assert found.until == date(2027, 3, 9)
    assert found.note.startswith("乙合格成绩保留至")


def test_every_fee_is_counted_and_used_once() -> None:
    failed = [score(ZHANG, 1, "theory", "10"), score(ZHANG, 2, "skill", "60")]
    fees = [paid(ZHANG, 3, "104.00", date(2024, 12, 1), "makeup_theory"),
            paid(ZHANG, 4, "208.00", date(2025, 1, 1), "makeup_theory")]  # fmt: skip
    state: State = state_of(*failed, *fees)
    assert times_paid(state, "makeup_theory", NOTICE) == 3
    assert times_paid(state, "makeup_skill", NOTICE) == 0
    assert unused_fees(state, NOTICE, SPRING) == ("theory",)
    assert unused_fees(state_of(*failed), NOTICE, SPRING, ["makeup_theory"]) == ("theory",)
    assert unused_fees(state_of(*failed), NOTICE, SPRING, ["makeup_skill"]) == ("skill",)
    both = paid(ZHANG, 3, "254.00", date(2024, 12, 1), "makeup_both")
    assert unused_fees(state_of(*failed, both), NOTICE, SPRING) == ("theory", "skill")
