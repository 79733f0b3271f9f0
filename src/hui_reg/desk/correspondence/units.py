"""What units were asked that concerns no applicant: looked up with what their mails are now, and entered as asked."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from hui_reg.history.kinds import EntryKind
from hui_reg.history.requests import Course, Post, UnitRequest, unit_requests
from hui_reg.history.rulings import RULING_ENTRIES, fold_rulings
from hui_reg.ledger.plan import Datum, Draft
from hui_reg.model import Assessment, Message
from hui_reg.store import entries, mails, results
from hui_reg.store.derived import lookups

if TYPE_CHECKING:
    from hui_reg.review.letter import Letter
    from hui_reg.store.database import Connection

NOBODY = ""
"""The applicant of what concerns none."""


def asked_of_units(
    connection: "Connection", zone: tzinfo, units: Mapping[str, str] | None = None
) -> tuple[UnitRequest, ...]:
    """Everything that was asked of units, as it stands now; ``units``: the unit of each mail, for whoever knows it.

    Nothing but the ledger is opened where nothing was asked.
    """
    own = entries.load(connection, applicant=NOBODY, kinds=(EntryKind.REQUEST, EntryKind.REMINDER))
    asked = [entry for entry in own if entry.kind == EntryKind.REQUEST]
    if not asked:
        return ()
    about = {str(entry.data.get("mail")) for entry in asked}
    since = mails.received_after(connection, min(entry.recorded_at for entry in asked))
    rulings = fold_rulings(entries.load(connection, kinds=RULING_ENTRIES))
    homes = _units_of(connection, about | since) if units is None else units
    first = _loaded(connection, about, zone)
    written_to = {str(entry.data.get("unit")) for entry in asked}
    concerned = {rulings.spellings.get(unit, unit) for unit in written_to} | {homes[m] for m in about if m in homes}
    later = {mail for mail in since if homes.get(mail) in concerned}
    later |= since & lookups.sent_by(connection, {message.sender_address for message in first} - {""})
    messages = [*first, *_loaded(connection, later - about, zone)]
    bringing = {mail for mail, _ in lookups.tied(connection, "brings", later)}
    return unit_requests(own, Post(_wrong(connection, messages), messages, homes, bringing), rulings)


def _loaded(connection: "Connection", hashes: Collection[str], zone: tzinfo) -> list[Message]:
    """These mails, as far as they can be read, with the moments of a zone."""
    return in_zone(mails.load_messages(connection, all_or_none=False, only=hashes), zone)


def in_zone(messages: Iterable[Message], zone: tzinfo) -> list[Message]:
    """Mails with the moments of a zone: the days that letters and requests name are those of its calendar."""
    return [m.model_copy(update={"received_at": m.received_at.astimezone(zone)}) for m in messages]


def homes_of_mails(
    connection: "Connection",
    listed: Sequence[results.Listed],
    messages: Iterable[Message],
    told: Mapping[str, list[str]],
) -> dict[str, str]:
    """:func:`units_of_mails`; ``told``: the units of the mails that stand in anybody's dossier. What a unit is known
    by is the same in all dossiers of its people, so that one of each is opened, where a mail brought nothing."""
    messages = list(messages)
    one_each = {person.unit: person.key for person in reversed(listed)}
    keys = [] if all(message.sha256 in told for message in messages) else list(one_each.values())
    return units_of_mails(results.load_in_turn(connection, keys), messages, told)


def units_of_mails(
    assessments: Iterable[Assessment], messages: Iterable[Message], told: Mapping[str, Collection[str]] | None = None
) -> dict[str, str]:
    """The unit of each mail: that of the people of whom it brought anything, where that is one unit; of a mail that
    brought nothing of anybody, the one unit that is known by the address it came from. ``told``: of whom mails brought
    anything, for whoever knows it."""
    bringing: dict[str, set[str]] = {mail: set(units) for mail, units in (told or {}).items()}
    known: dict[str, set[str]] = {}
    for dossier in (assessment.dossier for assessment in assessments):
        for message in dossier.messages if told is None else ():
            bringing.setdefault(message.sha256, set()).add(dossier.unit)
        for address in dossier.addresses:
            known.setdefault(address, set()).add(dossier.unit)
    homes = {m.sha256: bringing.get(m.sha256) or known.get(m.sender_address.lower(), set()) for m in messages}
    return {sha256: next(iter(units)) for sha256, units in homes.items() if len(units) == 1}


def asked_in(letter: "Letter", asked: Sequence[UnitRequest], today: date, due: date) -> list[Draft]:
    """The entries of what a letter asks, each thing once: what is open with the same term is asked already."""
    drafts = []
    for thing in letter.loose:
        before = _before(asked, thing.key)
        is_open = before is not None and before.course is Course.OPEN
        if before is not None and is_open and before.until >= due:
            continue
        since = before.since if before is not None and is_open else today
        data: dict[str, Datum] = {
            "unit": letter.unit,
            "thing": thing.key,
            "mail": thing.mail,
            "asked": thing.asked,
            "is_file": thing.is_file,
            "until": due.isoformat(),
            "since": since.isoformat(),
        }
        drafts.append(Draft(NOBODY, EntryKind.REQUEST, today, data, supersedes=before.seq if before else None))
    return drafts


def reminded_in(letter: "Letter", asked: Sequence[UnitRequest], today: date, due: date) -> list[Draft]:
    """The entries of what a letter reminds of, one a thing and day."""
    found = (_before(asked, thing.key) for thing in letter.loose)
    return [
        Draft(NOBODY, EntryKind.REMINDER, today, {"request": before.seq, "until": due.isoformat()})
        for before in found
        if before is not None and today not in before.reminded
    ]


def _before(asked: Sequence[UnitRequest], key: str) -> UnitRequest | None:
    """The request for this very thing, unless it was met."""
    return next((r for r in asked if r.thing.key == key and r.course is not Course.MET), None)


def _wrong(connection: "Connection", messages: Sequence[Message]) -> frozenset[str] | None:
    """The keys of what is wrong with these mails; None where nobody has looked since something was taken out."""
    from hui_reg.review.loose import wrong

    if results.validated_mails(connection) is None or results.are_incomplete(connection):
        return None
    found = wrong(messages, results.load_leftovers(connection), results.load_mail_problems(connection))
    return frozenset(one.thing.key for one in found)


def _units_of(connection: "Connection", hashes: Collection[str]) -> dict[str, str]:
    """:func:`units_of_mails` from what the last validation kept, opening nobody's dossier."""
    homes: dict[str, set[str]] = {}
    for mail, unit in lookups.units_tied(connection, "mail", hashes):
        homes.setdefault(mail, set()).add(unit)
    return {mail: next(iter(units)) for mail, units in homes.items() if len(units) == 1}
