"""Which known persons a file's own name, its folders and the mail's subject name, and whose place a folder is.

A folder's or archive's name is only believed where what lies in it bears it out: an archive named after the unit's
contact holds everyone's papers.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from hui_reg.dossiers.items import Item, Leaf
from hui_reg.dossiers.paths import Clues, clues, segments
from hui_reg.dossiers.people import DOUBT, Person
from hui_reg.model import CloudLink, Message, Tie
from hui_reg.notation.names import key as name_key
from hui_reg.notation.resident_id import normalise

NUMBER: Final = 50.0
NAME: Final = 35.0
WITHIN: Final = 20.0
TAIL: Final = 25.0
DATE_LIKE_TAIL: Final = 12.0
"""Points for an ID number, a name by itself, a name within a longer word, last digits, such as could be a date."""

_WEIGHTS: Final = (1.0, 0.9, 0.8, 0.7)
"""The file's own name, its folder, the folder around, all further ones and the mail's subject."""
_OVERRULED: Final = 0.4
"""What is left of an outer name's weight when an inner one already names someone."""
_CERTAINTY: Final = {NUMBER: 0.98, NAME: 0.95, WITHIN: 0.87, TAIL: 0.88, DATE_LIKE_TAIL: DOUBT}


@dataclass(frozen=True)
class Named:
    """A person as named by a path: points, the tie they make, and how certain that tie is."""

    points: float
    tie: Tie
    certainty: float


class Naming:
    """The index of one unit's persons by what may name them."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._names: dict[str, list[Person]] = defaultdict(list)
        self._numbers: dict[str, Person] = {}
        self._tails: dict[str, list[Person]] = defaultdict(list)
        for person in people:
            for name in person.names:
                self._names[name].append(person)
            for number in person.numbers:
                self._numbers[number] = person
                for length in (4, 6):
                    self._tails[number[-length:]].append(person)
        self._cache: dict[str, dict[Person, float]] = {}

    def listed(self, name: str, number: str) -> Person | None:
        """The person a roster line lists, by number, else by a name that only one goes by."""
        bearers = self._names.get(name_key(name), [])
        return self._numbers.get(normalise(number)) or (bearers[0] if len(bearers) == 1 else None)

    def named(self, clues: Clues) -> dict[Person, float]:
        """The persons one segment names, with points; several share them."""
        if clues.text not in self._cache:
            self._cache[clues.text] = self._look_up(clues)
        return self._cache[clues.text]

    def _look_up(self, clues: Clues) -> dict[Person, float]:
        points: dict[Person, float] = defaultdict(float)
        for number in clues.numbers & self._numbers.keys():
            points[self._numbers[number]] = NUMBER
        exact = {name for piece in clues.pieces for name in self._names_in(piece)}
        within = set() if exact else {n for n in self._names if len(n) >= 3 and n in clues.joined}
        for names, worth in ((exact, NAME), (within, WITHIN)):
            for name in names:
                for person in self._names[name]:
                    points[person] = max(points[person], worth)
        for tail in clues.tails:
            worth = DATE_LIKE_TAIL if _could_be_a_date(tail) else TAIL
            ending = self._tails.get(tail, [])
            if points:
                points.update({person: points[person] + worth for person in ending if person in points})
            elif len(ending) == 1:
                points[ending[0]] = worth
        best = max(points.values(), default=0.0)
        named = {person: worth for person, worth in points.items() if worth >= best / 2}
        return {person: worth / len(named) for person, worth in named.items()}

    def _names_in(self, piece: str) -> list[str]:
        """The names that make up a piece wholly, or one of two characters behind a place's (``螺城张三``)."""
        if piece in self._names:
            return [piece]
        found, rest = [], piece
        while rest:
            name = next((rest[:k] for k in range(min(20, len(rest)), 1, -1) if rest[:k] in self._names), None)
            if name is None:
                return [piece[-2:]] if len(piece) >= 4 and piece[-2:] in self._names else []
            found.append(name)
            rest = rest[len(name) :]
        return found


def _could_be_a_date(tail: str) -> bool:
    """``2024`` and ``0630`` may be a year or a day as well as the end of an ID number."""
    if len(tail) != 4 or not tail.isdigit():
        return False
    return tail[:2] in ("19", "20") or (1 <= int(tail[:2]) <= 12 and 1 <= int(tail[2:]) <= 31)


