"""Makeups: which papers are open for whom, until which day, for which fee.

The fee is looked up by the set of papers, never added up: several together have a price of their own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Final

from hui_reg.history.papers import add_years, is_makeup, is_pass, kept_until, passed_on, titles
from hui_reg.history.state import Score, State
from hui_reg.notice import Notice

_BOTH: Final = ("theory", "skill")


def purpose_of(papers: Iterable[str]) -> str:
    """The purpose of the fee that pays for a makeup of these papers, in the exam's order."""
    chosen = tuple(papers)
    return "makeup_both" if set(chosen) == set(_BOTH) else f"makeup_{'_'.join(chosen)}"


def purposes(notice: Notice) -> Mapping[str, tuple[str, ...]]:
    """Every purpose of a makeup fee with its papers, most papers first."""
    ids = notice.exam.ids
    return {purpose_of(papers): papers for size in range(len(ids), 0, -1) for papers in combinations(ids, size)}


@dataclass(frozen=True)
class Open:
    """What an applicant may still sit. ``kept``: passes that stand until ``until``; ``lapsed``: too late for all."""

    papers: tuple[str, ...]
    until: date
    kept: tuple[Score, ...]
    lapsed: bool
    note: str = ""

    @property
    def purpose(self) -> str:
        """Which makeup fee this costs."""
        return purpose_of(self.papers)


def fee_of(purpose: str, notice: Notice, on: date) -> Decimal:
    """Yuan for a makeup that is paid on a day, from the notice's table."""
    then = notice.on(on)
    return then.makeup_fee(purposes(then).get(purpose, ()))


def makeup_of(state: State, notice: Notice, today: date) -> Open | None:
    """What is open on ``today`` for one who has sat or missed an exam; None before it, and after all are passed."""
    scores, ids = state.scores, notice.exam.ids
    if not scores or passed_on(scores, notice) is not None:
        return None
    passes = [score for score in scores if is_pass(score, notice)]
    newest = {score.paper: score for score in sorted(passes, key=lambda score: kept_until(score, notice))}
    kept = tuple(newest[paper] for paper in ids if paper in newest and kept_until(newest[paper], notice) >= today)
    if not notice.on(scores[0].on).makeup.keep_years:
        return Open(
            ids, max(score.on for score in scores), (), lapsed=True, note="考试不合格，通知没有补考，须重新报名"
        )
    if kept:
        held = {score.paper for score in kept}
        until = min(kept_until(score, notice) for score in kept)
        return Open(tuple(paper for paper in ids if paper not in held), until, kept, lapsed=False)
    if passes:
        last = max(passes, key=lambda score: kept_until(score, notice))
        until = kept_until(last, notice)
        note = f"{titles([last.paper], notice)}合格成绩保留至 {until}，已过期，须重新报名"
        return Open(ids, until, (), lapsed=True, note=note)
    until = add_years(scores[0].on, notice.on(scores[0].on).makeup.keep_years)
    what = {1: "考试不合格", 2: "两科均未合格"}.get(len(ids), "各科均未合格")
    note = f"{what}，通知未写明补考期限，暂按首次考试起算，请与评价机构确认"
    return Open(ids, until, (), lapsed=today > until, note=note)


def unused_fees(state: State, notice: Notice, on: date, besides: Iterable[str] = ()) -> tuple[str, ...]:
    """The papers for which a makeup fee was paid and not yet used by a sitting, a missed one included.

    ``besides`` are purposes of payments that the ledger doesn't hold yet. What costs nothing on the day counts as paid.
    """
    further, ids = list(besides), notice.exam.ids
    paid = dict.fromkeys(ids, 0)
    for purpose, papers in purposes(notice).items():
        for paper in papers:
            paid[paper] += times_paid(state, purpose, notice) + further.count(purpose)
    free = {paper for paper in ids if not notice.on(on).makeup_fee((paper,))}
    return tuple(paper for paper in ids if paper in free or paid[paper] > charged_sittings(state, paper, notice))


def charged_sittings(state: State, paper: str, notice: Notice) -> int:
    """How many makeups of a paper, missed ones included, fell on a day on which one cost something."""
    sat = (s for s in state.scores if s.paper == paper and is_makeup(s, state.scores))
    return sum(1 for score in sat if notice.on(score.on).makeup_fee((paper,)))


def times_paid(state: State, purpose: str, notice: Notice) -> int:
    """How often a makeup fee was paid in full, each at the price of its day; never of what costs nothing.

    What was given back is taken from what came in last.
    """
    received = sorted((p for p in state.payments if p.purpose == purpose), key=lambda p: (p.on, p.seq))
    times, held = 0, Decimal(0)
    left = state.paid(purpose)
    for payment in received:
        held, left = held + min(payment.amount, left), left - min(payment.amount, left)
        fee = fee_of(purpose, notice, payment.on)
        while fee and held >= fee:
            times, held = times + 1, held - fee
    return times
