"""The fold: entries in, one state per applicant out. Pure, and the same for any split of the entries into runs.

Which entries count is decided here and nowhere else: one that a later entry of the same applicant supersedes no
longer does. Everything asked of a state is a function of the entries that count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from hui_reg.history.kinds import EntryKind
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
    """One applicant: ``history`` is every entry in ``seq`` order, ``gone`` the numbers of those superseded."""

    applicant: str
    history: tuple[Entry, ...] = ()
    gone: frozenset[int] = field(default_factory=frozenset)

    def after(self, entry: Entry) -> "State":
        """This state with one more entry."""
        gone = self.gone if entry.supersedes is None else self.gone | {entry.supersedes}
        return State(self.applicant, (*self.history, entry), gone)

    @cached_property
    def live(self) -> tuple[Entry, ...]:
        """The entries that count."""
        return tuple(entry for entry in self.history if entry.seq not in self.gone)

    def of(self, kind: EntryKind) -> tuple[Entry, ...]:
        """The entries of one kind that count."""
        return tuple(entry for entry in self.live if entry.kind == kind)

    def last(self, kind: EntryKind) -> Entry | None:
        """The newest entry of a kind that counts."""
        found = self.of(kind)
        return found[-1] if found else None

    def choice(self, review: EntryKind) -> str:
        """The decision in force in a review, by its code word; empty when there is none."""
        entry = self.last(review)
        chosen = str(entry.data.get("choice") or "") if entry else ""
        return "" if chosen == "withdrawn" else chosen

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
        """The sum received for one purpose."""
        return sum((p.amount for p in self.payments if p.purpose == purpose), Decimal(0))

    @cached_property
    def hours(self) -> Decimal | None:
        """Class hours completed, as last reported."""
        entry = self.last(EntryKind.TRAINING)
        return Decimal(str(entry.data["hours"])) if entry else None

    @cached_property
    def scores(self) -> tuple[Score, ...]:
        """Every paper sat or missed, by day."""
        return tuple(sorted(map(_score, self.of(EntryKind.SCORE)), key=lambda s: (s.on, s.paper, s.seq)))


def fold(entries: Iterable[Entry], states: Mapping[str, State] | None = None) -> dict[str, State]:
    """The states after these entries, given in ``seq`` order, on top of earlier ``states`` when there are any."""
    folded = dict(states or {})
    for entry in entries:
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
