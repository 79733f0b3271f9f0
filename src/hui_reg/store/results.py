"""What the stages after intake leave behind: the cache of readings, and the last validation's result."""

import hashlib
import json
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from hui_reg.model import Assessment, FileReadings, Leftover, Problem, ProblemKind, Verdict
from hui_reg.store.derived import traces
from hui_reg.store.derived.decided import decided_on as decided_on
from hui_reg.store.documents import Packed, read, read_or_none, rows_of
from hui_reg.store.joint.dialects import insert_into
from hui_reg.store.schema import assessments, files, leftovers, mail_problems, readings, runs

_MENDED = "mended"
MADE = frozenset((assessments.name, leftovers.name, mail_problems.name))
"""The tables that a validation makes."""
_CHUNK = 500
_AT_ONCE = 100
_MAY_PASS = (ProblemKind.TIMEOUT, ProblemKind.CRASHED, ProblemKind.QUARANTINED, ProblemKind.TOO_LARGE)
_REMEDY = "请运行 hui-reg validate --all 重新审核"
_VERDICTS = {verdict.value: verdict for verdict in Verdict}
"""Everybody has one: looking it up is a third of the cost of asking the enum."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An applicant of the last validation without the dossier. ``version`` is that of the assessment kept."""

    key: str
    unit: str
    name: str
    id_number: str
    verdict: Verdict
    version: str


def load_readings(connection: Connection, hashes: Iterable[str]) -> Iterator[FileReadings]:
    """The cached readings of these files, in no order; those never read are left out, or kept in another shape."""
    wanted = list(hashes)
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        for (document,) in connection.execute(select(readings.c.document).where(readings.c.sha256.in_(chunk))):
            kept = read_or_none(FileReadings, document)
            if kept is not None:
                yield kept


def save_readings(connection: Connection, read: Sequence[FileReadings]) -> None:
    """Keep readings, in place of older ones of the same files."""
    rows = [
        {
            "sha256": r.sha256,
            "document": document,
            "problem_kind": r.problem.kind if r.problem else None,
            "digest": hashlib.sha256(document.encode()).hexdigest()[:32],
            "stamp": traces.stamp_of(r.versions),
        }
        for r in sorted(read, key=lambda one: one.sha256)  # in one order, or two computers wait for each other
        for document in (r.model_dump_json(),)
    ]
    statement = insert_into(connection, readings)
    new = {name: statement.excluded[name] for name in ("document", "problem_kind", "digest", "stamp")}
    if rows:
        connection.execute(statement.on_conflict_do_update(index_elements=["sha256"], set_=new), rows)


def save_if_kept(connection: Connection, reading: FileReadings) -> None:
    """Keep a reading, unless its file was forgotten meanwhile: a purge waits for this transaction, or came before."""
    query = select(files.c.id).where(files.c.sha256 == reading.sha256).limit(1)
    if connection.execute(query.with_for_update(read=True, key_share=True)).first() is not None:
        save_readings(connection, [reading])


def unread_files(connection: Connection) -> dict[str, str]:
    """The files that no reader has seen, each with a mail that brought it."""
    seen = select(readings.c.sha256)
    unread = select(files.c.sha256, func.min(files.c.message).label("mail")).where(files.c.sha256.not_in(seen))
    return {row.sha256: row.mail for row in connection.execute(unread.group_by(files.c.sha256))}


def unreadable_files(connection: Connection) -> set[str]:
    """The files whose reading failed for reasons that may pass: their worker died or ran out of time."""
    query = select(readings.c.sha256).where(readings.c.problem_kind.in_(_MAY_PASS))
    return set(connection.execute(query).scalars())


def forget_readings(connection: Connection, hashes: Collection[str]) -> None:
    """Let these files be read again."""
    wanted = sorted(hashes)
    for start in range(0, len(wanted), _CHUNK):
        connection.execute(delete(readings).where(readings.c.sha256.in_(wanted[start : start + _CHUNK])))


