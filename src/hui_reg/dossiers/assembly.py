"""From everything that was read to one dossier for each applicant, every leftover named. Pure, and order-free.

Whatever the order in which messages and files are handed over, the dossiers are the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hui_reg.dossiers import leftovers as left
from hui_reg.dossiers.attribution import Attribution, Tied, by_content, by_context, lacking, slots
from hui_reg.dossiers.discovery import find_people
from hui_reg.dossiers.items import Item, Leaf, items_of, leaves_of
from hui_reg.dossiers.merge import merged_fields
from hui_reg.dossiers.misnamed import settle_misnamed
from hui_reg.dossiers.naming import Naming, Places, may_hold, with_own_links
from hui_reg.dossiers.neighbours import by_neighbours, doubt_doubles
from hui_reg.dossiers.newcomers import newcomers
from hui_reg.dossiers.people import Line, Person
from hui_reg.dossiers.ruled import people as ruled_people
from hui_reg.dossiers.ruled import units as ruled_units
from hui_reg.dossiers.ruled.marks import marked
from hui_reg.dossiers.ruled.moves import move
from hui_reg.dossiers.ruled.units import RightNames
from hui_reg.dossiers.senders import Trust, is_from, known_addresses, vouched
from hui_reg.dossiers.strays import strangers_in, without_strays
from hui_reg.dossiers.twins import with_other_units, with_shared
from hui_reg.dossiers.unit_folders import roster_lines
from hui_reg.dossiers.units import Units, units_of
from hui_reg.dossiers.versions import Placed, exhibit_of, mark_superseded
from hui_reg.history.bearers import Former
from hui_reg.history.keys import applicant_key
from hui_reg.history.rulings import Rulings
from hui_reg.model import Assembly, Dossier, File, FileReadings, Leftover, Message
from hui_reg.notation.arrivals import is_early
from hui_reg.notice import Notice


def assemble(
    messages: Sequence[Message],
    files: Sequence[File],
    readings: Mapping[str, FileReadings],
    notice: Notice,
    trust: Trust = Trust(),  # noqa: B008 frozen
    rulings: Rulings = Rulings(),  # noqa: B008 frozen
) -> Assembly:
    """The dossiers of all units, and what could not be placed. ``readings`` by the SHA-256 of the leaf's bytes, as
    :func:`hui_reg.dossiers.ruled.papers.ruled_papers` leaves them."""
    opens_at = notice.opens_at()  # nothing of an earlier batch, and nothing in automatic mails, is anybody's
    messages = [message for message in messages if not message.automatic and not is_early(message, opens_at)]
    said = ruled_units.on_paper(rulings)
    awake = {message.sha256 for message in messages}
    files = [file for file in files if file.message in awake]
    demanded = tuple(word for further in notice.further_materials for word in further.words)
    leaves = leaves_of(messages, files, readings, notice.occupation.names, demanded)
    right = RightNames(rulings)
    units = right.units(units_of(leaves, messages, notice, said))
    items = items_of(leaves)
    given = ruled_people.owners_of(items, rulings, right)
    sent = _sorted(leaves, [item for item in items if item not in given], messages, units)
    for item, former in given.items():
        sent[former.unit].given[item] = former
    vouching = right.trust(trust)
    vouched_for = vouched(messages, lambda message: units.of_mail[message.sha256], vouching)

    def settled(unit: str, apart: ruled_people.Apart) -> _Unit:
        known = _Senders(vouched_for.get(unit, frozenset()), vouching.refused(unit))
        return _settle_unit(replace(sent[unit], name=unit, senders=known), notice, apart, pairs)

    pairs = ruled_people.pairs_of(rulings)
    holdings = {unit: settled(unit, ruled_people.apart_of(rulings, unit, right)) for unit in sorted(sent)}
    into = move(holdings, rulings, right, lambda unit: settled(unit, ruled_people.Apart()))
    rest = {unit: _rest_of(state) for unit, state in holdings.items()}
    hinted = _hinted(holdings.values(), rest, into)
    dossiers = [dossier for unit in sorted(holdings) for dossier in _dossiers(holdings[unit], hinted)]
    remaining = [leftover for unit in sorted(holdings) for several in rest[unit].values() for leftover in several]
    whole = Assembly(dossiers=tuple(with_shared(with_other_units(dossiers))), leftovers=tuple(remaining))
    return marked(whole, rulings, right)


@dataclass(frozen=True)
class _Senders:
    """The addresses of a unit that are vouched for, and those that staff said are not its own."""

    vouched_for: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Sent:
    """What came in a unit's name; ``given`` are the papers of which staff said whose they are, wherever they lie."""

    name: str = ""
    leaves: list[Leaf] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    in_clouds: list[Message] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    given: dict[Item, Former] = field(default_factory=dict)
    senders: _Senders = _Senders()


