"""Whose each document of a unit is, decided over all its mails at once.

In this order, each step using what the ones before it settled: what a document says of itself; what its file's and
folders' names say, or the documents it shares a file, a folder or a mail with; at last one best overall assignment
of what is still open, from neighbours, order and elimination. Where two persons fit about as well, nothing is forced.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from hui_reg.dossiers.content import fit
from hui_reg.dossiers.items import Item, Leaf, items_of
from hui_reg.dossiers.naming import NAME, Naming, Places, named_by_path, place_owner, spoken_of
from hui_reg.dossiers.people import DOUBT, Person
from hui_reg.model import Tie
from hui_reg.vocabulary import Field, Kind

_LEAST: Final = 25.0
_MARGIN: Final = 12.0
_LEAST_CONTEXT: Final = 18.0
_MARGIN_CONTEXT: Final = 10.0
_PATH_SHARE: Final = 0.5
"""What a path's points count beside a document's own words."""

_SAME_FILE: Final = 35.0
_SAME_FOLDER: Final = 25.0
_SAME_MAIL: Final = 22.0
_SAME_SENDER: Final = 20.0
_SAME_MARK: Final = 40.0
_SAME_ROSTER_LINE: Final = 60.0


@dataclass(frozen=True)
class Tied:
    """A person, what binds the item to the person, and how certain that is."""

    person: Person
    tie: Tie
    certainty: float


@dataclass
class Attribution:
    """What is settled so far; ``open`` holds for every unsettled item the persons it may belong to.

    ``named`` holds whom the names of files that lie with someone else name.
    """

    owners: dict[Item, Tied] = field(default_factory=dict)
    open: dict[Item, dict[Person, float]] = field(default_factory=dict)
    named: dict[Item, str] = field(default_factory=dict)

    def places(self) -> Places:
        return Places({item: tied.person for item, tied in self.owners.items()})


def by_content(
    items: Sequence[Item],
    people: Sequence[Person],
    naming: Naming,
    ruled: Mapping[Item, Tied] = {},
) -> Attribution:
    """Settle what the documents' own words settle, their paths breaking ties; ``ruled`` is settled already."""
    by_name: dict[str, list[Person]] = defaultdict(list)
    by_number: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        for name in person.names:
            by_name[name].append(person)
        for number in (*person.numbers, *person.raw_numbers):
            by_number[number].append(person)
    attribution = Attribution(owners=dict(ruled))
    nowhere = Places({})
    for item in items:
        if not item.says_who or item in ruled:
            continue
        exact = dict.fromkeys((*by_number[item.raw_number], *by_name[item.name]))
        candidates = people if not exact or (item.raw_number and not item.number) else list(exact)
        fits = {person: found for person in candidates if (found := fit(item, person)) is not None}
        named = named_by_path(item.leaf, naming, nowhere) if len(fits) != 1 or not item.name_sure else {}
        if not item.raw_number and not item.name_sure and named.keys() - fits.keys():
            continue
        points = {
            person: found.points + _PATH_SHARE * (named[person].points if person in named else 0.0)
            for person, found in fits.items()
        }
        winner = _winner(points, _LEAST, _MARGIN)
        if winner is not None:
            attribution.owners[item] = Tied(winner, fits[winner].tie, fits[winner].certainty)
        elif points:
            attribution.open[item] = points
    return attribution


def by_context(items: Sequence[Item], attribution: Attribution, naming: Naming) -> None:
    """Settle what names of files and folders, or the company a document is in, settle."""
    places = attribution.places()
    in_file: dict[Leaf, set[Person]] = defaultdict(set)
    marks: dict[object, list[Item]] = defaultdict(list)
    for item, tied in attribution.owners.items():
        in_file[item.leaf].add(tied.person)
        for mark in _marks(item):
            marks[mark].append(item)
    settled: dict[Item, Tied] = {}
    for item in items:
        if item in attribution.owners or (item.says_who and item.name_sure and item not in attribution.open):
            continue
        alike = [other for mark in _marks(item) for other in marks[mark] if _may_repeat(other, item)]
        marked = {attribution.owners[other].person for other in alike}
        clues = _context(item, naming, places, in_file[item.leaf], marked)
        allowed = attribution.open.get(item)
        points = {
            p: sum(worth for worth, _, _ in found) for p, found in clues.items() if allowed is None or p in allowed
        }
        if allowed:
            points = {person: worth + allowed[person] for person, worth in points.items()}
        winner = _winner(points, _LEAST_CONTEXT, _MARGIN_CONTEXT)
        if winner is None:
            attribution.open[item] = {**(allowed or {}), **points}
            continue
        _, tie, certainty = max(clues[winner], key=lambda clue: (clue[0], clue[2]))
        if len(points) > 1 or (item.says_who and not item.name_sure):
            certainty = min(certainty, DOUBT if item.says_who and not item.name_sure else 0.86)
        settled[item] = Tied(winner, tie, certainty)
    for item in settled:
        attribution.open.pop(item, None)
    attribution.owners.update(settled)


