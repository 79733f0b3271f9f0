"""The dossiers of settled units, every leftover named, with the people at whom a leftover points."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from hui_reg.dossiers import leftovers as left
from hui_reg.dossiers.attribution import lacking, slots
from hui_reg.dossiers.items import Item, Leaf
from hui_reg.dossiers.merge import merged_fields
from hui_reg.dossiers.naming import Places, may_hold, with_own_links
from hui_reg.dossiers.one_unit.namesakes import doubles
from hui_reg.dossiers.one_unit.settling import SettledUnit
from hui_reg.dossiers.people import Person
from hui_reg.dossiers.senders import is_from
from hui_reg.dossiers.versions import Placed, exhibit_of, mark_superseded
from hui_reg.history.keys import applicant_key
from hui_reg.model import Dossier, FieldValue, Leftover
from hui_reg.notation.names import key as name_key
from hui_reg.notation.resident_id import normalise
from hui_reg.vocabulary import Field


def _by_leaf(leaves: Iterable[Leaf], items: Iterable[Item]) -> dict[Leaf, list[Item]]:
    grouped: dict[Leaf, list[Item]] = {leaf: [] for leaf in leaves}
    for item in items:
        grouped[item.leaf].append(item)
    return grouped


def rest_of(state: SettledUnit) -> dict[Leaf, list[Leftover]]:
    """What could be tied to nobody, by leaf."""
    places = state.attribution.places()
    return {
        leaf: _leftovers(leaf, inside, state, places)
        for leaf, inside in _by_leaf(state.sent.leaves, state.sent.items).items()
    }


def _leftovers(leaf: Leaf, items: Iterable[Item], state: SettledUnit, places: Places) -> list[Leftover]:
    found = [
        left.of_item(item, state.attribution, state.strangers.get(item))
        for item in items
        if item not in state.attribution.owners and item not in state.away
    ]
    return found + left.of_leaf(leaf, state.naming, places)


Hinted = dict[Person, list[tuple[Leaf, Leftover]]]


def pointing(
    states: Iterable[SettledUnit], rest: Mapping[str, Mapping[Leaf, list[Leftover]]], into: Mapping[Person, Person]
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


def dossiers_of(state: SettledUnit, hinted: Hinted) -> list[Dossier]:
    exhibits: dict[Person, list[Placed]] = defaultdict(list)
    for item, tied in state.attribution.owners.items():
        named = state.attribution.named.get(item, "")
        exhibits[tied.person].append(Placed(item, exhibit_of(item, tied, named)))
    strange: dict[Person, list[Item]] = defaultdict(list)
    for item, host in state.strangers.items():
        strange[host].append(item)
    papers = {person: [p.item for p in several] for person, several in exhibits.items()}
    alike = doubles((p for p in state.people if exhibits[p]), papers, state.apart)
    written, keys = [], set()
    for person in sorted(state.people, key=lambda p: p.order):
        if not (exhibits[person] or person.lines or hinted.get(person)):
            continue
        made = _dossier(person, state, exhibits[person], strange[person], hinted.get(person, []))
        made = made.model_copy(update={"doubles": tuple(alike[person])}) if person in alike else made
        while made.key in keys:
            made = made.model_copy(update={"key": made.key + "′"})
        keys.add(made.key)
        written.append(made)
    return written


def _may_be_theirs(state: SettledUnit, rest: Mapping[Leaf, list[Leftover]]) -> Iterable[tuple[Person, Leaf, Leftover]]:
    """Open items for each of the few candidates who lack just that: not to be told that nothing was sent."""
    missing = lacking(list(state.attribution.open), state.attribution, state.people)
    for item, candidates in state.attribution.open.items():
        for leftover in rest.get(item.leaf, []):
            if leftover.kind is item.kind and leftover.pages == item.reading.pages:
                yield from ((p, item.leaf, leftover) for p in candidates if p in missing[slots(item)[0]])


def _is_stray(leftover: Leftover, leaf: Leaf, state: SettledUnit) -> bool:
    """Whether it is listed as a stranger already."""
    return any(
        item.leaf is leaf and item.reading.pages == leftover.pages and item.kind is leftover.kind
        for item in state.strangers
    )


def _dossier(
    person: Person, state: SettledUnit, placed: list[Placed], strange: list[Item], hinted: list[tuple[Leaf, Leftover]]
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
    fields = merged_fields(exhibits)
    return Dossier(
        key=applicant_key(state.name, person.numbers[0] if person.numbers else person.title),
        unit=state.name,
        name=_adopted_name(person, fields),
        id_number=_adopted_number(person, fields),
        exhibits=exhibits,
        fields=fields,
        messages=tuple(
            with_own_links(message, person, state.naming)
            for message in sorted(seen.values(), key=lambda m: (m.received_at, m.sha256))
        ),
        roster=lines[-1].entry if lines else None,
        roster_lines=tuple(line.entry for line in lines if line.message is lines[-1].message),
        unit_has_roster=any(not line.doubtful and is_from(line.message, state.addresses) for line in state.sent.lines),
        strangers=tuple(foreign),
        hinted=tuple(leftover for _, leftover in hinted),
        addresses=state.addresses,
        confirmed=tuple(a for a in state.addresses if a in state.sent.senders.vouched_for),
    )


def _adopted_number(person: Person, fields: Mapping[str, FieldValue]) -> str:
    """The number on the papers that count, where it is one of the person's; else the best founded."""
    told = fields.get(Field.ID_NUMBER)
    number = normalise(told.value.value or "") if told is not None and told.value.sure else ""
    return number if number in person.numbers else person.number


def _adopted_name(person: Person, fields: Mapping[str, FieldValue]) -> str:
    """The name on the papers that count, where the person goes by it; else as the person was first called."""
    told = fields.get(Field.NAME)
    name = (told.value.value or "") if told is not None and told.value.sure else ""
    return name if name and name_key(name) in person.names else person.title
