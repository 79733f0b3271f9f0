"""The people somebody asks about, each with the history, the papers and the mails: the same for every command."""

from collections.abc import Sequence
from dataclasses import dataclass

from hui_reg.desk.ledger import listed_roll
from hui_reg.desk.validation import rulings_of
from hui_reg.desk.workspace import Workspace
from hui_reg.dossiers import concerning
from hui_reg.errors import HuiRegError
from hui_reg.history.lookup import find
from hui_reg.history.people import Person
from hui_reg.history.requests import Request, requests_of
from hui_reg.history.roll import Roll
from hui_reg.history.rulings import Ruling
from hui_reg.history.standing import Standing
from hui_reg.history.state import State
from hui_reg.history.undoing import merged_away
from hui_reg.model import Assessment, Message
from hui_reg.store import results


@dataclass(frozen=True)
class Told:
    """One person; ``assessment`` is None for one of whom only the ledger knows."""

    person: Person
    state: State
    standing: Standing
    assessment: Assessment | None
    rulings: tuple[Ruling, ...] = ()

    @property
    def requests(self) -> Sequence[Request]:
        """What the unit was asked to mend, as it stands now."""
        return requests_of(self.state, self.standing, self.assessment)

    @property
    def mails(self) -> Sequence[tuple[Message, int]]:
        """The mails that brought anything of the person's, oldest first, each with how many files of theirs."""
        if self.assessment is None:
            return ()
        dossier = self.assessment.dossier
        files = [message for message, _ in {(e.file.message, e.file.path) for e in dossier.exhibits}]
        ordered = sorted(dossier.messages, key=lambda m: (m.received_at, m.sha256))
        return [(message, files.count(message.sha256)) for message in ordered]


def asked_for(workspace: Workspace, who: str) -> list[Told]:
    """Everyone who may be meant by ``who`` (:func:`hui_reg.history.lookup.find`), in the order of the batch.

    Raises :class:`HuiRegError` (exit 2), with those it may be meant for, when nobody is.
    """
    said = rulings_of(workspace)

    def found(everyone: Sequence[Person]) -> list[Person]:
        try:
            return find(everyone, who)
        except HuiRegError as error:
            raise merged_away(said, who) or error from error

    with workspace.database.begin() as connection:
        roll: Roll = listed_roll(connection, workspace, found)
        kept = results.load_some(connection, [person.key for person in roll.people])
    assessments = {assessment.dossier.key: assessment for assessment in kept}
    about = concerning(said)

    def rulings(person: Person) -> tuple[Ruling, ...]:
        known = assessments.get(person.key)
        return tuple(about(known.dossier) if known else (r for r in said.live if r.applicant == person.key))

    return [Told(p, roll.state(p), roll.standing(p), assessments.get(p.key), rulings(p)) for p in roll.people]
