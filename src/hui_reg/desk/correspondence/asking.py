"""What units are asked for: kept in the ledger as it is drafted, and looked up with what has come since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from hui_reg.desk.correspondence.units import asked_in, asked_of_units, reminded_in
from hui_reg.desk.ledger import enter
from hui_reg.desk.workspace import Workspace
from hui_reg.history.kinds import EntryKind
from hui_reg.history.people import Person
from hui_reg.history.requests import Asked, Course, Request, UnitRequest, requests_of
from hui_reg.history.roll import Roll
from hui_reg.ledger.plan import Draft
from hui_reg.model import Assessment, Leftover, Message
from hui_reg.store import results

if TYPE_CHECKING:
    from hui_reg.review.letter import Letter
    from hui_reg.store.database import Connection

Requests = Mapping[str, Sequence[Request]]


def asked_of(roll: Roll, assessments: Iterable[Assessment]) -> Requests:
    """Everything asked of these people, by key, as it stands now; who has no assessment is no applicant any more."""
    asked = {person.key: person for person in roll.people if roll.state(person).of(EntryKind.REQUEST)}
    found: dict[str, Sequence[Request]] = {}
    for assessment in assessments:
        person = asked.pop(assessment.dossier.key, None)
        if person is not None:
            found[person.key] = requests_of(roll.state(person), roll.standing(person), assessment)
    gone = {key: requests_of(roll.state(person), roll.standing(person), None) for key, person in asked.items()}
    return found | gone


def all_asked(connection: "Connection", roll: Roll) -> Requests:
    """:func:`asked_of` everybody of whom anything was asked, opening nobody else's dossier."""
    keys = [person.key for person in roll.people if roll.state(person).of(EntryKind.REQUEST)]
    return asked_of(roll, results.load_in_turn(connection, keys)) if keys else {}


@dataclass(frozen=True)
class Overdue:
    """A unit whose term is over: since when, those of whom something is still to come, and what is that concerns no
    applicant."""

    unit: str
    since: date
    people: tuple[Person, ...]
    loose: tuple[UnitRequest, ...] = ()


def overdue(roll: Roll, asked: Requests, of_units: Sequence[UnitRequest]) -> list[Overdue]:
    """The units from which something is overdue, longest first."""
    late: dict[str, list[tuple[Person, date]]] = {}
    loose: dict[str, list[UnitRequest]] = {}
    for request in of_units:
        if request.is_overdue(roll.today):
            loose.setdefault(request.unit, []).append(request)
    for person in roll.people:
        days = [request.until for request in asked.get(person.key, ()) if request.is_overdue(roll.today)]
        if days:
            late.setdefault(person.unit, []).append((person, min(days)))
    found = []
    for unit in dict.fromkeys((*late, *loose)):
        several, things = late.get(unit, []), loose.get(unit, [])
        since = min([*(day for _, day in several), *(request.until for request in things)])
        found.append(Overdue(unit, since, tuple(person for person, _ in several), tuple(things)))
    return sorted(found, key=lambda one: one.since)


def unplaced(requests: Sequence[Asked], mails: Sequence[Message], left: Sequence[Leftover]) -> list[Message]:
    """The mails of a unit that came since it was asked and hold what we could not place or open: perhaps the answer."""
    asked = min((request.at for request in requests if request.course is Course.OPEN), default=None)
    holding = {leftover.file.message for leftover in left}
    return [
        mail
        for mail in mails
        if asked is not None
        and mail.received_at > asked
        and not mail.automatic
        and (mail.sha256 in holding or mail.problems or mail.cloud_links)
    ]


def keep(workspace: Workspace, roll: Roll, letters: Sequence["Letter"], due: date, *, reminder: bool) -> int:
    """Enter what these letters ask, each thing once. Returns how many entries are new."""
    about = {key for letter in letters for key, _ in letter.items}
    with workspace.database.begin() as connection:
        asked = all_asked(connection, roll.where(lambda person: person.key in about))
        of_units = asked_of_units(connection, roll.notice.tz)
    loose = reminded_in if reminder else asked_in
    drafts = [draft for letter in letters for draft in (_reminded if reminder else _asked)(roll, letter, asked, due)]
    drafts += [draft for letter in letters for draft in loose(letter, of_units, roll.today, due)]
    if drafts:
        enter(workspace, roll, drafts, None, None, {})
    return len(drafts)


def _asked(roll: Roll, letter: "Letter", asked: Requests, due: date) -> list[Draft]:
    drafts = []
    for key, item in letter.items:
        before = next((r for r in asked.get(key, ()) if r.item.key == item.key and r.course is not Course.MET), None)
        if before is not None and before.course is Course.OPEN and before.until >= due:
            continue
        data = {
            "rule": item.rule,
            "materials": ",".join(item.materials),
            "asked": item.asked,
            "until": due.isoformat(),
            "since": before.since.isoformat() if before and before.course is Course.OPEN else roll.today.isoformat(),
        }
        drafts.append(Draft(key, EntryKind.REQUEST, roll.today, data, supersedes=before.seq if before else None))
    return drafts


def _reminded(roll: Roll, letter: "Letter", asked: Requests, due: date) -> list[Draft]:
    """One reminder a person and day."""
    keys = dict.fromkeys(key for key, _ in letter.items)
    fresh = [key for key in keys if not any(roll.today in request.reminded for request in asked.get(key, ()))]
    return [Draft(key, EntryKind.REMINDER, roll.today, {"until": due.isoformat()}) for key in fresh]
