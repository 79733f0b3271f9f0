"""What each unit's dossiers depend on, as one digest: its mails, what staff said of its people, its senders.

Where a dependency can't be told cheaply, more is taken in rather than less: a unit assembled in vain costs a moment, a
verdict that should have changed harms a person.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from hui_reg.desk.renewing.bases import digest
from hui_reg.dossiers.assembly import Around
from hui_reg.dossiers.origins.telling import Telling
from hui_reg.dossiers.ruled import people as ruled_people
from hui_reg.dossiers.ruled.moves import transfers
from hui_reg.history.bearers import Former
from hui_reg.history.rulings import FileIs, RulingKind
from hui_reg.notation.names import key as name_key


@dataclass(frozen=True)
class Plan:
    """By unit: the mails it takes its papers from, and the digest of all that it depends on. ``together``: units
    between which people are moved, each with all of its company."""

    mails: Mapping[str, Collection[str]]
    digests: Mapping[str, str]
    together: Mapping[str, frozenset[str]]


def plan(
    tellings: Iterable[Telling],
    around: Around,
    digests: Mapping[str, str],
    written: Mapping[str, str],
    bringing: Mapping[str, Collection[str]],
) -> Plan:
    """``digests`` and ``written`` (the characters in its files' paths) by mail; ``bringing``: the mails that bring a
    file of which staff spoke."""
    known = {telling.sha256: telling for telling in tellings}
    mails, shares = _mails(known, around)
    given = _given(around, bringing)
    for unit, several in given.items():
        for _, former_mails in several:
            mails[unit].update(mail for mail in former_mails if mail in known)
    people = _People(known, mails, written, {unit: [former for former, _ in g] for unit, g in given.items()})
    base = {
        unit: digest(
            unit,
            [(mail, digests[mail], shares[mail]) for mail in sorted(several)],
            _plain(around.senders(unit)),
            sorted(repr(one) for one in given.get(unit, ())),
            ruled_people.apart_of(around.rulings, unit, around.right).pairs,
            [pair for pair in ruled_people.pairs_of(around.rulings) if all(people.may_have(unit, one) for one in pair)],
        )
        for unit, several in mails.items()
    }
    together, why = _companies(around, people, mails)
    return Plan(
        mails,
        {
            unit: digest(own, sorted((other, base.get(other)) for other in together[unit]), why[unit])
            if unit in together
            else own
            for unit, own in {**dict.fromkeys(together, ""), **base}.items()
        },
        together,
    )


def _plain(senders: object) -> list[tuple[str, list[str]]]:
    return [(name, sorted(addresses)) for name, addresses in sorted(vars(senders).items())]


def _mails(known: Mapping[str, Telling], around: Around) -> tuple[dict[str, set[str]], dict[str, object]]:
    """By unit, the mails that have to do with it; by mail, which of it is whose."""
    units = around.units
    of_files: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for (mail, path, sha256), unit in units.of_file.items():
        of_files[mail].append((path, sha256, unit))
    mails: dict[str, set[str]] = defaultdict(set)
    shares: dict[str, object] = {}
    for mail in known:
        own, letters, files = units.of_mail[mail], units.of_letters.get(mail, ()), sorted(of_files.get(mail, ()))
        for unit in {own, *letters, *(unit for _, _, unit in files)}:
            mails[unit].add(mail)
        shares[mail] = (own, letters, files)
    return mails, shares


def _given(around: Around, bringing: Mapping[str, Collection[str]]) -> dict[str, list[tuple[Former, list[str]]]]:
    """By unit, the people to whom staff gave files, and the mails that bring those."""
    found: dict[str, list[tuple[Former, list[str]]]] = defaultdict(list)
    for sha256, rulings in around.rulings.by_file.items():
        for ruling in rulings:
            if ruling.kind is RulingKind.FILE and ruling.said("is") == FileIs.OWNED:
                former = around.right.present(ruling.who)
                found[former.unit].append((former, sorted(bringing.get(sha256, ()))))
    return found


class _People:
    """Who may be among a unit's people: rather too many than too few."""

    def __init__(
        self,
        known: Mapping[str, Telling],
        mails: Mapping[str, Collection[str]],
        written: Mapping[str, str],
        given: Mapping[str, Iterable[Former]],
    ) -> None:
        self._known, self._mails, self._written = known, mails, written
        self._given = given
        self._told: dict[str, frozenset[str]] = {}

    def told(self, unit: str) -> frozenset[str]:
        """The numbers and names told in its mails, and of those to whom papers were given."""
        if unit not in self._told:
            told = {
                one for mail in self._mails.get(unit, ()) for part in self._known[mail].parts for one in part.people
            }
            for former in self._given.get(unit, ()):
                told |= {former.id_number, name_key(former.name)}
            self._told[unit] = frozenset(told)
        return self._told[unit]

    def may_have(self, unit: str, who: Former) -> bool:
        """By number, by name, or by a name that may be written in a file's path."""
        name = name_key(who.name.rstrip("′"))
        told = self.told(unit)
        if (who.id_number and who.id_number in told) or name in told:
            return True
        return bool(name) and any(set(name) <= set(self._written.get(mail, "")) for mail in self._mails.get(unit, ()))


def _companies(
    around: Around, people: _People, mails: Mapping[str, Collection[str]]
) -> tuple[dict[str, frozenset[str]], dict[str, list[str]]]:
    """The units between which people may be moved, each with all of its company; and by unit what moves them."""
    company: dict[str, set[str]] = {}
    moved: list[tuple[str, str]] = []
    for who, target, host in transfers(around.rulings, around.right):
        touched = {target, around.right.of(who.unit)}
        touched |= {unit for unit in mails if who.id_number and who.id_number in people.told(unit)}
        joined = set().union(touched, *(company[unit] for unit in touched if unit in company))
        company |= dict.fromkeys(joined, joined)
        moved.append((target, repr((who, target, host))))
    why: dict[str, list[str]] = {
        unit: [what for target, what in moved if target in several] for unit, several in company.items()
    }
    return {unit: frozenset(several) for unit, several in company.items()}, why
