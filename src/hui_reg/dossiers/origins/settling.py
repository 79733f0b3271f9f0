"""Which unit sent each mail, weighed over all mails: their own words, the sender's other mails, at last the address.

Mails from one address with near-identical statements, or none, are one unit's; so are mails from different addresses
whose units are the same but for habits of spelling.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hui_reg.dossiers.items import Leaf
from hui_reg.dossiers.origins.adopting import adopted
from hui_reg.dossiers.origins.telling import FileKey, Telling
from hui_reg.dossiers.unit_names import bare_regions, folded, near_unit, one_for_near, regions_agree
from hui_reg.model import Message

FIRM: Final = 3.0
"""What a statement needs to outweigh the address's other mails: a stray employer does not."""


@dataclass(frozen=True)
class Units:
    """The unit of every mail, by its SHA-256; and of the files of mails that bring the papers of several units."""

    of_mail: Mapping[str, str]
    of_file: Mapping[FileKey, str]
    of_letters: Mapping[str, tuple[str, ...]]

    def of(self, leaf: Leaf) -> str:
        key = (leaf.message.sha256, leaf.file.path, leaf.file.sha256)
        return self.of_file.get(key) or self.of_mail[leaf.message.sha256]

    def in_mail(self, message: Message) -> tuple[str, ...]:
        """The mail's unit, and those whose letters it hands on."""
        return tuple(dict.fromkeys((self.of_mail[message.sha256], *self.of_letters.get(message.sha256, ()))))


def units_of(tellings: Iterable[Telling]) -> Units:
    """The unit of every mail, and of every file where they differ."""
    ordered = sorted(tellings, key=lambda telling: telling.order)
    firm_addresses = {telling.address for telling in ordered if telling.weight >= FIRM}
    settled = {t.sha256: t.unit if t.weight >= FIRM or t.address not in firm_addresses else "" for t in ordered}
    units = _by_sender(ordered, settled)
    units |= adopted(ordered, units)
    parts: dict[FileKey, str] = {}
    letters: dict[str, list[str]] = defaultdict(list)
    people: dict[str, set[str]] = defaultdict(set)
    for telling in ordered:
        own = units[telling.sha256]
        for part in telling.parts:
            unit = own if part.letter and near_unit(part.unit, own) else part.unit
            if part.letter:
                letters[telling.sha256].append(unit)
            if unit:
                parts |= dict.fromkeys(telling.files_of(part), unit)
            people[unit or own].update(part.people)
    told = [unit for several in letters.values() for unit in several]
    of_parts = sorted(set(parts.values()))
    alike = _spelled_alike([*(units[t.sha256] for t in ordered), *of_parts, *told])
    together: dict[str, set[str]] = {alike[unit]: set() for unit in (*units.values(), *of_parts, *told)}
    for unit, several in people.items():
        together[alike[unit]] |= several
    joined = _joined_by_people([alike[units[t.sha256]] for t in ordered] + sorted(together), together)
    alike = {unit: joined[known] for unit, known in alike.items()}
    return Units(
        {mail: alike[unit] for mail, unit in units.items()},
        {key: alike[unit] for key, unit in parts.items()},
        {mail: tuple(alike[unit] for unit in found) for mail, found in letters.items()},
    )


def _by_sender(ordered: Sequence[Telling], stated: Mapping[str, str]) -> dict[str, str]:
    """One spelling for the near-identical units of one address; a mail that says nothing goes with its address."""
    by_address: dict[str, list[Telling]] = defaultdict(list)
    for telling in ordered:
        by_address[telling.address].append(telling)
    units: dict[str, str] = {}
    for address, mails in by_address.items():
        named = one_for_near(stated[mail.sha256] for mail in mails)
        spellings = list(dict.fromkeys(named.values()))
        people = _people_of(named, mails, stated) if len(spellings) > 1 else {}
        ahead = next((unit for mail in mails if (unit := stated[mail.sha256])), "")
        before = ""
        for mail in mails:  # whose people it is about; else the last named before this mail, else the first after
            unit = stated[mail.sha256] or _about(mail, people) or before or ahead
            before = stated[mail.sha256] or before
            units[mail.sha256] = named.get(unit, unit) or address or "未知单位"
    return units


def _people_of(named: Mapping[str, str], mails: Sequence[Telling], stated: Mapping[str, str]) -> dict[str, set[str]]:
    """By unit, whom the mails of an address tell that speaks for several: an office may send for others."""
    people: dict[str, set[str]] = {unit: set() for unit in named.values()}
    for mail in mails:
        if unit := stated[mail.sha256]:
            people[named[unit]].update(_told(mail))
    return people


def _about(mail: Telling, people: Mapping[str, set[str]]) -> str:
    """The one unit of those to whose people a mail belongs that says nothing of its unit."""
    told = _told(mail)
    fitting = [unit for unit, several in people.items() if several & told]
    return fitting[0] if len(fitting) == 1 else ""


def _told(mail: Telling) -> set[str]:
    return {one for part in mail.parts for one in part.people}


def _spelled_alike(units: Iterable[str]) -> dict[str, str]:
    """Different senders of one unit: the spelling that comes first stands for all that are the same."""
    units = list(dict.fromkeys(units))
    regions = {bare for unit in units for bare in bare_regions(unit)}
    spellings: dict[str, list[str]] = defaultdict(list)
    chosen: dict[str, str] = {}
    for unit in units:
        alike = spellings[folded(unit, regions)]
        chosen[unit] = next((known for known in alike if regions_agree(known, unit)), unit)
        if chosen[unit] == unit:
            alike.append(unit)
    return chosen


def _joined_by_people(units: Iterable[str], people: Mapping[str, set[str]]) -> dict[str, str]:
    """For every unit the earliest that is one with it: nearly alike, of no other region, and one person's papers.

    Two offices of one town with people of their own stay two.
    """
    places: dict[str, int] = {}
    of_person: dict[str, set[str]] = defaultdict(set)
    joined: dict[str, str] = {}
    members: dict[str, list[str]] = defaultdict(list)
    for unit in dict.fromkeys(units):
        sharing = {known for person in people[unit] for known in of_person[person]}
        one = [k for k in sorted(sharing, key=places.__getitem__) if all(_one(m, unit) for m in members[k])]
        joined[unit] = one[0] if one else unit
        members[joined[unit]].append(unit)
        places.setdefault(joined[unit], len(places))
        for person in people[unit]:
            of_person[person].add(joined[unit])
    return joined


def _one(known: str, unit: str) -> bool:
    return near_unit(known, unit) and regions_agree(known, unit)
