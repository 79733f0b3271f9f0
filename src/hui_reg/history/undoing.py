"""What an undoing undoes, and what became of whom a ruling made one with somebody else. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.history.kinds import EntryKind
from hui_reg.history.lookup import find
from hui_reg.history.rulings import Ruling, RulingKind, Rulings, ruling_of
from hui_reg.model import Entry


def root_of(entry: Entry, known: Mapping[int, Entry]) -> Ruling | None:
    """The ruling that an entry holds, undoes, or whose undoing it undoes; None where it is about something else."""
    while entry.supersedes is not None and entry.kind in (EntryKind.UNDONE, EntryKind.WITHDRAWAL):
        if entry.supersedes not in known or entry.supersedes >= entry.seq:
            return None
        entry = known[entry.supersedes]
    return ruling_of(entry)


@dataclass(frozen=True)
class _Merged:
    """Somebody whom staff made one with another: a bearer of the key that gave way."""

    ruling: Ruling
    key: str
    unit: str
    name: str
    id_number: str


def merged_away(rulings: Rulings, who: str) -> HuiRegError | None:
    """What to say of one who is asked for and stands in another's dossier by word of staff; None for nobody."""
    try:
        found = find(list(_merged(rulings)), who)
    except HuiRegError:
        return None
    numbers = {one.ruling.seq for one in found}
    if len(numbers) != 1:
        return None
    ruling = found[0].ruling
    told = f"“{found[0].name or who}”已由第 {ruling.seq} 号更正并入{ruling.who.name}"
    return HuiRegError(ExitCode.USAGE, told, f"要撤回，请用 hui-reg amend undo {ruling.seq}。")


def _merged(rulings: Rulings) -> Iterable[_Merged]:
    for ruling in rulings.of(RulingKind.SAME):
        if ruling.data.get("same"):
            other = ruling.other
            yield _Merged(ruling, other.key, other.unit, other.name, other.id_number)
