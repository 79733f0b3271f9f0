"""The batch as every list reads it: its people, their states, the notice, and the day."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from hui_reg.history.kinds import EntryKind
from hui_reg.history.people import People, Person
from hui_reg.history.stages import Standing, standing
from hui_reg.history.state import State
from hui_reg.notice import Notice


@dataclass(frozen=True)
class Roll:
    """Everyone in the order of the batch."""

    people: tuple[Person, ...]
    states: Mapping[str, State]
    notice: Notice
    today: date

    def state(self, person: Person) -> State:
        """The person's state; a fresh one when nothing has happened yet."""
        return self.states.get(person.key) or State(person.key)

    def standing(self, person: Person) -> Standing:
        """Where the person stands today."""
        return standing(self.state(person), self.notice, self.today)

    def units(self) -> list[str]:
        """The units that have anyone here, in the order of the batch."""
        return list(dict.fromkeys(person.unit for person in self.people))

    def of_unit(self, unit: str) -> "Roll":
        """The people of one unit alone."""
        return self.where(lambda person: person.unit == unit)

    def where(self, holds: Callable[[Person], bool]) -> "Roll":
        """The people of whom this holds."""
        return replace(self, people=tuple(filter(holds, self.people)))

    def reviewed(self) -> "Roll":
        """Those whose second review passed."""
        return self.where(lambda person: self.state(person).choice(EntryKind.SECOND_REVIEW) == "pass")

    def index(self, *, trust_numbers: bool = False) -> People:
        """The people to be looked up by name and number.

        Of a person whom two units sent, the registration that passed the second review is meant, when one did.
        """
        numbers = Counter(person.id_number for person in self.people if person.id_number)
        passed = {person.key for person in self.reviewed().people}
        settled = {person.id_number for person in self.people if person.key in passed}
        return People(
            tuple(
                person
                for person in self.people
                if numbers[person.id_number] < 2 or person.key in passed or person.id_number not in settled
            ),
            trust_numbers,
        )


def in_roll_order(people: Iterable[Person]) -> tuple[Person, ...]:
    """By unit as first met, then as given: lists of one unit stand together."""
    listed = list(people)
    units = {unit: place for place, unit in enumerate(dict.fromkeys(person.unit for person in listed))}
    return tuple(sorted(listed, key=lambda person: units[person.unit]))
