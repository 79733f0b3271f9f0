"""A store to receive into, and what stands in it."""

from dataclasses import dataclass

from hui_reg.desk.mail_round import Received, Source, Taking
from hui_reg.desk.receiving import from_mailbox
from hui_reg.intake.mailbox.account import Account
from hui_reg.intake.mailbox.connection import Deadline
from hui_reg.store import mails
from hui_reg.store.blobs import BlobStore
from hui_reg.store.database import Database

LARGEST = 60 * 1024 * 1024

PATIENCE = 600.0
"""Seconds after which a server on this machine is silent: only a hang is, on a machine however busy."""


@dataclass
class Store:
    """A blob store and a database, and what stands in them."""

    blobs: BlobStore
    database: Database

    def receive(
        self,
        server: object,
        folders: tuple[str, ...] = ("INBOX",),
        after: str = "nothing",
        move_to: str = "",
        seconds: float | None = None,
        timeout: float = PATIENCE,
        largest: int = LARGEST,
        dry_run: bool = False,
    ) -> Received:
        account = account_of(server, timeout)
        received = Received()
        source = Source(account, folders, after, move_to)
        taking = Taking(self.blobs, self.database, Deadline(seconds), largest, lambda _: None, dry_run)
        from_mailbox(source, taking, received)
        return received

    def mails(self) -> list[mails.KeptMail]:
        with self.database.begin() as connection:
            return mails.load(connection)

    def raws(self) -> list[bytes]:
        return [self.blobs.get(mail.sha256) for mail in self.mails()]

    def uids(self, server: object, folder: str = "INBOX", uidvalidity: int = 7) -> set[int]:
        with self.database.begin() as connection:
            return mails.known_uids(connection, account_of(server).key, folder, uidvalidity)


def account_of(server: object, timeout: float = PATIENCE) -> Account:
    return Account(
        server.host,  # type: ignore[attr-defined]
        getattr(server, "user", "u@mail.test"),
        getattr(server, "password", "invented-password"),
        server.port,  # type: ignore[attr-defined]
        authority.ca_file if (authority := server.authority) else None,  # type: ignore[attr-defined]
        timeout,
    )
