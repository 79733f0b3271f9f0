"""Readings and the last validation: kept, replaced whole, and what changed is told."""

from hui_reg.model import Assessment, FileReadings, Leftover, Problem, ProblemKind, Verdict
from hui_reg.store import results
from hui_reg.store.database import Database
from tests.builders import Mail, faultless, person, sha


def reading(name: str, kind: str = "pdf") -> FileReadings:
    return FileReadings(sha256=sha(name), format=kind, versions={"text": 1})


def test_readings_come_back_and_are_replaced(database: Database) -> None:
    many = [reading(str(n)) for n in range(1200)]
    with database.begin() as connection:
        results.save_readings(connection, many)
        results.save_readings(connection, [reading("7", "png")])
        loaded = {r.sha256: r for r in results.load_readings(connection, [sha(str(n)) for n in range(1300)])}
    assert len(loaded) == 1200
    assert loaded[sha("7")].format == "png"
    assert loaded[sha("8")] == reading("8")


def test_a_validation_replaces_the_last_one_and_names_what_changed(database: Database) -> None:
    first = [Assessment(dossier=faultless(person(name)), verdict=Verdict.PASS) for name in ("张三", "李四")]
    mail = Mail("材料")
    mail.add("a.pdf")
    left = [Leftover(file=mail.files[0], reason="无法判断")]
    problems = [(mail.message.sha256, Problem(kind=ProblemKind.LATE, detail="迟到"))]
    with database.begin() as connection:
        assert results.save_validation(connection, first, left, problems) == {a.dossier.key for a in first}
    with database.begin() as connection:
        assert results.load_assessments(connection) == first
        assert results.load_leftovers(connection) == left
        assert results.load_mail_problems(connection) == problems
        second = [first[0], first[1].model_copy(update={"verdict": Verdict.REVIEW})]
        assert results.save_validation(connection, second, [], []) == {first[1].dossier.key}
        assert results.load_assessments(connection) == second
        assert results.load_leftovers(connection) == []


def test_runs_are_remembered(database: Database) -> None:
    with database.begin() as connection:
        assert results.last_run(connection, "fetch") is None
        results.record_run(connection, "fetch", {"new": 1})
        results.record_run(connection, "fetch", {"new": 2})
        last = results.last_run(connection, "fetch")
    assert last is not None
    assert last[1] == {"new": 2}
