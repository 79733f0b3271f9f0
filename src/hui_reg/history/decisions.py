"""What reviewers decide, in two reviews: the choices, their spellings, and what an entry of the ledger says.

An entry of kind ``first_review`` or ``second_review`` holds ``choice``, ``remark``, ``proposal``, ``export``,
``name`` (of the applicant, as read then) and ``version`` (of what was decided on). The newest entry that no later
one supersedes is in force (:mod:`hui_reg.history.state`); ``withdrawn`` leaves the applicant undecided.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hui_reg.history.bearers import Former
from hui_reg.model import Entry, Verdict
from hui_reg.notation.versions import changed


class Stage(StrEnum):
    """The two reviews, named like their entries' kinds."""

    FIRST = "first_review"
    SECOND = "second_review"

    @property
    def label(self) -> str:
        return "初审" if self is Stage.FIRST else "复核"

    @property
    def outside(self) -> bool:
        """Whether it is held elsewhere, so that nothing of other people may be handed along."""
        return self is Stage.SECOND


class Choice(StrEnum):
    PASS = "pass"  # noqa: S105 a decision, no password
    CORRECT = "correct"
    INELIGIBLE = "ineligible"
    HOLD = "hold"
    WITHDRAWN = "withdrawn"


CHOICE_TITLES = {
    Choice.PASS: "通过",
    Choice.CORRECT: "需补正",
    Choice.INELIGIBLE: "不符合",
    Choice.HOLD: "暂缓",
    Choice.WITHDRAWN: "撤回",
}
"""The words of the drop-down list."""

_SPELLINGS = {
    Choice.PASS: (
        "通过",
        "通過",
        "同意",
        "合格",
        "√",
        "✓",
        "✔",
        "建议通过",
        "√ 建议通过",
        "√ 通过",
        "已通过",
        "审核通过",
        "同意通过",
    ),
    Choice.CORRECT: ("需补正", "补正", "補正", "需補正", "退回补正", "待补正", "× 需补正"),
    Choice.INELIGIBLE: ("不符合", "不符合条件", "不通过", "不通過", "不予通过", "● 不符合条件", "● 不符合"),
    Choice.HOLD: ("暂缓", "暫緩", "待定"),
    Choice.WITHDRAWN: ("撤回", "撤销", "撤銷"),
}


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).strip("。.,，;；!！")


_BY_SPELLING = {_fold(word): choice for choice, words in _SPELLINGS.items() for word in words}

_PROPOSED = {
    Verdict.PASS: Choice.PASS,
    Verdict.CORRECT: Choice.CORRECT,
    Verdict.INELIGIBLE: Choice.INELIGIBLE,
}


@dataclass(frozen=True)
class Decision:
    """A decision in force, and the ledger entry it stands in."""

    choice: Choice
    remark: str
    seq: int
    by: str
    at: datetime
    name: str = ""
    """The applicant's name when it was decided; empty in entries that don't tell."""
    version: str = ""
    """The version of what was decided on; empty in entries that don't tell."""
    former: Former | None = None
    """Whose key it was taken under, when nobody bears that key any more."""

    def changes(self, version: str) -> tuple[str, ...]:
        """What has changed since, in Chinese words: with any, somebody must decide again first."""
        if self.former is not None:
            return ("单位名称" if self.former.id_number else "证件号",)
        return changed(self.version, version)


Decisions = Mapping[str, Mapping[Stage, Decision]]
"""Decisions in force by applicant key and review."""


def choice_of(text: str) -> Choice | None:
    """The choice a reviewer typed, full-width and common variants folded; None when it is none of the list."""
    return _BY_SPELLING.get(_fold(text))


def decision_of(entry: Entry, former: Former | None = None) -> Decision | None:
    """What an entry of a review decides; None when it withdraws what was decided."""
    choice = Choice(str(entry.data["choice"]))
    if choice is Choice.WITHDRAWN:
        return None
    remark, name, version = (str(entry.data.get(field) or "") for field in ("remark", "name", "version"))
    return Decision(choice, remark, entry.seq, entry.by, entry.recorded_at, name, version, former)


def overrides(stage: Stage, verdict: Verdict, first: Decision | None, choice: Choice) -> bool:
    """Whether this choice goes against what was proposed, so that a remark must say why."""
    if choice in (Choice.HOLD, Choice.WITHDRAWN):
        return False
    proposed = _PROPOSED.get(verdict) if stage is Stage.FIRST or first is None else first.choice
    return proposed is not None and choice is not proposed
