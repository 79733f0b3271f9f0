"""Applicants whose key has changed: an ID number read at last, a unit's name spelled in full.

The ledger keeps its entries under the key they were made with. Here the history of a key that the last validation
no longer knows goes to the one person it can be: of the same ID number, or of the same unit and name.
"""

from collections.abc import Iterable, Mapping

from hui_reg.history.bearers import is_same, of_key
from hui_reg.history.kinds import EntryKind
from hui_reg.history.people import Person
from hui_reg.history.state import State

_REVIEWS = (EntryKind.FIRST_REVIEW, EntryKind.SECOND_REVIEW)


def adopt(states: Mapping[str, State], people: Iterable[Person]) -> tuple[dict[str, State], list[Person]]:
    """The states by today's keys, and the people of whom only the ledger knows."""
    known = {person.key: person for person in people}
    settled = {key: state for key, state in states.items() if key in known}
    lost = []
    for key, state in states.items():
        if key in known:
            continue
        former = _former(key, state)
        heirs = [person for person in known.values() if is_same(former, person)]
        if len(heirs) == 1:
            settled[heirs[0].key] = _joined(settled.get(heirs[0].key), state, heirs[0].key)
        else:
            settled[key] = state
            lost.append(former)
    return settled, lost


def _former(key: str, state: State) -> Person:
    """Who a key spoke of: by the registration, else by the key itself (unit, and ID number or name)."""
    registered = state.last(EntryKind.REGISTERED)
    if registered is not None:
        held = {field: str(registered.data.get(field) or "") for field in ("unit", "name", "id_number")}
        return Person(key=key, **held)
    former = of_key(key)
    return Person(key=key, unit=former.unit, name=former.name, id_number=former.id_number)


def _joined(own: State | None, inherited: State, key: str) -> State:
    """Everything that happened counts on, but the reviews: they were of other materials, and are asked for again."""
    own = own or State(key)
    reviews = {entry.seq for entry in inherited.history if entry.kind in _REVIEWS}
    history = tuple(sorted((*own.history, *inherited.history), key=lambda entry: entry.seq))
    return State(key, history, own.gone | inherited.gone | reviews)
