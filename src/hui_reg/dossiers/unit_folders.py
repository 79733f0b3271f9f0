"""Mails that bring the papers of several units: a mail handed on for each, or a folder, and no unit said to send.

Such a mail is taken as several: a file goes with the innermost letter whose sender says which unit it is, else with
the innermost folder that names one; a roster's line with the unit it gives or where its person's papers lie.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from hui_reg.dossiers.items import Leaf
from hui_reg.dossiers.names import is_plausible
from hui_reg.dossiers.paths import segments
from hui_reg.dossiers.people import Line, lines_of
from hui_reg.dossiers.unit_names import find_units, near_unit, one_for_near
from hui_reg.model import Message, Reading
from hui_reg.notation.names import key as name_key
from hui_reg.notation.resident_id import normalise
from hui_reg.vocabulary import Field, Kind
from hui_reg.volumes import Enclosed

_ANNOUNCED: Final = re.compile(r"通知|公告|提醒|催[交缴办报]")
"""In the subject of what an office writes to the units, the registration's own letters first of all."""

_LIKELY: Final = 0.65
"""From this confidence on a page that lists people is taken for a roster and nothing else."""
_SEVERAL: Final = re.compile(
    r"(?:[二两三四五六七八九十几数多\d]|各)个?(?:[镇乡村局]|街道|社区|单位|中心|窗口|服务站)的?(?!人)|转[报来]|代[报交]"
)
"""What a mail says that hands on the papers of several units."""


def says_several(message: Message) -> bool:
    """Whether a mail says that it brings the papers of more units than one, as a town's office does."""
    return bool(_SEVERAL.search(f"{message.subject}\n{message.body}"))


def letters_in(message: Message) -> list[tuple[str, Message]]:
    """The mails attached to a mail as mails of their own, innermost first, each with the folder of its files."""
    by_path: dict[str, list[Enclosed]] = defaultdict(list)
    for letter in message.enclosed:
        by_path[letter.path].append(letter)
    return [
        (path, _as_mail(message, letters))
        for path, letters in sorted(by_path.items(), key=lambda found: -len(found[0]))
        if path
    ]


def _as_mail(message: Message, letters: Sequence[Enclosed]) -> Message:
    outer, *quoted = letters
    return message.model_copy(
        update={
            "subject": outer.subject,
            "sender_name": outer.sender_name,
            "sender_address": outer.sender_address,
            "body": outer.body,
            "enclosed": tuple(letter.model_copy(update={"path": ""}) for letter in quoted),
        }
    )


def quoted_letter(message: Message) -> Enclosed | None:
    """The innermost letter that a mail hands on in its text; a notice to units was answered by forwarding it."""
    quoted = [letter for letter in message.enclosed if not letter.path and not _ANNOUNCED.search(letter.subject)]
    return quoted[-1] if quoted else None


def by_folder(leaves: Iterable[Leaf], occupation: str) -> dict[Leaf, str]:
    """The unit that the innermost folder names, for the leaves of one mail; empty unless several units are named."""
    named: dict[Leaf, str] = {}
    for leaf in leaves:
        for folder in segments(leaf.file.path)[1:]:
            if found := find_units(folder, occupation):
                named[leaf] = found[0]
                break
    spellings = one_for_near(sorted(set(named.values())))
    if len(set(spellings.values())) < 2:
        return {}
    return {leaf: spellings[unit] for leaf, unit in named.items()}


def roster_lines(leaves: Sequence[Leaf], unit_of: Callable[[Leaf], str]) -> dict[str, list[Line]]:
    """All lines of all rosters by unit, in order; of what may be no roster only those that surely name a person."""
    parts: dict[str, dict[Leaf, str]] = defaultdict(dict)
    for leaf in leaves:
        parts[leaf.message.sha256][leaf] = unit_of(leaf)
    lines: dict[str, list[Line]] = defaultdict(list)
    for leaf in leaves:
        for position, reading in enumerate(leaf.read.readings if leaf.read else ()):
            if reading.kind is Kind.ROSTER:
                for line in _believed(reading, lines_of(leaf, (*leaf.order, position), reading.rows)):
                    lines[_unit_of_line(line, unit_of(leaf), parts[leaf.message.sha256])].append(line)
    return lines


def _believed(reading: Reading, lines: Sequence[Line]) -> list[Line]:
    """Lines as they are, or as doubtful: of a page that may be another document, or alone in the person's folder."""
    if reading.kind_confidence < _LIKELY:
        return [replace(line, doubtful=True) for line in lines if line.number or is_plausible(line.name)]
    if len(lines) == 1 and any(lines[0].name in name_key(f) for f in segments(lines[0].leaf.file.path)[1:]):
        return [replace(lines[0], doubtful=True)]
    return list(lines)


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
