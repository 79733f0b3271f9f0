"""The append-only ledger: entries are added, never changed; a wrong one is superseded by a later one."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, insert, select

from hui_reg.model import Entry
from hui_reg.store.schema import entries


def append(connection: Connection, new: Sequence[Entry]) -> list[int]:
    """Add entries in their order; ``seq`` is given by the database. Returns the numbers given."""
    numbers = []
    for entry in new:
        row = entry.model_dump(exclude={"seq", "data", "on"})
        row |= {"on": entry.on.isoformat(), "data": json.dumps(dict(entry.data), ensure_ascii=False)}
        key = connection.execute(insert(entries).values(**row)).inserted_primary_key
        assert key is not None  # an insert of one row always has it
        numbers.append(int(key[0]))
    return numbers


def load(connection: Connection, *, applicant: str | None = None, kinds: Iterable[str] | None = None) -> list[Entry]:
    """Entries in the order they were added, of one applicant or of some kinds only when asked."""
    query = select(entries).order_by(entries.c.seq)
    if applicant is not None:
        query = query.where(entries.c.applicant == applicant)
    if kinds is not None:
        query = query.where(entries.c.kind.in_(list(kinds)))
    return [_entry(row._mapping) for row in connection.execute(query)]


def _entry(row: object) -> Entry:
    fields = dict(row)  # type: ignore[call-overload]
    return Entry(**(fields | {"data": json.loads(fields["data"])}))
