"""Whether what the database holds is what was put there: its pages, its documents, its ledger against the journals."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, null, select, type_coerce, update
from sqlalchemy import Text as PlainText

from hui_reg.store import chronicle
from hui_reg.store.lines import Lines
from hui_reg.store.schema import (
    DAMAGED,
    assessments,
    files,
    leftovers,
    mail_problems,
    mails,
    message_problems,
    messages,
    readings,
    unsealed,
)

_DOCUMENTS: Final = (
    (messages, "document"),
    (readings, "document"),
    (assessments, "document"),
    (leftovers, "document"),
    (mail_problems, "document"),
    (mails, "problem"),
)
_CHUNK = 500
_MOST = 20
"""Faults of pages that are told one by one."""


def faulty_pages(connection: Connection) -> list[str]:
    """What the database itself finds wrong with its pages and references. PostgreSQL checks its pages when it reads."""
    if connection.dialect.name != "sqlite":
        return []
    pages = [str(row[0]) for row in connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST})")]
    strays = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    found = [page for page in pages if page != "ok"]
    return found + [f"{row[0]} → {row[2]}" for row in strays[:_MOST]]


def damaged_documents(connection: Connection) -> dict[str, list[Any]]:
    """The keys of rows whose document is not the one that was kept, by table."""
    found: dict[str, list[Any]] = {}
    for table, column in _DOCUMENTS:
        key = _key(table)
        query = select(key, type_coerce(table.c[column], PlainText)).where(table.c[column].is_not(None))
        for known, kept in connection.execute(query.execution_options(yield_per=_CHUNK)):
            if unsealed(kept) == DAMAGED:
                found.setdefault(table.name, []).append(known)
    return found


def drop_documents(connection: Connection, damaged: Mapping[str, Sequence[Any]]) -> None:
    """Forget damaged documents: all can be made anew, from the mails and by a validation."""
    for table, column in _DOCUMENTS:
        for key in damaged.get(table.name, ()):
            if table is mails:
                connection.execute(update(mails).where(mails.c.sha256 == key).values({column: null()}))
                continue
            if table is messages:
                connection.execute(delete(files).where(files.c.message == key))
                connection.execute(delete(message_problems).where(message_problems.c.message == key))
                connection.execute(update(mails).where(mails.c.sha256 == key).values(state="new"))
            connection.execute(delete(table).where(_key(table) == key))


def tells_the_same(connection: Connection, copy: Lines) -> bool:
    """Whether a copy of the journal, all of its lines whole, tells what the database holds."""
    told: dict[tuple[str, str], dict[str, Any]] = {}
    for line in copy.read():
        try:
            _, everything, rows = chronicle.rows_of(line.text or "")
        except (ValueError, KeyError, TypeError):
            return False
        if everything:
            told.clear()
        for table, row in rows:
            told[table.name, _identity(table, row)] = row
    held = {(table.name, _identity(table, row)): row for table, row in chronicle.rows(connection)}
    return told == held


def _identity(table: Table, row: Mapping[str, Any]) -> str:
    return "|".join(str(row[column.name]) for column in table.primary_key)


def _key(table: Table) -> Any:
    return next(iter(table.primary_key))
