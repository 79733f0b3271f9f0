"""Rulings entered: said by a command, a workbook or an album, appended to the ledger, and at once in the dossiers.

What is said is entered whole or not at all; then everything is assembled anew, so that the next command, whatever it
is, works with the corrected dossiers. If that is cut off, the next ``validate`` does it.
"""

import getpass
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from hui_reg.console import Console
from hui_reg.desk import validation
from hui_reg.desk.workspace import Workspace
from hui_reg.history.kinds import EntryKind
from hui_reg.history.rulings import RULING_ENTRIES, Ruling, RulingKind, Rulings, fold_rulings
from hui_reg.model import Entry, Verdict
from hui_reg.store import entries, results
from hui_reg.store.results import Listed

_NO_EVIDENCE = (RulingKind.NOTE, RulingKind.WITHDRAW)
"""What leaves every dossier as it is."""


@dataclass(frozen=True)
class Said:
    """One ruling to be entered; ``data`` as :class:`hui_reg.history.rulings.Ruling` has it. ``source`` is the SHA-256
    of the file it was said in."""

    kind: RulingKind
    applicant: str = ""
    data: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)
    reason: str = ""
    source: str | None = None


@dataclass(frozen=True)
class Undoing:
    """An entry that shall no longer count."""

    seq: int
    applicant: str
    kind: str
    reason: str = ""


@dataclass(frozen=True)
class Change:
    """What became of one person: ``before`` None where nobody of that key was there, ``after`` None where nobody is;
    ``left`` is the unit under which the person stood before, if another."""

    name: str
    unit: str
    before: Verdict | None
    after: Verdict | None
    left: str = ""


@dataclass(frozen=True)
class Effect:
    """What was said, by number (a dry run gives the numbers they would have), and what it changed; ``already``: the
    numbers of what stood before, and was not entered again. ``people`` and ``rulings`` as they are now, or would be;
    no people where nothing new was said of the evidence."""

    numbers: tuple[int, ...]
    changes: tuple[Change, ...] = ()
    unplaced_before: int = 0
    unplaced_after: int = 0
    people: Collection[Listed] = ()
    rulings: Rulings = Rulings()  # noqa: RUF009 frozen
    already: frozenset[int] = frozenset()


def enter(
    workspace: Workspace, console: Console, said: Sequence[Said | Undoing], by: str | None, *, dry_run: bool = False
) -> Effect:
    """Enter what was said and put it into the dossiers; with ``dry_run`` tell only what it would change."""
    with nullcontext() if dry_run else workspace.lock():
        return enter_locked(workspace, console, said, by, dry_run=dry_run)


def enter_locked(
    workspace: Workspace, console: Console, said: Sequence[Said | Undoing], by: str | None, *, dry_run: bool = False
) -> Effect:
    """:func:`enter` for whoever holds the workspace's lock already."""
    with workspace.database.begin() as connection:
        known = entries.load(connection, kinds=RULING_ENTRIES)
        before = results.load_listed(connection)
        unplaced = results.count_leftovers(connection)
        standing = _standing(said, fold_rulings(known))
        new = [one for place, one in enumerate(said) if place not in standing]
        made = _made(workspace, new, by)
        fresh = entries.append(connection, made) if not dry_run else [_next(known) + n for n in range(len(made))]
    numbered = [entry.model_copy(update={"seq": seq}) for entry, seq in zip(made, fresh, strict=True)]
    unused = iter(fresh)
    numbers = tuple(standing[place] if place in standing else next(unused) for place in range(len(said)))
    already = frozenset(standing.values())
    if not any(_touches_evidence(one, known) for one in new):
        return Effect(numbers, (), unplaced, unplaced, (), fold_rulings([*known, *numbered]), already)
    if dry_run:
        rulings = fold_rulings([*known, *numbered])
        done = validation.validate(workspace, console, trial=validation.Trial(rulings))
    else:
        rulings = validation.rulings_of(workspace)
        done = validation.validate(workspace, console)
    changes = tuple(_changes(before, done.people))
    return Effect(numbers, changes, unplaced, done.unplaced, done.people, rulings, already)


def _standing(said: Sequence[Said | Undoing], rulings: Rulings) -> dict[int, int]:
    """Of what is said, by its place, the number of the ruling in force that says just that: once is enough."""
    wanted = {
        place: Ruling(0, one.kind, one.applicant, "", date.min, one.reason, one.data)
        for place, one in enumerate(said)
        if isinstance(one, Said)
    }
    found = {place: rulings.alike(ruling) for place, ruling in wanted.items()}
    return {place: one.seq for place, one in found.items() if one is not None}


def note(workspace: Workspace, said: Sequence[Said], by: str | None) -> list[int]:
    """Only enter what was said, for whoever holds the lock; the next ``validate`` puts it into the dossiers."""
    with workspace.database.begin() as connection:
        return entries.append(connection, _made(workspace, said, by))


def _made(workspace: Workspace, said: Sequence[Said | Undoing], by: str | None) -> list[Entry]:
    now = datetime.now(UTC)
    today = now.astimezone(workspace.notice.tz).date()
    return [_entry(one, by or getpass.getuser(), now).model_copy(update={"on": today}) for one in said]


def _next(known: Sequence[Entry]) -> int:
    return max((entry.seq for entry in known), default=0) + 1


def _entry(one: Said | Undoing, by: str, now: datetime) -> Entry:
    if isinstance(one, Undoing):
        quits = (EntryKind.QUIT, EntryKind.WITHDRAWAL)
        kind = EntryKind.WITHDRAWAL if one.kind in quits else EntryKind.UNDONE
        return Entry(
            applicant=one.applicant, kind=kind, on=now.date(), recorded_at=now, by=by, data={"reason": one.reason},
            supersedes=one.seq,
        )  # fmt: skip
    kind = EntryKind.QUIT if one.kind is RulingKind.WITHDRAW else EntryKind.RULING
    data = {**one.data, "reason": one.reason} | ({} if kind is EntryKind.QUIT else {"ruling": one.kind.value})
    return Entry(
        applicant=one.applicant, kind=kind, on=now.date(), recorded_at=now, by=by, source=one.source, data=data
    )


def _touches_evidence(one: Said | Undoing, known: Sequence[Entry]) -> bool:
    if isinstance(one, Said):
        return one.kind not in _NO_EVIDENCE
    undone = next((entry for entry in known if entry.seq == one.seq), None)
    return undone is None or (undone.kind, undone.data.get("ruling")) not in (
        (EntryKind.QUIT, None),
        (EntryKind.WITHDRAWAL, None),
        (EntryKind.RULING, RulingKind.NOTE.value),
    )


def _changes(before: Sequence[Listed], after: Sequence[Listed]) -> list[Change]:
    """The people who came, went, stand under another unit, or are looked at with another result or on other papers."""
    were = {person.key: person for person in before}
    stayed = [(person, were.pop(person.key, None)) for person in after]
    found = []
    for person, same in stayed:
        was = same or were.pop(_moved(person, were.values()), None)
        if was is None or was is not same or was.version != person.version:
            left = was.unit if was is not None and was.unit != person.unit else ""
            found.append(Change(person.name, person.unit, was.verdict if was else None, person.verdict, left))
    return found + [Change(gone.name, gone.unit, gone.verdict, None) for gone in were.values()]


def _moved(person: Listed, gone: Iterable[Listed]) -> str:
    """The key under which the person stood before, by name and number, if only one has both; else nothing."""
    who = (person.name, person.id_number)
    same = [one.key for one in gone if one.id_number and (one.name, one.id_number) == who]
    return same[0] if len(same) == 1 else ""
