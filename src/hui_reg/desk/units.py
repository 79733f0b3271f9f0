"""Which units somebody means who writes a part of a name."""

from collections.abc import Sequence

from hui_reg.desk.workspace import Workspace
from hui_reg.history.lookup import unit_named
from hui_reg.store import results


def meant(workspace: Workspace, parts: Sequence[str]) -> tuple[str, ...]:
    """The units of the last validation in whose names one of ``parts`` stands; none for no parts.

    Raises :class:`HuiRegError` (exit 2), with those that are alike, for a part that fits none.
    """
    if not parts:
        return ()
    with workspace.database.begin() as connection:
        known = [person.unit for person in results.load_listed(connection)]
    if not known:
        return tuple(parts)  # whoever asks says that there is nobody yet
    return tuple(dict.fromkeys(unit for part in parts for unit in unit_named(known, part)))
