"""New mail into the store, durable before anything changes on the server: at least once fetched, once recorded.

list → bodies → bytes durable → recorded → only then flags or moves → disconnect. Writing overlaps with the download,
one batch behind it.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from hui_reg.desk.mail_round import Received, Round, Source, Taking
from hui_reg.desk.session import Session
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.intake.mailbox.account import Account
from hui_reg.intake.mailbox.bodies import BATCH_BYTES, BATCH_MAILS
from hui_reg.intake.maildrop import RawMail, open_path
from hui_reg.settings import MailboxSettings
from hui_reg.store import mailbox_health, mails
from hui_reg.store.database import Database
from hui_reg.store.keeper import Keeper
from hui_reg.store.mails import Arrival


def account_of(box: MailboxSettings) -> Account:
    """A mailbox of the settings, with its secret. Raises :class:`HuiRegError` (exit 3) when there is none."""
    return Account(box.host, box.user, box.secret(), box.port, box.ca_file, box.timeout_seconds)


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
    with Keeper(taking.blobs, taking.database) as keeper:
        for batch in _in_batches(open_path(path, taking.largest)):
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
