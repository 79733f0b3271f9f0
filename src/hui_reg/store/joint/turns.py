"""One run at a time over all computers of a database: PostgreSQL's advisory lock, with the holder's name beside it.

The lock falls with its connection, so a computer that dies or loses the network keeps nobody waiting. Whoever takes
it raises the number of the turn; every later transaction of a run looks at that number first, and holds it until it
ends: a run that lost its turn unnoticed can write nothing any more.
"""

import getpass
import os
import platform
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store.joint.dialects import insert_into
from hui_reg.store.joint.tables import turns

if TYPE_CHECKING:
    from hui_reg.store.database import Database

_KEY: Final = 0x6875_6973
_RUN: Final = "run"
_PATIENCE: Final = 20.0
"""Seconds that a new schema is waited for."""
_OFTEN: Final = 2.0
"""Seconds between two looks at the session that holds the lock."""


class Turn:
    """The right to write, held by a session of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._session = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._looked = time.monotonic()
        self._one_at_a_time = threading.Lock()
        try:
            self._number = self._take()
        except BaseException:
            self._session.close()
            raise

    def check(self, connection: Connection) -> None:
        """Refuse a transaction of a run whose turn is over (exit 5). It stays ours until the transaction ends."""
        query = select(turns.c.number, turns.c.holder).where(turns.c.name == _RUN).with_for_update(read=True)
        now = connection.execute(query).one()
        if now.number != self._number:
            raise HuiRegError(
                ExitCode.LOCKED,
                f"与数据库的连接中断过，其间另一台电脑开始了运行（{now.holder}），这次运行到此为止",
                "已完成的都已保存；请等那台电脑做完，然后重新运行。",
            )

    def keep(self) -> None:
        """After a cut: take the lock again if nobody has it. If somebody has, :meth:`check` will tell."""
        with self._one_at_a_time:
            if time.monotonic() >= self._looked + _OFTEN:
                self._looked = time.monotonic()
                self._look()

    def _look(self) -> None:
        try:
            self._session.execute(text("SELECT 1"))
        except SQLAlchemyError:
            self._session.invalidate()
            self._session.close()
            self._session = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            _try(self._session)

    def end(self) -> None:
        """Let others."""
        try:
            self._session.execute(text(f"SELECT pg_advisory_unlock({_KEY})"))
        except SQLAlchemyError:  # cut: it is free already
            self._session.invalidate()
        finally:
            self._session.close()

    def _take(self) -> int:
        if not _try(self._session):
            raise _taken(self._session)
        statement = insert_into(self._session, turns).values(name=_RUN, number=1, holder=me(), since=datetime.now(UTC))
        again = {"number": turns.c.number + 1, "holder": statement.excluded.holder, "since": statement.excluded.since}
        upsert = statement.on_conflict_do_update(index_elements=["name"], set_=again)
        return int(self._session.execute(upsert.returning(turns.c.number)).scalar_one())


@contextmanager
def held(database: "Database") -> Iterator[None]:
    """Have the turn while the block runs. Raises :class:`HuiRegError` (exit 5), naming who has it."""
    with database.guarded():
        turn = Turn(database.engine)
    try:
        database.turn = turn
        database.catch_up()
        yield
    finally:
        database.turn = None
        turn.end()


def alone(connection: Connection) -> None:
    """Keep runs and other migrations out until this transaction ends; waits a little for another one's migration."""
    end = time.monotonic() + _PATIENCE
    while not is_free(connection):
        if time.monotonic() > end:
            raise _taken(connection)
        time.sleep(0.2)


def is_free(connection: Connection) -> bool:
    """Whether nobody is at work; nobody begins until this transaction ends then."""
    return bool(connection.execute(text(f"SELECT pg_try_advisory_xact_lock({_KEY})")).scalar())


def running(connection: Connection) -> str:
    """Who has the turn, as a phrase; empty when nobody has."""
    query = text(
        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = :key AND granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    if connection.execute(query, {"key": _KEY}).first() is None:
        return ""
    return _holder(connection) or "另一台电脑"


def me() -> str:
    """This process, as others are told of it: the computer, the user, the number."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a user without a name
        user = "？"
    return f"电脑 {platform.node() or '？'}，用户 {user}，进程 {os.getpid()}"


def _try(connection: Connection) -> bool:
    return bool(connection.execute(text(f"SELECT pg_try_advisory_lock({_KEY})")).scalar())


def _taken(connection: Connection) -> HuiRegError:
    return HuiRegError(
        ExitCode.LOCKED,
        f"另一次运行还在进行（{_holder(connection) or '另一台电脑'}）",
        "请等它结束后再试；定时任务会在下一次自动继续。",
    )


def _holder(connection: Connection) -> str:
    if not inspect(connection).has_table(turns.name):
        return ""
    row = connection.execute(select(turns.c.holder, turns.c.since).where(turns.c.name == _RUN)).first()
    if row is None:
        return ""
    since = row.since.astimezone()
    return f"{row.holder}，开始于 {since:%m}月{since:%d}日 {since:%H:%M:%S}"
