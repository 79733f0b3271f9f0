"""Mails that name no unit, from addresses that name none either: a correction from the contact's private mailbox.

Such a mail is of the unit of whose people it tells, if only one has them all and nothing contradicts; it is a
stranger's there, whose papers replace nothing and are set beside for people to look at. Else the address stands for
the unit, as for whoever writes without ever saying from where.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from hui_reg.dossiers.origins.telling import Telling, born_of
from hui_reg.notation.resident_id import is_valid


def adopted(ordered: Sequence[Telling], units: Mapping[str, str]) -> dict[str, str]:
    """By mail, the unit of whose people it tells, of the mails that ``units`` knows by their address only."""
    people: dict[str, set[str]] = defaultdict(set)
    nameless: list[Telling] = []
    for telling in ordered:
        own = units[telling.sha256]
        if own == telling.address and telling.sender:
            nameless.append(telling)
            continue
        for part in telling.parts:
            people[part.unit or own].update(part.people)
    found = {mail.sha256: unit for mail in nameless if (unit := _home(_told(mail), people))}
    return found | _silent(nameless, found)


def _silent(nameless: Iterable[Telling], found: Mapping[str, str]) -> dict[str, str]:
    """Mails that tell of nobody go with the others of their address, if all those are of one unit."""
    homes: dict[str, set[str]] = defaultdict(set)
    quiet = []
    for mail in nameless:
        if _told(mail):
            homes[mail.address].add(found.get(mail.sha256, ""))
        else:
            quiet.append(mail)
    return {
        mail.sha256: unit for mail in quiet for unit in homes[mail.address] if unit and len(homes[mail.address]) == 1
    }


def _told(mail: Telling) -> set[str]:
    return {one for part in mail.parts for one in part.people}


def _home(told: Collection[str], people: Mapping[str, Collection[str]]) -> str:
    """The one unit whose people these are; empty for none or several."""
    fitting = [unit for unit, known in people.items() if set(told) & set(known) and not _contradicts(told, known)]
    return fitting[0] if len(fitting) == 1 else ""


def _contradicts(told: Collection[str], known: Collection[str]) -> bool:
    """Whether a number is nobody's of the unit, or somebody of a known name was born on another day."""
    if any(is_valid(one) and one not in known for one in told):
        return True
    births = born_of(known)
    return any(day not in births.get(name, {day}) for name, days in born_of(told).items() for day in days)
