"""Where an applicant stands: the stage, what it waits for, and the steps that came out of order.

The stage is the furthest step reached, whatever is missing before it: what came out of order is taken in and
flagged, so that a person settles it. All of it follows from the entries that count, the notice and the day.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from hui_reg.history import makeup
from hui_reg.history.flags import flags_of
from hui_reg.history.kinds import EntryKind
from hui_reg.history.papers import PAPERS, passed_on, titles
from hui_reg.history.people import Person
from hui_reg.history.state import State
from hui_reg.notice import Notice


class Stage(StrEnum):
    """The steps in their order; the last two lead out."""

    REGISTERED = "registered"
    FIRST_REVIEWED = "first_reviewed"
    SECOND_REVIEWED = "second_reviewed"
    PAID = "paid"
    TRAINED = "trained"
    EXAMINED = "examined"
    MAKEUP = "makeup"
    PASSED = "passed"
    CERTIFIED = "certified"
    SUBSIDY = "subsidy"
    REFUSED = "refused"
    LAPSED = "lapsed"


STAGE_TITLES: Mapping[Stage, str] = {
    Stage.REGISTERED: "已报名",
    Stage.FIRST_REVIEWED: "初审通过",
    Stage.SECOND_REVIEWED: "复核通过",
    Stage.PAID: "已缴费",
    Stage.TRAINED: "培训完成",
    Stage.EXAMINED: "已考试",
    Stage.MAKEUP: "待补考",
    Stage.PASSED: "考试合格",
    Stage.CERTIFIED: "已发证",
    Stage.SUBSIDY: "已申领补贴",
    Stage.REFUSED: "审核不符合",
    Stage.LAPSED: "补考期满",
}


@dataclass(frozen=True)
class Standing:
    """One applicant on one day."""

    stage: Stage
    waits_for: str
    flags: tuple[str, ...]


def standing(state: State, notice: Notice, today: date) -> Standing:
    """Where this applicant stands on ``today``."""
    stage = _stage(state, notice, today)
    return Standing(stage, _waits_for(stage, state, notice, today), flags_of(state, notice))


def fee_is_paid(state: State, notice: Notice) -> bool:
    """Whether the whole fee has come in."""
    return state.paid("registration") >= notice.fees.registration


def is_trained(state: State, notice: Notice) -> bool:
    """Whether all class hours are done."""
    return state.hours is not None and state.hours >= Decimal(str(notice.training.hours))


def count(
    people: Iterable[Person], states: Mapping[str, State], notice: Notice, today: date
) -> Counter[tuple[str, Stage]]:
    """How many applicants of each unit stand at each stage."""
    return Counter((p.unit, standing(states.get(p.key, State(p.key)), notice, today).stage) for p in people)


def _stage(state: State, notice: Notice, today: date) -> Stage:
    if state.of(EntryKind.SUBSIDY):
        return Stage.SUBSIDY
    if state.of(EntryKind.CERTIFICATE):
        return Stage.CERTIFIED
    if state.scores:
        return _stage_of_exam(state, notice, today)
    if "ineligible" in (state.choice(EntryKind.FIRST_REVIEW), state.choice(EntryKind.SECOND_REVIEW)):
        return Stage.REFUSED
    steps = (
        (is_trained(state, notice), Stage.TRAINED),
        (fee_is_paid(state, notice), Stage.PAID),
        (state.choice(EntryKind.SECOND_REVIEW) == "pass", Stage.SECOND_REVIEWED),
        (state.choice(EntryKind.FIRST_REVIEW) == "pass", Stage.FIRST_REVIEWED),
    )
    return next((stage for reached, stage in steps if reached), Stage.REGISTERED)


def _stage_of_exam(state: State, notice: Notice, today: date) -> Stage:
    if passed_on(state.scores, notice) is not None:
        return Stage.PASSED
    if {score.paper for score in state.scores} != set(PAPERS):
        return Stage.EXAMINED
    still = makeup.makeup_of(state, notice, today)
    return Stage.LAPSED if still is not None and still.lapsed else Stage.MAKEUP


def _waits_for(stage: Stage, state: State, notice: Notice, today: date) -> str:
    """What comes next, or what was left out on the way, whichever is earlier."""
    if stage in (Stage.REFUSED, Stage.LAPSED, Stage.SUBSIDY):
        return _AT_THE_END[stage]
    if (review := _missing_review(state)) is not None:
        return review
    if not fee_is_paid(state, notice):
        paid = state.paid("registration")
        short = notice.fees.registration - paid
        return (
            f"缴费回单（{notice.fees.registration} 元）" if not paid else f"补缴 {short:.2f} 元（已缴 {paid:.2f} 元）"
        )
    if stage in (Stage.PAID, Stage.SECOND_REVIEWED, Stage.FIRST_REVIEWED, Stage.REGISTERED):
        left = Decimal(str(notice.training.hours)) - (state.hours or Decimal(0))
        return f"培训，尚缺 {left.normalize():f} 课时"
    if stage is Stage.TRAINED:
        seat = state.last(EntryKind.SEAT)
        return f"{seat.data['exam_on']} 考试" if seat else "编排考场"
    if stage is Stage.EXAMINED:
        sat = {score.paper for score in state.scores}
        return f"{titles([p for p in PAPERS if p not in sat], notice)}成绩"
    if stage is Stage.MAKEUP:
        return _waits_for_makeup(state, notice, today)
    return "证书编号" if stage is Stage.PASSED else "补贴自查与申领"


_AT_THE_END = {
    Stage.REFUSED: "无（不符合条件）",
    Stage.LAPSED: "重新报名",
    Stage.SUBSIDY: "无（已办结）",
}


def _missing_review(state: State) -> str | None:
    """The review that is still to come; None when both say yes."""
    for kind, title in ((EntryKind.FIRST_REVIEW, "初审"), (EntryKind.SECOND_REVIEW, "复核")):
        choice = state.choice(kind)
        if choice == "correct":
            return f"单位补正材料（{title}意见）"
        if choice == "hold":
            return f"{title}（暂缓）"
        if choice == "ineligible":
            return f"{title}意见与其后各步不一致，请核对"
        if choice != "pass":
            return f"{title}意见"
    return None


def _waits_for_makeup(state: State, notice: Notice, today: date) -> str:
    still = makeup.makeup_of(state, notice, today)
    assert still is not None  # the stage says so
    fee = makeup.fee_of(still.purpose, notice)
    paid = set(makeup.unused_fees(state, notice)) >= set(still.papers)
    return f"补考{titles(still.papers, notice)}，{still.until} 止，" + ("已缴费" if paid else f"{fee} 元")
