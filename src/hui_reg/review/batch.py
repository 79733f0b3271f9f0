"""One batch handed out for review: everything the sheets show, gathered once."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hui_reg.history.decisions import Decision, Decisions, Stage
from hui_reg.history.following import Followed
from hui_reg.history.standing import Standing
from hui_reg.model import Assessment, Leftover, Message, Problem, Verdict
from hui_reg.notice import Notice
from hui_reg.review.evidence import Plan

_ORDER = (Verdict.REVIEW, Verdict.CORRECT, Verdict.INELIGIBLE, Verdict.PASS)


@dataclass(frozen=True)
class RuleLine:
    """One line of the sheet of rules; ``change`` says how the notice's file changed the rule."""

    id: str
    title: str
    outcome: str
    basis: str
    hint: str
    change: str = ""


@dataclass(frozen=True)
class Picture:
    """An encoded picture (JPEG or PNG) and its size in pixels."""

    data: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Batch:
    """``assessments`` stand in their order (:func:`place`), and may be made anew whenever they are gone through.

    ``versions`` are the row versions by applicant key, ``documents`` those of the assessments alone, ``standings``
    where everybody stands, ``earlier`` the decisions under keys that nobody bears any more; ``secret`` signs the rows;
    pictures are by applicant key.
    """

    notice: Notice
    stage: Stage
    export_id: str
    secret: bytes
    made_at: datetime
    assessments: Collection[Assessment]
    versions: Mapping[str, str]
    leftovers: Sequence[Leftover] = ()
    problems: Sequence[tuple[str, Problem]] = ()
    messages: Sequence[Message] = ()
    decisions: Decisions = field(default_factory=dict)
    standings: Mapping[str, Standing] = field(default_factory=dict)
    earlier: Followed = field(default_factory=Followed)
    held_up: Sequence[str] = ()
    """Those whom the first review passed and must confirm before they can go on."""
    documents: Mapping[str, str] = field(default_factory=dict)
    rules: Sequence[RuleLine] = ()
    head: str = ""
    """That of the ledger's tree, as it is printed."""
    evidence: Plan = field(default_factory=Plan)
    photos: Mapping[str, Picture] = field(default_factory=dict)
    crops: Mapping[str, Picture] = field(default_factory=dict)
    blind: Collection[str] = frozenset()
    """The keys of those whose proposal and first decision the reviewer is not to see."""
    albums: Mapping[str, str] = field(default_factory=dict)
    """Where a click on somebody's proposal leads: the person's place in an album beside the workbook."""

    def decided(self, key: str, stage: Stage) -> Decision | None:
        """The decision in force when the batch was made."""
        return self.decisions.get(key, {}).get(stage)

    def changes(self, key: str, stage: Stage) -> tuple[str, ...]:
        """What has changed since the decision in force was taken; with any, it must be confirmed again."""
        decision = self.decided(key, stage)
        return decision.changes(self.documents.get(key, "")) if decision else ()


def place(unit: str, verdict: Verdict, key: str) -> tuple[str, int, str]:
    """An applicant's place: unit by unit, and in each first those who need a look, then those who must mend."""
    return unit, _ORDER.index(verdict), key


def row_version(document_version: str, decisions: Mapping[Stage, Decision]) -> str:
    """What a row stands for: the assessment and the decisions known when it was written. 16 hex digits."""
    known = ",".join(f"{stage.value}:{decision.seq}" for stage, decision in sorted(decisions.items()))
    return hashlib.sha256(f"{document_version}|{known}".encode()).hexdigest()[:16]
