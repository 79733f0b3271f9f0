"""Mails that a server shows and that could not be had. Each is named until it comes or is there no more.

A mail that breaks the connection is tried last and alone; when it still does after ``PATIENCE`` it is given up, and
``retry`` has it tried again.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, delete, insert, select, update

from hui_reg.store.mails import Sighting
from hui_reg.store.schema import unreceived as table

BREAKS, EMPTY, TOO_LARGE, UNLISTED = "breaks", "empty", "too_large", "unlisted"
PATIENCE = timedelta(days=3)
_GIVEN_UP = "已搁置；请在网页版邮箱里打开它，把附件另存后用 hui-reg fetch --from 收取；要再试请运行 hui-reg retry"


@dataclass(frozen=True)
class Unreceived:
    """A mail that stayed out. ``reason`` is a Chinese sentence."""

    place: Sighting
    kind: str
    reason: str
    received_at: datetime | None
    last_at: datetime
    given_up: bool = False

    @property
    def title(self) -> str:
        """How people find it: mailbox, folder, day and number."""
        return title(self.place, self.received_at)


def title(place: Sighting, received_at: datetime | None) -> str:
    """How people find a mail on the server."""
    day = f"{received_at:%m}月{received_at:%d}日收到的" if received_at else ""
    return f"{place.account} {place.folder} {day}邮件（UID {place.uid}）"


def note(
    connection: Connection, place: Sighting, kind: str, reason: str, received_at: datetime | None, now: datetime
) -> Unreceived:
    """Name a mail, or name it again: when it first stayed out for this kind of reason is kept."""
    row = connection.execute(select(table).where(_at(place))).mappings().first()
    since = row["first_at"] if row is not None and row["kind"] == kind else now
    given_up = kind == BREAKS and now - since >= PATIENCE
    reason = f"{PATIENCE.days} 天来每次收取都使连接中断，{_GIVEN_UP}" if given_up else reason
    values = {
        "kind": kind,
        "reason": reason,
        "received_at": received_at,
        "first_at": since,
        "last_at": now,
        "given_up": int(given_up),
    }
    if row is None:
        connection.execute(insert(table).values(**vars(place), **values))
    else:
        connection.execute(update(table).where(_at(place)).values(**values))
    return Unreceived(place, kind, reason, received_at, now, given_up)


def suspect(connection: Connection, place: Sighting, reason: str, received_at: datetime | None, now: datetime) -> None:
    """Note that the connection broke at this mail among others, which proves nothing yet: it is to be tried alone."""
    if connection.execute(select(table.c.kind).where(_at(place))).scalar() != BREAKS:
        note(connection, place, BREAKS, reason, received_at, now)


def of_folder(connection: Connection, account: str, folder: str, uidvalidity: int) -> dict[int, Unreceived]:
    """Those of one folder by UID."""
    query = select(table).where(
        table.c.account == account, table.c.folder == folder, table.c.uidvalidity == uidvalidity
    )
    return {row["uid"]: _read(row) for row in connection.execute(query).mappings()}


def load(connection: Connection) -> list[Unreceived]:
    """All of them, in the order of the mailboxes."""
    query = select(table).order_by(table.c.account, table.c.folder, table.c.uidvalidity, table.c.uid)
    return [_read(row) for row in connection.execute(query).mappings()]


def settle(connection: Connection, account: str, folder: str, uidvalidity: int, still: Collection[int]) -> None:
    """Forget those of a folder that have come since, are gone, or stood under numbers that no longer count."""
    for uid, one in of_folder(connection, account, folder, uidvalidity).items():
        if uid not in still:
            connection.execute(delete(table).where(_at(one.place)))
    connection.execute(
        delete(table).where(table.c.account == account, table.c.folder == folder, table.c.uidvalidity != uidvalidity)
    )


def try_again(connection: Connection, chosen: Iterable[Unreceived]) -> None:
    """Take back that these were given up; the next ``fetch`` asks for them, with patience anew."""
    now = datetime.now(UTC)
    for one in chosen:
        connection.execute(update(table).where(_at(one.place)).values(given_up=0, first_at=now))


def _at(place: Sighting) -> ColumnElement[bool]:
    return and_(
        table.c.account == place.account,
        table.c.folder == place.folder,
        table.c.uidvalidity == place.uidvalidity,
        table.c.uid == place.uid,
    )


def _read(values: RowMapping) -> Unreceived:
    return Unreceived(
        Sighting(values["account"], values["folder"], values["uidvalidity"], values["uid"]),
        values["kind"],
        values["reason"],
        values["received_at"],
        values["last_at"],
        bool(values["given_up"]),
    )
