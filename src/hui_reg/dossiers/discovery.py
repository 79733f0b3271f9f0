"""Which persons a unit's mails speak of: found in documents and rosters, each person once.

A valid ID number is a person. Numbers that differ by a slip (a mistyped form, a misread card) are one person when
the name and enough else agree; two cards with two sure numbers never are, nor two forms in one mail. A name without a
valid number joins the person of that name, or, if there is none, makes one. Dates of birth tell namesakes apart later,
in scoring.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

from rapidfuzz.distance import OSA

from hui_reg.dossiers.items import Item
from hui_reg.dossiers.names import Likeness, likeness
from hui_reg.dossiers.people import (
    Line,
    Person,
    absorb,
    bears_out,
    forms_together,
    is_namesake,
    names_of,
    rank,
    settle,
    slip,
    vouched,
)
from hui_reg.dossiers.ruled.people import Apart
from hui_reg.notation.names import key as name_key
from hui_reg.notation.resident_id import normalise
from hui_reg.vocabulary import Field, Kind


def find_people(items: Sequence[Item], lines: Sequence[Line], apart: Apart = Apart()) -> list[Person]:  # noqa: B008
    """The persons named in a unit's documents and rosters, in an order of their own; those ``apart`` stay two."""
    numberless = [item for item in items if not item.number and item.says_who]
    people = _by_number(items, lines)
    numberless = _join_by_slip(people, numberless, apart)
    numberless += _lent_numbers(people, {item.name for item in numberless if item.name_sure})
    loose_lines = [line for line in lines if not line.number] + _shifted_lines(people)
    people = _mend_slips(people, apart)
    _take_names_from_paths(people)
    _join_by_name(people, numberless, loose_lines, apart)
    for person in people:
        settle(person)
    _take_names_from_paths(people)
    for person in people:
        settle(person)
    return sorted(people, key=lambda p: p.order)


def _by_number(items: Sequence[Item], lines: Sequence[Line]) -> list[Person]:
    people: dict[str, Person] = defaultdict(Person)
    for item in items:
        if item.number:
            people[item.number].items.append(item)
    for line in lines:
        if line.number:
            people[line.number].lines.append(line)
    for number, person in people.items():
        person.numbers = [number]
        person.names = names_of(person)
    return [people[number] for number in sorted(people)]


def _join_by_slip(people: list[Person], items: Sequence[Item], apart: Apart) -> list[Item]:
    """Give each person the documents whose number is a slip away and whose name is the person's; return the rest."""
    rest = []
    for item in items:
        alike = [p for p in people if item.name in p.names and slip(item.raw_number, p.number)]
        alike = [p for p in alike if not apart.is_anothers(item, p) and not is_namesake(item, p)]
        if len(alike) == 1:
            alike[0].items.append(item)
        else:
            rest.append(item)
    return rest


def _lent_numbers(people: list[Person], names_elsewhere: set[str]) -> list[Item]:
    """Take from each person the forms that give the number under the name of someone else, and return them.

    Who fills a form in from a colleague's forgets to change the number, never the name. But a name that stands on
    nothing else makes nobody: then the number tells whose the form is, as an earlier or later one of that person.
    """
    bearers: dict[str, set[int]] = defaultdict(set)
    for person in people:
        for name in person.names[:1]:
            bearers[name].add(id(person))
    lent = []
    for person in people:
        for item in [i for i in person.items if i.kind is Kind.APPLICATION_FORM and i.name_sure]:
            is_own = likeness(item.name, person.names[0]) is not Likeness.DIFFERENT
            is_known = bearers[item.name] - {id(person)} or item.name in names_elsewhere
            is_known = is_known or any(_beside(item, other, person.names[0]) for other in person.items)
            if not is_own and is_known:
                person.items.remove(item)
                lent.append(item)
        person.names = names_of(person)
    return lent


def _beside(form: Item, own: Item, name: str) -> bool:
    """Whether the number's person has a form in the same mail that tells of somebody else: two forms sent together
    are two registrations, unless both give one phone."""
    if own.kind is not form.kind or own.name != name or own.leaf.message is not form.leaf.message:
        return False
    phones = [value.value for value in (form.told(Field.PHONE), own.told(Field.PHONE)) if value is not None]
    return len(phones) < 2 or phones[0] != phones[1]


