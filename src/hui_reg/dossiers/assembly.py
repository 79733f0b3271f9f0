"""From everything that was read to one dossier for each applicant, every leftover named. Pure, and order-free.

Whatever the order in which messages and files are handed over, the dossiers are the same.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from hui_reg.dossiers.items import Item, Leaf, items_of, leaves_of
from hui_reg.dossiers.one_unit.listed import listed_in
from hui_reg.dossiers.one_unit.settling import Senders, Sent, SettledUnit, settle_unit
from hui_reg.dossiers.one_unit.writing import dossiers_of, pointing, rest_of
from hui_reg.dossiers.origins.settling import Units, units_of
from hui_reg.dossiers.origins.telling import Telling
from hui_reg.dossiers.ruled import people as ruled_people
from hui_reg.dossiers.ruled.marks import marked, with_right_employer
from hui_reg.dossiers.ruled.moves import move
from hui_reg.dossiers.ruled.units import RightNames, on_paper
from hui_reg.dossiers.senders import Trust, vouched
from hui_reg.dossiers.twins import with_other_units, with_shared
from hui_reg.dossiers.unit_folders import roster_lines
from hui_reg.dossiers.units import telling_of
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
    messages = awake(messages, notice)
    leaves = leaves_in(messages, files, readings, notice)
    tellings = tellings_of(messages, leaves, notice, on_paper(rulings))
    around = Around.of(tellings, notice, trust, rulings)
    of_units = assemble_units(messages, leaves, around)
    dossiers = [dossier for unit in sorted(of_units) for dossier in of_units[unit].dossiers]
    remaining = tuple(leftover for unit in sorted(of_units) for leftover in of_units[unit].leftovers)
    whole = Assembly(dossiers=tuple(with_shared(with_other_units(dossiers))), leftovers=remaining)
    return marked(whole, rulings, around.right)


def awake(messages: Iterable[Message], notice: Notice) -> list[Message]:
    """Those that may bring somebody's papers: nothing of an earlier batch, and nothing in automatic mails."""
    opens_at = notice.opens_at()
    return [message for message in messages if not message.automatic and not is_early(message, opens_at)]


def leaves_in(
    messages: Sequence[Message], files: Iterable[File], readings: Mapping[str, FileReadings], notice: Notice
) -> list[Leaf]:
    """The leaves of these mails, in order."""
    known = {message.sha256 for message in messages}
    demanded = tuple(word for further in notice.further_materials for word in further.words)
    inside = [file for file in files if file.message in known]
    return leaves_of(messages, inside, readings, notice.occupation.names, demanded)


def tellings_of(
    messages: Iterable[Message], leaves: Iterable[Leaf], notice: Notice, said: Mapping[str, str]
) -> list[Telling]:
    """What each of these mails tells of where it comes from. ``said``: the unit of some by word of staff."""
    inside: dict[str, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        inside[leaf.message.sha256].append(leaf)
    return [telling_of(m, inside[m.sha256], notice, said.get(m.sha256)) for m in messages]


@dataclass(frozen=True)
class Around:
    """What the assembling of one unit takes from outside its own mails."""

    notice: Notice
    rulings: Rulings
    right: RightNames
    units: Units
    vouching: Trust
    vouched_for: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, tellings: Sequence[Telling], notice: Notice, trust: Trust, rulings: Rulings) -> "Around":
        """As the tellings of all mails, and what staff said, have it."""
        right = RightNames(rulings)
        units, vouching = right.units(units_of(tellings)), right.trust(trust)
        vouched_for = vouched(tellings, lambda telling: units.of_mail[telling.sha256], vouching)
        return cls(notice, rulings, right, units, vouching, vouched_for)

    def senders(self, unit: str) -> "Senders":
        return Senders(self.vouched_for.get(unit, frozenset()), self.vouching.refused(unit))


@dataclass(frozen=True)
class UnitDossiers:
    """A unit's dossiers, as far as its own mails tell them, and what could not be placed."""

    dossiers: tuple[Dossier, ...] = ()
    leftovers: tuple[Leftover, ...] = ()


def assemble_units(
    messages: Sequence[Message], leaves: Sequence[Leaf], around: Around, wanted: Collection[str] | None = None
) -> dict[str, UnitDossiers]:
    """The dossiers of the ``wanted`` units (None: of all) by unit; ``messages`` and ``leaves`` are at least all that
    have to do with them. What other units have of the same people is not in them yet."""
    rulings, right = around.rulings, around.right
    items = items_of(leaves)
    given = ruled_people.owners_of(items, rulings, right)
    sent = _sorted(leaves, [item for item in items if item not in given], messages, around.units)
    for item, former in given.items():
        sent[former.unit].given[item] = former
    pairs = ruled_people.pairs_of(rulings)

    def settled(unit: str, apart: ruled_people.Apart) -> SettledUnit:
        return settle_unit(replace(sent[unit], name=unit, senders=around.senders(unit)), around.notice, apart, pairs)

    holdings = {
        unit: settled(unit, ruled_people.apart_of(rulings, unit, right))
        for unit in sorted(sent)
        if wanted is None or unit in wanted
    }
    into = move(holdings, rulings, right, lambda unit: settled(unit, ruled_people.Apart()))
    rest = {unit: rest_of(state) for unit, state in holdings.items()}
    hinted = pointing(holdings.values(), rest, into)
    return {
        unit: UnitDossiers(
            tuple(with_right_employer(dossier, right) for dossier in dossiers_of(holdings[unit], hinted)),
            tuple(leftover for several in rest[unit].values() for leftover in several),
        )
        for unit in sorted(holdings)
    }


def _sorted(
    leaves: Sequence[Leaf], items: Iterable[Item], messages: Iterable[Message], units: Units
) -> dict[str, Sent]:
    """What came, by unit."""
    sent: dict[str, Sent] = defaultdict(Sent)
    for leaf in leaves:
        sent[units.of(leaf)].leaves.append(leaf)
    for unit, lines in roster_lines(leaves, units.of).items():
        sent[unit].lines.extend(lines)
    for item in items:
        sent[units.of(item.leaf)].items.append(item)
    mixed = {leaf.message.sha256 for leaf in leaves if units.of(leaf) != units.of_mail[leaf.message.sha256]}
    for message in {leaf.message.sha256: leaf.message for leaf in leaves}.values():
        if message.sha256 not in mixed:  # whose a name is in a mail of several units, its text doesn't tell
            sent[units.of_mail[message.sha256]].listed.extend(listed_in(message))
    for message in messages:
        for unit in units.in_mail(message) if message.cloud_links else ():
            if unit in sent:
                sent[unit].in_clouds.append(message)
    return sent
