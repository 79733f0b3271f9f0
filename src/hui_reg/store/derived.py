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
    and_,
    delete,
    func,
    insert,
    or_,
    select,
)

from hui_reg.model import FileReadings
from hui_reg.store.documents import read_or_none
from hui_reg.store.schema import SERIAL, Document, assessments, files, leftovers, messages, metadata, readings

_CHUNK = 400
_BANDS = 8

tellings = Table(
    "tellings",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("sender", Text, nullable=False),
    Column("document", Document, nullable=False),
    Index("ix_tellings_sender", "sender"),
)
"""What each mail tells of its unit, and the digest of all that this, and its people's dossiers, follow from."""

assembled = Table(
    "assembled",
    metadata,
    Column("unit", Text, primary_key=True),
    Column("digest", String(64), nullable=False),
)
"""The digest of all that each unit's dossiers were assembled from; under the empty name that of what all rest on."""

papers = Table(
    "papers",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("key", String(400), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("message", String(64), nullable=False),
    Column("path", Text, nullable=False),
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
    Column("key", String(400), primary_key=True),
    Column("sort", String(12), primary_key=True),
    Column("value", Text, primary_key=True),
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
    return set(
        connection.execute(select(messages.c.sha256).where(messages.c.document.contains('"volumes":[{'))).scalars()
    )


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
    return [tuple(row) for row in connection.execute(query)]  # type: ignore[misc]


def save_tellings(connection: Connection, rows: Sequence[Mapping[str, object]], gone: Collection[str]) -> None:
    """Keep what these mails tell, in place of what they told; forget those that are ``gone``."""
    _delete(connection, tellings, "sha256", [*gone, *(str(row["sha256"]) for row in rows)])
    _insert(connection, tellings, rows)


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


def tied(connection: Connection, sort: str, values: Collection[str]) -> list[tuple[str, str]]:
    """The applicants bound to any of these values: value and key."""
    query = select(ties.c.value, ties.c.key).where(ties.c.sort == sort)
    return [
        (value, key)
        for chunk in _chunks(sorted(set(values)))
        for value, key in connection.execute(query.where(ties.c.value.in_(chunk)))
    ]


def ties_of(connection: Connection, keys: Collection[str], *sorts: str) -> set[tuple[str, str]]:
    """What these applicants are bound to: sort and value."""
    query = select(ties.c.sort, ties.c.value).where(ties.c.sort.in_(sorts))
    return {
        (sort, value)
        for chunk in _chunks(sorted(keys))
        for sort, value in connection.execute(query.where(ties.c.key.in_(chunk)))
    }


def all_tied(connection: Connection, sort: str) -> set[str]:
    """Every value of a sort that anyone is bound to."""
    return set(connection.execute(select(ties.c.value).where(ties.c.sort == sort).distinct()).scalars())


def papers_of(connection: Connection, keys: Collection[str]) -> list[Any]:
    """The rows of these applicants' papers."""
    query = select(papers)
    return [row for chunk in _chunks(sorted(keys)) for row in connection.execute(query.where(papers.c.key.in_(chunk)))]


def papers_like(connection: Connection, rows: Sequence[Any], apart: int) -> list[Any]:
    """The rows of all papers that have the bytes of one of ``rows``, and of photos that may show the picture of one:
    no band differs by more than ``apart``."""
    found = {
        row.id: row
        for chunk in _chunks(sorted({row.sha256 for row in rows}))
        for row in connection.execute(select(papers).where(papers.c.sha256.in_(chunk)))
    }
    names = [f"band{number}" for number in range(_BANDS)]
    for row in rows:
        if row.cells is not None:
            near = (papers.c[n].between(getattr(row, n) - apart, getattr(row, n) + apart) for n in names)
            found |= {like.id: like for like in connection.execute(select(papers).where(and_(*near)))}
    return list(found.values())


def papers_sent_twice(connection: Connection) -> list[Any]:
    """The rows of all papers whose bytes several applicants sent, and of all photos."""
    several = select(papers.c.sha256).group_by(papers.c.sha256).having(func.count(papers.c.key.distinct()) > 1)
    return list(
        connection.execute(select(papers).where(or_(papers.c.cells.is_not(None), papers.c.sha256.in_(several))))
    )


def numbered(connection: Connection, numbers: Collection[str] | None) -> list[tuple[str, str, str]]:
    """Who has these ID numbers (None: one that several have): key, unit and number, in the order of units."""
    query = select(assessments.c.key, assessments.c.unit, assessments.c.id_number, assessments.c.place)
    if numbers is None:
        several = select(assessments.c.id_number).group_by(assessments.c.id_number).having(func.count() > 1)
        rows = list(connection.execute(query.where(assessments.c.id_number.in_(several))))
    else:
        rows = _rows(connection, query, assessments.c.id_number, numbers)
    return [(key, unit, number) for key, unit, number, _ in sorted(rows, key=lambda row: row.place) if number]


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
