"""What assembling leaves behind so that the next one does only what is new: what mails tell, what units were made of,
and where the papers of people can be looked up.

All of it follows from messages, readings and rulings, and can be thrown away: then everything is assembled anew.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    Select,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
)

from hui_reg.model import FileReadings
from hui_reg.store.documents import read_or_none, rows_of
from hui_reg.store.schema import (
    SERIAL,
    Document,
    assessments,
    files,
    leftovers,
    messages,
    metadata,
    readings,
)
from hui_reg.store.words import Told

_CHUNK = 400
_BANDS = 8

tellings = Table(
    "tellings",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("sender", Told, nullable=False),
    Column("document", Document, nullable=False),
    Column("spoken", Integer, nullable=False, server_default="0"),
    Column("damaged", Integer, nullable=False, server_default="0"),
    Index("ix_tellings_sender", "sender"),
)
"""What each mail tells of its unit, and the digest of all that this, and its people's dossiers, follow from.
``spoken``: whether more goes into it than the mail itself; ``damaged``: whether the row was no mail any more."""

assembled = Table(
    "assembled",
    metadata,
    Column("unit", Told, primary_key=True),
    Column("digest", String(64), nullable=False),
)
"""The digest of all that each unit's dossiers were assembled from; under the empty name that of what all rest on,
under a bar that of the results."""

papers = Table(
    "papers",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("key", Told, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("message", String(64), nullable=False),
    Column("path", Told, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("pages", Text, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("cells", Text),
    *(Column(f"band{number}", Integer) for number in range(8)),
    Index("ix_papers_key", "key"),
    Index("ix_papers_sha256", "sha256"),
    Index("ix_papers_bands", "band3", *(f"band{number}" for number in range(8) if number != 3)),
)
"""Every applicant's papers, to be looked up by their bytes, and photos by how bright they are in each band."""

ties = Table(
    "ties",
    metadata,
    Column("key", Told, primary_key=True),
    Column("sort", String(12), primary_key=True),
    Column("value", Told, primary_key=True),
    Index("ix_ties_value", "sort", "value"),
)
"""What binds each applicant to mails, addresses and rulings."""


@dataclass
class Inputs:
    """What a mail's papers follow from: the digest of the mail as taken apart, and its files with path, SHA-256 and
    the digest of what was read (None: nothing was)."""

    document: str
    files: list[tuple[str, str, str | None]] = field(default_factory=list)


def inputs(connection: Connection, only: Collection[str] | None = None) -> Iterator[tuple[str, Inputs]]:
    """What every mail taken apart brings, or ``only`` these, each with the mail's SHA-256; some held at a time."""
    query = select(messages.c.sha256, func.substr(messages.c.document, 1, 16))
    rows = (
        select(files.c.message, files.c.path, files.c.sha256, readings.c.digest)
        .join(readings, readings.c.sha256 == files.c.sha256, isouter=True)
        .order_by(files.c.id)
    )
    for some in _chunks(sorted(of_messages(connection) if only is None else only)):
        found = {sha256: Inputs(seal) for sha256, seal in connection.execute(query.where(messages.c.sha256.in_(some)))}
        for sha256 in [sha256 for sha256, one in found.items() if one.document[:1] in "{["]:  # before there were seals
            document = connection.execute(select(messages.c.document).where(messages.c.sha256 == sha256)).scalar()
            found[sha256].document = hashlib.sha256(str(document).encode()).hexdigest()
        for message, path, sha256, digest in connection.execute(rows.where(files.c.message.in_(some))):
            if message in found:
                found[message].files.append((path, sha256, digest))
        yield from found.items()


def stamp_of(versions: Mapping[str, int]) -> str:
    """The versions of readers as text."""
    return json.dumps(dict(sorted(versions.items())))


def stale(connection: Connection, is_current: Callable[[Mapping[str, int]], bool]) -> dict[str, str]:
    """The files read by readers that are no longer current, with a mail that brings each."""
    old = [stamp for stamp in _stamps(connection) if not stamp or not is_current(json.loads(stamp))]
    query = select(files.c.sha256, files.c.message).join(readings, readings.c.sha256 == files.c.sha256)
    return {row.sha256: row.message for row in connection.execute(query.where(readings.c.stamp.in_(old)))}


def _stamps(connection: Connection) -> Iterator[str]:
    """Every stamp there is, each found behind the last: there are few, of many readings."""
    last = connection.execute(select(func.min(readings.c.stamp))).scalar()
    while last is not None:
        yield last
        last = connection.execute(select(func.min(readings.c.stamp)).where(readings.c.stamp > last)).scalar()


def of_messages(connection: Connection) -> set[str]:
    """All mails taken apart."""
    return set(connection.execute(select(messages.c.sha256)).scalars())


