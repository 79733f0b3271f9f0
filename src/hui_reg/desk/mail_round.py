"""One run over one mailbox: every mail that the server shows is kept, known already, or named with the reason.

A mail at which the connection breaks doesn't hold up the others: it is remembered, tried last and alone, and given
up after some days.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from hui_reg.desk.session import Session
from hui_reg.intake.archives.packed_mails import Opener
from hui_reg.intake.mailbox.account import Account, Lost
from hui_reg.intake.mailbox.bodies import Body, Listed
from hui_reg.intake.mailbox.connection import Deadline
from hui_reg.intake.mailbox.mailbox import Folder
from hui_reg.intake.maildrop import arrival, believed, too_large
from hui_reg.model import Problem, ProblemKind
from hui_reg.store import mails, unreceived
from hui_reg.store.blobs import BlobStore
from hui_reg.store.database import Database
from hui_reg.store.keeper import Keeper
from hui_reg.store.mails import Arrival, Sighting
from hui_reg.store.unreceived import BREAKS, EMPTY, TOO_LARGE, UNLISTED, Unreceived

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


NAMED_EACH: Final = 5
"""Mails named one by one that stayed out for one reason."""
_AND_MORE: Final = "另有 {} 封邮件同样没有收下：{}"


@dataclass
class Received:
    """What a run took in. ``troubles`` are sentences about mails that stayed out or were set aside."""

    seen: int = 0
    fresh: int = 0
    folders: list[FolderReport] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    _alike: Counter[str] = field(default_factory=Counter)

    def name(self, title: str, reason: str) -> None:
        """Name a mail that stayed out. Of many with one reason only the first are named, and the others counted."""
        self._alike[reason] += 1
        more = self._alike[reason] - NAMED_EACH
        if more > 1:
            self.troubles.remove(_AND_MORE.format(more - 1, reason))
        self.troubles.append(_AND_MORE.format(more, reason) if more > 0 else f"{title} {reason}")


@dataclass(frozen=True)
class Taking:
    """Where mails are kept and within which limits. ``largest``: bytes of one mail. ``tick`` hears of every mail that
    came, ``expect`` of how many will. With ``dry_run`` nothing is kept, and nothing changes on the server. ``opener``:
    opens archives of mails from the disk."""

    blobs: BlobStore
    database: Database
    deadline: Deadline
    largest: int
    tick: Tick
    dry_run: bool = False
    expect: Tick = lambda more: None
    opener: Opener | None = None


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


@dataclass
class _Rest:
    """What is left of a folder: mails to try alone, and the UIDs that stay named."""

    folder: Folder
    stubborn: list[Listed] = field(default_factory=list)
    named: set[int] = field(default_factory=set)


@dataclass
class Round:
    """The receiving from one mailbox, folder after folder; what came is counted into ``received``."""

    source: Source
    session: Session
    taking: Taking
    received: Received
    _rests: list[_Rest] = field(default_factory=list)
    _most: int | None = None
    """Mails in one batch; one, once the sizes that the server tells have proved too far off."""

    def look(self, name: str) -> None:
        """Count what a folder holds and what of it is new; nothing is taken in."""
        _, new, _ = self._shown(name)
        self.received.fresh += len(new)
        for mail in new:
            if self._is_too_large(mail):
                self.received.troubles.append(f"{self._unnamed(mail, name)} {too_large(mail.size or 0, self._limit)}")

    def receive(self, name: str) -> None:
        """Take in what is new in a folder, then flag or move on the server what is kept."""
        folder, new, visible = self._shown(name)
        rest = _Rest(folder)
        self._rests.append(rest)
        with self.taking.database.begin() as connection:
            before = unreceived.of_folder(connection, self._key, name, folder.uidvalidity)
        wanted = []
        for mail in new:
            known = before.get(mail.uid)
            if self._is_too_large(mail):
                self._name(rest, mail, TOO_LARGE, too_large(mail.size or 0, self._limit))
            elif known is not None and known.given_up:
                self._tell(rest, known)
            elif known is not None and known.kind == BREAKS:
                rest.stubborn.append(mail)
            else:
                wanted.append(mail)
        self.taking.expect(len(wanted) + len(rest.stubborn))
        rest.stubborn.sort(key=lambda mail: before[mail.uid].last_at)
        self._keep(rest, self._bodies(rest, wanted))
        if self.source.after != "nothing":
            self.session.reopen(folder)
            self._afterwards(folder, visible)

    def finish(self) -> None:
        """Try the mails at which the connection broke, each alone; then forget whoever is named no more."""
        for rest in self._rests:
            if rest.stubborn:
                self._keep(rest, self._alone(rest))
            with self.taking.database.begin() as connection:
                place = (self._key, rest.folder.name, rest.folder.uidvalidity)
                unreceived.settle(connection, *place, still=rest.named)

    @property
    def _key(self) -> str:
        return self.source.account.key

    @property
    def _limit(self) -> int:
        return self.session.largest

    def _is_too_large(self, mail: Listed) -> bool:
        return mail.size is not None and mail.size > self._limit

    def _shown(self, name: str) -> tuple[Folder, list[Listed], set[int]]:
        """The folder, the mails in it that aren't recorded, and all UIDs it shows."""
        mailbox = self.session.mailbox
        folder = self.session.select(name)
        uids = mailbox.uids(folder)
        with self.taking.database.begin() as connection:
            known = mails.known_uids(connection, self._key, name, folder.uidvalidity)
            before = mails.last_uidvalidity(connection, self._key, name)
        new = mailbox.entries(folder, [uid for uid in uids if uid not in known])
        first = [mail for mail in new[:1] if mail.listed and mail.uid == uids[0]]
        oldest = next(iter(first), None) or next(mailbox.listing(uids[:1]), None)
        report = FolderReport(
            account=self._key,
            folder=name,
            mails=len(uids),
            new=len(new),
            oldest=oldest.received_at if oldest else None,
            aged_out=len(known - set(uids)),
            renumbered=before is not None and before != folder.uidvalidity,
        )
        self.received.folders.append(report)
        self.received.seen += len(uids)
        return folder, new, set(uids)

    def _bodies(self, rest: _Rest, listed: Sequence[Listed]) -> Iterator[list[Body]]:
        """The mails, over broken connections: what had come is kept, and the first that hadn't is put off."""
        waiting = list(listed)
        while waiting:
            try:
                for batch in self.session.mailbox.bodies(waiting, self._most):
                    yield batch
                    waiting = waiting[len(batch) :]
            except Lost as lost:
                yield lost.salvaged
                came = {body.listed.uid for body in lost.salvaged}
                waiting = [mail for mail in waiting if mail.uid not in came]
                if lost.overfull and self._most != 1:
                    self._most = 1
                elif waiting:
                    first = waiting.pop(0)
                    rest.stubborn.insert(0, first)
                    with self.taking.database.begin() as connection:
                        reason = f"收取时连接中断（{lost.cause}），会单独再试"
                        place = self._place(rest.folder, first)
                        unreceived.suspect(connection, place, reason, first.received_at, datetime.now(UTC))
                self.session.broke(lost)
                self.session.reopen(rest.folder)

    def _alone(self, rest: _Rest) -> Iterator[list[Body]]:
        for mail in rest.stubborn:
            if not self.session.ready(rest.folder):
                rest.named.add(mail.uid)
                told = f"{self._unnamed(mail, rest.folder.name)} 收取时会使连接中断，这次没有轮到，下次运行再单独试"
                self.received.troubles.append(told)
                continue
            try:
                yield [self.session.mailbox.body(mail)]
            except Lost as lost:
                self.session.broke(lost)
                self._name(rest, mail, BREAKS, f"单独收取时连接中断（{lost.cause}），下次运行会再试")

    def _keep(self, rest: _Rest, coming: Iterator[list[Body]]) -> None:
        keeper = Keeper(self.taking.blobs, self.taking.database)
        try:
            with keeper:
                for batch in coming:
                    for body in batch:
                        if body.data is None:
                            self._name(
                                rest,
                                body.listed,
                                EMPTY if body.listed.listed else UNLISTED,
                                body.reason,
                            )
                        elif body.reason:
                            self.received.troubles.append(
                                f"{self._unnamed(body.listed, rest.folder.name)} {body.reason}"
                            )
                    keeper.keep([(b.data, self._arrival(rest.folder, b)) for b in batch if b.data is not None])
                    self.taking.tick(len(batch))
        finally:
            self.received.fresh += keeper.fresh  # also what came before the connection broke

    def _place(self, folder: Folder, mail: Listed) -> Sighting:
        return Sighting(self._key, folder.name, folder.uidvalidity, mail.uid)

    def _unnamed(self, mail: Listed, folder: str) -> str:
        return unreceived.title(Sighting(self._key, folder, 0, mail.uid), mail.received_at)

    def _name(self, rest: _Rest, mail: Listed, kind: str, reason: str) -> None:
        with self.taking.database.begin() as connection:
            place = self._place(rest.folder, mail)
            one = unreceived.note(connection, place, kind, reason, mail.received_at, datetime.now(UTC))
        self._tell(rest, one)

    def _tell(self, rest: _Rest, one: Unreceived) -> None:
        rest.named.add(one.place.uid)
        self.received.name(one.title, one.reason)

    def _arrival(self, folder: Folder, body: Body) -> Arrival:
        at, basis = believed(body.listed.received_at), "internaldate"
        if at is None:
            told = arrival(body.data or b"", datetime.now(UTC))
            at, basis = told.received_at, told.received_basis
        detail = f"{body.reason}；确认无误后可运行 hui-reg retry"
        problem = Problem(kind=ProblemKind.DAMAGED, detail=detail) if body.reason else None
        return Arrival("", 0, at, basis, self._place(folder, body.listed), problem)

    def _afterwards(self, folder: Folder, visible: set[int]) -> None:
        """Flag or move every visible mail that is recorded, those of a run that was cut off before this too."""
        with self.taking.database.begin() as connection:
            recorded = mails.known_uids(connection, self._key, folder.name, folder.uidvalidity) & visible
        if not recorded or self.session.select(folder.name, readonly=False).uidvalidity != folder.uidvalidity:
            return
        if self.source.after == "flag":
            self.session.mailbox.flag(recorded & self.session.mailbox.unflagged())
        elif self.source.move_to and self.source.move_to != folder.name:
            self.session.mailbox.move(recorded, self.source.move_to)