def save_validation(
    connection: Connection,
    assessed: Sequence[Assessment],
    left: Sequence[Leftover],
    problems: Sequence[tuple[str, Problem]],
) -> set[str]:
    """Replace the last validation's result by one whose making left nothing behind: the next assembles everything
    anew. Returns the keys of the applicants that are new or changed."""
    before = load_versions(connection)
    rows = [row_of(assessment, f"{place:08d}") for place, assessment in enumerate(assessed)]
    clear(connection)
    save_rows(connection, rows, [leftover_row(leftover) for leftover in left])
    save_mail_problems(connection, [(f"{place:08d}", *problem) for place, problem in enumerate(problems)])
    return {str(row["key"]) for row in rows if before.get(str(row["key"])) != row["version"]}


def save_rows(
    connection: Connection, people: Sequence[Mapping[str, object]], left: Sequence[Mapping[str, object]]
) -> None:
    """Keep applicants and what could not be placed, as :func:`row_of` and :func:`leftover_row` have them."""
    for table, rows in ((assessments, people), (leftovers, left)):
        if rows:
            connection.execute(insert(table), list(rows))


def save_assessment(connection: Connection, key: str, row: Mapping[str, object]) -> None:
    """Change these columns of the applicant of a key; the place stays."""
    values = {name: value for name, value in row.items() if name not in ("key", "place")}
    connection.execute(update(assessments).where(assessments.c.key == key).values(values))


def save_mail_problems(connection: Connection, problems: Sequence[tuple[str, str, Problem]]) -> None:
    """Replace the problems of mails: each with its place in the order, and the mail's SHA-256."""
    rows = [{"place": place, "message": mail, "document": p.model_dump_json()} for place, mail, p in problems]
    connection.execute(delete(mail_problems))
    if rows:
        connection.execute(insert(mail_problems), rows)


def clear(connection: Connection) -> None:
    """Forget the last validation's people and all that their making left behind."""
    for table in (assessments, leftovers, mail_problems):
        connection.execute(delete(table))
    traces.forget(connection)


def load_assessments(connection: Connection) -> list[Assessment]:
    """The last validation's applicants, in its order."""
    query = select(assessments.c.document).order_by(assessments.c.place)
    return [read(Assessment, document, _REMEDY) for (document,) in connection.execute(query)]


def rows(connection: Connection) -> Iterator[Mapping[str, Any]]:
    """The last validation's rows as they stand, all columns, in its order."""
    query = select(assessments).order_by(assessments.c.place).execution_options(yield_per=_CHUNK)
    for row in connection.execute(query):
        yield row._asdict()


def load_some(connection: Connection, keys: Collection[str]) -> list[Assessment]:
    """The last validation's applicants of these keys, in its order."""
    table = assessments.c
    rows = _of_keys(connection, keys, table.place, table.document)
    return [read(Assessment, document, _REMEDY) for _, document in sorted((row.place, row.document) for row in rows)]


def load_in_turn(connection: Connection, keys: Sequence[str] | None = None) -> Iterator[Assessment]:
    """The last validation's applicants, all in its order or those of these keys in theirs, some held at a time."""
    wanted = [person.key for person in load_listed(connection)] if keys is None else keys
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        found = {assessment.dossier.key: assessment for assessment in load_some(connection, some)}
        yield from (found[key] for key in some if key in found)


def _of_keys(connection: Connection, keys: Collection[str], *columns: Any) -> Iterator[Any]:
    wanted = sorted(keys)
    for start in range(0, len(wanted), _CHUNK):
        query = select(*columns).where(assessments.c.key.in_(wanted[start : start + _CHUNK]))
        yield from connection.execute(query)


def load_listed(connection: Connection, keys: Collection[str] | None = None) -> list[Listed]:
    """The last validation's applicants without their dossiers, all or those of these keys, in its order."""
    table = assessments.c
    query = select(table.key, table.unit, table.name, table.id_number, table.verdict, table.version, table.place)
    rows: Iterable[Any] = connection.execute(query.order_by(table.place)) if keys is None else ()
    if keys is not None:
        rows = sorted(rows_of(connection, query, table.key, keys), key=lambda row: row.place)
    return [
        Listed(key, unit, name, number, _VERDICTS.get(v) or Verdict(v), version)
        for key, unit, name, number, v, version, _ in rows
    ]