@dataclass(frozen=True)
class Places:
    """Who holds how many of the identified items in every folder of every mail, subfolders included."""

    owners: Mapping[Item, Person]

    @cached_property
    def _held(self) -> dict[tuple[str, str], dict[Person, int]]:
        held: dict[tuple[str, str], dict[Person, int]] = defaultdict(lambda: defaultdict(int))
        for item, person in self.owners.items():
            for folder in item.leaf.folders:
                held[item.leaf.message.sha256, folder][person] += 1
        return held

    def holders(self, leaf: Leaf, folder: str) -> Mapping[Person, int]:
        return self._held.get((leaf.message.sha256, folder), {})

    @cached_property
    def _sent(self) -> dict[str, set[Person]]:
        sent: dict[str, set[Person]] = defaultdict(set)
        for item, person in self.owners.items():
            if item.leaf.message.sender_address:
                sent[item.leaf.message.sender_address].add(person)
        return sent

    def sent_by(self, address: str) -> set[Person]:
        """The persons whose papers came from an address, whenever."""
        return self._sent.get(address, set())

    def bears_out(self, leaf: Leaf, folder: str, person: Person) -> bool:
        """Whether a folder named after ``person`` is theirs: not where another person has more than a stray paper."""
        holders = self.holders(leaf, folder)
        mine = holders.get(person, 0)
        others = [count for other, count in holders.items() if other is not person]
        return not others or (mine >= sum(others) and max(others) == 1) or mine >= 4 * sum(others)


def named_by_path(leaf: Leaf, naming: Naming, places: Places) -> dict[Person, Named]:
    """The persons that the file's name, its folders and the mail's words name, inner names before outer ones."""
    result: dict[Person, Named] = {}
    factor = 1.0
    for depth, segment in enumerate((*leaf.segments, *leaf.covering)):
        named = naming.named(segment)
        if depth >= len(leaf.segments) and len(named) > 1:
            continue  # the mail's words list several people: nothing is said of this file
        if depth:
            folder = leaf.folders[min(depth, len(leaf.folders)) - 1]
            named = {person: worth for person, worth in named.items() if places.bears_out(leaf, folder, person)}
        if not named:
            continue
        weight = _WEIGHTS[min(depth, len(_WEIGHTS) - 1)] * factor
        tie = Tie.FILE_NAME if depth == 0 else Tie.FOLDER
        for person, worth in named.items():
            known = result.get(person)
            certainty = max((c for least, c in _CERTAINTY.items() if worth >= least), default=DOUBT) - 0.01 * depth
            better = known or Named(0.0, tie, certainty)
            result[person] = Named(better.points + worth * weight, better.tie, max(better.certainty, certainty))
        factor = _OVERRULED
    return result


def spoken_of(leaf: Leaf, naming: Naming) -> set[Person]:
    """The persons whom the mail's own words name, where they speak of materials."""
    return {person for segment in leaf.covering for person in naming.named(segment)}


def place_owner(leaf: Leaf, naming: Naming, places: Places, *, by_folder: bool = False) -> Person | None:
    """Whose place a file lies in: the one person its own name, or the nearest folder with a name, names.

    ``by_folder``: whatever its own name says.
    """
    for depth, segment in enumerate(leaf.segments):
        if by_folder and not depth:
            continue
        named = [person for person, worth in naming.named(segment).items() if worth >= NAME]
        if depth:
            named = [person for person in named if places.bears_out(leaf, leaf.folders[depth - 1], person)]
        if named:
            return named[0] if len(named) == 1 else None
    return None


def may_hold(message: Message, person: Person, naming: Naming, *, nothing_sent: bool) -> bool:
    """Whether files left in a cloud may be this person's: they or the subject say so, or say nothing of anyone."""
    parts = [part for link in message.cloud_links for part in segments(link.name or "")]
    named = _named_in([message.subject, *parts], naming)
    return person in named or (nothing_sent and not named)


def _named_in(texts: Iterable[str], naming: Naming) -> set[Person]:
    return {known for text in texts for known in naming.named(clues(text))}


def with_own_links(message: Message, person: Person, naming: Naming) -> Message:
    """The mail without the cloud links whose name says that they are somebody else's."""
    if not message.cloud_links:
        return message

    def is_anothers(link: CloudLink) -> bool:
        named = _named_in(segments(link.name or ""), naming)
        return bool(named) and person not in named

    return message.model_copy(update={"cloud_links": tuple(e for e in message.cloud_links if not is_anothers(e))})
