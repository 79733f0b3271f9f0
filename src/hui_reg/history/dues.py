"""What each applicant owes, and the one way in which a sum of money can be made of such dues."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from hui_reg.history.fees import owed_of
from hui_reg.history.kinds import EntryKind
from hui_reg.history.makeup import fee_of, makeup_of, purposes, unused_fees
from hui_reg.history.people import Person
from hui_reg.history.state import State
from hui_reg.notice import Notice


@dataclass(frozen=True)
class Charge:
    """One thing an applicant may pay for, and what is still owed for it; ``basis`` once it is paid: why it counts."""

    applicant: str
    purpose: str
    amount: Decimal
    basis: str = ""


@dataclass
class Accounts:
    """Everyone's dues, minus what this run has already allocated. ``cleared``: whose reviews both stand, by key."""

    states: Mapping[str, State]
    notice: Notice
    cleared: Collection[str] = ()
    allocated: dict[str, list[Charge]] = field(default_factory=lambda: defaultdict(list))

    def settle(self, charge: Charge) -> None:
        """Note that this was paid."""
        self.allocated[charge.applicant].append(charge)

    def balance(self, person: Person) -> Decimal:
        """What is still owed of the fee; never below zero."""
        fresh = sum((c.amount for c in self.allocated[person.key] if c.purpose == "registration"), Decimal(0))
        return max(Decimal(0), owed_of(self._state(person), self.notice) - fresh)

    def options(self, person: Person, on: date) -> tuple[Charge, ...]:
        """What a payment of that day may be for: the rest of the fee, else the makeups open then."""
        owed = self.balance(person)
        if owed:
            return (Charge(person.key, "registration", owed),)
        state = _as_of(self._state(person), on)
        still = makeup_of(state, self.notice, on)
        if still is None or still.lapsed:
            return ()
        covered = unused_fees(state, self.notice, on, (charge.purpose for charge in self.allocated[person.key]))
        unpaid = {paper for paper in still.papers if paper not in covered}
        choices = [purpose for purpose, papers in purposes(self.notice).items() if unpaid.issuperset(papers)]
        charges = (Charge(person.key, purpose, fee_of(purpose, self.notice, on)) for purpose in choices)
        return tuple(charge for charge in charges if charge.amount)

    def is_cleared(self, person: Person) -> bool:
        """Whether both reviews stand, so that the fee is due."""
        return person.key in self.cleared

    def _state(self, person: Person) -> State:
        return self.states.get(person.key, State(person.key))


def _as_of(state: State, day: date) -> State:
    """The state as far as scores and payments went on that day."""
    later = (EntryKind.SCORE, EntryKind.PAYMENT)
    return replace(state, history=tuple(e for e in state.history if e.kind not in later or e.on <= day))


def solve(options: Sequence[tuple[Charge, ...]], amount: Decimal) -> tuple[Charge, ...] | None:
    """One charge of each person such that they make ``amount``; None when there is no way, or more than one."""
    ways: dict[Decimal, tuple[int, tuple[Charge, ...]]] = {Decimal(0): (1, ())}
    for person in options:
        longer: dict[Decimal, tuple[int, tuple[Charge, ...]]] = {}
        for total, (number, chosen) in ways.items():
            for charge in person:
                reached = total + charge.amount
                if reached <= amount:
                    before = longer.get(reached, (0, ()))[0]
                    longer[reached] = (before + number, (*chosen, charge))
        ways = longer
    number, chosen = ways.get(amount, (0, ()))
    return chosen if number == 1 else None


def spread(charges: Iterable[Charge], sums: Sequence[Decimal]) -> list[list[Charge]]:
    """Pay charges one after the other out of several sums that together cover them; a charge may be split."""
    shares: list[list[Charge]] = [[] for _ in sums]
    left = list(sums)
    place = 0
    for charge in charges:
        owed = charge.amount
        while owed:
            while not left[place]:
                place += 1
            part = min(owed, left[place])
            shares[place].append(replace(charge, amount=part))
            left[place] -= part
            owed -= part
    return shares