def snapshot(connection: Connection, wanted: Sequence[Listed]) -> Packed[Assessment]:
    """The assessments of these applicants, in this order, as they stand now."""
    packed = dict.fromkeys((person.key for person in wanted), b"")
    for row in _of_keys(connection, packed.keys(), assessments.c.key, assessments.c.document):
        packed[row.key] = zlib.compress(row.document.encode(), level=1)
    return Packed(Assessment, list(packed.values()), _REMEDY)


def count_verdicts(connection: Connection) -> dict[str, int]:
    """How many applicants the last validation gave each verdict."""
    query = select(assessments.c.verdict, func.count().label("people")).group_by(assessments.c.verdict)
    return {row.verdict: row.people for row in connection.execute(query)}


def load_versions(connection: Connection, keys: Collection[str] | None = None) -> dict[str, str]:
    """The version of each applicant's row, or of these, by key: what an exported row is checked against when it comes
    back."""
    query = select(assessments.c.key, assessments.c.version)
    return {row.key: row.version for row in rows_of(connection, query, assessments.c.key, keys)}


def load_leftovers(connection: Connection) -> list[Leftover]:
    """The last validation's files without an owner."""
    query = select(leftovers.c.document).order_by(leftovers.c.place, leftovers.c.id)
    return [read(Leftover, document, _REMEDY) for (document,) in connection.execute(query)]


def load_mail_problems(connection: Connection) -> list[tuple[str, Problem]]:
    """The last validation's problems of whole mails, by the mail's SHA-256."""
    return [(message, problem) for _, message, problem in placed_mail_problems(connection)]


def placed_mail_problems(connection: Connection) -> list[tuple[str, str, Problem]]:
    """:func:`load_mail_problems`, each with its place in the order before it."""
    table = mail_problems.c
    query = select(table.place, table.message, table.document).order_by(table.place, table.id)
    return [(place, mail, read(Problem, document, _REMEDY)) for place, mail, document in connection.execute(query)]


def count_leftovers(connection: Connection) -> int:
    """How many files, or parts of files, the last validation could not place."""
    return connection.execute(select(func.count()).select_from(leftovers)).scalar() or 0


def record_run(connection: Connection, command: str, summary: Mapping[str, int]) -> None:
    """Note what a run did."""
    row = {"command": command, "finished_at": datetime.now(UTC), "summary": json.dumps(summary)}
    connection.execute(insert(runs), row)


def last_run(connection: Connection, command: str) -> tuple[datetime, dict[str, int]] | None:
    """When a command last finished, and its counts."""
    query = select(runs.c.finished_at, runs.c.summary).where(runs.c.command == command).order_by(runs.c.id.desc())
    row = connection.execute(query.limit(1)).first()
    return None if row is None else (row.finished_at, json.loads(row.summary))


def validated_mails(connection: Connection) -> int | None:
    """How many mails the last validation had before it; None where there was none."""
    last = last_run(connection, "validate")
    return None if last is None else last[1].get("mails", 0)


def take_out(connection: Connection) -> None:
    """Note that some of the last validation's result was found wrong, and have the next make all of it anew."""
    traces.forget(connection)
    record_run(connection, _MENDED, {})


def are_incomplete(connection: Connection) -> bool:
    """Whether something was taken out of the last validation's result, and it waits to be made anew."""
    query = select(runs.c.command).where(runs.c.command.in_(("validate", _MENDED))).order_by(runs.c.id.desc()).limit(1)
    return connection.execute(query).scalar() == _MENDED


def row_of(assessment: Assessment, place: str) -> dict[str, object]:
    """An applicant's row. ``place`` sorts it among the others."""
    dossier = assessment.dossier
    return {
        "key": dossier.key,
        "place": place,
        "unit": dossier.unit,
        "name": dossier.name,
        "id_number": dossier.id_number,
        "verdict": assessment.verdict,
        "version": decided_on(assessment),
        "document": assessment.model_dump_json(),
    }


def leftover_row(
    leftover: Leftover, place: str = "", unit: str = "", *, may_be_someones: bool = False
) -> dict[str, object]:
    """The row of what could not be placed."""
    return {
        "document": leftover.model_dump_json(),
        "place": place,
        "unit": unit,
        "message": leftover.file.message,
        "may_be_someones": int(may_be_someones),
    }
