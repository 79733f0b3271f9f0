"""Makeups: which papers are open for whom, until which day, for which fee.

The fee is looked up by the set of papers, never added up: both together have a price of their own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hui_reg.history.papers import PAPERS, add_years, is_makeup, is_pass, kept_until, passed_on, titles
from hui_reg.history.state import Score, State
from hui_reg.notice import Notice

PURPOSES: Mapping[tuple[str, ...], str] = {
    ("theory",): "makeup_theory",
    ("skill",): "makeup_skill",
    PAPERS: "makeup_both",
}
"""The purpose of a makeup fee, by the papers it pays for."""


@dataclass(frozen=True)
class Open:
    """What an applicant may still sit. ``kept`` stands until ``until``; ``lapsed``: too late for all."""

    papers: tuple[str, ...]
    until: date
    kept: Score | None
    lapsed: bool
    note: str = ""

    @property
    def purpose(self) -> str:
        """Which makeup fee this costs."""
        return PURPOSES[self.papers]


def fee_of(purpose: str, notice: Notice) -> int:
    """Yuan for a purpose of payment, from the notice's table."""
    fees: dict[str, int] = notice.fees.model_dump(exclude={"basis"})
    return fees[purpose]


def makeup_of(state: State, notice: Notice, today: date) -> Open | None:
    """What is open on ``today`` for one who has sat or missed an exam; None before it, and after both are passed."""
    scores = state.scores
    if not scores or passed_on(scores, notice) is not None:
        return None
    passes = [score for score in scores if is_pass(score, notice)]
    kept = max((s for s in passes if kept_until(s, notice) >= today), key=lambda s: kept_until(s, notice), default=None)
    if kept is not None:
        return Open(tuple(p for p in PAPERS if p != kept.paper), kept_until(kept, notice), kept, lapsed=False)
    if passes:
        last = max(passes, key=lambda score: kept_until(score, notice))
        until = kept_until(last, notice)
        note = f"{titles([last.paper], notice)}合格成绩保留至 {until}，已过期，须重新报名"
        return Open(PAPERS, until, None, lapsed=True, note=note)
    until = add_years(scores[0].on, notice.makeup.keep_years)
    note = "两科均未合格，通知未写明补考期限，暂按首次考试起算，请与评价机构确认"
    return Open(PAPERS, until, None, lapsed=today > until, note=note)


def unused_fees(state: State, notice: Notice, besides: Iterable[str] = ()) -> tuple[str, ...]:
    """The papers for which a makeup fee was paid and not yet used by a sitting, a missed one included.

    ``besides`` are purposes of payments that the ledger doesn't hold yet.
    """
    further = list(besides)
    paid = dict.fromkeys(PAPERS, 0)
    for papers, purpose in PURPOSES.items():
        times = int(state.paid(purpose) // fee_of(purpose, notice)) + further.count(purpose)
        for paper in papers:
            paid[paper] += times
    sat = [s.paper for s in state.scores if is_makeup(s, state.scores)]
    return tuple(paper for paper in PAPERS if paid[paper] > sat.count(paper))
