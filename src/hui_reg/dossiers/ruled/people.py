"""Whose papers are whose by word of staff: persons that are one, that are two, and papers given to a person."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from hui_reg.dossiers.attribution import Tied
from hui_reg.dossiers.items import Item
from hui_reg.dossiers.names import Likeness
from hui_reg.dossiers.people import Person, absorb, settle
from hui_reg.dossiers.ruled.units import RightNames
from hui_reg.history.bearers import Former
from hui_reg.history.rulings import FileIs, RulingKind, Rulings
from hui_reg.model import Tie
from hui_reg.notation.names import key as name_key
from hui_reg.notation.resident_id import is_valid


@dataclass(frozen=True)
class Apart:
    """Pairs of whom staff said that they are not one person."""

    pairs: Collection[tuple[Former, Former]] = ()

    def are(self, one: Person, other: Person) -> bool:
        """Whether two persons under construction are such a pair."""
        return any((_is(one, a) and _is(other, b)) or (_is(one, b) and _is(other, a)) for a, b in self.pairs)

    def is_anothers(self, item: Item, person: Person) -> bool:
        """Whether a paper speaks of one of a pair and the person is the other."""
        return any((_says(item, a) and _is(person, b)) or (_says(item, b) and _is(person, a)) for a, b in self.pairs)


def _is(person: Person, former: Former) -> bool:
    if former.id_number:
        return former.id_number in person.numbers
    return not person.numbers and name_key(former.name) in person.names


def _says(item: Item, former: Former) -> bool:
    if former.id_number:
        return item.raw_number == former.id_number
    return not item.number and bool(item.name) and item.name == name_key(former.name)


def apart_of(rulings: Rulings, unit: str, right: RightNames) -> Apart:
    """The pairs that concern a unit's people."""
    pairs = ((ruling.who, ruling.other) for ruling in rulings.of(RulingKind.SAME) if not ruling.data.get("same"))
    return Apart([(one, other) for one, other in pairs if unit in (right.of(one.unit), right.of(other.unit))])


def whom(people: Iterable[Person], former: Former) -> Person | None:
    """The one of a unit's people who is meant: by number, else by a name that only one can bear; None for nobody."""
    everyone = list(people)
    if former.id_number:
        numbered = [person for person in everyone if former.id_number in person.numbers]
        if numbered:
            return numbered[0]
    name = name_key(former.name.rstrip("′"))
    named = [p for p in everyone if (name in p.names or name_key(p.title) == name) and name]
    if former.id_number:
        named = [person for person in named if not person.numbers]
    plain = [person for person in named if not person.numbers] or named
    return plain[0] if len(plain) == 1 else None


def join(people: list[Person], pairs: Iterable[tuple[Former, Former]]) -> list[Person]:
    """The people with those made one of whom staff said that they are; the first of a pair gives the number."""
    joined = list(people)
    for one, other in pairs:
        mine, theirs = whom(joined, one), whom(joined, other)
        if mine is not None and theirs is not None and mine is not theirs:
            mine.aliases += theirs.names  # also a name that only a folder bears
            shown = mine.shown_name if mine.numbers else ""
            absorb(mine, theirs)
            settle(mine)
            mine.shown_name = shown or mine.shown_name
            joined.remove(theirs)
    return joined


def pairs_of(rulings: Rulings) -> list[tuple[Former, Former]]:
    """Of whom staff said that they are one person, as known then."""
    return [(ruling.who, ruling.other) for ruling in rulings.of(RulingKind.SAME) if ruling.data.get("same")]


def owners_of(items: Sequence[Item], rulings: Rulings, right: RightNames) -> dict[Item, Former]:
    """The papers of which staff said whose they are, and whose, as the person is known today."""
    found: dict[Item, Former] = {}
    for item in items:
        for ruling in rulings.by_file.get(item.leaf.file.sha256, ()):
            if ruling.kind is not RulingKind.FILE or ruling.said("is") != FileIs.OWNED:
                continue
            if not ruling.pages or ruling.pages & set(item.reading.pages):
                found[item] = right.present(ruling.who)
    return found


def settle_owners(people: list[Person], ruled: Mapping[Item, Former]) -> dict[Item, Tied]:
    """Tie these papers to their persons; one whom nothing else names is added to ``people``."""
    tied: dict[Item, Tied] = {}
    for item, former in ruled.items():
        person = whom(people, former)
        if person is None:
            numbers = [former.id_number] if is_valid(former.id_number) else []
            names = [name_key(former.name)] if former.name else []
            person = Person(numbers=numbers, names=names, shown_name=former.name)
            people.append(person)
        elif not person.numbers and item.number and _may_bear(item, person):
            person.numbers.append(item.number)
        tied[item] = Tied(person, Tie.RULING, 1.0)
    return tied


def _may_bear(item: Item, person: Person) -> bool:
    return not item.name or not person.names or person.goes_by(item.name) is not Likeness.DIFFERENT
