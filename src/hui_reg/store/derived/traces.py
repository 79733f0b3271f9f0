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
    or_,
    select,
    type_coerce,
)

from hui_reg.model import FileReadings
from hui_reg.store.documents import read_or_none
from hui_reg.store.schema import (
    SERIAL,
    Document,
    assessments,
    files,
    leftovers,
    mail_problems,
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
    Index("ix_tellings_sender", "sender"),
)
"""What each mail tells of its unit, and the digest of all that this, and its people's dossiers, follow from."""

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
    Index("ix_papers_band", "band3"),
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


def inputs(connection: Connection) -> dict[str, Inputs]:
    """By SHA-256, what every mail taken apart brings."""
    query = select(messages.c.sha256, func.substr(messages.c.document, 1, 16))
    found = {sha256: Inputs(seal) for sha256, seal in connection.execute(query)}
    for sha256 in [sha256 for sha256, one in found.items() if one.document[:1] in "{["]:  # from before there were seals
        document = connection.execute(select(messages.c.document).where(messages.c.sha256 == sha256)).scalar()
        found[sha256].document = hashlib.sha256(str(document).encode()).hexdigest()
    rows = (
        select(files.c.message, files.c.path, files.c.sha256, readings.c.digest)
        .join(readings, readings.c.sha256 == files.c.sha256, isouter=True)
        .order_by(files.c.id)
    )
    for message, path, sha256, digest in connection.execute(rows):
        if message in found:
            found[message].files.append((path, sha256, digest))
    return found


def stamp_of(versions: Mapping[str, int]) -> str:
    """The versions of readers as text."""
    return json.dumps(dict(sorted(versions.items())))


def unread(connection: Connection, is_current: Callable[[Mapping[str, int]], bool]) -> dict[str, str]:
    """The files never read, or by readers that are no longer current, with a mail that brings them."""
    stamps = connection.execute(select(readings.c.stamp).distinct()).scalars()
    stale = [stamp for stamp in stamps if not stamp or not is_current(json.loads(stamp))]
    query = select(files.c.sha256, files.c.message).join(readings, readings.c.sha256 == files.c.sha256, isouter=True)
    rows = connection.execute(query.where(or_(readings.c.sha256.is_(None), readings.c.stamp.in_(stale))))
    return {sha256: message for sha256, message in rows}  # noqa: C416 rows, not pairs


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


def with_volumes(connection: Connection) -> set[str]:
    """The mails that brought a volume of an archive; perhaps some that did not."""
    plain = type_coerce(messages.c.document, Text)
    return set(connection.execute(select(messages.c.sha256).where(plain.contains('"volumes":[{'))).scalars())


def bringing(connection: Connection, hashes: Collection[str]) -> dict[str, set[str]]:
    """By these files, the mails that bring them."""
    found: dict[str, set[str]] = {}
    for chunk in _chunks(sorted(hashes)):
        for sha256, message in connection.execute(
            select(files.c.sha256, files.c.message).where(files.c.sha256.in_(chunk))
        ):
            found.setdefault(sha256, set()).add(message)
    return found


def load_tellings(connection: Connection) -> list[tuple[str, str, str]]:
    """Every mail's SHA-256, digest and document."""
    query = select(tellings.c.sha256, tellings.c.digest, tellings.c.document)
    return [tuple(row) for row in connection.execute(query)]


def save_tellings(connection: Connection, rows: Sequence[Mapping[str, object]], gone: Collection[str]) -> None:
    """Keep what these mails tell, in place of what they told; forget those that are ``gone``."""
    _delete(connection, tellings, "sha256", [*gone, *(str(row["sha256"]) for row in rows)])
    _insert(connection, tellings, rows)


LEFT = "|"
"""Under what :func:`results_digest` is kept beside the units' digests."""


def load_assembled(connection: Connection) -> dict[str, str]:
    """The digest of what each unit was assembled from."""
    query = select(assembled.c.unit, assembled.c.digest)
    return {unit: digest for unit, digest in connection.execute(query)}  # noqa: C416 rows, not pairs


def save_assembled(connection: Connection, digests: Mapping[str, str], gone: Collection[str]) -> None:
    """Keep what these units were assembled from."""
    _delete(connection, assembled, "unit", [*gone, *digests])
    _insert(connection, assembled, [{"unit": unit, "digest": digest} for unit, digest in digests.items()])


def results_digest(connection: Connection) -> str:
    """The digest of the results as they stand: a row that was lost, dropped for its damage or changed by another hand
    is not what was left."""
    told = hashlib.sha256()
    for table in (assessments, leftovers, mail_problems):
        short = (func.substr(one, 1, 16) if one.name == "document" else one for one in table.c)
        for row in connection.execute(select(*short).order_by(*table.primary_key)):
            told.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
    return told.hexdigest()


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
