"""Persons whom only a file's or a folder's name names: what lies there cannot be read, or says nothing.

``张三/身份证.pdf`` that is damaged, ``李四.jpg`` that is a photo: the person exists all the same, and the unit must
hear what is missing. The name must be a plausible one, and the file must look like someone's material.
"""

from collections.abc import Iterable, Sequence

from hui_reg.dossiers.attribution import Attribution, lacking, slots
from hui_reg.dossiers.items import Item, Leaf
from hui_reg.dossiers.naming import Naming
from hui_reg.dossiers.paths import announced_kind
from hui_reg.dossiers.people import Person
from hui_reg.model import ProblemKind
from hui_reg.notation.names import key as name_key
from hui_reg.notation.resident_id import parse


def newcomers(leaves: Iterable[Leaf], items: Sequence[Item], attribution: Attribution, naming: Naming) -> list[Person]:
    """New persons, each once, known by name or number of a file or folder only."""
    open_items: dict[Leaf, list[Item]] = {}
    for item in items:
        if item not in attribution.owners and not item.says_who:
            open_items.setdefault(item.leaf, []).append(item)
    found: dict[str, Person] = {}
    for leaf in leaves:
        if leaf not in open_items and not _unreadable(leaf):
            continue
        person = _named(leaf, naming)
        if person is None or (leaf in open_items and _someone_lacks(open_items[leaf], leaf, attribution)):
            continue
        found.setdefault(person.numbers[0] if person.numbers else person.names[0], person)
    return [found[key] for key in sorted(found)]


def _unreadable(leaf: Leaf) -> bool:
    """Whether nothing was read in what is announced as a material, or could not be opened."""
    if leaf.read is None or leaf.read.readings:
        return False
    if announced_kind(leaf.file.path) is not None:
        return True
    return leaf.problem is not None and leaf.problem.kind is not ProblemKind.UNSUPPORTED  # 程序.exe is nobody


def _named(leaf: Leaf, naming: Naming) -> Person | None:
    """A person by the file's own name, else by its folder's; None where a known one is named, or none plausible."""
    for clues in leaf.segments:
        if naming.named(clues):
            return None
        for number in sorted(clues.numbers):
            assert parse(number) is not None  # clues hold valid numbers only
            beside = clues.plausible_name() or ""
            return Person(numbers=[number], names=[name_key(beside)] if beside else [], shown_name=beside)
        if name := clues.plausible_name():
            return Person(names=[name_key(name)], shown_name=name)
    return None


def _someone_lacks(open_items: Sequence[Item], leaf: Leaf, attribution: Attribution) -> bool:
    """Whether a known person of the mail lacks just this: then a word taken for a name must not make a person."""
    here = {t.person for i, t in attribution.owners.items() if i.leaf.message.sha256 == leaf.message.sha256}
    missing = lacking(open_items, attribution, sorted(here, key=lambda p: p.order))
    return len(here) == 1 and any(missing[slots(item)[0]] for item in open_items)
