"""Who waits, and for what: everybody for whom something is still to come, by what comes next for them."""

from collections.abc import Mapping, Sequence

from hui_reg.desk.ledger import listed_roll
from hui_reg.desk.workspace import Workspace
from hui_reg.history.lookup import unit_named
from hui_reg.history.people import Person
from hui_reg.history.standing import Standing


def waiting(workspace: Workspace, part: str | None = None) -> Mapping[str, Sequence[tuple[Person, Standing]]]:
    """The people by what they wait for, most first; of the units with ``part`` in their names. Raises
    :class:`HuiRegError` (exit 2) when there is none."""

    def narrowed(everyone: Sequence[Person]) -> Sequence[Person]:
        units = set(unit_named((person.unit for person in everyone), part or ""))
        return [person for person in everyone if person.unit in units]

    with workspace.database.begin() as connection:
        roll = listed_roll(connection, workspace, narrowed if part else None)
    found: dict[str, list[tuple[Person, Standing]]] = {}
    for person in roll.people:
        stands = roll.standing(person)
        if stands.is_awaited:
            found.setdefault(stands.waits_for, []).append((person, stands))
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))
