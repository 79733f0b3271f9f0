"""Papers whose file is called after another person than whose they are.

``郑国栋/孙堃证件照.jpg`` goes to 孙堃 where 孙堃 has no photo yet. Where 孙堃 has one, the file is in doubt and 孙堃's
own is not: it stays where it lies. ``郑国栋/余思敏.jpg``, a name that nobody here bears, stays too, in doubt.
So does a form or a card that names one person while its file names another.
"""

from collections.abc import Sequence
from typing import Final

from hui_reg.dossiers.attribution import Attribution, Tied, slots
from hui_reg.dossiers.items import Item
from hui_reg.dossiers.names import Likeness, likeness
from hui_reg.dossiers.naming import WITHIN, Naming, Places, place_owner
from hui_reg.dossiers.people import Person, slip
from hui_reg.model import Tie
from hui_reg.notation.names import key as name_key
from hui_reg.vocabulary import Field, Kind

_REGISTERING: Final = frozenset({Kind.APPLICATION_FORM, Kind.ID_CARD})
_MISNAMED: Final = 0.7
"""How certain a folder is of a file whose own name says otherwise: the doubt is told by its name."""


def settle_misnamed(items: Sequence[Item], attribution: Attribution, naming: Naming) -> None:
    """Put files that another has already back to where they lie, and note whom the names of doubtful files name."""
    places = attribution.places()
    for item in items:
        tied = attribution.owners.get(item)
        if tied is None or not item.leaf.segments:
            continue
        if item.says_who:
            if stranger := _called_otherwise(item, tied):
                attribution.named[item] = stranger
            continue
        host = place_owner(item.leaf, naming, places, by_folder=True)
        called = [person for person, worth in naming.named(item.leaf.segments[0]).items() if worth >= WITHIN]
        if host is not None and len(called) == 1 and called[0] is not host:
            if _has_own(called[0], item, attribution, naming, places):
                attribution.owners[item] = Tied(host, Tie.FOLDER, _MISNAMED)
                attribution.named[item] = called[0].title
        elif called in ([], [tied.person]) and (stranger := _stranger(item, tied.person)):
            attribution.named[item] = stranger


def _called_otherwise(item: Item, tied: Tied) -> str:
    """The name that the file of a form or card bears whose own name is read for certain and is another; else empty."""
    name = item.leaf.segments[0].plausible_name()
    if item.kind not in _REGISTERING or not item.name_sure or name is None or tied.tie is Tie.RULING:
        return ""
    employer = item.told(Field.EMPLOYER)
    if employer is not None and name in (employer.value or ""):
        return ""  # a place that sounds like a name
    if name_key(name) in set(tied.person.names) - set(tied.person.aliases):
        return ""  # the same form also came under the name of whom it tells
    return "" if _may_be(name_key(name), item.name) else name


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
    unread = () if owner.numbers else owner.raw_numbers  # the form's number lacks a digit, the file's has it
    alike = own_name.numbers & set(owner.numbers) or any(slip(n, raw) for n in own_name.numbers for raw in unread)
    if own_name.numbers and not alike:
        return own_name.plausible_name() or "另一个身份证号码"
    name = own_name.plausible_name()
    if name is None or not owner.names:
        return ""
    told = [known for known in owner.names if known not in owner.aliases] or owner.names
    return "" if any(_may_be(name_key(name), known) for known in told) else name


def _may_be(name: str, known: str) -> bool:
    """Equal, a rare character apart, without the surname, or one within the other; a brother's name is another's."""
    return name in known or known in name or likeness(name, known) in (Likeness.SAME, Likeness.ONE_RARE_CHARACTER)
