"""People of one unit who may be one person, or of whom one bears the other's number: told at both. Pure.

A likeness settles nothing. Two people of one name are two without a word only where something shows it: a card of
each, two lines of one roster, two forms in one mail that are no slip of the pen apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from hui_reg.dossiers.items import Item
from hui_reg.dossiers.people import Person, born_apart, forms_together, slip
from hui_reg.dossiers.ruled.people import Apart
from hui_reg.model import Double
from hui_reg.vocabulary import Kind

_REGISTERING = frozenset({Kind.APPLICATION_FORM, Kind.ID_CARD})
Papers = Mapping[Person, Sequence[Item]]


def doubles(people: Iterable[Person], papers: Papers, apart: Apart) -> dict[Person, list[Double]]:
    """By person, who else of the unit it may be, or whose number it bears, with that number."""
    everyone = sorted(people, key=lambda p: p.order)
    found: dict[Person, list[Double]] = defaultdict(list)
    for one, other in (*_of_one_name(everyone), *_of_one_number(everyone, papers)):
        if apart.are(one, other) or _shown_two(one, other, papers):
            continue
        shared = other.number in _numbers_on(papers, one)
        found[one].append(Double(name=other.title, number=other.number))
        if not (shared and _has_card(other, papers)):
            found[other].append(Double(name=one.title, number=other.number if shared else one.number))
    return found


def _of_one_name(people: Iterable[Person]) -> Iterator[tuple[Person, Person]]:
    by_name: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        for name in person.names if person.number else ():
            by_name[name].append(person)
    pairs = ((one, other) for several in by_name.values() for one, other in combinations(several, 2))
    return iter(dict.fromkeys(pairs))


def _of_one_number(people: Sequence[Person], papers: Papers) -> Iterator[tuple[Person, Person]]:
    """Who has no number but another's, and that other."""
    bearers = {number: person for person in people for number in person.numbers}
    for person in people:
        if not person.numbers:
            others = (bearers.get(number) for number in sorted(_numbers_on(papers, person)))
            yield from ((person, other) for other in others if other is not None)


def _numbers_on(papers: Papers, person: Person) -> set[str]:
    """The valid numbers on the forms and cards that lie with a person and are not the person's own."""
    told = {item.number for item in papers.get(person, ()) if item.kind in _REGISTERING and item.number}
    return told - set(person.numbers)


def _shown_two(one: Person, other: Person, papers: Papers) -> bool:
    if _has_card(one, papers) and _has_card(other, papers):
        return True
    if _lines(one) & _lines(other):
        return True
    if not forms_together(one, other) or not ((one.numbers and other.numbers) or born_apart(one, other)):
        return False
    return not slip(one.number, other.number) or (born_apart(one, other) and born_apart(other, one))


def _has_card(person: Person, papers: Papers) -> bool:
    """Whether the person's number stands on a card, read for certain."""
    cards = (item for item in papers.get(person, ()) if item.kind is Kind.ID_CARD)
    return any(card.number_sure and card.number in person.numbers for card in cards)


def _lines(person: Person) -> set[tuple[str, str]]:
    """The rosters that list the person with the number."""
    listed = (line for line in person.lines if line.number and line.number in person.numbers)
    return {(line.message.sha256, line.leaf.file.path) for line in listed}
