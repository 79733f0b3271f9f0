"""What is known of mails: where each was seen, how far it has come, and what was inside.

A mail is one row by the SHA-256 of its bytes, however often and wherever it is seen. States: ``new`` (kept, not
taken apart), ``unpacked``, ``set_aside`` (a person decides; ``retry`` brings it back), ``purged`` (its bytes are gone).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Select, Table, delete, func, insert, select, update

from hui_reg.model import File, Message, Problem, ProblemKind
from hui_reg.store import handed_in
from hui_reg.store.documents import CHUNK, chunks, fitting, read, read_or_none, rows_of, shape_of
from hui_reg.store.joint.dialects import insert_into
from hui_reg.store.schema import files, mails, message_problems, messages, sightings

NEW, UNPACKED, SET_ASIDE, PURGED = "new", "unpacked", "set_aside", "purged"
_FIRST_DAY, _LAST_DAY = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_REMEDY = "请运行 hui-reg retry 重新拆开邮件，再运行 hui-reg validate"


@dataclass(frozen=True)
class Sighting:
    """Where a server showed a mail. Known for good once recorded."""

    account: str
    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True)
class Arrival:
    """A mail whose bytes are durable in the blob store. ``problem`` sets it aside from the start."""

    sha256: str
    size: int
    received_at: datetime
    received_basis: str
    sighting: Sighting | None = None
    problem: Problem | None = None


@dataclass(frozen=True)
class KeptMail:
    """A mail as the table holds it."""

    sha256: str
    size: int
    received_at: datetime
    received_basis: str
    state: str
    attempts: int
    problem: Problem | None


def record(connection: Connection, arrivals: Sequence[Arrival]) -> int:
    """Record a batch; what is known already changes nothing. Returns how many mails are new."""
    now = datetime.now(UTC)
    before = known(connection, {arrival.sha256 for arrival in arrivals})
    fresh = {arrival.sha256: arrival for arrival in reversed(arrivals) if arrival.sha256 not in before}
    _insert_new(connection, mails, [_mail_row(arrival, now) for arrival in fresh.values()])
    seen = [arrival for arrival in arrivals if arrival.sighting is not None]
    _insert_new(connection, sightings, [_sighting_row(arrival, now) for arrival in seen])
    return len(fresh)


def known(connection: Connection, hashes: Collection[str]) -> set[str]:
    """Those of the hashes that are recorded mails."""
    return {
        sha256
        for chunk in chunks(sorted(hashes))
        for (sha256,) in connection.execute(select(mails.c.sha256).where(mails.c.sha256.in_(chunk)))
    }


def known_uids(connection: Connection, account: str, folder: str, uidvalidity: int) -> set[int]:
    """The UIDs recorded under this account, folder and UIDVALIDITY: never asked of the server again."""
    query = select(sightings.c.uid).where(
        sightings.c.account == account, sightings.c.folder == folder, sightings.c.uidvalidity == uidvalidity
    )
    return set(connection.execute(query).scalars())


def last_uidvalidity(connection: Connection, account: str, folder: str) -> int | None:
    """The UIDVALIDITY this folder was last seen under, or None if never."""
    query = (
        select(sightings.c.uidvalidity)
        .where(sightings.c.account == account, sightings.c.folder == folder)
        .order_by(sightings.c.id.desc())
        .limit(1)
    )
    return connection.execute(query).scalar()


def load(connection: Connection, *states: str, untried: int = 0) -> list[KeptMail]:
    """The mails in these states (all, if none is named), oldest first; at most so many, and ``untried`` ones only."""
    query = select(mails).order_by(mails.c.received_at, mails.c.sha256)
    query = query.where(mails.c.attempts == 0).limit(untried) if untried else query
    return kept(connection, query.where(mails.c.state.in_(states)) if states else query)


def find(connection: Connection, prefix: str) -> list[KeptMail]:
    """The mails whose hash begins so."""
    return kept(connection, select(mails).where(mails.c.sha256.startswith(prefix, autoescape=True)))


def outdated(connection: Connection, version: int, *, damaged: bool = True) -> list[KeptMail]:
    """The mails taken apart by another version of the unpacker, or when a message had another shape than today's.

    ``damaged``: also those of whose rows one can't be read any more, which takes reading them all.
    """
    stamp = stamp_of(version)
    if not damaged:
        query = select(mails).join(messages, messages.c.sha256 == mails.c.sha256)
        return kept(connection, query.where(mails.c.state == UNPACKED, messages.c.version != stamp))
    query = select(messages.c.sha256, messages.c.version, messages.c.document).execution_options(yield_per=CHUNK)
    found = connection.execute(query)
    older = {r.sha256 for r in found if r.version != stamp or read_or_none(Message, r.document) is None}
    rows = connection.execute(select(files.c.message, files.c.path, files.c.sha256, files.c.size)).mappings()
    older |= {row["message"] for row in rows if fitting(File, row) is None}  # damaged: what it held is found again
    return [mail for mail in load(connection, UNPACKED) if mail.sha256 in older] if older else []


def stamp_of(version: int) -> int:
    """The version of the unpacker together with the shape of what it makes."""
    return version << 16 | shape_of(Message, File)


def count_attempt(connection: Connection, hashes: Collection[str]) -> None:
    """One more attempt at each, counted before the attempt is made: a crash must not be forgotten."""
    for chunk in chunks(sorted(hashes)):
        connection.execute(update(mails).where(mails.c.sha256.in_(chunk)).values(attempts=mails.c.attempts + 1))


def forgive_attempt(connection: Connection, hashes: Collection[str]) -> None:
    """Take an attempt back that was broken off by somebody, not by the mail."""
    for chunk in chunks(sorted(hashes)):
        connection.execute(update(mails).where(mails.c.sha256.in_(chunk)).values(attempts=mails.c.attempts - 1))


def set_aside(connection: Connection, sha256: str, problem: Problem) -> None:
    """Leave a mail to a person, with the reason."""
    connection.execute(
        update(mails).where(mails.c.sha256 == sha256).values(state=SET_ASIDE, problem=problem.model_dump_json())
    )


def put_back(connection: Connection, hashes: Collection[str]) -> int:
    """Make mails new again, as if never tried. Returns how many."""
    changed = 0
    for chunk in chunks(sorted(hashes)):
        statement = update(mails).where(mails.c.sha256.in_(chunk)).values(state=NEW, attempts=0, problem=None)
        changed += connection.execute(statement).rowcount
    return changed


def save_all(connection: Connection, version: int, opened: Sequence[tuple[Message, Sequence[File]]]) -> None:
    """Keep what is inside several mails, each named once."""
    hashes = [message.sha256 for message, _ in opened]
    stamp = stamp_of(version)
    for chunk in chunks(hashes):
        connection.execute(delete(files).where(files.c.message.in_(chunk)))
        connection.execute(delete(message_problems).where(message_problems.c.message.in_(chunk)))
        connection.execute(delete(messages).where(messages.c.sha256.in_(chunk)))
    rows = [{"sha256": m.sha256, "version": stamp, "document": m.model_dump_json()} for m, _ in opened]
    kinds = [{"message": m.sha256, "kind": kind} for m, _ in opened for kind in sorted(_kinds(m))]
    found = [leaf.model_dump() for _, leaves in opened for leaf in leaves]
    for table, new in ((messages, rows), (message_problems, kinds), (files, found)):
        if new:
            connection.execute(insert(table), new)
    for chunk in chunks(hashes):
        done = update(mails).where(mails.c.sha256.in_(chunk))
        connection.execute(done.values(state=UNPACKED, attempts=0, problem=None))


def _kinds(message: Message) -> set[ProblemKind]:
    """What is asked for by kind: problems, and that a mail brings volumes, which may lack others."""
    return {problem.kind for problem in message.problems} | ({ProblemKind.VOLUME} if message.volumes else set())


def load_messages(
    connection: Connection,
    *,
    all_or_none: bool = True,
    kind: ProblemKind | None = None,
    only: Collection[str] | None = None,
) -> list[Message]:
    """Every mail taken apart, or those with something of a kind, or ``only`` these, oldest first; without the cloud
    links whose files were handed in since.

    One kept in another shape raises: :func:`outdated` names it, to be taken apart again. It is left out when that was
    tried and the mail is set aside, which is told of it anyway, or when ``all_or_none`` is false.
    """
    query = (
        select(messages.c.document, mails.c.state)
        .join(mails, mails.c.sha256 == messages.c.sha256)
        .order_by(mails.c.received_at, mails.c.sha256)
    )
    if kind is not None:
        query = query.where(messages.c.sha256.in_(with_problem(connection, kind)))
    shaped = (
        read(Message, row.document, _REMEDY)
        if all_or_none and row.state == UNPACKED
        else read_or_none(Message, row.document)
        for row in rows_of(connection, query, messages.c.sha256, only)
    )
    found = [_with_date(message) for message in shaped if message is not None]
    names = handed_in.names(connection)
    return [
        handed_in.without(message, names[message.sha256]) if message.sha256 in names else message for message in found
    ]


def received_after(connection: Connection, moment: datetime) -> set[str]:
    """The mails taken apart that came after a moment."""
    query = select(mails.c.sha256).where(mails.c.received_at > moment, mails.c.state == UNPACKED)
    return set(connection.execute(query).scalars())


def load_message(connection: Connection, sha256: str) -> Message | None:
    """One mail taken apart, or None."""
    document = connection.execute(select(messages.c.document).where(messages.c.sha256 == sha256)).scalar()
    return read(Message, document, _REMEDY) if document else None


def _with_date(message: Message) -> Message:
    """A receiving date that can be reckoned with in any zone."""
    return message.model_copy(update={"received_at": min(max(message.received_at, _FIRST_DAY), _LAST_DAY)})


def load_files(connection: Connection, *those: str, only: Collection[str] | None = None) -> list[File]:
    """The leaves of every mail, or of those or ``only`` these, in the order they were found."""
    return list(files_in_turn(connection, those or only))


def files_in_turn(connection: Connection, only: Collection[str] | None = None) -> Iterator[File]:
    """:func:`load_files`, some held at a time."""
    query = select(files.c.message, files.c.path, files.c.sha256, files.c.size).order_by(files.c.id)
    rows = rows_of(connection, query.execution_options(yield_per=CHUNK), files.c.message, only)
    return (file for row in rows if (file := fitting(File, row._mapping)) is not None)


def count_by_state(connection: Connection) -> dict[str, int]:
    """How many mails stand in each state."""
    query = select(mails.c.state, func.count()).group_by(mails.c.state)
    return {state: count for state, count in connection.execute(query)}  # noqa: C416 rows, not pairs


def tied(connection: Connection, account: str) -> set[str]:
    """The mails that one of our own making is tied to."""
    return set(connection.execute(select(sightings.c.folder).where(sightings.c.account == account)).scalars())


def with_problem(connection: Connection, kind: ProblemKind) -> set[str]:
    """The mails taken apart in which something is wrong of that kind."""
    query = select(message_problems.c.message).where(message_problems.c.kind == kind)
    return set(connection.execute(query).scalars())


def _mail_row(arrival: Arrival, now: datetime) -> dict[str, object]:
    return {
        "sha256": arrival.sha256,
        "size": arrival.size,
        "received_at": arrival.received_at,
        "received_basis": arrival.received_basis,
        "recorded_at": now,
        "state": SET_ASIDE if arrival.problem else NEW,
        "attempts": 0,
        "problem": arrival.problem.model_dump_json() if arrival.problem else None,
    }


def _sighting_row(arrival: Arrival, now: datetime) -> dict[str, object]:
    assert arrival.sighting is not None
    return {**vars(arrival.sighting), "sha256": arrival.sha256, "recorded_at": now}


def _insert_new(connection: Connection, table: Table, rows: Sequence[dict[str, object]]) -> None:
    """Insert, leaving alone what a unique key says is there."""
    if not rows:
        return
    connection.execute(insert_into(connection, table).on_conflict_do_nothing(), rows)


def kept(connection: Connection, query: Select[*tuple[object, ...]]) -> list[KeptMail]:
    return [
        KeptMail(
            row["sha256"],
            row["size"],
            row["received_at"],
            row["received_basis"],
            row["state"],
            row["attempts"],
            read_or_none(Problem, row["problem"]) if row["problem"] else None,
        )
        for row in connection.execute(query).mappings()
    ]
