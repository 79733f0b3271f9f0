"""PostgreSQL keeps the contract of every store, and what several computers need of it."""

import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store import chronicle, entries, exports
from hui_reg.store import database as room
from hui_reg.store.chronicle import Chronicle
from hui_reg.store.database import Database, open_database
from hui_reg.store.joint import turns
from tests.servers.postgres import fresh
from tests.store.conftest import empty
from tests.store.contract import Contract, empty_it, entry


@pytest.fixture(scope="module")
def own(postgres_url: str) -> str:
    """A database of this module's own."""
    return fresh(postgres_url, "contract")


@pytest.fixture(scope="module")
def pair(own: str) -> Iterator[list[Database]]:
    """Two computers, for all tests of this module."""
    opened = [open_database(own) for _ in range(2)]
    yield opened
    for one in opened:
        one.close()


class TestPostgres(Contract):
    @pytest.fixture
    def address(self, own: str) -> str:
        return own

    @pytest.fixture
    def computers(self, pair: list[Database], tmp_path: Path) -> list[Database]:
        empty(pair[0])
        for one, journal in zip(pair, self.journals(tmp_path), strict=True):
            one.chronicle = Chronicle([journal])
        return pair

    def cut(self, database: Database) -> None:
        """End every other connection, as a network does."""
        with database.engine.connect() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )

    def test_one_has_the_turn_and_the_other_learns_who(self, computers: list[Database]) -> None:
        with turns.held(computers[0]):
            with pytest.raises(HuiRegError) as caught, turns.held(computers[1]):
                pass
            assert caught.value.code is ExitCode.LOCKED
            assert turns.me() in caught.value.message
            with computers[1].begin() as connection:
                assert turns.me() in turns.running(connection)
        with turns.held(computers[1]), computers[0].begin() as connection:
            assert turns.running(connection)
        with computers[0].begin() as connection:
            assert turns.running(connection) == ""

    def test_a_cut_connection_costs_nothing(self, computers: list[Database], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(turns, "_OFTEN", 0)
        first, second = computers
        with turns.held(first):
            for number in range(3):
                self.cut(second)
                with first.begin() as connection:
                    entries.append(connection, [entry(str(number))])
                with pytest.raises(HuiRegError), turns.held(second):
                    pass
        with second.begin() as connection:
            assert len(entries.load(connection)) == 3

    def test_whoever_lost_the_turn_writes_nothing(
        self, computers: list[Database], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A validation that slept through a cut must not take the place of the one another computer made since."""
        monkeypatch.setattr(turns, "_OFTEN", 0)
        first, second = computers
        with turns.held(first):
            self.cut(second)
            with turns.held(second), second.begin() as connection:
                entries.append(connection, [entry("新")])
            with pytest.raises(HuiRegError) as caught, first.begin() as connection:
                entries.append(connection, [entry("旧")])
            assert caught.value.code is ExitCode.LOCKED
        with second.begin() as connection:
            assert [one.applicant for one in entries.load(connection)] == ["新"]

    def test_a_run_waits_for_a_server_that_is_away_a_moment(
        self, computers: list[Database], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tried = []
        connect = computers[0].engine.connect

        def away() -> object:
            tried.append(1)
            if len(tried) < 3:
                from sqlalchemy.exc import OperationalError

                raise OperationalError("", {}, Exception("Connection refused"))
            return connect()

        monkeypatch.setattr(computers[0].engine, "connect", away)
        monkeypatch.setattr(room, "_PAUSE", 0)
        with computers[0].begin() as connection:
            assert entries.load(connection) == []
        assert len(tried) == 3

    def test_migrations_wait_for_each_other_and_for_runs(
        self, computers: list[Database], address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(turns, "_PATIENCE", 0)
        with turns.held(computers[0]):
            with computers[0].begin() as connection:
                connection.execute(text("UPDATE alembic_version SET version_num = '0004'"))
            with pytest.raises(HuiRegError) as caught:
                open_database(address)
            assert caught.value.code is ExitCode.LOCKED
            assert turns.me() in caught.value.message
            with computers[0].begin() as connection:
                connection.execute(text(f"UPDATE alembic_version SET version_num = '{room.HEAD}'"))
        open_database(address).close()

    # ── journals of two computers ──────────────────────────────────────────────────────────────────────────────

    def journals(self, tmp_path: Path) -> list[Path]:
        return [tmp_path / name / "ledger.jsonl" for name in "AB"]

    def test_each_computers_journal_tells_everything(self, computers: list[Database], tmp_path: Path) -> None:
        for number in range(4):
            with computers[number % 2].begin() as connection:
                entries.append(connection, [entry(f"人{number}")])
        for one in computers:
            one.catch_up()
        for journal in self.journals(tmp_path):
            other = open_database(f"sqlite:///{journal.parent / 'again.db'}", [journal])
            with other.begin() as connection:
                assert [e.applicant for e in entries.load(connection)] == ["人0", "人1", "人2", "人3"]
                assert entries.changed(connection) == []
            other.close()

    def test_a_line_that_was_never_committed_is_not_entered_over_anothers(
        self, computers: list[Database], tmp_path: Path
    ) -> None:
        """A died between journal and commit, B wrote since: A's line is no truth any more."""
        with computers[0].begin() as connection:
            entries.append(connection, [entry("共")])
        computers[1].catch_up()
        journal = self.journals(tmp_path)[0]
        whole = journal.read_bytes()
        with computers[0].begin() as connection:
            entries.append(connection, [entry("假")])
        forked = journal.read_bytes()
        with computers[0].begin() as connection:  # back to before it, as if A had died before its commit
            for table in ("leaves", "entries"):
                connection.execute(text(f"DELETE FROM {table} WHERE seq = 2"))
            token = chronicle.rows_of(whole.splitlines()[-1].rpartition(b"\t")[0].decode())
            connection.execute(text("UPDATE written SET number = :n, token = :t"), {
                "n": token[0], "t": __import__("json").loads(whole.splitlines()[-1].rpartition(b"\t")[0])["token"],
            })  # fmt: skip
        journal.write_bytes(forked)
        with computers[1].begin() as connection:
            entries.append(connection, [entry("真"), entry("真2")])
            exports.record_import(connection, "a" * 64, "scores", at=entry().recorded_at, by="x", name="x")
        computers[0].catch_up()
        with computers[0].begin() as connection:
            assert [e.applicant for e in entries.load(connection)] == ["共", "真", "真2"]
        assert "假" not in journal.read_text(encoding="utf-8")

    def test_nothing_waits_for_ever(self, computers: list[Database]) -> None:
        with computers[0].begin() as connection:
            for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
                assert connection.execute(text(f"SHOW {limit}")).scalar() not in ("0", None)

    def test_a_statement_that_takes_too_long_is_a_sentence(self, computers: list[Database]) -> None:
        with pytest.raises(HuiRegError, match="执行得太久"), computers[0].begin() as connection:
            connection.execute(text("SET LOCAL statement_timeout = 50"))
            connection.execute(text("SELECT pg_sleep(30)"))

    def test_a_wait_for_another_that_takes_too_long_is_a_sentence(self, computers: list[Database]) -> None:
        holding, enough = threading.Event(), threading.Event()

        def hold() -> None:
            with computers[1].begin() as connection:
                chronicle.lock(connection)
                holding.set()
                enough.wait(30)

        holder = threading.Thread(target=hold)
        holder.start()
        holding.wait(30)
        try:
            with pytest.raises(HuiRegError, match="另一台电脑"), computers[0].begin() as connection:
                connection.execute(text("SET LOCAL lock_timeout = 50"))
                entries.append(connection, [entry(on=date(2024, 7, 5))])
        finally:
            enough.set()
            holder.join()

    def test_a_database_before_any_program(self, own: str) -> None:
        empty_it(own)
        began = time.monotonic()
        open_database(own).close()
        assert time.monotonic() >= began
