"""Steps out of order: taken in like any other, and named here, each by one small test over the state."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from hui_reg.history.decisions import Choice, Stage
from hui_reg.history.fees import registration_fee
from hui_reg.history.kinds import EntryKind
from hui_reg.history.makeup import charged_sittings, fee_of, purpose_of, purposes, times_paid
from hui_reg.history.papers import add_years, is_makeup, is_pass, kept_until, passed_on, titles
from hui_reg.history.state import State
from hui_reg.notice import Notice

WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")


def flags_of(state: State, notice: Notice) -> tuple[str, ...]:
    """Every flag that is up, as Chinese sentences, in the order of the steps."""
    return tuple(text for test in FLAGS for text in test(state, notice))


def exam_day_faults(day: date, notice: Notice) -> Iterator[str]:
    """Why the notice would not have an exam on ``day``."""
    exam = notice.on(day).exam
    if exam.weekday and WEEKDAYS[day.weekday()] != exam.weekday:
        yield f"{day} 是{WEEKDAYS[day.weekday()]}，通知规定在{exam.weekday}考试"
    if not exam.earliest <= day <= exam.latest:
        yield f"{day} 不在通知规定的 {exam.earliest} 至 {exam.latest} 之内"


def _second_without_first(state: State, _: Notice) -> Iterator[str]:
    if state.choice(Stage.SECOND) is Choice.PASS and state.choice(Stage.FIRST) is not Choice.PASS:
        yield "复核已通过，但初审未通过"


def _payment_before_review(state: State, _: Notice) -> Iterator[str]:
    fees = [p for p in state.payments if p.purpose == "registration"]
    if not fees:
        return
    review = state.last(EntryKind.SECOND_REVIEW)
    if review is None or state.choice(Stage.SECOND) is not Choice.PASS:
        yield "已缴费，但复核尚未通过"
    elif (first := min(p.on for p in fees)) < review.on:
        yield f"缴费（{first}）早于复核通过（{review.on}）"


def _overpaid(state: State, notice: Notice) -> Iterator[str]:
    paid = state.paid("registration")
    fee = registration_fee(state, notice)
    if paid > fee:
        yield f"多缴认定费 {paid - fee:.2f} 元"


def _makeups_paid_one_by_one(state: State, notice: Notice) -> Iterator[str]:
    """All papers together have a price of their own, which one who failed all owes; single fees are not it."""
    ids = notice.exam.ids
    single = [purpose_of((paper,)) for paper in ids]
    days = {p.purpose: p.on for p in sorted(state.payments, key=lambda p: (p.on, p.seq)) if p.purpose in single}
    if len(ids) < 2 or not days or not all(times_paid(state, purpose, notice) for purpose in single):
        return
    last = max(days.values())
    if any(is_pass(score, notice) and score.on <= last for score in state.scores):
        return
    apart = sum((fee_of(purpose, notice, on) for purpose, on in days.items()), Decimal(0))
    together = fee_of(purpose_of(ids), notice, last)
    if together and apart != together:
        what, more = "两科" if len(ids) == 2 else "各科", "多" if apart > together else "少"
        price = f"{what}补考费分开缴了 {apart} 元，{what}一起应缴 {together} 元"
        yield f"{price}，{more}缴 {abs(apart - together)} 元，请核对"


def _left_after_paying(state: State, _: Notice) -> Iterator[str]:
    total = sum((state.paid(purpose) for purpose in {p.purpose for p in state.payments}), Decimal(0))
    if state.of(EntryKind.QUIT) and total > 0:
        yield f"已退出报名，仍有已缴的 {total:.2f} 元，是否退费请核对"


def _training_without_payment(state: State, notice: Notice) -> Iterator[str]:
    if state.hours is not None and state.paid("registration") < registration_fee(state, notice):
        yield "已参加培训，但认定费未缴清"


def _exam_without_payment(state: State, notice: Notice) -> Iterator[str]:
    if not state.scores:
        return
    fees = [p for p in state.payments if p.purpose == "registration"]
    if sum((p.amount for p in fees), Decimal(0)) < registration_fee(state, notice):
        yield "已有成绩，但认定费未缴清"
    elif fees and max(p.on for p in fees) > state.scores[0].on:
        yield f"认定费缴清（{max(p.on for p in fees)}）晚于考试（{state.scores[0].on}）"


def _exam_without_training(state: State, notice: Notice) -> Iterator[str]:
    if state.scores and (state.hours or Decimal(0)) < Decimal(str(notice.training.hours)):
        yield "已有成绩，但培训课时不足"


def _exam_on_wrong_day(state: State, notice: Notice) -> Iterator[str]:
    for day in sorted({s.on for s in state.scores if not is_makeup(s, state.scores)}):
        for fault in exam_day_faults(day, notice):
            yield f"考试日期不合通知：{fault}"


def _makeup_without_payment(state: State, notice: Notice) -> Iterator[str]:
    for paper in notice.exam.ids:
        sat = charged_sittings(state, paper, notice)
        paid = sum(
            times_paid(state, purpose, notice) for purpose, papers in purposes(notice).items() if paper in papers
        )
        if sat > paid:
            yield f"{titles([paper], notice)}补考 {sat} 次，补考费只缴 {paid} 次"


def _makeup_too_late(state: State, notice: Notice) -> Iterator[str]:
    if not state.scores:
        return
    first = state.scores[0].on
    years = notice.on(first).makeup.keep_years
    limit = add_years(first, years)
    for score in state.scores:
        before = [s for s in state.scores if s.on < score.on]
        last_day = max([limit, *(kept_until(s, notice) for s in before if s.paper != score.paper)])
        if before and score.on > last_day:
            term = f"在 {years} 年保留期之后" if years else "，而通知没有补考"
            yield f"{titles([score.paper], notice)}补考（{score.on}）{term}"


def _certificate_without_pass(state: State, notice: Notice) -> Iterator[str]:
    certificate = state.last(EntryKind.CERTIFICATE)
    if certificate is None:
        return
    passed = passed_on(state.scores, notice)
    if passed is None:
        yield f"已有证书编号，但{'两科未都' if len(notice.exam.ids) == 2 else '考试不'}合格"
    elif certificate.on < passed:
        yield f"证书日期（{certificate.on}）早于考试合格（{passed}）"


def _subsidy_without_certificate(state: State, _: Notice) -> Iterator[str]:
    if state.of(EntryKind.SUBSIDY) and not state.of(EntryKind.CERTIFICATE):
        yield "已申领补贴，但没有证书记录"


def _two_subsidies(state: State, notice: Notice) -> Iterator[str]:
    certificate = state.last(EntryKind.CERTIFICATE)
    then = notice.on(certificate.on if certificate else None)
    if then.subsidy.exclusive and len(state.of(EntryKind.SUBSIDY)) > 1:
        yield "申领了两项补贴，而两项只能享受一项"


FLAGS: tuple[Callable[[State, Notice], Iterator[str]], ...] = (
    _second_without_first,
    _payment_before_review,
    _overpaid,
    _makeups_paid_one_by_one,
    _left_after_paying,
    _training_without_payment,
    _exam_without_payment,
    _exam_without_training,
    _exam_on_wrong_day,
    _makeup_without_payment,
    _makeup_too_late,
    _certificate_without_pass,
    _subsidy_without_certificate,
    _two_subsidies,
)
