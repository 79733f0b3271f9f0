"""New mail into the store, durable before anything changes on the server: at least once fetched, once recorded.

list → bodies → bytes durable → recorded → only then flags or moves → disconnect. Writing overlaps with the download,
one batch behind it.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.intake.mailbox.connection import Deadline
from hui_reg.intake.mailbox.login import log_in
from hui_reg.intake.mailbox.mailbox import BATCH_BYTES, BATCH_MAILS, Account, Body, Folder, Listed, Lost, Mailbox
from hui_reg.intake.maildrop import RawMail, arrival, believed, open_path, too_large
from hui_reg.model import Problem, ProblemKind
from hui_reg.settings import MailboxSettings
from hui_reg.store import mails
from hui_reg.store.blobs import BlobStore
from hui_reg.store.database import Database
from hui_reg.store.keeper import Keeper
from hui_reg.store.mails import Arrival, Sighting

RECONNECTS = 3
"""Broken connections a run puts up with for each account; logging in more often gets accounts locked."""
WINDOW_DAYS = range(27, 33)
"""Age of the oldest visible mail at which the server probably shows the last month only."""

Tick = Callable[[int], None]


@dataclass(frozen=True)
class FolderReport:
    """What a folder showed. ``aged_out``: mails recorded earlier that the server no longer shows."""

    account: str
    folder: str
    mails: int
    new: int
    oldest: datetime | None = None
    aged_out: int = 0
    renumbered: bool = False

    @property
    def windowed(self) -> bool:
        """Whether the server seems to show the last month only."""
        return self.oldest is not None and is_windowed(self.oldest)


@dataclass
class Received:
    """What a run took in. ``troubles`` are sentences about mails that stayed out or were set aside."""

    seen: int = 0
    fresh: int = 0
    folders: list[FolderReport] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """A mailbox to receive from, and what happens on the server afterwards (``nothing``, ``flag``, ``move``)."""

    account: Account
    folders: Sequence[str] = ("INBOX",)
    after: str = "nothing"
    move_to: str = ""


def is_windowed(oldest: datetime) -> bool:
    """Whether the oldest visible mail is of the age at which servers that show the last month cut off."""
    return (datetime.now(UTC) - oldest).days in WINDOW_DAYS


def account_of(box: MailboxSettings) -> Account:
    """A mailbox of the settings, with its secret. Raises :class:`HuiRegError` (exit 3) when there is none."""
    return Account(box.host, box.user, box.secret(), box.port, box.ca_file, box.timeout_seconds)


def from_mailbox(
    source: Source,
    blobs: BlobStore,
    database: Database,
    deadline: Deadline,
    largest: int,
    tick: Tick,
    dry_run: bool,
    received: Received,
) -> None:
    """Receive from one mailbox, over all its folders, into ``received``. ``tick`` hears of every mail that came.

    Raises :class:`HuiRegError`: exit 4 for the mailbox, 7 for the store. What was recorded before stays.
    """
    session = _Session(source.account, deadline, largest)
    try:
        for name in source.folders:
            _receive_folder(source, name, session, blobs, database, tick, dry_run, received)
    except Lost as lost:
        raise _gone(source.account) from lost
    finally:
        session.close()


def from_path(path: Path, blobs: BlobStore, database: Database, largest: int, tick: Tick, dry_run: bool) -> Received:
    """Receive the mails of a folder, Maildir, mbox or .eml. Known bytes are passed over."""
    received = Received()
    with Keeper(blobs, database) as keeper:
        for batch in _in_batches(open_path(path, largest)):
            received.seen += len(batch)
            received.troubles += [f"{raw.origin} {raw.reason}" for raw in batch if raw.data is None]
            whole = [(raw.data, _arrival(raw)) for raw in batch if raw.data is not None]
            if dry_run:
                received.fresh += _count_new(database, [data for data, _ in whole])
            else:
                keeper.keep(whole)
            tick(len(batch))
    received.fresh += keeper.fresh
    return received


class _Session:
    """A logged-in mailbox that is reopened a few times when the connection breaks."""

    def __init__(self, account: Account, deadline: Deadline, largest: int) -> None:
        self._account, self._deadline, self._largest = account, deadline, largest
        self._left = RECONNECTS
        self.mailbox: Mailbox = log_in(account, deadline, largest)

    def reopen(self, folder: Folder) -> None:
        """Log in again and select the same folder; gives up when tries or numbers run out."""
        self.mailbox.close()
        if self._left < 1:
            raise _gone(self._account)
        self._left -= 1
        self.mailbox = log_in(self._account, self._deadline, self._largest)
        try:
            again = self.mailbox.select(folder.name)
        except Lost as lost:
            raise _gone(self._account) from lost
        if again.uidvalidity != folder.uidvalidity:
            raise HuiRegError(ExitCode.MAILBOX, f"收取途中邮箱“{folder.name}”被重新编号", "请重新运行，会自动核对。")

    def close(self) -> None:
        self.mailbox.close()


def _receive_folder(
    source: Source,
    name: str,
    session: _Session,
    blobs: BlobStore,
    database: Database,
    tick: Tick,
    dry_run: bool,
    received: Received,
) -> None:
    account = source.account.key
    folder = session.mailbox.select(name)
    uids = session.mailbox.uids(folder)
    with database.begin() as connection:
        known = mails.known_uids(connection, account, name, folder.uidvalidity)
        before = mails.last_uidvalidity(connection, account, name)
    new = list(session.mailbox.listing([uid for uid in uids if uid not in known]))
    oldest = next(session.mailbox.listing(uids[:1]), None) if uids else None
    report = FolderReport(
        account=account,
        folder=name,
        mails=len(uids),
        new=len(new),
        oldest=oldest.received_at if oldest else None,
        aged_out=len(known - set(uids)),
        renumbered=before is not None and before != folder.uidvalidity,
    )
    received.folders.append(report)
    received.seen += len(uids)
    wanted = [mail for mail in new if mail.size is None or mail.size <= session._largest]
    received.troubles += [
        f"{_title(account, name, mail)} {too_large(mail.size or 0, session._largest)}"
        for mail in new
        if mail not in wanted
    ]
    if dry_run:
        received.fresh += len(new)
        return
    keeper = Keeper(blobs, database)
    try:
        with keeper:
            for batch in _bodies(session, folder, wanted):
                troubles = [f"{_title(account, name, body.listed)} {body.reason}" for body in batch if body.reason]
                received.troubles += troubles
                keeper.keep([(b.data, _sighted(account, folder, b)) for b in batch if b.data is not None])
                tick(len(batch))
    finally:
        received.fresh += keeper.fresh  # also what came before the connection broke
    if source.after != "nothing":
        _afterwards(source, session.mailbox, folder, set(uids), database)


def _bodies(session: _Session, folder: Folder, listed: Sequence[Listed]) -> Iterator[list[Body]]:
    """The bodies, over broken connections: after one the batch is asked for one by one, to find what breaks it."""
    position, careful = 0, 0
    while position < len(listed):
        part = listed[position : position + careful] if careful else listed[position:]
        try:
            for batch in session.mailbox.bodies(part, one_by_one=bool(careful)):
                yield batch
                position += len(batch)
            careful = 0
        except Lost as lost:
            if careful:
                yield [Body(listed[position], None, f"收取时连接中断（{lost}），下次运行会再试")]
                position += 1
            careful = BATCH_MAILS
            session.reopen(folder)


def _afterwards(source: Source, mailbox: Mailbox, folder: Folder, visible: set[int], database: Database) -> None:
    """Flag or move every visible mail that is recorded, those of a run that was cut off before this too."""
    with database.begin() as connection:
        recorded = mails.known_uids(connection, source.account.key, folder.name, folder.uidvalidity) & visible
    if not recorded or mailbox.select(folder.name, readonly=False).uidvalidity != folder.uidvalidity:
        return
    if source.after == "flag":
        mailbox.flag(recorded & mailbox.unflagged())
    elif source.move_to and source.move_to != folder.name:
        mailbox.move(recorded, source.move_to)


def _sighted(account: str, folder: Folder, body: Body) -> Arrival:
    at, basis = believed(body.listed.received_at), "internaldate"
    if at is None:
        told = arrival(body.data or b"", datetime.now(UTC))
        at, basis = told.received_at, told.received_basis
    problem = (
        Problem(kind=ProblemKind.DAMAGED, detail=f"{body.reason}；确认无误后可运行 hui-reg retry")
        if body.reason
        else None
    )
    sighting = Sighting(account, folder.name, folder.uidvalidity, body.listed.uid)
    return Arrival("", 0, at, basis, sighting, problem)


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


def _title(account: str, folder: str, mail: Listed) -> str:
    day = f"{mail.received_at:%m月%d日}收到的" if mail.received_at else ""
    return f"{account} {folder} {day}邮件（UID {mail.uid}）"


def _gone(account: Account) -> HuiRegError:
    return HuiRegError(
        ExitCode.MAILBOX, f"与 {account.host} 的连接一再中断", "已收到的邮件都已保存；请稍后再运行，会接着收。"
    )