def unshaped(connection: Connection, hashes: Iterable[str]) -> set[str]:
    """Those of these files whose readings are kept in another shape than today's, or damaged."""
    query = select(readings.c.sha256, readings.c.document)
    return {
        sha256
        for chunk in _chunks(sorted(hashes))
        for sha256, document in connection.execute(query.where(readings.c.sha256.in_(chunk)))
        if read_or_none(FileReadings, document) is None
    }


def with_problem(connection: Connection, kinds: Collection[str]) -> dict[str, str]:
    """The files whose reading met a problem of these kinds, with the kind."""
    query = select(readings.c.sha256, readings.c.problem_kind).where(readings.c.problem_kind.in_(sorted(kinds)))
    return {sha256: kind for sha256, kind in connection.execute(query)}  # noqa: C416 rows, not pairs


def bringing(connection: Connection, hashes: Collection[str]) -> dict[str, set[str]]:
    """By these files, the mails that bring them."""
    found: dict[str, set[str]] = {}
    for chunk in _chunks(sorted(hashes)):
        for sha256, message in connection.execute(
            select(files.c.sha256, files.c.message).where(files.c.sha256.in_(chunk))
        ):
            found.setdefault(sha256, set()).add(message)
    return found


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a mail beside what it tells: the digest of all that follows from it, whether anything outside
    the mail went into that, and whether the row was no mail any more."""

    digest: str
    spoken: bool
    damaged: bool


def load_kept(connection: Connection) -> dict[str, Kept]:
    """By mail, what is kept beside what it tells."""
    query = select(tellings.c.sha256, tellings.c.digest, tellings.c.spoken, tellings.c.damaged)
    return {mail: Kept(told, spoken > 0, damaged > 0) for mail, told, spoken, damaged in connection.execute(query)}


def load_tellings(connection: Connection, only: Collection[str] | None = None) -> dict[str, str]:
    """By mail, what every mail tells, or ``only`` these."""
    query = select(tellings.c.sha256, tellings.c.document)
    return {row.sha256: row.document for row in rows_of(connection, query, tellings.c.sha256, only)}


def save_tellings(connection: Connection, rows: Sequence[Mapping[str, object]], gone: Collection[str]) -> None:
    """Keep what these mails tell, in place of what they told; forget those that are ``gone``."""
    _delete(connection, tellings, "sha256", [*gone, *(str(row["sha256"]) for row in rows)])
    _insert(connection, tellings, rows)


LEFT = "|"
"""Under what :func:`~hui_reg.store.derived.digests.results_digest` is kept beside the units' digests."""


def load_assembled(connection: Connection) -> dict[str, str]:
    """The digest of what each unit was assembled from."""
    query = select(assembled.c.unit, assembled.c.digest)
    return {unit: digest for unit, digest in connection.execute(query)}  # noqa: C416 rows, not pairs


def save_assembled(connection: Connection, digests: Mapping[str, str], gone: Collection[str]) -> None:
    """Keep what these units were assembled from."""
    _delete(connection, assembled, "unit", [*gone, *digests])
    _insert(connection, assembled, [{"unit": unit, "digest": digest} for unit, digest in digests.items()])


def forget(connection: Connection) -> None:
    """Have everything assembled anew by the next validation."""
    for table in (tellings, assembled, papers, ties):
        connection.execute(delete(table))


def keys_of(connection: Connection, units: Collection[str]) -> list[str]:
    """The applicants of these units."""
    return _values(connection, select(assessments.c.key), assessments.c.unit, units)


def clear(connection: Connection, units: Collection[str], keys: Collection[str]) -> None:
    """Forget the applicants of these units, who are ``keys``, and what was left over."""
    for table in (papers, ties, assessments):
        _delete(connection, table, "key", keys)
    _delete(connection, leftovers, "unit", units)


def save_papers(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Keep papers to be looked up."""
    _insert(connection, papers, rows)


def save_ties(connection: Connection, rows: Iterable[tuple[str, str, str]]) -> None:
    """Keep what binds applicants: key, sort, value."""
    _insert(connection, ties, [{"key": key, "sort": sort, "value": value} for key, sort, value in rows])


def _values(connection: Connection, query: Select[Any], column: Any, wanted: Collection[str]) -> list[str]:
    return [row[0] for row in _rows(connection, query, column, wanted)]


def _rows(connection: Connection, query: Select[Any], column: Any, wanted: Collection[str]) -> list[Any]:
    return [row for chunk in _chunks(sorted(set(wanted))) for row in connection.execute(query.where(column.in_(chunk)))]


def _delete(connection: Connection, table: Table, column: str, wanted: Collection[str]) -> None:
    for chunk in _chunks(sorted(set(wanted))):
        connection.execute(delete(table).where(table.c[column].in_(chunk)))


def _insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    if rows:
        connection.execute(insert(table), list(rows))


def _chunks(items: Sequence[str]) -> Iterator[Sequence[str]]:
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))
