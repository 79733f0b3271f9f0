"""What a database is made anew from, besides the journals: where mails were seen, and readings that are whole."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Text, delete, insert, select, type_coerce

from hui_reg.store.mails import Sighting
from hui_reg.store.schema import DAMAGED, files, mails, message_problems, messages, readings, sightings, unsealed

_CHUNK: Final = 500


def load_sightings(connection: Connection) -> list[tuple[Sighting, str]]:
    """Where every mail was seen, in that order, with its hash."""
    query = select(sightings).order_by(sightings.c.id)
    return [(Sighting(r.account, r.folder, r.uidvalidity, r.uid), r.sha256) for r in connection.execute(query)]


def forget(connection: Connection, hashes: Collection[str]) -> None:
    """Let these be no mails: what was taken for one was an attachment."""
    for sha256 in hashes:
        for table, column in (
            (files, files.c.message), (message_problems, message_problems.c.message), (messages, messages.c.sha256),
            (sightings, sightings.c.sha256), (mails, mails.c.sha256),
        ):  # fmt: skip
            connection.execute(delete(table).where(column == sha256))


def sound_readings(connection: Connection) -> Iterator[list[dict[str, Any]]]:
    """The cached readings that are what was kept, some at a time, for a database made anew."""
    table = readings.c
    query = select(table.sha256, type_coerce(table.document, Text).label("kept"), table.problem_kind)
    for some in connection.execute(query.execution_options(yield_per=_CHUNK)).mappings().partitions():
        plain = [dict(row) | {"document": unsealed(row["kept"])} for row in some]
        yield [
            {name: row[name] for name in ("sha256", "document", "problem_kind")}
            for row in plain
            if row["document"] != DAMAGED
        ]


def restore_readings(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Enter readings of another database, as rows."""
    if rows:
        connection.execute(insert(readings), list(rows))
