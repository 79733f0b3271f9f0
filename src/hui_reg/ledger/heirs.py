"""Applicants whose key has changed: an ID number read at last, a unit's name spelled in full.

The ledger keeps its entries under the key they were made with. Here the history of a key that the last validation
no longer knows goes to the one person it can be: of the same ID number, or of the same unit and name.
"""

from collections.abc import Iterable, Mapping

from hui_reg import resident_id
from hui_reg.ledger.kinds import EntryKind
from hui_reg.ledger.people import Person
from hui_reg.ledger.state import State
from hui_reg.names import same


def adopt(states: Mapping[str, State], people: Iterable[Person]) -> tuple[dict[str, State], list[Person]]:
    """The states by today's keys, and the people of whom only the ledger knows."""
    known = {person.key: person for person in people}
    settled = {key: state for key, state in states.items() if key in known}
    lost = []
    for key, state in states.items():
        if key in known:
            continue
        former = _former(key, state)
        heirs = [person for person in known.values() if _is_same(former, person)]
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
    unit, _, tail = key.rpartition("|")
    number = resident_id.normalise(tail) if resident_id.is_valid(tail) else ""
    return Person(key=key, unit=unit, name="" if number else tail, id_number=number)


def _is_same(former: Person, person: Person) -> bool:
    if former.id_number and former.id_number == person.id_number:
        return True
    named = former.name and same(former.name, person.name) and former.unit == person.unit
    return bool(named) and not (resident_id.is_valid(former.id_number) and resident_id.is_valid(person.id_number))


def _joined(own: State | None, inherited: State, key: str) -> State:
    if own is None:
        return State(key, inherited.history, inherited.gone)
    history = tuple(sorted((*own.history, *inherited.history), key=lambda entry: entry.seq))
    return State(key, history, own.gone | inherited.gone)
