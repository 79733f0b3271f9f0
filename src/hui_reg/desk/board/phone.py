"""What a unit that calls is told: who of its people stands where, what came from it last, and what to type next."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hui_reg.desk.correspondence.asking import asked_of
from hui_reg.desk.correspondence.units import asked_of_units
from hui_reg.desk.ledger import listed_roll
from hui_reg.desk.next_step import Step, steps
from hui_reg.desk.workspace import Workspace
from hui_reg.history.lookup import unit_named
from hui_reg.history.people import Person
from hui_reg.history.requests import Request, UnitRequest
from hui_reg.history.standing import Standing
from hui_reg.model import Message
from hui_reg.store import results

MOST_UNITS = 5
"""So many units are told person by person; of more only the names and counts."""


@dataclass(frozen=True)
class Answer:
    """One unit: its people with where each stands and the proposal; ``last``: the newest mail of theirs."""

    unit: str
    people: tuple[tuple[Person, Standing, str], ...]
    steps: tuple[Step, ...]
    last: Message | None = None
    asked: tuple[tuple[Person, Sequence[Request]], ...] = ()
    """What was asked of whom, as it stands now."""
    loose: tuple[UnitRequest, ...] = ()
    """What was asked of the unit that concerns no applicant."""

    @property
    def counts(self) -> str:
        """``6 人：待补正 2，已报名 4``."""
        if not self.people:
            return "没有申报人"
        stages = Counter(standing.title for _, standing, _ in self.people)
        return f"{len(self.people)} 人：" + "，".join(f"{title} {count}" for title, count in stages.most_common())


def answers(workspace: Workspace, part: str) -> list[Answer]:
    """An answer for every unit in whose name ``part`` stands. Raises :class:`HuiRegError` (exit 2) for none."""
    with workspace.database.begin() as connection:
        of_units = asked_of_units(connection, workspace.notice.tz)
        units: list[str] = []

        def narrowed(everyone: Sequence[Person]) -> Sequence[Person]:
            units.extend(unit_named((*(person.unit for person in everyone), *(r.unit for r in of_units)), part))
            return [person for person in everyone if person.unit in units]

        roll = listed_roll(connection, workspace, narrowed)
        few = len(units) <= MOST_UNITS
        kept = results.load_some(connection, [person.key for person in roll.people]) if few else []
    verdicts = {assessment.dossier.key: assessment.verdict.words for assessment in kept}
    mails = {unit: [m for a in kept if a.dossier.unit == unit for m in a.dossier.messages] for unit in units}
    asked = asked_of(roll, kept) if few else {}
    found = []
    for unit in units:
        own = roll.of_unit(unit)
        found.append(
            Answer(
                unit,
                tuple((person, own.standing(person), verdicts.get(person.key, "")) for person in own.people),
                tuple(step.for_unit(unit) for step in steps(own)),
                max(mails[unit], key=lambda mail: mail.received_at, default=None),
                tuple((person, asked[person.key]) for person in own.people if person.key in asked),
                tuple(request for request in of_units if request.unit == unit),
            )
        )
    return found
