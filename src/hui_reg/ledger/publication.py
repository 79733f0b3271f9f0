"""The list that is put up for everyone: who passed, with ID numbers masked, and no namesake taken for another."""

from collections import defaultdict
from collections.abc import Iterable

from hui_reg.history.people import Person
from hui_reg.history.roll import Roll
from hui_reg.notation import resident_id
from hui_reg.notation.names import key as name_key


def passed(roll: Roll) -> list[Person]:
    """Everyone cleared and paid who passed both papers within the period, by unit and name."""
    found = roll.standing_where(lambda stands: stands.has_passed).people
    return sorted(found, key=lambda person: (person.unit, person.name, person.id_number))


def masked(people: Iterable[Person]) -> dict[str, str]:
    """The ID number to print for each applicant, by key: masked, and different for namesakes of one unit.

    Where two of one name and unit would look alike, the fewest digits that tell them apart are shown besides.
    """
    alike: dict[tuple[str, str, str], list[Person]] = defaultdict(list)
    for person in people:
        alike[name_key(person.name), person.unit, resident_id.mask(person.id_number)].append(person)
    return {person.key: text for group in alike.values() for person, text in zip(group, _apart(group), strict=True)}


def _apart(group: list[Person]) -> list[str]:
    numbers = [person.id_number for person in group]
    shown = [list(resident_id.mask(number)) for number in numbers]
    for place in range(13, 5, -1):  # from the day of birth back to the year, which says most about a person
        if len({"".join(text) for text in shown}) == len(set(numbers)):
            break
        if len({number[place : place + 1] for number in numbers}) > 1:
            for text, number in zip(shown, numbers, strict=True):
                text[place] = number[place]
    return ["".join(text) for text in shown]
