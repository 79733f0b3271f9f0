"""Transfers with what was found for them: the nouns of the reconciliation, and how it balances."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from hui_reg.history.dues import Charge
from hui_reg.history.kinds import EntryKind
from hui_reg.history.people import Person
from hui_reg.ledger.plan import Draft
from hui_reg.ledger.receipts import Receipt, Unique

NOTHING = Decimal("0.00")


@dataclass
class Match:
    """One transfer: what stands in the ledger for it (``pinned``), what this run allocates, and what is left."""

    unique: Unique
    pinned: tuple[Charge, ...] = ()
    fresh: list[Charge] = field(default_factory=list)
    basis: str = ""
    reason: str = ""
    unit: str = ""
    people: tuple[Person, ...] = ()

    @property
    def receipt(self) -> Receipt:
        return self.unique.receipt

    @property
    def amount(self) -> Decimal:
        """What came in; nothing while it can't be read."""
        return self.receipt.amount or NOTHING

    @property
    def matched(self) -> Decimal:
        return sum((charge.amount for charge in (*self.pinned, *self.fresh)), NOTHING)

    @property
    def unexplained(self) -> Decimal:
        return self.amount - self.matched


@dataclass(frozen=True)
class Reconciliation:
    """All transfers. ``received == matched + unexplained``, to the cent. ``unreadable`` ones count as nothing."""

    matches: tuple[Match, ...]

    @property
    def received(self) -> Decimal:
        return sum((match.amount for match in self.matches), NOTHING)

    @property
    def matched(self) -> Decimal:
        return sum((match.matched for match in self.matches), NOTHING)

    @property
    def unexplained(self) -> Decimal:
        return sum((match.unexplained for match in self.matches), NOTHING)

    @property
    def unreadable(self) -> int:
        return sum(match.receipt.amount is None for match in self.matches)

    def drafts(self) -> list[Draft]:
        """The payments to enter into the ledger."""
        return [draft_of(match, charge) for match in self.matches for charge in match.fresh]


def draft_of(match: Match, charge: Charge) -> Draft:
    """The payment to enter for a charge that this transfer covers."""
    receipt = match.receipt
    assert receipt.paid_on is not None  # without a day nothing is allocated
    data = {
        "purpose": charge.purpose,
        "amount": f"{charge.amount:.2f}",
        "payer": receipt.payer,
        "receipt": receipt.key,
        "basis": charge.basis,
    }
    return Draft(charge.applicant, EntryKind.PAYMENT, receipt.paid_on, data, source=receipt.source)


def names_of(people: Iterable[Person]) -> str:
    """``张三、李四``."""
    return "、".join(person.name for person in people)
