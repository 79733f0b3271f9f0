"""Forgetting people: every row that tells of anyone goes; what keeps a purged mail from coming back stays.

A purged mail leaves its SHA-256, its size, its receiving date, and where it was seen: none of them tells of a person,
and the next ``fetch`` passes it over by them. The rows' bytes are overwritten (SQLite: ``secure_delete``), and
:func:`compact` gives the pages back. Of the ledger the commitments stay: without entry and salt they tell of
nobody, and heads printed earlier can still be proved.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select, update

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store import chronicle, closing, exports, schema
from hui_reg.store.database import Database, store_error
from hui_reg.store.derived.touched import touched
from hui_reg.store.derived.traces import assembled, papers, tellings, ties
from hui_reg.store.mails import PURGED
from hui_reg.store.schema import (
    assessments,
    claims,
    entries,
    files,
    imports,
    leaves,
    leftovers,
    mail_problems,
    mails,
    message_problems,
    messages,
    metadata,
    readings,
    unreceived,
)

_PERSONAL: Final = (
    files,
    message_problems,
    messages,
    readings,
    assessments,
    leftovers,
    mail_problems,
    tellings,
    assembled,
    papers,
    ties,
    unreceived,
    claims,
    entries,
    schema.exports,
    imports,
    touched,
)
"""In an order that no foreign key objects to; last what notes that the others were written."""


def newest_mail(connection: Connection) -> datetime | None:
    """When the last mail came, purged ones too; None where there is none."""
    return connection.execute(select(func.max(mails.c.received_at))).scalar()


def held(connection: Connection) -> dict[str, int]:
    """How many mails, files, applicants and ledger entries are still kept."""
    kept = select(func.count()).select_from(mails).where(mails.c.state != PURGED)
    counts = {"mails": connection.execute(kept).scalar() or 0}
    for name, table in (("files", files), ("applicants", assessments), ("entries", entries)):
        counts[name] = connection.execute(select(func.count()).select_from(table)).scalar() or 0
    return counts


def forget(connection: Connection) -> set[str]:
    """Delete all that tells of people. Returns the hashes of all mails purged, now or before."""
    if connection.dialect.name == "postgresql":
        from hui_reg.store.joint import queue  # its engine's libraries are nobody else's cost

        queue.forget(connection)
    told = closing.kept_through_purge(connection)
    for table in _PERSONAL:
        connection.execute(delete(table).execution_options(**chronicle.NOTED))
    for export in told:  # past the journals: they are to be made anew
        connection.execute(insert(schema.exports).values(exports.row_of(export)).execution_options(**chronicle.NOTED))
    connection.execute(update(leaves).values(salt=None).execution_options(**chronicle.NOTED))
    connection.execute(update(mails).values(state=PURGED, attempts=0, problem=None))
    chronicle.count(connection)  # whatever the journals say was before
    return purged(connection)


def purged(connection: Connection) -> set[str]:
    """The hashes of the mails that were purged."""
    return set(connection.execute(select(mails.c.sha256).where(mails.c.state == PURGED)).scalars())


def renew_journals(database: Database) -> None:
    """Have the journals tell of nobody either. Raises :class:`HuiRegError` (exit 7)."""
    with database.begin() as connection:
        database.chronicle.renew(connection)


def bury(connection: Connection, hashes: Collection[str]) -> None:
    """Mark mails as purged: those of a journal, after the database was lost."""
    for sha256 in hashes:
        connection.execute(update(mails).where(mails.c.sha256 == sha256).values(state=PURGED, problem=None))


def compact(database: Database) -> None:
    """Give deleted rows' pages back to the disk, the write-ahead log's too. Raises :class:`HuiRegError` (exit 7)."""
    database.about_to_write()
    if database.engine.dialect.name == "sqlite":
        statements = ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"]
    else:
        statements = ["SET statement_timeout = 0", "SET lock_timeout = 0"]
        statements += [f'VACUUM FULL "{table.name}"' for table in metadata.sorted_tables]
    raw = database.engine.raw_connection()
    connection: Any = raw.driver_connection
    try:
        if hasattr(connection, "autocommit"):
            connection.autocommit = True  # PostgreSQL's VACUUM runs in no transaction
        for statement in statements:
            cursor = connection.cursor()
            cursor.execute(statement)
            row = cursor.fetchone() if statement.startswith("PRAGMA") else None
            cursor.close()
            if row and row[0]:  # SQLite doesn't raise: it answers that a reader keeps the log from being cut
                raise _in_use()
    except HuiRegError:
        raise
    except Exception as error:  # either driver's own
        raise store_error(error) from error
    finally:
        raw.invalidate()  # its settings are not those of the pool's connections
        raw.close()


def _in_use() -> HuiRegError:
    return HuiRegError(
        ExitCode.STORE,
        "另有程序正在读取数据库，旧内容还没有从磁盘上清掉",
        "请关闭它（数据库浏览器、备份程序等），然后重新运行 hui-reg purge。",
    )