def _sorted(
    leaves: Sequence[Leaf], items: Iterable[Item], messages: Iterable[Message], units: Units
) -> dict[str, _Sent]:
    """What came, by unit."""
    sent: dict[str, _Sent] = defaultdict(_Sent)
    for leaf in leaves:
        sent[units.of(leaf)].leaves.append(leaf)
    for unit, lines in roster_lines(leaves, units.of).items():
        sent[unit].lines.extend(lines)
    for item in items:
        sent[units.of(item.leaf)].items.append(item)
    for message in messages:
        for unit in units.in_mail(message) if message.cloud_links else ():
            if unit in sent:
                sent[unit].in_clouds.append(message)
    return sent


@dataclass(frozen=True, eq=False)
class _Unit:
    """A unit's persons with all that was settled about its items; see :class:`hui_reg.dossiers.ruled.moves.Holding`."""

    sent: _Sent
    people: list[Person]
    attribution: Attribution
    naming: Naming
    strangers: dict[Item, Person]
    addresses: tuple[str, ...]
    away: set[Item] = field(default_factory=set)
    trusted: dict[Person, set[str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.sent.name


def _settle_unit(
    sent: _Sent, notice: Notice, apart: ruled_people.Apart, pairs: Sequence[tuple[Former, Former]]
) -> _Unit:
    items = sent.items
    people = ruled_people.join(find_people(items, sent.lines, apart), pairs)
    ruled = ruled_people.settle_owners(people, sent.given)
    kept = {tied.person for tied in ruled.values()}
    founded, strays = without_strays(items, people)
    people = [person for person in people if person in kept or person in founded]
    plain = [item for item in items if item not in strays]
    attribution, naming = _attribute(plain, people, notice, ruled)
    new = newcomers(sent.leaves, items, attribution, naming)
    if new:
        people = ruled_people.join([*people, *new], pairs)
        attribution, naming = _attribute(plain, people, notice, ruled)
    strangers = strays | strangers_in(items, attribution, naming, people)
    inside = set(sent.leaves)
    bringing = [item.leaf.message for item in attribution.owners if item.leaf in inside]
    bringing += [line.message for line in sent.lines]
    addresses = known_addresses(bringing, sent.senders.vouched_for, sent.senders.refused)
    return _Unit(sent, people, attribution, naming, strangers, addresses)


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


def _by_leaf(leaves: Iterable[Leaf], items: Iterable[Item]) -> dict[Leaf, list[Item]]:
    grouped: dict[Leaf, list[Item]] = {leaf: [] for leaf in leaves}
    for item in items:
        grouped[item.leaf].append(item)
    return grouped


def _rest_of(state: _Unit) -> dict[Leaf, list[Leftover]]:
    """What could be tied to nobody, by leaf."""
    places = state.attribution.places()
    return {
        leaf: _leftovers(leaf, inside, state, places)
        for leaf, inside in _by_leaf(state.sent.leaves, state.sent.items).items()
    }


def _leftovers(leaf: Leaf, items: Iterable[Item], state: _Unit, places: Places) -> list[Leftover]:
    found = [
        left.of_item(item, state.attribution, state.strangers.get(item))
        for item in items
        if item not in state.attribution.owners and item not in state.away
    ]
    return found + left.of_leaf(leaf, state.naming, places)


Hinted = dict[Person, list[tuple[Leaf, Leftover]]]


def _hinted(
    states: Iterable[_Unit], rest: Mapping[str, Mapping[Leaf, list[Leftover]]], into: Mapping[Person, Person]
) -> Hinted:
    """The leftovers that point at each person."""
    hinted: Hinted = defaultdict(list)
    for state in states:
        places = state.attribution.places()
        for leaf, leftovers in rest[state.name].items():
            for person in left.hinted(leaf, state.naming, places) if leftovers else ():
                known = into.get(person, person)
                hinted[known] += [(leaf, leftover) for leftover in leftovers if not _is_stray(leftover, leaf, state)]
        for person, leaf, leftover in _may_be_theirs(state, rest[state.name]):
            if leftover not in (known for _, known in hinted[person]):
                hinted[person].append((leaf, leftover))
    return hinted


def _dossiers(state: _Unit, hinted: Hinted) -> list[Dossier]:
    exhibits: dict[Person, list[Placed]] = defaultdict(list)
    for item, tied in state.attribution.owners.items():
        named = state.attribution.named.get(item, "")
        exhibits[tied.person].append(Placed(item, exhibit_of(item, tied, named)))
    strange: dict[Person, list[Item]] = defaultdict(list)
    for item, host in state.strangers.items():
        strange[host].append(item)
    dossiers, keys = [], set()
    for person in sorted(state.people, key=lambda p: p.order):
        if not (exhibits[person] or person.lines or hinted.get(person)):
            continue
        made = _dossier(person, state, exhibits[person], strange[person], hinted.get(person, []))
        while made.key in keys:
            made = made.model_copy(update={"key": made.key + "′"})
        keys.add(made.key)
        dossiers.append(made)
    return dossiers


def _may_be_theirs(state: _Unit, rest: Mapping[Leaf, list[Leftover]]) -> Iterable[tuple[Person, Leaf, Leftover]]:
    """Open items for each of the few candidates who lack just that: not to be told that nothing was sent."""
    missing = lacking(list(state.attribution.open), state.attribution, state.people)
    for item, candidates in state.attribution.open.items():
        for leftover in rest.get(item.leaf, []):
            if leftover.kind is item.kind and leftover.pages == item.reading.pages:
                yield from ((p, item.leaf, leftover) for p in candidates if p in missing[slots(item)[0]])


def _is_stray(leftover: Leftover, leaf: Leaf, state: _Unit) -> bool:
    """Whether it is listed as a stranger already."""
    return any(
        item.leaf is leaf and item.reading.pages == leftover.pages and item.kind is leftover.kind
        for item in state.strangers
    )


def _dossier(
    person: Person, state: _Unit, placed: list[Placed], strange: list[Item], hinted: list[tuple[Leaf, Leftover]]
) -> Dossier:
    known = {*state.addresses, *state.trusted.get(person, ())}
    ordered = mark_superseded(placed, known, state.sent.senders.refused)
    owners = state.attribution.owners
    foreign = [
        exhibit_of(item, tied, tied.person.title if tied and not item.says_who else "")
        for item in sorted(strange, key=lambda i: i.order)
        for tied in (owners.get(item),)
    ]
    own_lines = [line for line in person.lines if is_from(line.message, state.addresses)]
    lines = sorted(own_lines or person.lines, key=lambda line: line.order)
    seen = {
        leaf.message.sha256: leaf.message for leaf in [*(p.item.leaf for p in placed), *(leaf for leaf, _ in hinted)]
    }
    seen |= {item.leaf.message.sha256: item.leaf.message for item in strange}
    if not seen and lines:
        seen[lines[-1].message.sha256] = lines[-1].message
    seen |= {m.sha256: m for m in state.sent.in_clouds if may_hold(m, person, state.naming, nothing_sent=not placed)}
    exhibits = tuple(p.exhibit for p in ordered)
    return Dossier(
        key=applicant_key(state.name, person.numbers[0] if person.numbers else person.title),
        unit=state.name,
        name=person.title,
        id_number=person.number,
        exhibits=exhibits,
        fields=merged_fields(exhibits),
        messages=tuple(
            with_own_links(message, person, state.naming)
            for message in sorted(seen.values(), key=lambda m: (m.received_at, m.sha256))
        ),
        roster=lines[-1].entry if lines else None,
        roster_lines=tuple(line.entry for line in lines if line.message is lines[-1].message),
        unit_has_roster=any(is_from(line.message, state.addresses) for line in state.sent.lines),
        strangers=tuple(foreign),
        hinted=tuple(leftover for _, leftover in hinted),
        addresses=state.addresses,
        confirmed=tuple(a for a in state.addresses if a in state.sent.senders.vouched_for),
    )