def _shifted_lines(people: list[Person]) -> list[Line]:
    """Take from each person the roster lines that give the number under another's name: columns slip against rows."""
    bearers = {item.name for person in people for item in person.items if item.name_sure}
    shifted = []
    for person in people:
        own = [item.name for item in person.items if item.name_sure]
        for line in list(person.lines) if own else []:
            other = all(likeness(line.name, name) is Likeness.DIFFERENT for name in own)
            if other and line.name in bearers:
                person.lines.remove(line)
                shifted.append(line)
        person.names = names_of(person)
    return shifted


def _mend_slips(people: list[Person], apart: Apart) -> list[Person]:
    """Join persons of one name whose numbers are the same but for a mistake; the better-founded number stands, else
    the first: whose papers they are doesn't change with a correction."""
    by_name: dict[str, list[Person]] = defaultdict(list)
    for person in sorted(people, key=lambda p: (_founded(p), _first_seen(p), p.number)):
        for name in person.names:
            by_name[name].append(person)
    gone: set[int] = set()
    for name in sorted(by_name):
        namesakes = [p for p in by_name[name] if id(p) not in gone]
        for position, weaker in reversed(list(enumerate(namesakes))):
            others = [p for p in namesakes[:position] if id(p) not in gone and not apart.are(weaker, p)]
            fits = [p for p in others if _is_slip_of(weaker, p, namesakes)]
            best = min(fits, key=lambda p: OSA.distance(p.number, weaker.number), default=None)
            if best is not None:
                absorb(best, weaker)
                gone.add(id(weaker))
    return [p for p in people if id(p) not in gone]


def _founded(person: Person) -> int:
    """How well a number is founded: 0 on a card read with certainty, 1 on a card, 2 form, 3 roster, 4 else."""
    grounds = [4]
    grounds += [0 if i.number_sure else 1 for i in person.items if i.kind is Kind.ID_CARD]
    grounds += [2 for i in person.items if i.kind is Kind.APPLICATION_FORM]
    grounds += [3 for _ in person.lines]
    return min(grounds)


def _first_seen(person: Person) -> datetime:
    messages = [*(item.leaf.message for item in person.items), *(line.message for line in person.lines)]
    return min(message.received_at for message in messages)


def _is_slip_of(weaker: Person, founded: Person, namesakes: list[Person]) -> bool:
    """Whether ``weaker`` is ``founded`` with a wrong number. Two sure cards are two persons, two forms in one mail too:
    valid numbers may be as near to each other as they like."""
    if _founded(weaker) == 0 or forms_together(weaker, founded):
        return False
    if slip(weaker.number, founded.number):
        return True
    if len(namesakes) == 2 and not weaker.items and not founded.lines:
        return True  # the roster's only line of that name, with a wrong number
    if bears_out(weaker):
        return False
    if weaker.number[6:14] == founded.number[6:14] and not (weaker.lines and founded.lines):
        return True
    if _share_a_place(weaker, founded):
        return True
    listed = sum(1 for p in namesakes if p.lines)
    kinds, founded_kinds = ({i.kind for i in p.items} for p in (weaker, founded))
    return listed == 1 and len(namesakes) == 2 and not kinds & founded_kinds and bool(kinds and founded_kinds)


def _share_a_place(one: Person, other: Person) -> bool:
    """Whether papers of different kinds lie together in one file, or in one folder that bears the name."""
    mine, theirs = _places(one), _places(other)
    return any(mine[place].isdisjoint(theirs[place]) for place in mine.keys() & theirs.keys())


def _places(person: Person) -> dict[tuple[str, str], set[Kind]]:
    """The files of a person's documents, and the folders that bear the person's name, with the kinds in them."""
    places: dict[tuple[str, str], set[Kind]] = defaultdict(set)
    for item in person.items:
        mail, leaf = item.leaf.message.sha256, item.leaf
        places[mail, leaf.file.path].add(item.kind)
        if leaf.folder and set(person.names) & set(leaf.segments[1].pieces):
            places[mail, leaf.folder].add(item.kind)
    return places


