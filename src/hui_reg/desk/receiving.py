"""New mail into the store, durable before anything changes on the server: at least once fetched, once recorded.

list → bodies → bytes durable → recorded → only then flags or moves → disconnect. Writing overlaps with the download,
one batch behind it.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hui_reg.desk.mail_round import Received, Round, Source, Taking
from hui_reg.desk.session import Session
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.intake.mailbox.account import Account
from hui_reg.intake.mailbox.bodies import BATCH_BYTES, BATCH_MAILS
from hui_reg.intake.maildrop import RawMail, files_in, open_path
from hui_reg.settings import MailboxSettings
from hui_reg.store import mailbox_health, mails, results
from hui_reg.store.database import Database
from hui_reg.store.keeper import Keeper
from hui_reg.store.mails import Arrival

if TYPE_CHECKING:
    from hui_reg.desk.unpacking import Unpacking


def account_of(box: MailboxSettings) -> Account:
    """A mailbox of the settings, with its secret. Raises :class:`HuiRegError` (exit 3) when there is none."""
    return Account(box.host, box.user, box.secret(), box.port, box.ca_file, box.timeout_seconds)


def sources(workspace: Workspace) -> list[Source]:
    """Every mailbox of the settings. Raises :class:`HuiRegError` (exit 3) when there is none, or no secret."""
    boxes = workspace.settings.mailboxes()
    if not boxes:
        raise HuiRegError(
            ExitCode.SETTINGS,
            "还没有设置邮箱",
            "请在 hui-reg.toml 的 [mailbox] 填写 host、user 和 password_file，或用 --from 从文件夹收取。",
        )
    return [Source(account_of(box), box.folders, box.after, box.move_to) for box in boxes.values()]


def from_mailboxes(workspace: Workspace, taking: Taking, received: Received) -> HuiRegError | None:
    """Receive from every mailbox of the settings into ``received``. One that fails doesn't keep the others from being
    read: the last failure (exit 4) is returned, those before it are among the troubles. Raises what else fails."""
    failure: HuiRegError | None = None
    for source in sources(workspace):
        try:
            from_mailbox(source, taking, received)
        except HuiRegError as error:
            if error.code is not ExitCode.MAILBOX:
                raise
            if failure is not None:
                received.troubles.append(f"{failure.message}。{failure.hint}")
            failure = error
    return failure


def record(workspace: Workspace, received: Received, done: "Unpacking") -> None:
    """Note what a fetch did, if it did anything."""
    summary = {"seen": received.seen, "new": received.fresh, "files": done.files, "set_aside": len(done.set_aside)}
    if received.fresh or done.mails or done.set_aside:
        with workspace.database.begin() as connection:
            results.record_run(connection, "fetch", summary)


def from_mailbox(source: Source, taking: Taking, received: Received) -> None:
    """Receive from one mailbox, over all its folders, into ``received``.

    Raises :class:`HuiRegError`: exit 4 for the mailbox, 7 for the store. What was recorded before stays. How it went
    is noted for whoever watches.
    """
    try:
        _receive(source, taking, received)
    except HuiRegError as error:
        if error.code is ExitCode.MAILBOX:
            _note(source, taking, f"{error.message}。{error.hint}")
        raise
    _note(source, taking)


def _note(source: Source, taking: Taking, told: str = "") -> None:
    if not taking.dry_run:
        with taking.database.begin() as connection:
            mailbox_health.note(connection, source.account.key, datetime.now(UTC), told)


def _receive(source: Source, taking: Taking, received: Received) -> None:
    session = Session(source.account, taking.deadline, taking.largest)
    round_ = Round(source, session, taking, received)
    try:
        for name in source.folders:
            round_.look(name) if taking.dry_run else round_.receive(name)
        if not taking.dry_run:
            round_.finish()
    finally:
        session.close()


def from_path(path: Path, taking: Taking) -> Received:
    """Receive the mails of a folder, Maildir, mbox or .eml. Known bytes are passed over."""
    received = Received()
    taking.expect(sum(1 for _ in files_in(path)))
    with Keeper(taking.blobs, taking.database) as keeper:
        for batch in _in_batches(open_path(path, taking.largest, taking.opener)):
            received.seen += len(batch)
            received.troubles += [f"{raw.origin} {raw.reason}" for raw in batch if raw.data is None]
            whole = [(raw.data, _arrival(raw)) for raw in batch if raw.data is not None]
            if taking.dry_run:
                received.fresh += _count_new(taking.database, [data for data, _ in whole])
            else:
                keeper.keep(whole)
            taking.tick(len(batch))
    received.fresh += keeper.fresh
    return received


def _arrival(raw: RawMail) -> Arrival:
    assert raw.envelope is not None
    return Arrival("", 0, raw.envelope.received_at, raw.envelope.received_basis)


def _count_new(database: Database, blobs: Sequence[bytes]) -> int:
    hashes = {hashlib.sha256(data).hexdigest() for data in blobs}
    with database.begin() as connection:
        return len(hashes - mails.known(connection, hashes))


def _in_batches(raws: Iterator[RawMail]) -> Iterator[list[RawMail]]:
    batch: list[RawMail] = []
    held = 0
    for raw in raws:
        size = len(raw.data or b"")
        if batch and (len(batch) >= BATCH_MAILS or held + size > BATCH_BYTES):
            yield batch
            batch, held = [], 0
        batch.append(raw)
        held += size
    if batch:
        yield batch
