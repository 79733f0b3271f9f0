"""Which mails and readings were written since the last validation: the database notes it itself, whoever writes.

Triggers of the migration add a row for every row of a mail, a file or a reading that comes, goes or changes; a
validation takes away what it has worked on. So it need not look at all that is kept to find the little that is new.
A later migration that makes one of these tables anew must make its triggers anew too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Column, Connection, String, Table, delete, func, select

from hui_reg.store.schema import SERIAL, metadata

_CHUNK: Final = 500
_MAIL, _FILE = "mail", "file"
_WATCHED: Final = {"messages": (_MAIL, "sha256"), "files": (_MAIL, "message"), "readings": (_FILE, "sha256")}

touched = Table(
    "touched",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("sort", String(4), nullable=False),
    Column("value", String(64), nullable=False),
)
"""What was written: a mail, or a file of which something was read, by SHA-256."""


@dataclass(frozen=True)
class Touched:
    """What was written, and the numbers of the rows that tell of it."""

    mails: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    rows: tuple[int, ...] = ()


def load(connection: Connection) -> Touched:
    """All that is noted."""
    rows = list(connection.execute(select(touched)))
    mails, files = (frozenset(row.value for row in rows if row.sort == sort) for sort in (_MAIL, _FILE))
    return Touched(mails, files, tuple(row.id for row in rows))


def load_numbers(connection: Connection) -> Touched:
    """:func:`load` without the names: of a registration that was never validated there are very many."""
    numbers = select(func.max(touched.c.id)) if connection.dialect.name == "sqlite" else select(touched.c.id)
    return Touched(rows=tuple(number for number in connection.execute(numbers).scalars() if number is not None))


def settle(connection: Connection, known: Touched) -> None:
    """Take away what was worked on; what was noted since stays."""
    if connection.dialect.name == "sqlite":  # one writer: what is there was seen, or has a higher number
        if known.rows:
            connection.execute(delete(touched).where(touched.c.id <= max(known.rows)))
        return
    for start in range(0, len(known.rows), _CHUNK):
        connection.execute(delete(touched).where(touched.c.id.in_(known.rows[start : start + _CHUNK])))


def triggers(dialect: str) -> Iterator[str]:
    """The statements that have the database take note."""
    for table, (sort, column) in _WATCHED.items():
        for event, rows in (("INSERT", ("NEW",)), ("DELETE", ("OLD",)), ("UPDATE", ("OLD", "NEW"))):
            name = f"touched_{table}_{event.lower()}"
            adding = " ".join(
                f"INSERT INTO touched (sort, value) VALUES ('{sort}', {row}.{column});"  # noqa: S608 names of ours
                for row in rows
            )
            if dialect == "sqlite":
                yield f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {adding} END"
            else:
                yield (
                    f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                    f"$$ BEGIN {adding} RETURN NULL; END $$"
                )
                yield f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
