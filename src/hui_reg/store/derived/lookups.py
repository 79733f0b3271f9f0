"""Who shares what with whom: applicants looked up by the mails, addresses, numbers and papers they are bound to."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Text, and_, bindparam, func, select, type_coerce

from hui_reg.store.derived.traces import papers, tellings, ties
from hui_reg.store.documents import rows_of
from hui_reg.store.schema import assessments, leftovers, readings
from hui_reg.vocabulary import Kind

_CHUNK = 400
_BANDS = tuple(f"band{number}" for number in range(8))
_NEAR = select(papers).where(
    and_(*(papers.c[name].between(bindparam(f"low_{name}"), bindparam(f"high_{name}")) for name in _BANDS))
)


def tied(connection: Connection, sort: str, values: Collection[str]) -> list[tuple[str, str]]:
    """The applicants bound to any of these values: value and key."""
    query = select(ties.c.value, ties.c.key).where(ties.c.sort == sort)
    return [
        (value, key)
        for chunk in _chunks(sorted(set(values)))
        for value, key in connection.execute(query.where(ties.c.value.in_(chunk)))
    ]


def units_tied(connection: Connection, sort: str, values: Collection[str] | None) -> list[tuple[str, str]]:
    """Everything that anybody is bound to of a sort, or these values, each with the person's unit, once a person; of
    each value in the order of people."""
    query = select(ties.c.value, assessments.c.unit).join(assessments, assessments.c.key == ties.c.key)
    query = query.where(ties.c.sort == sort).order_by(assessments.c.place)
    return [(value, unit) for value, unit in rows_of(connection, query, ties.c.value, values)]


def is_any_tied(connection: Connection, sort: str) -> bool:
    """Whether anybody is bound to anything of a sort: not so in results that an older program kept."""
    return connection.execute(select(ties.c.value).where(ties.c.sort == sort).limit(1)).first() is not None


def sent_by(connection: Connection, addresses: Collection[str]) -> set[str]:
    """The mails that came from these addresses, however they are written, as far as they were looked through."""
    wanted = {address.lower() for address in addresses}
    return {row.sha256 for row in rows_of(connection, select(tellings.c.sha256), func.lower(tellings.c.sender), wanted)}


def with_kind(connection: Connection, kind: Kind) -> set[str]:
    """The files in which a paper of this kind was read; perhaps some more."""
    told = type_coerce(readings.c.document, Text).contains(f'"kind":"{kind.value}"', autoescape=True)
    return set(connection.execute(select(readings.c.sha256).where(told)).scalars())


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
    for row in rows:
        if row.cells is not None:
            low = {f"low_{name}": getattr(row, name) - apart for name in _BANDS}
            high = {f"high_{name}": getattr(row, name) + apart for name in _BANDS}
            found |= {like.id: like for like in connection.execute(_NEAR, low | high)}
    return list(found.values())


def papers_sent_twice(connection: Connection, photos: Collection[int]) -> list[Any]:
    """The rows of all papers whose bytes several applicants sent, and of these ``photos``."""
    several = select(papers.c.sha256).group_by(papers.c.sha256).having(func.count(papers.c.key.distinct()) > 1)
    found = {row.id: row for row in connection.execute(select(papers).where(papers.c.sha256.in_(several)))}
    found |= {row.id: row for row in rows_of(connection, select(papers), papers.c.id, photos)}
    return list(found.values())


def photos(connection: Connection) -> Iterator[tuple[int, str, str]]:
    """Every photo that shows a face: the number of its row, the applicant's key, the cells."""
    query = select(papers.c.id, papers.c.key, papers.c.cells).where(papers.c.cells.is_not(None)).order_by(papers.c.id)
    rows = connection.execute(query.execution_options(yield_per=_CHUNK))
    return ((number, key, cells) for number, key, cells in rows)


def numbered(connection: Connection, numbers: Collection[str] | None) -> list[tuple[str, str, str, str]]:
    """Who has these ID numbers (None: one that several have): key, unit, name and number, in the order of units."""
    columns = assessments.c
    query = select(columns.key, columns.unit, columns.name, columns.id_number, columns.place)
    if numbers is None:
        several = select(assessments.c.id_number).group_by(assessments.c.id_number).having(func.count() > 1)
        rows = list(connection.execute(query.where(assessments.c.id_number.in_(several))))
    else:
        rows = [
            row
            for chunk in _chunks(sorted(numbers))
            for row in connection.execute(query.where(assessments.c.id_number.in_(chunk)))
        ]
    ordered = sorted(rows, key=lambda row: row.place)
    return [(key, unit, name, number) for key, unit, name, number, _ in ordered if number]


def marked(connection: Connection) -> dict[str, str]:
    """By key, the digest of the rulings that left a mark on the dossier as a whole."""
    query = select(assessments.c.key, assessments.c.marked).where(assessments.c.marked > "")
    return {key: digest for key, digest in connection.execute(query)}  # noqa: C416 rows, not pairs


def terms(connection: Connection, keys: Collection[str]) -> dict[str, tuple[str, str]]:
    """By key, the unit and the term, as text."""
    query = select(assessments.c.key, assessments.c.unit, assessments.c.term)
    wanted = sorted(keys)
    return {
        key: (unit, term)
        for start in range(0, len(wanted), _CHUNK)
        for key, unit, term in connection.execute(query.where(assessments.c.key.in_(wanted[start : start + _CHUNK])))
    }


def perhaps_someones(connection: Connection, mails: Collection[str]) -> set[str]:
    """Those of these mails in which something was left over that may be somebody's."""
    query = select(leftovers.c.message).where(leftovers.c.may_be_someones > 0).distinct()
    wanted = sorted(mails)
    return {
        mail
        for start in range(0, len(wanted), _CHUNK)
        for (mail,) in connection.execute(query.where(leftovers.c.message.in_(wanted[start : start + _CHUNK])))
    }


def _chunks(items: Sequence[str]) -> Iterator[Sequence[str]]:
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))
