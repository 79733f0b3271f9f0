"""Roles, held by PostgreSQL itself: a reviewer reads and decides, and whatever else is tried is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store import entries, exports, mails, results
from hui_reg.store.database import Database, open_database
from hui_reg.store.joint import roles, turns
from hui_reg.store.mails import Arrival
from tests.builders import sha
from tests.servers.postgres import fresh
from tests.store.contract import NOW, SEAT, entry


@pytest.fixture(scope="module")
def owner(postgres_url: str) -> Iterator[Database]:
    opened = open_database(fresh(postgres_url, "roles"))
    with opened.begin() as connection:
        for _ in range(2):
            roles.apply(connection)
        for user, role in (("shen", roles.REVIEWERS), ("ban", roles.STAFF)):
            connection.execute(text(f"DROP ROLE IF EXISTS {user}"))
            connection.execute(text(f"CREATE USER {user} IN ROLE {role}"))
        entries.append(connection, [entry("甲", "seat", data=SEAT)])
        exports.signing_key(connection, "review")
    yield opened
    opened.close()


def as_user(owner: Database, user: str, journal: Path) -> Database:
    address = make_url(owner.engine.url.render_as_string(hide_password=False)).set(username=user)
    return open_database(address.render_as_string(hide_password=False), [journal])


def test_a_reviewer_reads_and_decides(owner: Database, tmp_path: Path) -> None:
    database = as_user(owner, "shen", tmp_path / "ledger.jsonl")
    with turns.held(database), database.begin() as connection:
        assert results.load_listed(connection) == []
        assert exports.signing_key(connection, "review")
        entries.append(connection, [entry("甲", "first_review", data={"choice": "pass"}), entry("甲", "second_review")])
        exports.record_import(connection, sha("x"), "review", at=NOW, by="审", name="x.xlsx")
        exports.note_written(connection, "审核表.xlsx", [sha("x")])
    with owner.begin() as connection:
        assert [e.kind for e in entries.load(connection)][-2:] == ["first_review", "second_review"]
        assert entries.changed(connection) == []
    database.close()


@pytest.fixture(scope="module")
def reviewer(owner: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    opened = as_user(owner, "shen", tmp_path_factory.mktemp("shen") / "ledger.jsonl")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "misdeed",
    [
        lambda c: entries.append(c, [entry("甲", "payment", data={"purpose": "registration", "amount": "1"})]),
        lambda c: entries.append(c, [entry("甲", "first_review", supersedes=1)]),
        lambda c: entries.append(c, [entry("甲", "ruling", data={"reason": "r"})]),
        lambda c: results.save_validation(c, [], [], []),
        lambda c: mails.record(c, [Arrival(sha("m"), 1, NOW, "date")]),
        lambda c: c.execute(text("UPDATE entries SET kind = 'first_review'")),
        lambda c: c.execute(text("DELETE FROM entries")),
        lambda c: c.execute(text("UPDATE leaves SET salt = NULL")),
        lambda c: c.execute(text("DELETE FROM claims")),
        lambda c: c.execute(text("UPDATE secrets SET value = 'x'")),
        lambda c: c.execute(text("DROP TABLE entries")),
        lambda c: c.execute(text("ALTER TABLE entries DISABLE ROW LEVEL SECURITY")),
        lambda c: c.execute(text("SET ROLE hui_staff")),
    ],
    ids=range(13),
)
def test_whatever_else_a_reviewer_tries_is_refused(owner: Database, reviewer: Database, misdeed: object) -> None:
    before = held(owner)
    with (
        pytest.raises(HuiRegError, match="没有做这件事的权限") as caught,
        turns.held(reviewer),
        reviewer.begin() as connection,
    ):
        misdeed(connection)  # type: ignore[operator]
    assert caught.value.code is ExitCode.STORE
    assert held(owner) == before


def test_staff_do_everything(owner: Database, tmp_path: Path) -> None:
    database = as_user(owner, "ban", tmp_path / "ledger.jsonl")
    with turns.held(database), database.begin() as connection:
        mails.record(connection, [Arrival(sha("n"), 1, NOW, "date")])
        results.save_validation(connection, [], [], [])
        results.record_run(connection, "validate", {})
        entries.append(connection, [entry("乙", "registered", data={"unit": "u"})])
        entries.append(connection, [entry("甲", "withdrawal", data={"reason": "r"}, supersedes=1)])
    database.close()


def held(owner: Database) -> list[str]:
    with owner.begin() as connection:
        return [
            str(connection.execute(text(f"SELECT * FROM {t} ORDER BY 1")).all()) for t in ("entries", "leaves", "mails")
        ]


def test_who_may_make_no_groups_is_told_what_the_administrator_does(
    reviewer: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The owner of a database as the page has it made is no administrator of the server."""
    monkeypatch.setattr(roles, "STAFF", "hui_none")
    with pytest.raises(HuiRegError, match="不能建立角色") as told, reviewer.begin() as connection:
        roles.apply(connection)
    assert "CREATE ROLE hui_none NOLOGIN" in told.value.hint
