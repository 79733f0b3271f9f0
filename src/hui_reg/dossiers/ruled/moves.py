"""Persons who belong to another unit than the one whose mails brought them, by word of staff."""

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

from hui_reg.dossiers.attribution import Attribution, Tied
from hui_reg.dossiers.items import Item
from hui_reg.dossiers.people import Person, absorb, settle
from hui_reg.dossiers.ruled.people import pairs_of, whom
from hui_reg.dossiers.ruled.units import RightNames
from hui_reg.history.bearers import Former
from hui_reg.history.rulings import RulingKind, Rulings


class Holding(Protocol):
    """What a unit's mails brought, settled but for moves. ``away``: papers of those who moved; ``trusted``: addresses
    that those who came were sent from; ``one``: persons that were taken into another."""

    @property
    def name(self) -> str: ...
    @property
    def people(self) -> list[Person]: ...
    @property
    def attribution(self) -> Attribution: ...
    @property
    def strangers(self) -> dict[Item, Person]: ...
    @property
    def addresses(self) -> tuple[str, ...]: ...
    @property
    def away(self) -> set[Item]: ...
    @property
    def trusted(self) -> dict[Person, set[str]]: ...


Held = TypeVar("Held", bound=Holding)


def move(
    holdings: dict[str, Held], rulings: Rulings, right: RightNames, empty: Callable[[str], Held]
) -> dict[Person, Person]:
    """Hand everyone over to the unit that staff named; ``holdings`` by unit are changed, and new ones made with
    ``empty``. Returns who was taken into whom."""
    into: dict[Person, Person] = {}
    for who, target, host in transfers(rulings, right):
        for name in sorted(holdings):
            here = holdings[name]
            person = _found(here, who, right) if name != target else None
            if person is None:
                continue
            if target not in holdings:
                holdings[target] = empty(target)
            there = holdings[target]
            taken = whom(there.people, host)
            _hand_over(person, here, there, taken)
            if taken is not None:
                into[person] = taken
    return into


def transfers(rulings: Rulings, right: RightNames) -> Iterator[tuple[Former, str, Former]]:
    """Who goes to which unit, and who the person is there."""
    for one, other in pairs_of(rulings):
        host = right.present(one)
        yield other, host.unit, host
    for ruling in rulings.of(RulingKind.PERSON):
        host = right.present(ruling.who)
        yield ruling.who, host.unit, host


def _found(here: Holding, who: Former, right: RightNames) -> Person | None:
    """The person of a unit: in the person's own by number or name, elsewhere by number alone."""
    if here.name == right.of(who.unit):
        return whom(here.people, who)
    return next((p for p in here.people if who.id_number and who.id_number in p.numbers), None)


def _hand_over(person: Person, here: Holding, there: Holding, host: Person | None) -> None:
    owner = host or person
    owners = here.attribution.owners
    for item in [item for item, tied in owners.items() if tied.person is person]:
        tied = owners.pop(item)
        here.away.add(item)
        there.attribution.owners[item] = Tied(owner, tied.tie, tied.certainty)
        if item in here.attribution.named:
            there.attribution.named[item] = here.attribution.named.pop(item)
    there.strangers.update({item: owner for item, holder in here.strangers.items() if holder is person})
    there.trusted.setdefault(owner, set()).update(here.addresses, here.trusted.pop(person, ()))
    here.people.remove(person)
    if host is None:
        there.people.append(person)
    else:
        absorb(host, person)
        settle(host)
