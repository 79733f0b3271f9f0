"""How well a document's own words fit a person: ID number and name first, birth date and sex to tell namesakes apart.

Points are worked out so that a number outweighs a name, and name with birth date outweighs a number that may be
mistyped: a form with a colleague's number is its own writer's form.
"""

from dataclasses import dataclass
from typing import Final

from hui_reg.dossiers.items import Item
from hui_reg.dossiers.names import Likeness
from hui_reg.dossiers.people import DOUBT, Person, is_namesake, slip, vouched
from hui_reg.model import Tie
from hui_reg.vocabulary import Field, Kind

_SAME_NUMBER: Final = {Kind.APPLICATION_FORM: 60.0}
_SAME_NUMBER_ELSEWHERE: Final = 100.0
_NAME: Final = {Likeness.SAME: 50.0, Likeness.ONE_RARE_CHARACTER: 25.0, Likeness.ONE_CHARACTER: 12.0}
_FORM_NAME: Final = 10.0
"""More on a form: nobody mistypes the own name, many the number."""
_OTHER_NAME: Final = -60.0
_OTHER_NAME_UNSURE: Final = -10.0
_SLIPPED_NUMBER: Final = 40.0
_OTHER_NUMBER: Final = -50.0
_BORN: Final = 15.0
_OTHER_BIRTH: Final = -8.0
_OTHER_SEX: Final = -4.0


@dataclass(frozen=True)
class Fit:
    """Points for a document as a person's, by which tie, and how certain that tie is when nothing else competes."""

    points: float
    tie: Tie
    certainty: float


def fit(item: Item, person: Person) -> Fit | None:
    """How the document's own words fit; None when they don't speak of the person at all."""
    number = _number_points(item, person)
    like = person.goes_by(item.name) if item.name else Likeness.DIFFERENT
    born = bool(item.born) and item.born == person.born
    if number <= 0 and (like is Likeness.DIFFERENT or is_namesake(item, person)):
        return None
    rare = like is Likeness.ONE_RARE_CHARACTER
    vouched_for = born or (rare and vouched(item, person))
    if number <= 0 and like is Likeness.ONE_CHARACTER and not born:
        return None
    points = number + _name_points(item, person, like)
    if item.born and person.born:
        points += _BORN if born else _OTHER_BIRTH
    points += _sex_points(item, person)
    if number > 0:
        return Fit(points, Tie.ID_NUMBER, 0.99 if number >= _SAME_NUMBER[Kind.APPLICATION_FORM] else 0.9)
    value = item.told(Field.NAME)
    certainty = {Likeness.SAME: 0.97, Likeness.ONE_RARE_CHARACTER: 0.86, Likeness.ONE_CHARACTER: 0.86}[like]
    if (value is not None and not value.sure and not born) or (rare and not vouched_for):
        certainty = min(certainty, DOUBT)
    return Fit(points, Tie.NAME, certainty)


def _number_points(item: Item, person: Person) -> float:
    known = (*person.numbers, *person.raw_numbers)
    if not item.raw_number or not known:
        return 0.0
    if item.raw_number in known:
        return _SAME_NUMBER.get(item.kind, _SAME_NUMBER_ELSEWHERE)
    if any(slip(item.raw_number, number) for number in known):
        return _SLIPPED_NUMBER
    return _OTHER_NUMBER if item.number and person.numbers else -10.0


def _name_points(item: Item, person: Person, like: Likeness) -> float:
    if not item.name or not person.names:
        return 0.0
    if like is Likeness.DIFFERENT:
        return _OTHER_NAME if item.name_sure else _OTHER_NAME_UNSURE
    return _NAME[like] + (_FORM_NAME if item.kind is Kind.APPLICATION_FORM else 0.0)


def _sex_points(item: Item, person: Person) -> float:
    value = item.told(Field.SEX)
    return _OTHER_SEX if value is not None and person.sex and value.value != person.sex else 0.0
