"""One unit's people and whose each of its papers is: what came in its name, settled by words, paths and neighbours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hui_reg.dossiers.attribution import Attribution, Tied, by_content, by_context
from hui_reg.dossiers.discovery import find_people
from hui_reg.dossiers.items import Item, Leaf
from hui_reg.dossiers.misnamed import settle_misnamed
from hui_reg.dossiers.naming import Naming
from hui_reg.dossiers.neighbours import by_neighbours, doubt_doubles
from hui_reg.dossiers.newcomers import newcomers
from hui_reg.dossiers.one_unit.copies import copied_papers
from hui_reg.dossiers.one_unit.listed import without_papers
from hui_reg.dossiers.people import Line, Person
from hui_reg.dossiers.ruled import people as ruled_people
from hui_reg.dossiers.senders import known_addresses
from hui_reg.dossiers.strays import strangers_in, without_strays
from hui_reg.history.bearers import Former
from hui_reg.model import Message
from hui_reg.notice import Notice
from hui_reg.vocabulary import Kind


@dataclass(frozen=True)
class Senders:
    """The addresses of a unit that are vouched for, and those that staff said are not its own."""

    vouched_for: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Sent:
    """What came in a unit's name; ``listed`` are persons in the mails' own texts, ``given`` the papers of which
    staff said whose they are, wherever they lie."""

    name: str = ""
    leaves: list[Leaf] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    listed: list[Line] = field(default_factory=list)
    in_clouds: list[Message] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    given: dict[Item, Former] = field(default_factory=dict)
    senders: Senders = Senders()


@dataclass(frozen=True, eq=False)
class SettledUnit:
    """A unit's persons with all that was settled about its items; see :class:`hui_reg.dossiers.ruled.moves.Holding`."""

    sent: Sent
    people: list[Person]
    attribution: Attribution
    naming: Naming
    strangers: dict[Item, Person]
    addresses: tuple[str, ...]
    away: set[Item] = field(default_factory=set)
    trusted: dict[Person, set[str]] = field(default_factory=dict)
    apart: ruled_people.Apart = field(default_factory=ruled_people.Apart)

    @property
    def name(self) -> str:
        return self.sent.name


def settle_unit(
    sent: Sent, notice: Notice, apart: ruled_people.Apart, pairs: Sequence[tuple[Former, Former]]
) -> SettledUnit:
    items = sent.items
    people = ruled_people.join(find_people(items, sent.lines, apart), pairs)
    ruled = ruled_people.settle_owners(people, sent.given)
    kept = {tied.person for tied in ruled.values()}
    founded, strays = without_strays(items, people)
    people = [person for person in people if person in kept or person in founded]
    plain = [item for item in items if item not in strays]
    attribution, naming = _attribute(plain, people, notice, ruled)
    copied = copied_papers((item for item in plain if item not in ruled), attribution, naming)
    if copied.owners:
        people = ruled_people.join([*people, *copied.new], pairs)
        ruled = ruled | {i: tied for i, tied in copied.owners.items() if tied.person in people}
        attribution, naming = _attribute(plain, people, notice, ruled)
    new = newcomers(sent.leaves, items, attribution, naming)
    if new:
        people = ruled_people.join([*people, *new], pairs)
        attribution, naming = _attribute(plain, people, notice, ruled)
    people = [*people, *without_papers(sent.listed, people)]
    strangers = strays | strangers_in(items, attribution, naming, people)
    inside = set(sent.leaves)
    bringing = [item.leaf.message for item in attribution.owners if item.leaf in inside]
    bringing += [line.message for line in sent.lines]
    forms = {item.leaf.message.sha256 for item in attribution.owners if item.kind is Kind.APPLICATION_FORM}
    registering = forms | {line.message.sha256 for line in sent.lines}
    addresses = known_addresses(bringing, registering, sent.senders.vouched_for, sent.senders.refused)
    return SettledUnit(sent, people, attribution, naming, strangers, addresses, apart=apart)


def _attribute(
    items: Sequence[Item], people: Sequence[Person], notice: Notice, ruled: Mapping[Item, Tied]
) -> tuple[Attribution, Naming]:
    naming = Naming(people)
    attribution = by_content(items, people, naming, ruled)
    by_context(items, attribution, naming)
    by_neighbours(items, attribution, people, notice.id_card.periods)
    settle_misnamed(items, attribution, naming)
    doubt_doubles(attribution)
    return attribution, naming
