"""Who a dossier's key speaks of, and whether an applicant of today is that person.

A key is the unit with the ID number, or with the name where no number was read. So a number read at last, a number
corrected or a unit's name spelled in full give a person another key, while what was recorded stays under the old one.
"""

from dataclasses import dataclass
from typing import Protocol

from hui_reg.notation import names, resident_id


class Bearer(Protocol):
    """Anyone who has a key. An unknown name or number is empty."""

    @property
    def key(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def id_number(self) -> str: ...


@dataclass(frozen=True)
class Former:
    """Who a key spoke of."""

    key: str
    unit: str
    name: str
    id_number: str


def of_key(key: str, name: str = "") -> Former:
    """Who a key speaks of: a unit and a number or a name. ``name`` completes a number, if it was recorded."""
    unit, _, tail = key.rpartition("|")
    number = resident_id.normalise(tail) if resident_id.is_valid(tail) else ""
    return Former(key, unit, name if number else tail, number)


def is_same(former: Bearer, today: Bearer) -> bool:
    """Whether both are one person: of the same number, or of the same unit and name unless two numbers contradict."""
    if former.id_number and former.id_number == today.id_number:
        return True
    named = former.name and names.same(former.name, today.name) and former.unit == today.unit
    return bool(named) and not (resident_id.is_valid(former.id_number) and resident_id.is_valid(today.id_number))


def number_or_key(key: str) -> str:
    """Whom a key speaks of, whatever unit the person is counted to: the number, where there is one."""
    return of_key(key).id_number or key


def pair_of(one: str, other: str) -> frozenset[str]:
    """Two people by their keys; those of one number, in two units, are told apart by nothing else."""
    two = frozenset((number_or_key(one), number_or_key(other)))
    return two if len(two) > 1 else frozenset((one, other))
