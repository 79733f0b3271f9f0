"""Papers that name another person than the one in whose folder or file they lie.

Of an applicant of the unit they are the applicant's, and strangers where they lie. Of anyone else they make no
applicant: a parent's card, a colleague's diploma put in by mistake.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from hui_reg.dossiers.attribution import Attribution, by_content
from hui_reg.dossiers.items import SCHOOLING, Item
from hui_reg.dossiers.misnamed import misplaced
from hui_reg.dossiers.names import Likeness
from hui_reg.dossiers.naming import Naming, place_owner
from hui_reg.dossiers.people import Person
from hui_reg.vocabulary import Kind

_REGISTERING: Final = frozenset({Kind.APPLICATION_FORM, Kind.ID_CARD})


def without_strays(items: Sequence[Item], people: list[Person]) -> tuple[list[Person], dict[Item, Person]]:
    """Persons known only from a paper or two among another's are no applicants: their papers are strays there."""
    naming = Naming(people)
    attribution = by_content(items, people, naming)
    places = attribution.places()
    papers: dict[Person, list[Item]] = defaultdict(list)
    for item, tied in attribution.owners.items():
        papers[tied.person].append(item)
    strays: dict[Item, Person] = {}
    for person in people:
        if person.lines or not papers[person]:
            continue
        hosts = [place_owner(item.leaf, naming, places) or _company(item, attribution) for item in papers[person]]
        registers = any(item.kind is Kind.APPLICATION_FORM for item in papers[person])
        if not registers and all(host is not None and host is not person for host in hosts):
            strays |= {item: host for item, host in zip(papers[person], hosts, strict=True) if host is not None}
    gone = {attribution.owners[item].person for item in strays}
    for item in items:
        host = place_owner(item.leaf, naming, places) if item not in attribution.owners else None
        if host is not None and _tells_another(item, host):
            strays[item] = host
    return [person for person in people if person not in gone], strays


def _tells_another(item: Item, host: Person) -> bool:
    """Whether a paper of schooling tells of somebody else, though not clearly: another name and another birth date."""
    return (
        item.kind in SCHOOLING
        and bool(item.name and host.names and item.born and host.born)
        and host.goes_by(item.name) is Likeness.DIFFERENT
        and not host.born.startswith(item.born)
        and not item.born.startswith(host.born)
    )


def _company(item: Item, attribution: Attribution) -> Person | None:
    """The one other person whose form or card shares the file, or the folder below the mail's top, with this paper."""
    if item.kind not in SCHOOLING:
        return None
    hosts: set[Person] = set()
    for other, tied in attribution.owners.items():
        if other.kind not in _REGISTERING or other.leaf.message is not item.leaf.message:
            continue
        if other.leaf is item.leaf or (item.leaf.folder and other.leaf.folder == item.leaf.folder):
            hosts.add(tied.person)
    return hosts.pop() if len(hosts) == 1 else None


def strangers_in(
    items: Iterable[Item], attribution: Attribution, naming: Naming, people: Sequence[Person]
) -> dict[Item, Person]:
    """Items that name another person than the one in whose place they lie, and that person.

    An item that names nobody goes by the name of its file.
    """
    places = attribution.places()
    standing = set(people)
    found = {}
    for item in items:
        tied = attribution.owners.get(item)
        if tied is None or (item.says_who and not item.name):
            continue
        owner = place_owner(item.leaf, naming, places) if item.says_who else misplaced(item, tied, naming, places)
        if owner is not None and owner in standing and owner is not tied.person:
            found[item] = owner
    return found
