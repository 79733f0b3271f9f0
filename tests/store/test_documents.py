"""Stored documents of another shape: said so with the remedy, or made anew; never taken for a fault of ours."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Table, select, update

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.model import Assessment, FileReadings, Leftover, Problem, ProblemKind, Verdict
from hui_reg.store import mails, results, schema
from hui_reg.store.database import Database
from tests.builders import Mail, faultless, person, sha


def unknown_field(document: dict[str, object]) -> None:
    document["later"] = 1


def missing_field(document: dict[str, object]) -> None:
    del document[next(key for key in document if key not in ("sha256",))]


def reshape(connection: Connection, table: Table, change: Callable[[dict[str, object]], None]) -> None:
    (document,) = connection.execute(select(table.c.document)).scalars()
    changed = json.loads(document)
    change(changed)
    connection.execute(update(table).values(document=json.dumps(changed)))


@pytest.fixture(params=[unknown_field, missing_field])
def change(request: pytest.FixtureRequest) -> Callable[[dict[str, object]], None]:
    chosen: Callable[[dict[str, object]], None] = request.param
    return chosen


def fill(connection: Connection) -> None:
    mail = Mail("材料")
    mail.add("a.pdf")
    dossier = faultless(person())
    results.save_validation(
        connection,
        [Assessment(dossier=dossier, verdict=Verdict.PASS)],
        [Leftover(file=mail.files[0], reason="无法判断")],
        [(mail.message.sha256, Problem(kind=ProblemKind.LATE, detail="迟到"))],
    )
    results.save_readings(connection, [FileReadings(sha256=sha("a"), format="pdf")])
    mails.record(connection, [mails.Arrival(mail.message.sha256, 1, mail.message.received_at, "internaldate")])
    mails.save_all(connection, 3, [(mail.message, ())])


@pytest.mark.parametrize(
    ("table", "load", "remedy"),
    [
        (schema.assessments, results.load_assessments, "hui-reg validate"),
        (schema.assessments, lambda c: list(results.snapshot(c, results.load_listed(c))), "hui-reg validate"),
        (schema.leftovers, results.load_leftovers, "hui-reg validate"),
        (schema.mail_problems, results.load_mail_problems, "hui-reg validate"),
        (schema.messages, mails.load_messages, "hui-reg retry"),
    ],
)
def test_another_shape_is_named_with_its_remedy(
    database: Database,
    table: Table,
    load: Callable[[Connection], object],
    remedy: str,
    change: Callable[[dict[str, object]], None],
) -> None:
    with database.begin() as connection:
        fill(connection)
        load(connection)
        reshape(connection, table, change)
        with pytest.raises(HuiRegError) as caught:
            load(connection)
    assert caught.value.code is ExitCode.STORE
    assert remedy in caught.value.hint


def test_a_reading_of_another_shape_counts_as_never_read(
    database: Database, change: Callable[[dict[str, object]], None]
) -> None:
    with database.begin() as connection:
        fill(connection)
        reshape(connection, schema.readings, change)
        assert list(results.load_readings(connection, [sha("a")])) == []


def test_a_mail_of_another_shape_is_taken_apart_again(
    database: Database, change: Callable[[dict[str, object]], None]
) -> None:
    with database.begin() as connection:
        fill(connection)
        assert mails.outdated(connection, 3) == []
        reshape(connection, schema.messages, change)
        assert len(mails.outdated(connection, 3)) == 1


def test_people_are_listed_and_packed_as_they_were_kept(database: Database) -> None:
    people = [Assessment(dossier=faultless(person(name)), verdict=Verdict.PASS) for name in ("张三", "李四", "王五")]
    with database.begin() as connection:
        results.save_validation(connection, people, [], [])
        listed = results.load_listed(connection)
        packed = results.snapshot(connection, [listed[2], listed[0]])
    assert [person.name for person in listed] == ["张三", "李四", "王五"]
    assert {person.key: person.version for person in listed} == results_versions(database)
    assert list(packed) == list(packed) == [people[2], people[0]]
    assert len(packed) == 2


def results_versions(database: Database) -> dict[str, str]:
    with database.begin() as connection:
        return results.load_versions(connection)
