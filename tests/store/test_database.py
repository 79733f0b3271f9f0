"""The database: its schema is what the tables say, it is durable, and its faults are sentences."""

import json
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.model import FileReadings, Problem, ProblemKind
from hui_reg.store import database as room
from hui_reg.store import entries, mails, results
from hui_reg.store.database import Database, open_database
from hui_reg.store.safe import seal
from hui_reg.store.schema import metadata
from tests import engines


def test_head_is_the_newest_migration() -> None:
    versions = Path(room.__file__).parent / "migrations" / "versions"
    assert max(path.name[:4] for path in versions.glob("0*.py")) == room.HEAD


def test_migrating_gives_the_tables_of_the_schema(database: Database, tmp_path: Path) -> None:
    if not database.is_shared:  # a new file is made at once
        database = migrated(tmp_path / "migrated.db")
    with database.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_new_file_is_what_an_old_one_becomes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replayed = shape(open_database(f"sqlite:///{tmp_path / 'test.db'}"))
    monkeypatch.setattr(room, "_create", engines.compiled_anew)
    opened = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    new, old = shape(opened), shape(migrated(tmp_path / "old.db"))
    assert len(new) > 20 and new["readings"]["triggers"]
    assert new == old == replayed


def migrated(path: Path) -> Database:
    """A database that stepped through every migration."""
    config = Config()
    config.set_main_option("script_location", str(Path(room.__file__).parent / "migrations"))
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()
    return open_database(f"sqlite:///{path}")


def shape(database: Database) -> dict[str, dict[str, object]]:
    """Each table's columns, keys, indices and triggers, and what stands in it; in an order of their own."""
    found: dict[str, dict[str, object]] = {}
    with database.begin() as connection:

        def rows(statement: str) -> list[tuple[object, ...]]:
            return [tuple(row) for row in connection.execute(text(statement))]

        for (name,) in rows("SELECT name FROM sqlite_master WHERE type = 'table'"):
            indices = rows(f"SELECT name, \"unique\", origin FROM pragma_index_list('{name}')")
            found[str(name)] = {
                "columns": sorted(row[1:] for row in rows(f"PRAGMA table_info('{name}')")),
                "keys": sorted(row[2:] for row in rows(f"PRAGMA foreign_key_list('{name}')")),
                "indices": sorted(
                    (index, unique, origin, [row[2:] for row in rows(f"PRAGMA index_xinfo('{index}')") if row[5]])
                    for index, unique, origin in indices
                ),
                "triggers": sorted(
                    rows(f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{name}'")
                ),
                "rows": rows(f'SELECT * FROM "{name}"'),
            }
    return found


def test_sqlite_is_durable_and_its_owners_only(tmp_path: Path) -> None:
    path = tmp_path / "hui-reg.db"
    opened = open_database(f"sqlite:///{path}")
    with opened.begin() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2  # FULL
        assert connection.execute(text("PRAGMA secure_delete")).scalar() == 1
    assert path.stat().st_mode & 0o077 == 0
    opened.close()


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.begin() as connection:
        connection.execute(text("INSERT INTO secrets (name, value) VALUES ('a', 'b')"))
        raise RuntimeError
    with database.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM secrets")).scalar() == 0


def test_a_fault_is_a_sentence_without_the_statement(database: Database) -> None:
    with pytest.raises(HuiRegError) as caught, database.begin() as connection:
        connection.execute(text("INSERT INTO nowhere (name) VALUES ('张三')"))
    assert caught.value.code is ExitCode.STORE
    assert "张三" not in caught.value.message


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "hui-reg.db").write_bytes(b"not a database" * 100)
    with pytest.raises(HuiRegError) as caught:
        open_database(f"sqlite:///{tmp_path / 'hui-reg.db'}")
    assert caught.value.code is ExitCode.STORE


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(HuiRegError) as caught:
        open_database(f"sqlite:///{tmp_path / 'none' / 'hui-reg.db'}")
    assert caught.value.code is ExitCode.STORE


def test_an_older_store_learns_what_is_wrong_with_its_files(tmp_path: Path) -> None:
    """Migration 0002 takes the kinds of problems out of the documents kept before it."""
    url, sha256 = f"sqlite:///{tmp_path / 'hui-reg.db'}", "a" * 64
    engine = create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(Path(room.__file__).parent / "migrations"))
    reading = FileReadings(sha256=sha256, format="pdf", problem=Problem(kind=ProblemKind.TIMEOUT, detail="超时"))
    wrong = {"problems": [{"kind": "needs_unar", "detail": ""}, {"kind": "needs_unar", "detail": "再一个"}]}
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement, values in (
            ("INSERT INTO readings (sha256, document) VALUES (:s, :d)", {"d": reading.model_dump_json()}),
            (
                "INSERT INTO mails (sha256, size, received_at, received_basis, recorded_at, state, attempts)"
                " VALUES (:s, 1, '2024-07-01T00:00:00+00:00', 'x', '2024-07-01T00:00:00+00:00', 'unpacked', 0)",
                {},
            ),
            ("INSERT INTO messages (sha256, version, document) VALUES (:s, 1, :d)", {"d": json.dumps(wrong)}),
        ):
            connection.execute(text(statement), {"s": sha256, **values})
    engine.dispose()
    opened = open_database(url)
    with opened.begin() as connection:
        assert results.unreadable_files(connection) == {sha256}
        assert mails.with_problem(connection, ProblemKind.NEEDS_UNAR) == {sha256}
        assert mails.with_problem(connection, ProblemKind.DAMAGED) == set()
    opened.close()


def test_an_older_store_with_a_ledger_comes_along(tmp_path: Path) -> None:
    """What migrations move about in the ledger was noted before, or is once the journal has caught up."""
    url, journals = f"sqlite:///{tmp_path / 'hui-reg.db'}", [tmp_path / "ledger.jsonl"]
    engine = create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(Path(room.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        connection.execute(
            text(
                'INSERT INTO entries (seq, applicant, kind, "on", recorded_at, "by", data) VALUES'
                " (1, 'a', 'quit', '2024-07-01', '2024-07-01T00:00:00+00:00', 'x', '{}')"
            )
        )
    engine.dispose()
    opened = open_database(url, journals)
    with opened.begin() as connection:
        assert [entry.applicant for entry in entries.load(connection)] == ["a"]
    opened.close()
    assert '"a"' in journals[0].read_text(encoding="utf-8")


def test_who_only_reads_leaves_the_sum_of_the_file_alone(tmp_path: Path) -> None:
    """To make it again costs a look through the whole file, at the end of every command."""
    path = tmp_path / "hui-reg.db"
    open_database(f"sqlite:///{path}").close()
    noted = path.with_name(f"{path.name}{seal.ENDING}")
    noted.write_text("as it was")
    database = open_database(f"sqlite:///{path}")
    with database.begin() as connection:
        results.load_listed(connection)
        entries.load(connection)
    database.close()
    assert noted.read_text() == "as it was"
