"""The fold: entries in, decisions included, one state per applicant out. Pure, and the same for any split into runs.

Which entries count is decided here and nowhere else: one that a later entry of the same applicant supersedes no
longer does; but whoever gave up, and came back, has given up again once the coming back is taken back. Everything
asked of a state is a function of the entries that count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from hui_reg.history.bearers import Former
from hui_reg.history.decisions import Choice, Decision, Stage, decision_of
from hui_reg.history.kinds import NO_STATE, EntryKind
from hui_reg.model import Entry


@dataclass(frozen=True)
class Score:
    """One paper sat, or missed, on one day. ``score`` is None when absent or void."""

    paper: str
    on: date
    score: Decimal | None
    mark: str
    published_on: date | None
    seq: int


@dataclass(frozen=True)
class Paid:
    """Money that came in for one applicant."""

    purpose: str
    amount: Decimal
    on: date
    receipt: str
    basis: str
    seq: int
    source: str


@dataclass(frozen=True)
class State:
    """One applicant: ``history`` is every entry in ``seq`` order, ``gone`` the numbers of those superseded.

    ``formers``: who the keys spoke of under which inherited entries were made, by key.
    """

    applicant: str
    history: tuple[Entry, ...] = ()
    gone: frozenset[int] = field(default_factory=frozenset)
    formers: Mapping[str, Former] = field(default_factory=dict)

    def after(self, entry: Entry) -> "State":
        """This state with one more entry, of whatever number."""
        history = (*self.history, entry)
        if self.history and self.history[-1].seq > entry.seq:
            history = tuple(sorted(history, key=lambda one: one.seq))
        gone = self.gone
        if entry.supersedes is not None or entry.seq in gone:
            gone = _gone(history)
        return replace(self, history=history, gone=gone)

    def inherit(self, other: "State", former: Former) -> "State":
        """This state with all that was recorded under a key that nobody bears any more."""
        history = tuple(sorted((*self.history, *other.history), key=lambda entry: entry.seq))
        return State(self.applicant, history, self.gone | other.gone, {**self.formers, former.key: former})

    @cached_property
    def live(self) -> tuple[Entry, ...]:
        """The entries that count."""
        return tuple(entry for entry in self.history if entry.seq not in self.gone)

    def of(self, kind: EntryKind) -> tuple[Entry, ...]:
        """The entries of one kind that count."""
        return self._by_kind.get(kind, ())

    @cached_property
    def _by_kind(self) -> Mapping[str, tuple[Entry, ...]]:
        found: dict[str, tuple[Entry, ...]] = {}
        for entry in self.live:
            found[entry.kind] = (*found.get(entry.kind, ()), entry)
        return found

    def last(self, kind: EntryKind) -> Entry | None:
        """The newest entry of a kind that counts."""
        found = self.of(kind)
        return found[-1] if found else None

    @cached_property
    def decisions(self) -> Mapping[Stage, Decision]:
        """The decisions in force, whatever has changed since they were taken."""
        newest = {stage: self.last(EntryKind(stage.value)) for stage in Stage}
        found = {stage: decision_of(e, self.formers.get(e.applicant)) for stage, e in newest.items() if e is not None}
        return {stage: decision for stage, decision in found.items() if decision is not None}

    def choice(self, stage: Stage) -> Choice | None:
        """What was decided last in a review; None when nothing is."""
        decision = self.decisions.get(stage)
        return decision.choice if decision else None

    @cached_property
    def payments(self) -> tuple[Paid, ...]:
        """All money received."""
        return tuple(
            Paid(
                str(e.data["purpose"]),
                Decimal(str(e.data["amount"])),
                e.on,
                str(e.data.get("receipt") or ""),
                str(e.data.get("basis") or ""),
                e.seq,
                e.source or "",
            )
            for e in self.of(EntryKind.PAYMENT)
        )

    def paid(self, purpose: str) -> Decimal:
        """The sum received for one purpose, and not given back."""
        received = sum((p.amount for p in self.payments if p.purpose == purpose), Decimal(0))
        return received - self.refunded(purpose)

    def refunded(self, purpose: str) -> Decimal:
        """The sum given back of what came in for one purpose."""
        refunds = (e for e in self.of(EntryKind.REFUND) if e.data["purpose"] == purpose)
        return sum((Decimal(str(e.data["amount"])) for e in refunds), Decimal(0))

    @cached_property
    def hours(self) -> Decimal | None:
        """Class hours completed, as last reported."""
        entry = self.last(EntryKind.TRAINING)
        return Decimal(str(entry.data["hours"])) if entry else None

    @cached_property
    def scores(self) -> tuple[Score, ...]:
        """Every paper sat or missed, by day."""
        return tuple(sorted(map(_score, self.of(EntryKind.SCORE)), key=lambda s: (s.on, s.paper, s.seq)))


def _gone(history: Iterable[Entry]) -> frozenset[int]:
    known = {entry.seq: entry for entry in history}
    gone: set[int] = set()
    for seq in sorted(known, reverse=True):
        entry = known[seq]
        if entry.supersedes is not None and not (seq in gone and _is_about_quitting(entry, known)):
            gone.add(entry.supersedes)
    return frozenset(gone)


def _is_about_quitting(entry: Entry, known: Mapping[int, Entry]) -> bool:
    """Whether it only takes back that somebody gave up, or the taking back of that: which may be taken back itself."""
    while entry.kind == EntryKind.WITHDRAWAL and (earlier := known.get(entry.supersedes or 0)) is not None:
        if earlier.seq >= entry.seq:
            return False
        entry = earlier
    return entry.kind == EntryKind.QUIT


def fold(entries: Iterable[Entry], states: Mapping[str, State] | None = None) -> dict[str, State]:
    """The states after these entries, in any order, on top of earlier ``states`` when there are any."""
    folded = dict(states or {})
    for entry in entries:
        if entry.kind in NO_STATE or not entry.applicant:  # said of the evidence, asked of a unit
            continue
        folded[entry.applicant] = folded.get(entry.applicant, State(entry.applicant)).after(entry)
    return folded


def _score(entry: Entry) -> Score:
    published = entry.data.get("published_on")
    score = entry.data.get("score")
    return Score(
        paper=str(entry.data["paper"]),
        on=entry.on,
        score=None if score is None else Decimal(str(score)),
        mark=str(entry.data.get("mark") or ""),
        published_on=date.fromisoformat(str(published)) if published else None,
        seq=entry.seq,
    )
