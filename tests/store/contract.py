"""What every store promises, whatever database is below: a class that each one's test module inherits.

Two ``Database`` objects on one address stand for two computers, a thread each where they are at work at once.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import text

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.model import Assessment, Entry, File, Message, Verdict
from hui_reg.store import database as room
from hui_reg.store import entries, exports, mails, results, unreceived
from hui_reg.store.database import Database, open_database
from hui_reg.store.mails import Arrival, Sighting
from tests.builders import Mail, faultless, person, sha

NOW = datetime(2024, 7, 5, 9, tzinfo=UTC)
SEAT = {"exam_on": "2024-09-08", "papers": "theory,skill", "room": "第一考场", "seat": 1, "ticket": "2024090801001"}
PAID = {"purpose": "registration", "amount": "1380.00", "receipt": "A0001", "payer": "甲", "basis": "named"}
NAUGHTY = ("a\0b", "\0", "孤\ud800立", "𠮷" * 20_000, "x" * 100_000, "‮abc", "'; DROP TABLE mails; --", "")
"""Texts that some database or encoding stumbles over."""


def entry(applicant: str = "甲|1", kind: str = "first_review", **more: Any) -> Entry:
    made = {"applicant": applicant, "kind": kind, "on": date(2024, 7, 5), "recorded_at": NOW, "by": "李四"}
    return Entry(**(made | more))


class Contract:
    """To be inherited with a fixture ``address``: that of an empty database."""

    @pytest.fixture
    def computers(self, address: str, tmp_path: Path) -> Iterator[list[Database]]:
        """Two of them, each with journals of its own where the database is shared."""
        shared = not address.startswith("sqlite")
        journals = [[tmp_path / name / "ledger.jsonl"] if shared else [] for name in "AB"]
        opened = [open_database(address, journal) for journal in journals]
        yield opened
        for one in opened:
            one.close()

    @pytest.fixture
    def database(self, computers: list[Database]) -> Database:
        return computers[0]

    # ── texts ──────────────────────────────────────────────────────────────────────────────────────────────────

    @pytest.mark.parametrize("naughty", NAUGHTY, ids=range(len(NAUGHTY)))
    def test_what_a_paper_says_never_keeps_the_others_from_being_saved(self, database: Database, naughty: str) -> None:
        odd = Assessment(dossier=faultless(person("张三")), verdict=Verdict.PASS)
        clean = naughty.replace("\ud800", "")  # a noun's JSON holds no half of a character
        odd = odd.model_copy(update={"dossier": odd.dossier.model_copy(update={"name": clean, "id_number": clean})})
        others = [Assessment(dossier=faultless(person(name)), verdict=Verdict.PASS) for name in ("李四", "王五")]
        with database.begin() as connection:
            results.save_validation(connection, [odd, *others], [], [])
        with database.begin() as connection:
            assert [a.dossier.name for a in results.load_assessments(connection)] == [clean, "李四", "王五"]
            listed = results.load_listed(connection)
        assert len(listed) == 3
        assert "\0" not in listed[0].name + listed[0].id_number

    def test_a_number_of_nineteen_digits_is_kept_as_it_is(self, database: Database) -> None:
        one = Assessment(dossier=faultless(person("张三")), verdict=Verdict.PASS)
        one = one.model_copy(update={"dossier": one.dossier.model_copy(update={"id_number": "3" * 19})})
        with database.begin() as connection:
            results.save_validation(connection, [one], [], [])
        with database.begin() as connection:
            assert results.load_listed(connection)[0].id_number == "3" * 19

    @pytest.mark.parametrize("naughty", ["a\0b", "x" * 601, "孤\ud800立"])
    def test_what_somebody_typed_is_refused_with_a_sentence(self, database: Database, naughty: str) -> None:
        for odd in (entry(by=naughty), entry(naughty)):
            with pytest.raises(HuiRegError) as caught, database.begin() as connection:
                entries.append(connection, [odd])
            assert caught.value.code is ExitCode.USAGE
            assert naughty not in caught.value.message
        with database.begin() as connection:
            assert entries.load(connection) == []

    def test_the_longest_text_that_is_taken_can_be_looked_up(self, database: Database) -> None:
        long = "𠮷" * 600
        with database.begin() as connection:
            entries.append(connection, [entry(long)])
            assert [one.applicant for one in entries.load(connection, applicant=long)] == [long]

    @pytest.mark.parametrize("naughty", NAUGHTY[:4], ids=range(4))
    def test_odd_paths_and_reasons(self, database: Database, naughty: str) -> None:
        mail = Mail("材料")
        mail.add("a.pdf")
        message: Message = mail.message
        leaf = File.model_construct(**(mail.files[0].model_dump() | {"path": naughty}))
        with database.begin() as connection:
            mails.record(connection, [Arrival(message.sha256, 1, NOW, "date", Sighting("a@b.cn", "收件箱", 1, 1))])
            mails.save_all(connection, 1, [(message, [leaf])])
        with database.begin() as connection:
            assert len(mails.load_files(connection)) == 1
            assert mails.known_uids(connection, "a@b.cn", "收件箱", 1) == {1}

    def test_names_of_folders_that_no_index_holds_are_refused(self, database: Database) -> None:
        for folder in ("夹" * 381, "a\0b"):
            with pytest.raises(HuiRegError) as caught, database.begin() as connection:
                seen = Sighting("a@b.cn", folder, 1, 1)
                mails.record(connection, [Arrival(sha("a"), 1, NOW, "date", seen)])
            assert caught.value.code is ExitCode.USAGE
        with database.begin() as connection:
            assert unreceived.load(connection) == []
            assert mails.load(connection) == []

    # ── two at once ────────────────────────────────────────────────────────────────────────────────────────────

    def at_once(self, computers: list[Database], act: Callable[[Any, int], object]) -> list[BaseException | None]:
        """The same transaction of two computers at the same moment; what each raised."""
        ready = Barrier(2)

        def go(number: int) -> BaseException | None:
            ready.wait(30)
            try:
                with computers[number].begin() as connection:
                    act(connection, number)
            except HuiRegError as error:
                return error
            return None

        with ThreadPoolExecutor(2) as threads:
            return list(threads.map(go, range(2)))

    @pytest.mark.parametrize(
        "rival",
        [
            lambda n: entry(f"人{n}", "seat", data=SEAT | {"ticket": f"t{n}"}),
            lambda n: entry(f"人{n}", "seat", data=SEAT | {"seat": n + 5}),
            lambda n: entry("甲", "payment", data=PAID),
            lambda n: entry("甲", "registered", data={"unit": "u", "name": "n", "id_number": "1"}),
            lambda n: entry(f"人{n}", "withdrawal", data={"reason": "r"}, supersedes=1),
        ],
        ids=["seat", "ticket", "receipt", "registration", "superseder"],
    )
    def test_what_one_may_have_alone_is_given_once(
        self, computers: list[Database], rival: Callable[[int], Entry]
    ) -> None:
        with computers[0].begin() as connection:
            entries.append(connection, [entry("先")])
        failed = self.at_once(computers, lambda connection, n: entries.append(connection, [rival(n)]))
        assert sum(error is None for error in failed) == 1
        (refused,) = [error for error in failed if isinstance(error, HuiRegError)]
        assert refused.code in (ExitCode.LOCKED, ExitCode.STORE) and "重新运行" in refused.hint
        with computers[0].begin() as connection:
            assert len(entries.load(connection)) == 2
            assert entries.changed(connection) == []

    def test_a_key_of_the_database_stands_behind(self, database: Database) -> None:
        """Whoever writes past the program's look is stopped by the database."""
        with database.begin() as connection:
            entries.append(connection, [entry("甲", "seat", data=SEAT)])
            taken = connection.execute(text("SELECT what FROM claims")).scalars().all()
        assert len(taken) == 2
        with pytest.raises(HuiRegError) as caught, database.begin() as connection:
            connection.execute(text("INSERT INTO claims (what, seq) VALUES (:what, 9)"), {"what": taken[0]})
        assert caught.value.code is ExitCode.STORE

    def test_what_is_superseded_is_free_again(self, database: Database) -> None:
        with database.begin() as connection:
            (first,) = entries.append(connection, [entry("甲", "seat", data=SEAT)])
            freed = entry("甲", "withdrawal", data={"reason": "r"}, supersedes=first)
            entries.append(connection, [freed, entry("乙", "seat", data=SEAT)])
        with database.begin() as connection:
            assert [e.applicant for e in entries.load(connection, kinds=["seat"])] == ["甲", "乙"]

    def test_money_that_went_back_may_come_again(self, database: Database) -> None:
        back = {"purpose": "registration", "amount": "1380.00", "receipt": "A0001", "reason": "退"}
        with database.begin() as connection:
            entries.append(connection, [entry("甲", "payment", data=PAID)])
            entries.append(connection, [entry("甲", "refund", data=back)])
            entries.append(connection, [entry("甲", "payment", data=PAID)])
        with pytest.raises(HuiRegError), database.begin() as connection:
            entries.append(connection, [entry("甲", "payment", data=PAID)])

    def test_many_entries_at_once_are_all_there_in_one_order(self, computers: list[Database]) -> None:
        def several(number: int) -> None:
            for turn in range(5):
                with computers[number].begin() as connection:
                    entries.append(connection, [entry(f"{number}-{turn}-{n}") for n in range(3)])

        with ThreadPoolExecutor(2) as threads:
            list(threads.map(several, range(2)))
        with computers[0].begin() as connection:
            known = entries.load(connection)
            assert [e.seq for e in known] == list(range(1, 31))
            assert entries.changed(connection) == []

    def test_one_file_taken_in_by_two(self, computers: list[Database]) -> None:
        def take(connection: Any, number: int) -> None:
            exports.record_import(connection, sha("x"), "scores", at=NOW, by=str(number), name="x.xlsx")

        assert self.at_once(computers, take) == [None, None]

    def test_readings_of_one_file_saved_by_two(self, computers: list[Database]) -> None:
        from hui_reg.model import FileReadings

        read = [FileReadings(sha256=sha(str(n)), format="pdf") for n in range(20)]
        assert self.at_once(computers, lambda connection, _: results.save_readings(connection, read)) == [None, None]

    def test_two_that_open_a_new_database_at_once(self, address: str) -> None:
        empty_it(address)
        with ThreadPoolExecutor(2) as threads:
            opened = list(threads.map(open_database, [address] * 2))
        for one in opened:
            with one.begin() as connection:
                assert mails.load(connection) == []
            one.close()

    # ── versions and faults ────────────────────────────────────────────────────────────────────────────────────

    def test_a_newer_schema_says_what_to_do(self, computers: list[Database], address: str) -> None:
        with computers[0].begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(HuiRegError) as caught:
            open_database(address)
        assert caught.value.code is ExitCode.STORE
        assert "请更新 hui-reg" in caught.value.hint
        with computers[0].begin() as connection:
            connection.execute(text(f"UPDATE alembic_version SET version_num = '{room.HEAD}'"))


def empty_it(address: str) -> None:
    """As no program has ever seen it."""
    if address.startswith("sqlite:///"):
        for path in Path(address.removeprefix("sqlite:///")).parent.glob("hui-reg.db*"):
            path.unlink()
        return
    database = open_database(address)
    with database.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    database.close()
