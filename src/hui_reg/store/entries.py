"""The append-only ledger: entries are added, never changed; a wrong one is superseded by a later one.

Each entry is a leaf of a Merkle tree (``store.merkle``): whoever holds a head printed earlier can prove that nothing
before it was changed or cut off.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC
from typing import Any

from sqlalchemy import Connection, func, select

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.model import Entry
from hui_reg.store import chronicle, claims, merkle
from hui_reg.store.closing import purged_through, refuse_if_closed
from hui_reg.store.schema import assessments, entries, leaves
from hui_reg.store.words import checked

_CHUNK = 500


def append(connection: Connection, new: Sequence[Entry]) -> list[int]:
    """Add entries in their order; ``seq`` is given here, one after the other. Returns the numbers given.

    Raises :class:`HuiRegError` (exit 5) when one of them may have alone what an entry that counts has already.
    """
    chronicle.lock(connection)
    refuse_if_closed(connection)
    last = int(connection.execute(select(func.max(leaves.c.seq))).scalar() or 0)
    claims.claim(connection, [{**entry.model_dump(), "seq": seq} for seq, entry in enumerate(new, last + 1)])
    rows, planted = [], []
    for seq, entry in enumerate(new, last + 1):
        row = entry.model_dump(exclude={"seq", "data", "on"}) | {"seq": seq, "on": entry.on.isoformat()}
        row["data"] = json.dumps(dict(entry.data), ensure_ascii=False)
        checked("经手人", entry.by)
        checked("申报人的单位和姓名", entry.applicant)
        checked("记录的内容", row["data"])
        salt = merkle.new_salt()
        rows.append(row)
        planted.append({"seq": seq, "salt": salt, "commitment": _commitment(salt, row)})
    chronicle.add(connection, entries, rows)
    chronicle.add(connection, leaves, planted)
    return [row["seq"] for row in rows]


def head(connection: Connection) -> merkle.Head:
    """The size of the ledger and the root of its tree, to be printed on what leaves the house."""
    return merkle.head(_commitments(connection))


def disproved(connection: Connection, heads: Iterable[merkle.Head]) -> list[merkle.Head]:
    """Those of some heads printed earlier that the ledger's beginning doesn't have any more."""
    known = _commitments(connection)
    return [one for one in heads if merkle.head(known[: one.size]) != one]


def changed(connection: Connection) -> list[int]:
    """The numbers of the entries that aren't what was entered under them: changed, taken away or put in.

    An entry that is gone was purged only if a purge said so; any other was taken away.
    """
    rows = {row["seq"]: row for row in connection.execute(select(entries)).mappings()}
    wrong, purged = set(rows), purged_through(connection)
    for leaf in connection.execute(select(leaves).order_by(leaves.c.seq)):
        row = rows.get(leaf.seq)
        if leaf.salt is None:
            wrong |= {leaf.seq} if row or leaf.seq > purged else set()
        elif row is None or not _is_committed(leaf.salt, row, leaf.commitment):
            wrong.add(leaf.seq)
        else:
            wrong.discard(leaf.seq)
    return sorted(wrong)


def _commitments(connection: Connection) -> list[str]:
    return list(connection.execute(select(leaves.c.commitment).order_by(leaves.c.seq)).scalars())


def _is_committed(salt: str, row: Mapping[Any, Any], commitment: str) -> bool:
    try:
        return _commitment(salt, row) == commitment
    except ValueError:  # a salt that is none
        return False


def _commitment(salt: str, row: Mapping[Any, Any]) -> str:
    kept = {str(name): value for name, value in row.items()}
    kept["recorded_at"] = kept["recorded_at"].astimezone(UTC).isoformat(timespec="microseconds")
    return merkle.commitment(salt, kept)


def load(connection: Connection, *, applicant: str | None = None, kinds: Iterable[str] | None = None) -> list[Entry]:
    """Entries in the order they were added, of one applicant or of some kinds only when asked."""
    query = select(entries).order_by(entries.c.seq)
    if applicant is not None:
        query = query.where(entries.c.applicant == applicant)
    if kinds is not None:
        query = query.where(entries.c.kind.in_(list(kinds)))
    return [_entry(row._mapping) for row in connection.execute(query)]


def load_of(connection: Connection, keys: Collection[str], everybodys: Iterable[str] = ()) -> list[Entry]:
    """All entries of these keys, of keys that nobody of the last validation bears, and of the kinds ``everybodys``
    whoever they are about, in the order of adding."""
    wanted = sorted(keys)
    borne = select(assessments.c.key)
    always = entries.c.applicant.not_in(borne) | entries.c.kind.in_(list(everybodys))
    rows = {row.seq: row for row in connection.execute(select(entries).where(always))}
    for start in range(0, len(wanted), _CHUNK):
        chunk = entries.c.applicant.in_(wanted[start : start + _CHUNK])
        rows |= {row.seq: row for row in connection.execute(select(entries).where(chunk))}
    return [_entry(rows[seq]._mapping) for seq in sorted(rows)]


def _entry(row: object) -> Entry:
    fields = dict(row)  # type: ignore[call-overload]
    try:
        return Entry(**(fields | {"data": json.loads(fields["data"])}))
    except (ValueError, TypeError, RecursionError) as error:  # somebody wrote into the database by hand
        told = f"台账第 {fields.get('seq')} 条读不出：数据库被改动或损坏"
        raise HuiRegError(ExitCode.STORE, told, "请运行 hui-reg verify --rebuild：按邮件和日志重做数据库。") from error
