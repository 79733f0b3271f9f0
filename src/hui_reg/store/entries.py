"""The append-only ledger: entries are added, never changed; a wrong one is superseded by a later one."""

import json
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, insert, select

from hui_reg.model import Entry
from hui_reg.store.schema import assessments, entries

_CHUNK = 500


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


def load_of(connection: Connection, keys: Collection[str]) -> list[Entry]:
    """All entries of these keys, and of keys that nobody of the last validation bears, in the order of adding."""
    wanted = sorted(keys)
    borne = select(assessments.c.key)
    rows = list(connection.execute(select(entries).where(entries.c.applicant.not_in(borne))))
    for start in range(0, len(wanted), _CHUNK):
        chunk = entries.c.applicant.in_(wanted[start : start + _CHUNK])
        rows += connection.execute(select(entries).where(chunk, entries.c.applicant.in_(borne)))
    return [_entry(row._mapping) for row in sorted(rows, key=lambda row: row.seq)]


def _entry(row: object) -> Entry:
    fields = dict(row)  # type: ignore[call-overload]
    return Entry(**(fields | {"data": json.loads(fields["data"])}))
