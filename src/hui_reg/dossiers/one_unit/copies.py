"""One form, or one card, sent under two names: nobody vanishes because a colleague's file was copied. Pure.

``白露申报表.docx`` and ``郭志强申报表.docx`` of the same bytes tell of 白露 twice. The copy stays with whom its name
names, who is a person of the unit for that: what it holds is a question to both.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hui_reg.dossiers.attribution import Attribution, Tied, slots
from hui_reg.dossiers.items import Item, Leaf
from hui_reg.dossiers.naming import NAME, Naming
from hui_reg.dossiers.people import Person
from hui_reg.model import Tie
from hui_reg.notation.names import key as name_key
from hui_reg.vocabulary import Kind

_CERTAINTY = 0.7
"""How certain the name of a file is whose content tells of somebody else: the doubt is told by its bytes."""


@dataclass(frozen=True)
class Copied:
    """Copies, each with whom its name names, and those of these people whom nothing else names."""

    owners: Mapping[Item, Tied]
    new: tuple[Person, ...] = ()


def copied_papers(items: Iterable[Item], attribution: Attribution, naming: Naming) -> Copied:
    """The copies of others' forms and cards, to whose name they came."""
    groups: dict[tuple[str, int], list[Item]] = defaultdict(list)
    for item in items:
        if item.kind in (Kind.APPLICATION_FORM, Kind.ID_CARD) and item.name_sure and item in attribution.owners:
            groups[item.leaf.file.sha256, item.index].append(item)
    owners: dict[Item, Tied] = {}
    new: dict[str, Person] = {}
    for group in groups.values():
        named = {item: _called(item.leaf, attribution.owners[item].person, naming) for item in group}
        if len(group) < 2 or all(named.values()):
            continue
        for item, (known, name, depth) in ((i, told) for i, told in named.items() if told is not None):
            if known is None:
                known = new.setdefault(name_key(name), Person(names=[name_key(name)], shown_name=name))
                _forget(attribution.owners[item].person, name_key(name))
            if not _has(known, item, attribution):
                owners[item] = Tied(known, Tie.FOLDER if depth else Tie.FILE_NAME, _CERTAINTY)
    return Copied(owners, tuple(new[name] for name in sorted(new)))


def _called(leaf: Leaf, owner: Person, naming: Naming) -> tuple[Person | None, str, int] | None:
    """Whom else than the owner a file's own name, or its folder's, names: a known person, or a name; and which did."""
    for depth, clues in enumerate(leaf.segments[: 2 if leaf.folder else 1]):
        name = clues.plausible_name() or ""
        known = [person for person, worth in naming.named(clues).items() if worth >= NAME]
        if known == [owner] and not (name and name_key(name) in owner.aliases):
            return None
        if len(known) == 1 and known[0] is not owner:
            return known[0], known[0].title, depth
        if name:
            return None, name, depth
    return None


def _forget(person: Person, alias: str) -> None:
    """It is another's name, not a spelling of this person's."""
    person.aliases = [name for name in person.aliases if name != alias]
    person.names = [name for name in person.names if name != alias]


def _has(person: Person, item: Item, attribution: Attribution) -> bool:
    return any(tied.person is person and set(slots(o)) & set(slots(item)) for o, tied in attribution.owners.items())