def _context(
    item: Item, naming: Naming, places: Places, in_file: set[Person], marked: set[Person]
) -> dict[Person, list[tuple[float, Tie, float]]]:
    """For every person that something around the item points to: points, tie and certainty of each pointer."""
    clues: dict[Person, list[tuple[float, Tie, float]]] = defaultdict(list)
    leaf = item.leaf
    for person in listed_beside(item, naming):
        clues[person].append((_SAME_ROSTER_LINE, Tie.ROSTER, 0.95))
    for person, named in named_by_path(leaf, naming, places).items():
        clues[person].append((named.points, named.tie, named.certainty))
    if len(marked) == 1:
        clues[next(iter(marked))].append((_SAME_MARK, Tie.NAME, 0.9))
    if len(in_file) == 1 and not (item.emblem_only and _more_emblems_than_portraits(leaf)):
        clues[next(iter(in_file))].append((_SAME_FILE, Tie.SAME_FILE, 0.95))
    if in_file or _names_a_stranger(leaf, naming) or place_owner(leaf, naming, places) is not None:
        return clues
    spoken = spoken_of(leaf, naming)
    folder_holders = places.holders(leaf, leaf.folder) if leaf.folder else {}
    mail_holders = places.holders(leaf, "")
    if len(folder_holders) == 1:
        clues[next(iter(folder_holders))].append((_SAME_FOLDER, Tie.FOLDER, 0.9))
    elif len(mail_holders) == 1 and not folder_holders and spoken <= mail_holders.keys():
        clues[next(iter(mail_holders))].append((_SAME_MAIL, Tie.FOLDER, 0.88))
    elif not mail_holders and len(senders := places.sent_by(leaf.message.sender_address)) == 1 and spoken <= senders:
        clues[next(iter(senders))].append((_SAME_SENDER, Tie.FOLDER, 0.86))
    return clues


def _marks(item: Item) -> list[object]:
    """What two documents of one person have in common though neither names anyone: certificate number, card period."""
    return [mark for mark in (item.certificate, item.period) if mark]


def _may_repeat(other: Item, item: Item) -> bool:
    """A card is sent again in another mail; within one mail two people may have got their cards on one day."""
    return item.kind is not Kind.ID_CARD or other.leaf.message is not item.leaf.message


def listed_beside(item: Item, naming: Naming) -> list[Person]:
    """Of a picture pasted into a cell of a roster: the person of that line."""
    pages = {str(page) for page in item.reading.pages}
    readings = item.leaf.read.readings if item.leaf.read else ()
    rows = [row for r in readings if r.kind is Kind.ROSTER for row in r.rows if row.get("photo_page") in pages]
    people = [naming.listed(row.get(Field.NAME, ""), row.get(Field.ID_NUMBER, "")) for row in rows]
    return [person for person in people if person is not None]


def _more_emblems_than_portraits(leaf: Leaf) -> bool:
    """Whether one of a file's emblem sides must be of someone whose portrait side is not there."""
    cards = [card for card in items_of([leaf]) if card.kind is Kind.ID_CARD]
    return sum("emblem" in card.sides for card in cards) > sum("portrait" in card.sides for card in cards)


def _names_a_stranger(leaf: Leaf, naming: Naming) -> bool:
    """Whether its own name or folder gives what may be a person's name, but no known person's."""
    for segment in leaf.segments[:2] if leaf.folder else leaf.segments[:1]:
        if any(worth >= NAME / 2 for worth in naming.named(segment).values()):
            return False
        if segment.plausible_name():
            return True
    return False


def _winner(points: Mapping[Person, float], least: float, margin: float) -> Person | None:
    """The best, if it is good enough and clearly better than the next."""
    ranked = sorted(points, key=lambda p: -points[p])
    if not ranked or points[ranked[0]] < least:
        return None
    if len(ranked) > 1 and points[ranked[0]] - points[ranked[1]] < margin:
        return None
    return ranked[0]


def lacking(items: Sequence[Item], attribution: Attribution, people: Sequence[Person]) -> dict[str, list[Person]]:
    """For every slot (a material; the emblem side of a card by itself) the persons that have none yet."""
    has: dict[str, set[Person]] = defaultdict(set)
    for item, tied in attribution.owners.items():
        for slot in slots(item):
            has[slot].add(tied.person)
    open_slots = {slot for item in items if item not in attribution.owners for slot in slots(item)}
    return {slot: [p for p in people if p not in has[slot]] for slot in sorted(open_slots)}


def slots(item: Item) -> tuple[str, ...]:
    """What an item fills: its kind, an ID card by its sides."""
    if item.kind is Kind.ID_CARD:
        return tuple(sorted(item.sides))
    return (item.kind.value,)
