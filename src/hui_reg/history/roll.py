"""The batch as every outlet reads it: its people, their states, the notice, the day, and where each one stands."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from hui_reg.history.decisions import Decisions, Stage
from hui_reg.history.following import Followed, follow
from hui_reg.history.people import People, Person
from hui_reg.history.rulings import Rulings
from hui_reg.history.standing import Standing, standing
from hui_reg.history.state import State
from hui_reg.notice import Notice


@dataclass(frozen=True)
class Roll:
    """Everyone in the order of the batch. ``versions`` are those of the dossiers now, by key.

    ``followed`` tells of keys that nobody bears any more; its lost people are among ``people``.
    """

    people: tuple[Person, ...]
    states: Mapping[str, State]
    notice: Notice
    today: date
    versions: Mapping[str, str] = field(default_factory=dict)
    followed: Followed = field(default_factory=Followed)
    _known: dict[str, Standing] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Standings worked out before; a roll made from this one by other means than :meth:`where` begins anew."""

    def state(self, person: Person) -> State:
        """The person's state; a fresh one when nothing has happened yet."""
        return self.states.get(person.key) or State(person.key)

    def standing(self, person: Person) -> Standing:
        """Where the person stands on the roll's day."""
        return self.standing_of(person.key)

    def standing_of(self, key: str) -> Standing:
        """:meth:`standing` of the bearer of a key."""
        state = self.states.get(key)
        if state is None and key not in self._lost:
            return self._at_first
        if key not in self._known:
            version = self.versions.get(key, "")
            self._known[key] = standing(state or State(key), self.notice, self.today, version, gone=key in self._lost)
        return self._known[key]

    @cached_property
    def _at_first(self) -> Standing:
        """Where everybody stands of whom nothing is recorded."""
        return standing(State(""), self.notice, self.today)

    @cached_property
    def _lost(self) -> frozenset[str]:
        return frozenset(person.key for person in self.followed.lost)

    @cached_property
    def decisions(self) -> Decisions:
        """The decisions in force by key, those that must be confirmed again included."""
        return {key: state.decisions for key, state in self.states.items() if state.decisions}

    def on(self, day: date) -> "Roll":
        """The same people, looked at on another day."""
        return replace(self, today=day)

    def units(self) -> list[str]:
        """The units that have anyone here, in the order of the batch."""
        return list(dict.fromkeys(person.unit for person in self.people))

    def of_unit(self, unit: str) -> "Roll":
        """The people of one unit alone."""
        return self.where(lambda person: person.unit == unit)

    def where(self, holds: Callable[[Person], bool]) -> "Roll":
        """The people of whom this holds."""
        fewer = replace(self, people=tuple(filter(holds, self.people)))
        fewer._known.update(self._known)
        return fewer

    def standing_where(self, holds: Callable[[Standing], bool]) -> "Roll":
        """The people of whose standing this holds."""
        return self.where(lambda person: holds(self.standing(person)))

    def cleared(self) -> "Roll":
        """Those whom both reviews passed on what is there now."""
        return self.standing_where(lambda stands: stands.is_cleared)

    def to_review(self, review: Stage) -> "Roll":
        """Those whose row a review sheet shows: all who haven't left, for the second those whom the first passed."""
        if review is Stage.FIRST:
            return self.standing_where(lambda stands: not stands.has_left)
        return self.standing_where(lambda stands: stands.passed_first)

    def for_province(self) -> "Roll":
        """Those whose papers and data go on to the province."""
        return self.standing_where(lambda stands: stands.goes_out)

    def held_up(self, units: Collection[str] = ()) -> list[str]:
        """Those whom the first review passed and must confirm before anything of theirs goes on, by name."""
        asked = (
            person
            for person in self.people
            if (not units or person.unit in units) and self.standing(person).lost_first_pass
        )
        return [*(person.shown for person in asked), *(earlier.who for earlier in self.followed.unclaimed(units))]

    def index(self, *, trust_numbers: bool = False) -> People:
        """The people to be looked up by name and number.

        Of a person whom two units sent, the registration that passed both reviews is meant, when one did.
        """
        numbers = Counter(person.id_number for person in self.people if person.id_number)
        passed = {person.key for person in self.cleared().people}
        settled = {person.id_number for person in self.people if person.key in passed}
        return People(
            tuple(
                person
                for person in self.people
                if numbers[person.id_number] < 2 or person.key in passed or person.id_number not in settled
            ),
            trust_numbers,
        )


def call_roll(
    states: Mapping[str, State],
    people: Iterable[Person],
    versions: Mapping[str, str],
    notice: Notice,
    today: date,
    rulings: Rulings = Rulings(),  # noqa: B008 frozen
) -> Roll:
    """Everyone with the history that is theirs. People of whom only the ledger knows stay."""
    listed = list(people)
    followed = follow(states, listed, rulings.present)
    return Roll(in_roll_order([*listed, *followed.lost]), followed.states, notice, today, versions, followed)


def in_roll_order(people: Iterable[Person]) -> tuple[Person, ...]:
    """By unit as first met, then as given: lists of one unit stand together."""
    listed = list(people)
    units = {unit: place for place, unit in enumerate(dict.fromkeys(person.unit for person in listed))}
    return tuple(sorted(listed, key=lambda person: units[person.unit]))
