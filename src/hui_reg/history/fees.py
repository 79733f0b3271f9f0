"""What the registration costs somebody: the fee of the notice on the day the second review passed."""

from decimal import Decimal

from hui_reg.history.decisions import Choice, Stage
from hui_reg.history.kinds import EntryKind
from hui_reg.history.state import State
from hui_reg.notice import Notice


def registration_fee(state: State, notice: Notice) -> Decimal:
    """Yuan in all, paid or not; for one who isn't cleared yet as the notice stands last. 0: nothing is charged."""
    review = state.last(EntryKind.SECOND_REVIEW)
    cleared = review.on if review is not None and state.choice(Stage.SECOND) is Choice.PASS else None
    return notice.on(cleared).fees.registration


def owed_of(state: State, notice: Notice) -> Decimal:
    """What of it is left to pay; never below zero."""
    return max(Decimal(0), registration_fee(state, notice) - state.paid("registration"))
