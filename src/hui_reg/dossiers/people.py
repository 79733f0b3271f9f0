"""A person of a unit under construction, and the lines of rosters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz.distance import OSA

from hui_reg.dossiers.items import Item, Leaf
from hui_reg.dossiers.names import Likeness, likeness
from hui_reg.model import Message, RosterEntry
from hui_reg.notation.names import key as name_key
from hui_reg.notation.resident_id import is_valid, normalise
from hui_reg.vocabulary import Field, Kind, papers

DOUBT: Final = 0.6
"""How certain a tie is at most that a person should look at: by a neighbour, by elimination, against a doubt."""
UNNAMED: Final = "姓名不详"
_AUTHORITY: Final = papers(lambda paper: paper.identity_rank, lambda paper: paper.identity_rank)
_SLIP: Final = 2
"""At most this many digits differ, or are swapped, when a number is mistyped."""


@dataclass(frozen=True)
class Line:
    """One line of a roster that names someone; ``doubtful`` where the list may be none, or one person's own."""

    leaf: Leaf
    order: tuple[object, ...]
    name: str
    number: str
    fields: dict[str, str]
    doubtful: bool = False

    @property
    def message(self) -> Message:
        return self.leaf.message

    @property
    def entry(self) -> RosterEntry:
        return RosterEntry(file=self.leaf.file, fields=self.fields, doubtful=self.doubtful)


@dataclass(eq=False)
class Person:
    """A person of one unit under construction. ``numbers`` are valid, the standing one first; ``names`` are folded.

    ``aliases`` are those of the names that only the person's file names bear, ``path_name`` the first as spelled.
    ``shown_name`` is the name to show: read with certainty, else listed, else from a path, else read at all.
    """

    numbers: list[str] = field(default_factory=list)
    raw_numbers: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    births: set[str] = field(default_factory=set)
    items: list[Item] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    path_name: str = ""
    shown_name: str = ""

    @property
    def number(self) -> str:
        """The ID number that stands for the person: valid, or as read where none is, or empty."""
        return (self.numbers or self.raw_numbers or [""])[0]

    @property
    def born(self) -> str:
        if self.numbers:
            digits = self.numbers[0]
            return f"{digits[6:10]}-{digits[10:12]}-{digits[12:14]}"
        return min(self.births, default="")

    @property
    def sex(self) -> str:
        """By the ID number, else empty."""
        return ("女", "男")[int(self.numbers[0][16]) % 2] if self.numbers else ""

    @property
    def title(self) -> str:
        return self.shown_name or UNNAMED

    @property
    def order(self) -> tuple[str, str]:
        return (self.names[0] if self.names else "", self.number)

    def goes_by(self, name: str) -> Likeness:
        """How a folded name compares with the names of this person; the likeliest counts."""
        return max((likeness(known, name) for known in self.names), default=Likeness.DIFFERENT)


def vouched(item: Item, person: Person) -> bool:
    """Whether something else than its name binds a document to a person: its file, its path or its certificate."""
    if item.certificate and any(item.certificate == other.certificate for other in person.items if other is not item):
        return True
    if any(other.leaf is item.leaf for other in person.items if other is not item):
        return True
    return any(name in clues.pieces for clues in item.leaf.segments for name in person.names if name != item.name)


def is_namesake(item: Item, person: Person) -> bool:
    """Whether number and printed birth date, be it the month only, agree that this is another person, though the
    number is misread."""
    if not person.numbers or len(item.raw_number) != 18 or item.raw_number in person.numbers:
        return False
    return _is_born(item, item.raw_number) and not _is_born(item, person.numbers[0])


def _is_born(item: Item, number: str) -> bool:
    """Whether a document prints a birth date that an ID number bears out, as far as it is printed."""
    return bool(item.born) and number[6:14].startswith(item.born.replace("-", ""))


def forms_together(one: Person, other: Person) -> bool:
    """Whether forms of both, each with a number, came in one mail: two forms with two numbers are two registrations."""
    return bool(_mails_with_a_form(one) & _mails_with_a_form(other))


def _mails_with_a_form(person: Person) -> set[str]:
    return {i.leaf.message.sha256 for i in person.items if i.kind is Kind.APPLICATION_FORM and i.raw_number}


def born_apart(one: Person, other: Person) -> bool:
    """Whether a document of the first prints the birth date that its own number holds, and the other's doesn't."""
    own = (item for item in one.items if item.raw_number == one.number)
    return any(_is_born(item, one.number) and not _is_born(item, other.number) for item in own)


def bears_out(person: Person) -> bool:
    """Whether a document prints the birth date that the person's number on it holds: then the number is no slip."""
    return any(_is_born(item, item.raw_number) for item in person.items if item.raw_number == person.number)


def slip(one: str, other: str) -> bool:
    """Whether one number is a slip of the pen away from the other."""
    return bool(one and other) and OSA.distance(one, other, score_cutoff=_SLIP) <= _SLIP


def rank(kind: Kind) -> int:
    return _AUTHORITY.index(kind) if kind in _AUTHORITY else len(_AUTHORITY)


def names_of(person: Person) -> list[str]:
    """The folded names a person goes by, most authoritative first, each once."""
    ranked = sorted(person.items, key=lambda i: (not i.name_sure, rank(i.kind), i.order))
    names = [item.name for item in ranked if item.name] + [line.name for line in person.lines if line.name]
    return list(dict.fromkeys([*names, *person.aliases]))


def settle(person: Person) -> None:
    """Work out names, births and invalid numbers from what the person has."""
    names = names_of(person)
    person.names = names or person.names
    person.births = {item.born for item in person.items if item.born}
    ranked = sorted(person.items, key=lambda i: (rank(i.kind), i.order))
    person.raw_numbers = list(dict.fromkeys(i.raw_number for i in ranked if i.raw_number and not i.number))
    read = [(item, item.told(Field.NAME)) for item in ranked]
    sure = [value.value for item, value in read if value is not None and item.name_sure]
    unsure = [value.value for item, value in read if value is not None and not item.name_sure]
    listed = [line.fields.get(Field.NAME, "") for line in reversed(person.lines)]
    shown = [*sure, *listed, person.path_name, *unsure, person.shown_name]
    person.shown_name = next((name for name in shown if name), "")


def absorb(person: Person, other: Person) -> None:
    """Give a person all that another has, who is the same; the first's number stands."""
    person.numbers += [number for number in other.numbers if number not in person.numbers]
    person.raw_numbers += other.raw_numbers
    person.items += other.items
    person.lines += other.lines
    person.names = names_of(person)


def lines_of(leaf: Leaf, order: tuple[object, ...], rows: Iterable[Mapping[str, str]]) -> list[Line]:
    """The lines of a roster reading that name someone."""
    found = []
    for position, row in enumerate(rows):
        number = normalise(row.get(Field.ID_NUMBER, ""))
        name = name_key(row.get(Field.NAME, ""))
        if name or is_valid(number):
            found.append(Line(leaf, (*order, position), name, number if is_valid(number) else "", dict(row)))
    return found
