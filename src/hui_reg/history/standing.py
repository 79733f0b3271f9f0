"""Where an applicant stands: the one place that knows. Every list, letter and screen asks here; none decides itself.

A person stands before the first step that isn't done: reviews, fee, training, exam, certificate, subsidy, in this
order. What came out of order is taken in and flagged, and moves nobody on. A decision holds only as long as what it
was taken on does: the unit, the name, the number, the papers, the findings; after a change it is asked for again, and
until then nothing goes out under it. All of it follows from the entries that count, the dossier's version, the notice
and the day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from hui_reg.history import makeup
from hui_reg.history.decisions import CHOICE_TITLES, Choice, Decision
from hui_reg.history.decisions import Stage as Review
from hui_reg.history.fees import owed_of, registration_fee
from hui_reg.history.flags import flags_of
from hui_reg.history.kinds import EntryKind
from hui_reg.history.papers import passed_on, titles
from hui_reg.history.state import State
from hui_reg.notice import Notice


class Stage(StrEnum):
    """The steps in their order; the last three lead out."""

    REGISTERED = "registered"
    TO_CORRECT = "to_correct"
    TO_CONFIRM = "to_confirm"
    FIRST_REVIEWED = "first_reviewed"
    SECOND_REVIEWED = "second_reviewed"
    PAID = "paid"
    TRAINED = "trained"
    EXAMINED = "examined"
    MAKEUP = "makeup"
    PASSED = "passed"
    CERTIFIED = "certified"
    SUBSIDY = "subsidy"
    LAPSED = "lapsed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STAGE_TITLES: Mapping[Stage, str] = {
    Stage.REGISTERED: "已报名",
    Stage.TO_CORRECT: "待补正",
    Stage.TO_CONFIRM: "待重新确认",
    Stage.FIRST_REVIEWED: "初审通过",
    Stage.SECOND_REVIEWED: "复核通过",
    Stage.PAID: "已缴费",
    Stage.TRAINED: "培训完成",
    Stage.EXAMINED: "已考试",
    Stage.MAKEUP: "待补考",
    Stage.PASSED: "考试合格",
    Stage.CERTIFIED: "已发证",
    Stage.SUBSIDY: "已申领补贴",
    Stage.LAPSED: "补考期满",
    Stage.REFUSED: "审核不符合",
    Stage.WITHDRAWN: "已退出报名",
}


def _title_of(stage: Stage, state: State, notice: Notice) -> str:
    """What a step is called: where one is charged no fee, or has no training or makeup, by what came before."""
    if stage is Stage.TRAINED and not notice.training.hours:
        stage = Stage.PAID
    if stage is Stage.PAID and not registration_fee(state, notice):
        stage = Stage.SECOND_REVIEWED
    if stage is Stage.LAPSED and not notice.on(state.scores[0].on).makeup.keep_years:
        return "考试不合格"
    return STAGE_TITLES[stage]


_NOT_CLEARED = frozenset(
    (Stage.REGISTERED, Stage.TO_CORRECT, Stage.TO_CONFIRM, Stage.FIRST_REVIEWED, Stage.REFUSED, Stage.WITHDRAWN)
)
_HAS_PASSED = frozenset((Stage.PASSED, Stage.CERTIFIED, Stage.SUBSIDY))
_NOTHING = "无"
"""How what is awaited begins where nothing is."""
_AT_END = frozenset((Stage.CERTIFIED, Stage.SUBSIDY, Stage.LAPSED, Stage.REFUSED, Stage.WITHDRAWN))


@dataclass(frozen=True)
class Standing:
    """One applicant on one day.

    ``review`` is the one a person waits for or was stopped in, None once both stand; ``decision`` the one that put
    the person there; ``changes`` what has changed since it was taken; ``held``: a reviewer put it off; ``owed`` what
    is still owed of ``fee``, the whole of it, in yuan, whatever the reviews say.
    """

    stage: Stage
    review: Review | None = None
    decision: Decision | None = None
    changes: tuple[str, ...] = ()
    held: bool = False
    owed: Decimal = Decimal(0)
    fee: Decimal = Decimal(0)
    waits_for: str = ""
    flags: tuple[str, ...] = ()
    named: str = ""

    @property
    def title(self) -> str:
        return self.named or STAGE_TITLES[self.stage]

    @property
    def sentence(self) -> str:
        """``待重新确认；在等：初审重新确认（审后材料有变化）``."""
        return f"{self.title}；在等：{self.waits_for}"

    @property
    def asks(self) -> Review | None:
        """The review whose decision is to be taken, or taken again, now."""
        return self.review if self.stage in (Stage.REGISTERED, Stage.TO_CONFIRM, Stage.FIRST_REVIEWED) else None

    @property
    def has_left(self) -> bool:
        """Whether the person withdrew from it all."""
        return self.stage is Stage.WITHDRAWN

    @property
    def is_at_end(self) -> bool:
        """Whether the way is gone to its end, good or bad, though a subsidy may still be asked for."""
        return self.stage in _AT_END

    @property
    def is_awaited(self) -> bool:
        """Whether something is still to come for the person, from anybody."""
        return not self.waits_for.startswith(_NOTHING)

    @property
    def is_closed(self) -> bool:
        """Whether nothing is to come: refused, or withdrawn."""
        return self.stage in (Stage.REFUSED, Stage.WITHDRAWN)

    @property
    def passed_first(self) -> bool:
        """Whether the first review passed on what is there now, so that the second may decide."""
        return self.is_cleared or self.review is Review.SECOND

    @property
    def lost_first_pass(self) -> bool:
        """Whether the first review passed on something that has changed since."""
        passed = self.decision is not None and self.decision.choice is Choice.PASS
        return self.stage is Stage.TO_CONFIRM and self.review is Review.FIRST and passed

    @property
    def goes_out(self) -> bool:
        """Whether the papers may go on to the province: passed by the first review, not stopped by the second."""
        return self.is_cleared or self.asks is Review.SECOND

    @property
    def is_cleared(self) -> bool:
        """Whether both reviews passed on what is there now, so that the fee is due."""
        return self.stage not in _NOT_CLEARED

    @property
    def owes(self) -> bool:
        """Whether the person is to pay the fee, or the rest of it."""
        return self.stage is Stage.SECOND_REVIEWED

    @property
    def has_paid(self) -> bool:
        """Whether training and exam are open: cleared, and the whole fee came in."""
        return self.is_cleared and not self.owes

    @property
    def may_sit(self) -> bool:
        """Whether the person may sit a first exam."""
        return self.stage in (Stage.PAID, Stage.TRAINED)

    @property
    def has_passed(self) -> bool:
        """Whether the exam is passed by one who was cleared and paid for it."""
        return self.stage in _HAS_PASSED

    @property
    def is_certified(self) -> bool:
        """Whether a certificate may be handed out."""
        return self.has_passed and self.stage is not Stage.PASSED


def standing(state: State, notice: Notice, today: date, version: str = "", *, gone: bool = False) -> Standing:
    """Where this applicant stands on ``today``.

    ``version`` is that of the dossier now (empty: not known); ``gone``: the last validation found no such person.
    """
    reached = _reviewed(state, version, gone=gone)
    owed, fee = owed_of(state, notice), registration_fee(state, notice)
    if reached is None:
        stage = _stage(state, notice, today, owed)
        reached = Standing(stage, waits_for=_waits_for(stage, state, notice, today, owed))
    named = _title_of(reached.stage, state, notice)
    return replace(reached, owed=owed, fee=fee, flags=flags_of(state, notice), named=named)


def is_trained(state: State, notice: Notice) -> bool:
    """Whether all class hours are done; of none they always are."""
    asked = Decimal(str(notice.training.hours))
    return not asked or (state.hours is not None and state.hours >= asked)


def _reviewed(state: State, version: str, *, gone: bool) -> Standing | None:
    """Where the reviews hold the person up; None when both passed on what is there now."""
    if state.of(EntryKind.QUIT):
        return Standing(Stage.WITHDRAWN, waits_for=f"{_NOTHING}（已退出）")
    if gone:
        return Standing(Stage.TO_CONFIRM, changes=("名单",), waits_for="核对：现在的名单里没有这个人")
    for review, before in ((Review.FIRST, Stage.REGISTERED), (Review.SECOND, Stage.FIRST_REVIEWED)):
        decision = state.decisions.get(review)
        changes = decision.changes(version) if decision else ()
        if decision is None or (decision.choice is Choice.HOLD and changes):
            return Standing(before, review, waits_for=f"{review.label}意见")
        if changes:
            what = "、".join(changes)
            waits = f"{review.label}重新确认（“{CHOICE_TITLES[decision.choice]}”之后{what}有变化）"
            return Standing(Stage.TO_CONFIRM, review, decision, changes, waits_for=waits)
        if decision.choice is Choice.HOLD:
            return Standing(before, review, decision, held=True, waits_for=f"{review.label}（暂缓）")
        if decision.choice is Choice.CORRECT:
            return Standing(Stage.TO_CORRECT, review, decision, waits_for=f"单位补正材料（{review.label}意见）")
        if decision.choice is Choice.INELIGIBLE:
            return Standing(Stage.REFUSED, review, decision, waits_for=f"{_NOTHING}（不符合条件）")
    return None


def _stage(state: State, notice: Notice, today: date, owed: Decimal) -> Stage:
    """How far one has come whom both reviews passed."""
    if owed:
        return Stage.SECOND_REVIEWED
    if passed_on(state.scores, notice) is not None:
        if not state.of(EntryKind.CERTIFICATE):
            return Stage.PASSED
        return Stage.SUBSIDY if state.of(EntryKind.SUBSIDY) else Stage.CERTIFIED
    if not state.scores:
        return Stage.TRAINED if is_trained(state, notice) else Stage.PAID
    if not {score.paper for score in state.scores} >= set(notice.exam.ids):
        return Stage.EXAMINED
    still = makeup.makeup_of(state, notice, today)
    return Stage.LAPSED if still is not None and still.lapsed else Stage.MAKEUP


def _waits_for(stage: Stage, state: State, notice: Notice, today: date, owed: Decimal) -> str:
    """What comes next for one whom both reviews passed."""
    if stage is Stage.SECOND_REVIEWED:
        fee = registration_fee(state, notice)
        return f"补缴 {owed:.2f} 元（已缴 {fee - owed:.2f} 元）" if fee > owed else f"缴费回单（{fee} 元）"
    if stage is Stage.PAID:
        left = Decimal(str(notice.training.hours)) - (state.hours or Decimal(0))
        return f"培训，尚缺 {left.normalize():f} 课时"
    if stage is Stage.TRAINED:
        seat = state.last(EntryKind.SEAT)
        return f"{seat.data['exam_on']} 考试" if seat else "编排考场"
    if stage is Stage.EXAMINED:
        sat = {score.paper for score in state.scores}
        return f"{titles([p for p in notice.exam.ids if p not in sat], notice)}成绩"
    if stage is Stage.MAKEUP:
        return _waits_for_makeup(state, notice, today)
    if stage is Stage.CERTIFIED and not notice.subsidies:
        return f"{_NOTHING}（已办结）"
    return _AT_THE_END[stage]


_AT_THE_END = {
    Stage.PASSED: "证书编号",
    Stage.CERTIFIED: "补贴自查与申领",
    Stage.LAPSED: "重新报名",
    Stage.SUBSIDY: f"{_NOTHING}（已办结）",
}


def _waits_for_makeup(state: State, notice: Notice, today: date) -> str:
    still = makeup.makeup_of(state, notice, today)
    assert still is not None  # the stage says so
    fee = makeup.fee_of(still.purpose, notice, today)
    paid = set(makeup.unused_fees(state, notice, today)) >= set(still.papers)
    due = f"{fee} 元" if not paid else "已缴费" if fee else "不收费"
    return f"补考{titles(still.papers, notice)}，{still.until} 止，{due}"
