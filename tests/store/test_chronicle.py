"""What people did outlives the database: a kill at any place, and the loss of any one or two of three, ends right."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.model import Entry
from hui_reg.store import chronicle, entries, exports, purge, soundness
from hui_reg.store.chronicle import Chronicle
from hui_reg.store.database import Connection, Database, open_database
from hui_reg.store.joint import turns
from hui_reg.store.lines import Lines
from hui_reg.store.schema import entries as table
from tests.store.conftest import empty

NOW = datetime(2024, 7, 5, 9, tzinfo=UTC)


def entry(number: int) -> Entry:
    return Entry(applicant=f"甲{number}", kind="payment", on=date(2024, 7, 5), recorded_at=NOW, by="李四",
                 data={"amount": "1380.00", "n": number}, supersedes=number - 1 or None)  # fmt: skip


def act(connection: Connection, number: int) -> None:
    """What one import does."""
    entries.append(connection, [entry(2 * number), entry(2 * number + 1)])
    exports.record_import(connection, "a" * 64, "scores", at=NOW, by="李四", name=f"成绩{number}.xlsx")
    exports.note_written(connection, "exports/a.xlsx", [f"{number:064x}"])
    exports.signing_key(connection, "review")


def in_turn(database: Database) -> AbstractContextManager[None]:
    """The right to write, as a command has it; one computer alone needs none."""
    return turns.held(database) if database.is_shared else nullcontext()


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'hui-reg.db'}"
    address: str = request.getfixturevalue("postgres_url")
    database = open_database(address)
    empty(database)
    database.close()
    return address


@pytest.fixture
def opened(url: str, tmp_path: Path) -> Iterator[Callable[[], Database]]:
    running = ExitStack()

    def open_again() -> Database:
        running.close()
        database = open_database(url, [tmp_path / "blobs" / "ledger.jsonl", tmp_path / "ledger.jsonl"])
        running.callback(database.close)
        running.enter_context(in_turn(database))
        return database

    with running:
        yield open_again


def held(database: Database) -> list[tuple[str, dict[str, Any]]]:
    with database.begin() as connection:
        assert entries.changed(connection) == []
        assert all(soundness.tells_the_same(connection, copy) for copy in database.chronicle.copies)
        return [(of.name, row) for of, row in chronicle.rows(connection)]


def lose(url: str, tmp_path: Path, which: str) -> None:
    if which != "database":
        (tmp_path / which).unlink()
    elif url.startswith("sqlite"):
        for path in tmp_path.glob("hui-reg.db*"):
            path.unlink()
    else:
        database = open_database(url)
        empty(database)
        database.close()


THINGS = ("database", "blobs/ledger.jsonl", "ledger.jsonl")


@pytest.mark.parametrize("lost", [*itertools.combinations(THINGS, 1), *itertools.combinations(THINGS, 2)], ids="+".join)
def test_each_and_each_two_of_them_may_be_lost(
    opened: Callable[[], Database], url: str, tmp_path: Path, lost: tuple[str, ...]
) -> None:
    database = opened()
    for number in range(1, 4):
        with database.begin() as connection:
            act(connection, number)
    before = held(database)
    database.close()
    for which in lost:
        lose(url, tmp_path, which)
    assert held(opened()) == before
    with opened().begin() as connection:
        act(connection, 9)
        assert [e.seq for e in entries.load(connection)] == list(range(1, 9))
    assert held(opened())


def cut_off(database: Database, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """An import that dies: before, between or behind its two lines, or while it commits."""
    real = Lines.append
    copies = {"before": 0, "between": 1, "behind": 2}

    def dying(self: Lines, texts: Any) -> tuple[int, int]:
        if copies[where] == 0:
            raise SystemExit
        copies[where] -= 1
        done = real(self, texts)
        if copies[where] == 0:
            raise SystemExit
        return done

    with monkeypatch.context() as patch:
        patch.setattr(Lines, "append", dying)
        patch.setattr(Chronicle, "take_back", lambda _: None)  # the process is gone
        with pytest.raises(SystemExit), database.begin() as connection:
            act(connection, 2)


@pytest.mark.parametrize(("where", "there"), [("before", 2), ("between", 4), ("behind", 4)])
@pytest.mark.parametrize("lost", ["", *THINGS])
def test_killed_anywhere_all_of_an_import_is_there_or_nothing(
    opened: Callable[[], Database], url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    where: str, there: int, lost: str,
) -> None:  # fmt: skip
    database = opened()
    with database.begin() as connection:
        act(connection, 1)
    cut_off(database, monkeypatch, where)
    database.close()
    if lost:
        lose(url, tmp_path, lost)
    rows = held(opened())
    count = sum(name == "entries" for name, _ in rows)
    assert count == there or (where == "between" and lost == "blobs/ledger.jsonl" and count == 2)
    assert sum(name == "leaves" for name, _ in rows) == count
    assert held(opened()) == rows


def test_what_failed_is_taken_back(opened: Callable[[], Database], monkeypatch: pytest.MonkeyPatch) -> None:
    database = opened()
    with database.begin() as connection:
        act(connection, 1)
    before = held(database)
    real, tries = Lines.append, iter([True, False])

    def full(self: Lines, texts: Any) -> tuple[int, int]:
        if next(tries):
            return real(self, texts)
        raise HuiRegError(ExitCode.STORE, "磁盘已满")

    with monkeypatch.context() as patch:
        patch.setattr(Lines, "append", full)
        with pytest.raises(HuiRegError), database.begin() as connection:
            act(connection, 2)
    assert held(opened()) == before


def test_nobody_writes_past_the_journal(opened: Callable[[], Database]) -> None:
    database = opened()
    with pytest.raises(AssertionError), database.begin() as connection:
        connection.execute(insert(table).values(seq=1, applicant="", kind="", on="", recorded_at=NOW, by="", data=""))


def test_a_store_from_before_there_were_journals_gets_them(opened: Callable[[], Database], url: str) -> None:
    old = open_database(url)
    with in_turn(old), old.begin() as connection:
        act(connection, 1)
    old.close()
    assert len(held(opened())) == 7
    assert all(copy.last() for copy in opened().chronicle.copies)


def test_everything_is_told_in_many_lines_each_with_its_own_sum(
    opened: Callable[[], Database], url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chronicle, "_CHUNK", 2)
    old = open_database(url)
    with in_turn(old), old.begin() as connection:
        act(connection, 1)
    old.close()
    before = held(opened())
    copies = opened().chronicle.copies
    assert [sum(1 for _ in copy.read()) for copy in copies] == [4, 4], "7 rows, two a line"
    with opened().begin() as connection:
        act(connection, 2)
    assert opened().chronicle.told == [], "a later line goes on from them"
    after = held(opened())
    one, other = copies
    for number, copy in enumerate(copies, 1):  # a different line of each is damaged: both together tell everything
        lines = copy.path.read_bytes().splitlines(keepends=True)
        lines[number] = lines[number].replace(b"number", b"numbes")
        copy.path.write_bytes(b"".join(lines))
    opened().close()
    lose(url, tmp_path, "database")
    with opened().begin() as connection:
        assert [(of.name, row) for of, row in chronicle.rows(connection)] == after
    for copy in (one, other):
        lines = copy.path.read_bytes().splitlines(keepends=True)
        copy.path.write_bytes(b"".join([lines[0], *lines[2:]]))
    opened().close()
    lose(url, tmp_path, "database")
    with pytest.raises(HuiRegError, match="损坏"):
        opened()
    assert len(before) == 7


def test_a_changed_entry_is_named_and_an_old_head_disproved(opened: Callable[[], Database]) -> None:
    database = opened()
    with database.begin() as connection:
        act(connection, 1)
        old = entries.head(connection)
        act(connection, 2)
        new = entries.head(connection)
        assert entries.disproved(connection, [old, new]) == []
    with database.begin() as connection:
        changed = table.update().where(table.c.seq == 2).values(by="王五").execution_options(**chronicle.NOTED)
        connection.execute(changed)
        assert entries.changed(connection) == [2]
        connection.execute(table.delete().where(table.c.seq == 4).execution_options(**chronicle.NOTED))
        assert entries.changed(connection) == [2, 4]
        leaves = chronicle.TABLES["leaves"]
        connection.execute(leaves.delete().where(leaves.c.seq == 4).execution_options(**chronicle.NOTED))
        assert entries.disproved(connection, [old, new]) == [new]


def test_an_entry_taken_away_as_if_it_were_purged_is_named(opened: Callable[[], Database]) -> None:
    """Its commitment stays, so every head still holds; but a purge leaves no entry that stands before another."""
    leaves = chronicle.TABLES["leaves"]
    with opened().begin() as connection:
        act(connection, 1)
        act(connection, 2)
        head = entries.head(connection)
        connection.execute(table.delete().where(table.c.seq == 3).execution_options(**chronicle.NOTED))
        unsalted = leaves.update().where(leaves.c.seq == 3).values(salt=None)
        connection.execute(unsalted.execution_options(**chronicle.NOTED))
        assert entries.disproved(connection, [head]) == []
        assert entries.changed(connection) == [3]


def test_what_was_purged_tells_of_nobody_and_the_tree_still_verifies(
    opened: Callable[[], Database], tmp_path: Path
) -> None:
    database = opened()
    with database.begin() as connection:
        act(connection, 1)
        old = entries.head(connection)
    with database.begin() as connection:
        purge.forget(connection)
    database = opened()
    for copy in database.chronicle.copies:
        said = copy.path.read_text(encoding="utf-8")
        assert "甲" not in said and "李四" not in said and "成绩" not in said
    with database.begin() as connection:
        assert entries.disproved(connection, [old]) == []
        assert entries.changed(connection) == []
        assert entries.append(connection, [entry(1)]) == [3]
    shutil.rmtree(tmp_path / "blobs")
    assert held(opened())