def _join_by_name(people: list[Person], items: Sequence[Item], lines: Sequence[Line], apart: Apart) -> None:
    """Make persons of the names that no one with a number goes by."""
    for person in people:
        settle(person)
    for line in sorted(lines, key=lambda li: li.order):
        listed = _whose_line(people, line)
        if listed is None:
            people.append(Person(names=[line.name], lines=[line], shown_name=line.fields[Field.NAME]))
        else:
            listed.lines.append(line)
    for item in sorted(items, key=lambda i: (not i.name_sure, rank(i.kind), i.order)):
        if item.name and not item.name_sure:
            continue
        bearers = [] if item.raw_number else [person for person in people if item.name in person.names]
        known = _whose([p for p in bearers or people if not apart.is_anothers(item, p)], item)
        if known is None and _is_no_newcomer(item, people):
            continue
        if known is None:
            known = Person()
            people.append(known)
        known.items.append(item)
        settle(known)


def _is_no_newcomer(item: Item, people: Sequence[Person]) -> bool:
    """Papers of a schooling make no person when they name none, or one that is a rare character off a known one."""
    if item.kind in (Kind.ID_CARD, Kind.APPLICATION_FORM):
        return False
    return not item.name or sum(p.goes_by(item.name) is Likeness.ONE_RARE_CHARACTER for p in people) == 1


def _whose_line(people: Sequence[Person], line: Line) -> Person | None:
    """The person a roster line without a valid number lists: by name, namesakes by what is left of the number."""
    raw = normalise(line.fields.get(Field.ID_NUMBER, ""))

    def fit(person: Person) -> tuple[bool, int]:
        return (bool(person.lines), min((OSA.distance(raw, n) for n in person.numbers), default=18))

    alike = [p for p in people if p.goes_by(line.name) is Likeness.SAME]
    alike = alike or [
        p
        for p in people
        if p.goes_by(line.name) is not Likeness.DIFFERENT and any(slip(raw, n) for n in (*p.numbers, *p.raw_numbers))
    ]
    alike = alike or [p for p in people if p.goes_by(line.name) is Likeness.ONE_RARE_CHARACTER and not p.lines]
    return min(alike, key=fit, default=None)


def _whose(people: Sequence[Person], item: Item) -> Person | None:
    """A person this item may speak of: of that name, or of a name one character off when birth or number agree."""
    best: tuple[int, int] | None = None
    found: Person | None = None
    for position, person in enumerate(people):
        like = person.goes_by(item.name) if item.name else Likeness.DIFFERENT
        number = item.raw_number and any(slip(item.raw_number, n) for n in (*person.numbers, *person.raw_numbers))
        born = bool(item.born) and item.born == person.born
        points = 4 * (like is Likeness.SAME) + 3 * bool(number) + 2 * born
        lent = bool(item.number) and item.name_sure  # a form filled in from a colleague's bears that one's birth too
        told_by_birth = born and (number or not person.names) and not lent
        if (like is Likeness.DIFFERENT and not told_by_birth) or is_namesake(item, person):
            continue
        near = like not in (Likeness.SAME, Likeness.DIFFERENT)
        if near and not (number or born or (like is Likeness.ONE_RARE_CHARACTER and vouched(item, person))):
            continue
        if best is None or (points, -position) > best:
            best, found = (points, -position), person
    return found


def _take_names_from_paths(people: list[Person]) -> None:
    """Let a person also go by the name that the person's own files bear, where the documents were read badly.

    Only a name that no one else goes by: for want of any, or one character off, or on two files at least.
    """
    bearers = Counter(name for person in people for name in person.names)
    for person in people:
        stems = Counter(_plausible(item, 0) for item in person.items)
        folders = Counter(_plausible(item, 1) for item in person.items if item.leaf.folder)
        for name in sorted(stems + folders):
            alias = name_key(name)
            if not alias or bearers[alias]:
                continue
            if not person.names or person.goes_by(alias) is not Likeness.DIFFERENT or stems[name] >= 2:
                person.path_name = person.path_name or name
                person.aliases.append(alias)
                person.names.append(alias)
                bearers[alias] += 1
                break


def _plausible(item: Item, depth: int) -> str:
    return item.leaf.segments[depth].plausible_name() or ""
