"""Mails that bring the papers of several units, a folder or a forwarded mail for each, and say of none that it sends.

Such a mail is taken as several: a file goes with the innermost folder that names a unit, a roster's line with the
unit it gives or where its person's papers lie.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from hui_reg.dossiers.items import Leaf
from hui_reg.dossiers.paths import segments
from hui_reg.dossiers.people import Line, lines_of
from hui_reg.dossiers.unit_names import find_units, near_unit
from hui_reg.notation.names import key as name_key
from hui_reg.notation.resident_id import normalise
from hui_reg.vocabulary import Field, Kind


def by_folder(leaves: Iterable[Leaf], occupation: str) -> dict[Leaf, str]:
    """The unit that the innermost folder names, for the leaves of one mail; empty unless several units are named."""
    named: dict[Leaf, str] = {}
    for leaf in leaves:
        for folder in segments(leaf.file.path)[1:]:
            if found := find_units(folder, occupation):
                named[leaf] = found[0]
                break
    spellings: list[str] = []
    for unit in sorted(set(named.values())):
        if not any(near_unit(unit, known) for known in spellings):
            spellings.append(unit)
    if len(spellings) < 2:
        return {}
    return {leaf: next(known for known in spellings if near_unit(unit, known)) for leaf, unit in named.items()}


def roster_lines(leaves: Sequence[Leaf], unit_of: Callable[[Leaf], str]) -> dict[str, list[Line]]:
    """All lines of all rosters by unit, in order."""
    parts: dict[str, dict[Leaf, str]] = defaultdict(dict)
    for leaf in leaves:
        parts[leaf.message.sha256][leaf] = unit_of(leaf)
    lines: dict[str, list[Line]] = defaultdict(list)
    for leaf in leaves:
        for position, reading in enumerate(leaf.read.readings if leaf.read else ()):
            if reading.kind is Kind.ROSTER:
                for line in lines_of(leaf, (*leaf.order, position), reading.rows):
                    lines[_unit_of_line(line, unit_of(leaf), parts[leaf.message.sha256])].append(line)
    return lines


def _unit_of_line(line: Line, unit: str, parts: Mapping[Leaf, str]) -> str:
    """The unit a line belongs to: its roster's, but in a mail of several units its own."""
    units = sorted(set(parts.values()))
    if len(units) == 1:
        return unit
    employer = line.fields.get(Field.EMPLOYER, "")
    if employer and (given := [u for u in units if near_unit(u, employer)]):
        return given[0]
    for field, wanted, same in ((Field.ID_NUMBER, line.number, normalise), (Field.NAME, line.name, name_key)):
        for leaf, part in parts.items():
            for reading in leaf.read.readings if wanted and leaf.read else ():
                value = reading.fields.get(field)
                if value is not None and value.value and same(value.value) == wanted:
                    return part
    return unit
