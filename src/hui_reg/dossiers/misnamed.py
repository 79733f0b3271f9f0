"""Papers that name nobody, whose file is called after another person than the one in whose folder it lies.

``郑国栋/孙堃证件照.jpg`` goes to 孙堃 where 孙堃 has no photo yet. Where 孙堃 has one, the file is in doubt and 孙堃's
own is not: it stays where it lies. ``郑国栋/余思敏.jpg``, a name that nobody here bears, stays too, in doubt.
"""

from collections.abc import Sequence
from typing import Final

from hui_reg.dossiers.attribution import Attribution, Tied, slots
from hui_reg.dossiers.items import Item
from hui_reg.dossiers.names import Likeness, likeness
from hui_reg.dossiers.naming import WITHIN, Naming, Places, place_owner
from hui_reg.dossiers.people import Person
from hui_reg.model import Tie
from hui_reg.notation.names import key as name_key

_MISNAMED: Final = 0.7
"""How certain a folder is of a file whose own name says otherwise: the doubt is told by its name."""


def settle_misnamed(items: Sequence[Item], attribution: Attribution, naming: Naming) -> None:
    """Put files that another has already back to where they lie, and note whom the names of doubtful files name."""
    places = attribution.places()
    for item in items:
        tied = attribution.owners.get(item)
        if tied is None or item.says_who or not item.leaf.segments:
            continue
        host = place_owner(item.leaf, naming, places, by_folder=True)
        called = [person for person, worth in naming.named(item.leaf.segments[0]).items() if worth >= WITHIN]
        if host is not None and len(called) == 1 and called[0] is not host:
            if _has_own(called[0], item, attribution, naming, places):
                attribution.owners[item] = Tied(host, Tie.FOLDER, _MISNAMED)
                attribution.named[item] = called[0].title
        elif not called and (stranger := _stranger(item, tied.person)):
            attribution.named[item] = stranger


def misplaced(item: Item, tied: Tied, naming: Naming, places: Places) -> Person | None:
    """In whose folder a paper lies that names nobody and whose file is called after its owner."""
    host = place_owner(item.leaf, naming, places, by_folder=True)
    return host if host is not tied.person and tied.person in naming.named(item.leaf.segments[0]) else None


def _has_own(person: Person, item: Item, attribution: Attribution, naming: Naming, places: Places) -> bool:
    """Whether the person has such a paper that does not lie with somebody else."""
    return any(
        tied.person is person
        and other is not item
        and slots(other) == slots(item)
        and place_owner(other.leaf, naming, places, by_folder=True) in (None, person)
        for other, tied in attribution.owners.items()
    )


def _stranger(item: Item, owner: Person) -> str:
    """The plausible name in the file's own name that cannot be the owner's, as spelled; empty for none."""
    own_name = item.leaf.segments[0]
    if own_name.numbers and not own_name.numbers & set(owner.numbers):
        return own_name.plausible_name() or "另一个身份证号码"
    name = own_name.plausible_name()
    if name is None or not owner.names:
        return ""
    folded = name_key(name)
    alike = any(_may_be(folded, known) for known in owner.names)
    return "" if alike else name


def _may_be(name: str, known: str) -> bool:
    """Equal, a rare character apart, without the surname, or one within the other; a brother's name is another's."""
    return name in known or known in name or likeness(name, known) in (Likeness.SAME, Likeness.ONE_RARE_CHARACTER)
