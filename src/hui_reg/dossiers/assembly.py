"""From everything that was read to one dossier for each applicant, every leftover named. Pure, and order-free.

Whatever the order in which messages and files are handed over, the dossiers are the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hui_reg.dossiers import leftovers as left
from hui_reg.dossiers.attribution import Attribution, Tied, by_content, by_context, lacking, slots
from hui_reg.dossiers.discovery import find_people
from hui_reg.dossiers.items import Item, Leaf, items_of, leaves_of
from hui_reg.dossiers.merge import merged_fields
from hui_reg.dossiers.misnamed import settle_misnamed
from hui_reg.dossiers.naming import Naming, Places
from hui_reg.dossiers.neighbours import by_neighbours, doubt_doubles
from hui_reg.dossiers.newcomers import newcomers
from hui_reg.dossiers.paths import clues, segments
from hui_reg.dossiers.people import Line, Person
from hui_reg.dossiers.senders import Trust, known_addresses, vouched
from hui_reg.dossiers.strays import strangers_in, without_strays
from hui_reg.dossiers.twins import with_shared
from hui_reg.dossiers.unit_folders import roster_lines
from hui_reg.dossiers.units import units_of
from hui_reg.dossiers.versions import Placed, mark_superseded
from hui_reg.model import Assembly, CloudLink, Dossier, Exhibit, File, FileReadings, Leftover, Message, Tie
from hui_reg.notation.arrivals import is_early
from hui_reg.notation.resident_id import is_valid
from hui_reg.notice import Notice


def assemble(
    messages: Sequence[Message],
    files: Sequence[File],
    readings: Mapping[str, FileReadings],
    notice: Notice,
    trust: Trust = Trust(),  # noqa: B008 frozen
) -> Assembly:
    """The dossiers of all units, and what could not be placed. ``readings`` by the SHA-256 of the leaf's bytes."""
    opens_at = notice.opens_at()  # nothing of an earlier batch, and nothing in automatic mails, is anybody's
    messages = [message for message in messages if not message.automatic and not is_early(message, opens_at)]
    awake = {message.sha256 for message in messages}
    files = [file for file in files if file.message in awake]
    leaves = leaves_of(messages, files, readings)
    units = units_of(leaves, messages, notice)
    lines = roster_lines(leaves, units.of)
    by_unit: dict[str, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        by_unit[units.of(leaf)].append(leaf)
    in_clouds: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        for unit in units.in_mail(message) if message.cloud_links else ():
            in_clouds[unit].append(message)
    vouched_for = vouched(messages, lambda message: units.of_mail[message.sha256], trust)
    dossiers: list[Dossier] = []
    remaining: list[Leftover] = []
    for unit in sorted(by_unit.keys() | lines.keys()):
        sent = _Sent(unit, by_unit[unit], lines.get(unit, []), in_clouds[unit], vouched_for.get(unit, frozenset()))
        made, rest = _assemble_unit(sent, notice)
        dossiers += made
        remaining += rest
    return Assembly(dossiers=tuple(with_shared(_with_other_units(dossiers))), leftovers=tuple(remaining))


@dataclass(frozen=True)
class _Sent:
    """What came in a unit's name, and the addresses that are vouched for."""

    name: str
    leaves: list[Leaf]
    lines: list[Line]
    in_clouds: list[Message]
    vouched_for: frozenset[str]


@dataclass(frozen=True)
class _Unit:
    """A unit's persons with all that was settled about its items."""

    name: str
    people: list[Person]
    attribution: Attribution
    naming: Naming
    strangers: dict[Item, Person]
    lines: list[Line]
    in_clouds: list[Message]
    addresses: tuple[str, ...]


def _assemble_unit(sent: _Sent, notice: Notice) -> tuple[list[Dossier], list[Leftover]]:
    leaves, lines = sent.leaves, sent.lines
    items = items_of(leaves)
    people = find_people(items, lines)
    people, strays = without_strays(items, people)
    attribution, naming = _attribute([item for item in items if item not in strays], people, notice)
    new = newcomers(leaves, items, attribution, naming)
    if new:
        people = [*people, *new]
        attribution, naming = _attribute([item for item in items if item not in strays], people, notice)
    strangers = strays | strangers_in(items, attribution, naming, people)
    bringing = [*(item.leaf.message for item in attribution.owners), *(line.message for line in lines)]
    addresses = known_addresses(bringing, sent.vouched_for)
    state = _Unit(sent.name, people, attribution, naming, strangers, lines, sent.in_clouds, addresses)
    places = attribution.places()
    rest = {leaf: _leftovers(leaf, inside, state, places) for leaf, inside in _by_leaf(leaves, items).items()}
    return _dossiers(state, rest), [leftover for leaf in leaves for leftover in rest[leaf]]


def _attribute(items: Sequence[Item], people: Sequence[Person], notice: Notice) -> tuple[Attribution, Naming]:
    naming = Naming(people)
    attribution = by_content(items, people, naming)
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


def _leftovers(leaf: Leaf, items: Iterable[Item], state: _Unit, places: Places) -> list[Leftover]:
    found = [
        left.of_item(item, state.attribution, state.strangers.get(item))
        for item in items
        if item not in state.attribution.owners
    ]
    return found + left.of_leaf(leaf, state.naming, places)


def _dossiers(state: _Unit, rest: Mapping[Leaf, list[Leftover]]) -> list[Dossier]:
    exhibits: dict[Person, list[Placed]] = defaultdict(list)
    for item, tied in state.attribution.owners.items():
        named = state.attribution.named.get(item, "")
        exhibits[tied.person].append(Placed(item, _exhibit(item, tied, named)))
    hinted: dict[Person, list[tuple[Leaf, Leftover]]] = defaultdict(list)
    places = state.attribution.places()
    for leaf, leftovers in rest.items():
        for person in left.hinted(leaf, state.naming, places) if leftovers else ():
            hinted[person] += [(leaf, leftover) for leftover in leftovers if not _is_stray(leftover, leaf, state)]
    for person, leaf, leftover in _may_be_theirs(state, rest):
        if leftover not in (known for _, known in hinted[person]):
            hinted[person].append((leaf, leftover))
    strange: dict[Person, list[Item]] = defaultdict(list)
    for item, host in state.strangers.items():
        strange[host].append(item)
    dossiers, keys = [], set()
    for person in sorted(state.people, key=lambda p: p.order):
        if not (exhibits[person] or person.lines or hinted[person]):
            continue
        made = _dossier(person, state, exhibits[person], strange[person], hinted[person])
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
    marked = mark_superseded(placed, state.addresses)
    owners = state.attribution.owners
    foreign = [
        _exhibit(item, tied, tied.person.title if tied and not item.says_who else "")
        for item in sorted(strange, key=lambda i: i.order)
        for tied in (owners.get(item),)
    ]
    own_lines = [line for line in person.lines if line.message.sender_address.lower() in state.addresses]
    lines = sorted(own_lines or person.lines, key=lambda line: line.order)
    seen = {
        leaf.message.sha256: leaf.message for leaf in [*(p.item.leaf for p in placed), *(leaf for leaf, _ in hinted)]
    }
    seen |= {item.leaf.message.sha256: item.leaf.message for item in strange}
    if not seen and lines:
        seen[lines[-1].message.sha256] = lines[-1].message
    seen |= {m.sha256: m for m in state.in_clouds if _may_hold(m, person, state.naming, nothing_sent=not placed)}
    exhibits = tuple(p.exhibit for p in marked)
    return Dossier(
        key=f"{state.name}|{person.numbers[0] if person.numbers else person.title}",
        unit=state.name,
        name=person.title,
        id_number=person.number,
        exhibits=exhibits,
        fields=merged_fields(exhibits),
        messages=tuple(
            _with_own_links(message, person, state.naming)
            for message in sorted(seen.values(), key=lambda m: (m.received_at, m.sha256))
        ),
        roster=lines[-1].entry if lines else None,
        roster_lines=tuple(line.entry for line in lines if line.message is lines[-1].message),
        unit_has_roster=any(line.message.sender_address.lower() in state.addresses for line in state.lines),
        strangers=tuple(foreign),
        hinted=tuple(leftover for _, leftover in hinted),
        addresses=state.addresses,
    )


def _may_hold(message: Message, person: Person, naming: Naming, *, nothing_sent: bool) -> bool:
    """Whether files left in a cloud may be this person's: they or the subject say so, or say nothing of anyone."""
    parts = [part for link in message.cloud_links for part in segments(link.name or "")]
    named = _named_in([message.subject, *parts], naming)
    return person in named or (nothing_sent and not named)


def _named_in(texts: Iterable[str], naming: Naming) -> set[Person]:
    return {known for text in texts for known in naming.named(clues(text))}


def _with_own_links(message: Message, person: Person, naming: Naming) -> Message:
    """The mail without the cloud links whose name says that they are somebody else's."""
    if not message.cloud_links:
        return message

    def is_anothers(link: CloudLink) -> bool:
        named = _named_in(segments(link.name or ""), naming)
        return bool(named) and person not in named

    return message.model_copy(update={"cloud_links": tuple(e for e in message.cloud_links if not is_anothers(e))})


def _exhibit(item: Item, tied: Tied | None, named: str) -> Exhibit:
    leaf = item.leaf
    assert leaf.read is not None  # an item comes from a reading
    return Exhibit(
        file=leaf.file,
        reading=item.reading,
        received_at=leaf.message.received_at,
        tie=tied.tie if tied else Tie.NAME,
        tie_confidence=tied.certainty if tied else 0.0,
        format=leaf.read.format,
        named=named,
    )


def _with_other_units(dossiers: list[Dossier]) -> list[Dossier]:
    """Name, in each dossier, the other units that sent the same ID number."""
    units: dict[str, list[str]] = defaultdict(list)
    for dossier in dossiers:
        units[dossier.id_number].append(dossier.unit)
    result = []
    for dossier in dossiers:
        others = tuple(u for u in units[dossier.id_number] if u != dossier.unit) if is_valid(dossier.id_number) else ()
        result.append(dossier.model_copy(update={"other_units": others}) if others else dossier)
    return result
