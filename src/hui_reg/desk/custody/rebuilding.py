"""Everything brought back from the mails and the journals, and what is damaged put right. Cut off anywhere, the next
run goes on.

A faulty SQLite file is never mended in place: a new one is made beside it and takes its place whole; the old one is
kept under ``….damaged`` until ``purge``. What other databases hold is completed where it lacks something.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hui_reg import durable
from hui_reg.console import Console
from hui_reg.desk import unpacking
from hui_reg.desk.custody import enciphering, founded, leftovers
from hui_reg.desk.custody.audit import Audit
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.intake.maildrop import arrival
from hui_reg.intake.repair import is_mail
from hui_reg.store import mails, purge, recovery, results, soundness
from hui_reg.store.database import Database, open_database, seal_of
from hui_reg.store.mails import Arrival


@dataclass
class Rebuilt:
    """How many mails were entered again; ``undated``: those whose arrival nothing tells any more, dated by the mail."""

    mails: int = 0
    undated: int = 0


def mend(workspace: Workspace, console: Console, audit: Audit) -> None:
    """Put right what can be made again: leaves, pictures, copies of the journal; clear what cut-off runs left."""
    for sha256 in audit.leaves & audit.changed:
        workspace.blobs.remove(sha256)
    for path in audit.pictures:
        durable.remove(path)
    leftovers.clear(workspace)
    if audit.faulty:
        return
    with workspace.database.begin() as connection:
        soundness.drop_documents(connection, audit.documents)
        if audit.documents.keys() & results.MADE:
            results.take_out(connection)
        mails.put_back(connection, audit.mails_of_leaves)
    founded.put_right(workspace, audit.results)
    if audit.copies:
        _mend_copies(workspace, audit.copies)
    if audit.arrivals_differ or any(line.text is None for line in workspace.arrivals.read()):
        _rewrite_arrivals(workspace)
    if audit.mails_of_leaves or audit.documents:
        unpacking.unpack(workspace, console)
    audit.made = {sha256 for sha256 in audit.leaves if workspace.blobs.is_whole(sha256)}


def rebuild(workspace: Workspace, console: Console, audit: Audit) -> Rebuilt:
    """Have the database hold all that mails and journals tell. Raises :class:`HuiRegError` (exit 7)."""
    if audit.faulty:
        if seal_of(workspace.settings.store.url) is None:
            raise HuiRegError(
                ExitCode.STORE, "数据库里的内容有损坏", "请由数据库管理员恢复备份，再运行 hui-reg verify --rebuild。"
            )
        _replace_database(workspace)
    rebuilt = Rebuilt()
    journal = workspace.arrivals
    buried = journal.buried()
    there = set(workspace.blobs.all()) - audit.changed  # what is lost comes again, if the server still has it
    arrivals = [one for one in journal.arrivals() if one.sha256 in buried | there]
    with workspace.database.begin() as connection:
        rebuilt.mails = mails.record(connection, arrivals)
        purge.bury(connection, buried)
        mails.put_back(connection, audit.mails_of_leaves)
    unpacking.unpack(workspace, console)
    rebuilt.undated = _take_unknown(workspace, console)
    rebuilt.mails += rebuilt.undated
    return rebuilt


def _take_unknown(workspace: Workspace, console: Console) -> int:
    """Mails whose arrival no journal tells: dated by their Received header. One that turns out to be an attachment of
    another mail is none. Only then are they noted, so that a run cut off in between begins again."""
    noted = {one.sha256 for one in workspace.arrivals.arrivals()}
    found = [(sha256, one) for sha256 in _unknown(workspace, noted) if (one := _dated(workspace, sha256))]
    with workspace.database.begin() as connection:
        mails.record(connection, [one for _, one in found])
    unpacking.unpack(workspace, console)
    with workspace.database.begin() as connection:
        kept = mails.load(connection)
        leaves = {file.sha256 for file in mails.load_files(connection) if file.message != file.sha256}
        loose = [mail for mail in kept if mail.sha256 not in noted and mail.state != mails.PURGED]
        recovery.forget(connection, {mail.sha256 for mail in loose} & leaves)
    taken = [mail for mail in loose if mail.sha256 not in leaves]
    workspace.arrivals.note(
        [Arrival(m.sha256, m.size, m.received_at, m.received_basis, problem=m.problem) for m in taken]
    )
    return len({sha256 for sha256, _ in found} & {mail.sha256 for mail in taken})


def _unknown(workspace: Workspace, noted: set[str]) -> list[str]:
    from hui_reg.store import exports

    with workspace.database.begin() as connection:
        known = {mail.sha256 for mail in mails.load(connection)}
        known |= {file.sha256 for file in mails.load_files(connection)}
        known |= exports.imported_names(connection).keys()
    return [sha256 for sha256 in workspace.blobs.all() if sha256 not in known | noted]


def _dated(workspace: Workspace, sha256: str) -> Arrival | None:
    try:
        data = workspace.blobs.get(sha256)
    except HuiRegError:
        return None
    if not is_mail(data):
        return None
    envelope = arrival(data, workspace.blobs.kept_at(sha256))
    return Arrival(sha256, len(data), envelope.received_at, envelope.received_basis)


def _mend_copies(workspace: Workspace, copies: Sequence[Path]) -> None:
    """Copies of the journal that differ from a sound database: made anew, from one that doesn't, else from it."""
    chronicle = workspace.database.chronicle
    good = next((copy for copy in chronicle.copies if copy.path not in copies), None)
    if good is None:
        purge.renew_journals(workspace.database)
        return
    texts = [line.text for line in good.read() if line.text is not None]
    for copy in chronicle.copies:
        if copy.path in copies:
            copy.replace(texts)


def _rewrite_arrivals(workspace: Workspace) -> None:
    """The arrivals as the sound database has them."""
    with workspace.database.begin() as connection:
        kept = {mail.sha256: mail for mail in mails.load(connection)}
        sightings = recovery.load_sightings(connection)
        buried = purge.purged(connection)
    seen = {sha256 for _, sha256 in sightings}
    places = [*((None, sha256) for sha256 in kept if sha256 not in seen), *sightings]
    arrivals = [
        Arrival(m.sha256, m.size, m.received_at, m.received_basis, place, m.problem)
        for place, m in ((place, kept[sha256]) for place, sha256 in places if sha256 in kept)
    ]
    workspace.arrivals.rewrite(arrivals, buried)


def _replace_database(workspace: Workspace) -> None:
    """A new database of what the journals tell and of the readings that are whole, in place of the faulty one."""
    seal = seal_of(workspace.settings.store.url)
    assert seal is not None
    target = seal.database
    with durable.scratch(target.parent, target.name) as folder:
        fresh = open_database(
            f"sqlite:///{folder / target.name}", workspace.journals, tolerant=True, vault=workspace.vault
        )
        try:
            with contextlib.suppress(HuiRegError):  # what can't be read is read anew from the mails
                _copy_readings(workspace.database, fresh)
        finally:
            fresh.close()
        workspace.close()
        for ending in ("-wal", "-shm", ".sum"):
            durable.remove(target.with_name(target.name + ending))
        if target.exists():
            target.replace(target.with_name(target.name + leftovers.DAMAGED))
        (folder / target.name).replace(target)
        durable.sync_folder(target.parent)
    enciphering.turn_set_aside(workspace)


def _copy_readings(source: Database, target: Database) -> None:
    with source.begin() as connection:
        for chunk in recovery.sound_readings(connection):
            with target.begin() as other:
                recovery.restore_readings(other, chunk)
