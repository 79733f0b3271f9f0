"""What is recorded of mails: once each, however often seen, and never forgotten half-way."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from hui_reg.model import File, Message, Problem, ProblemKind
from hui_reg.store import mails
from hui_reg.store.database import Database
from hui_reg.store.mails import Arrival, Sighting
from hui_reg.store.schema import sightings

NOON = datetime(2024, 7, 1, 4, tzinfo=UTC)
A, B, C = ("a" * 64, "b" * 64, "c" * 64)


def arrival(sha256: str, uid: int | None = None, **more: object) -> Arrival:
    seen = Sighting("u@mail.test", "INBOX", 7, uid) if uid else None
    return Arrival(sha256, 10, NOON, "internaldate", seen, **more)  # type: ignore[arg-type]


def test_a_mail_is_recorded_once_however_often_it_is_seen(database: Database) -> None:
    with database.begin() as connection:
        assert mails.record(connection, [arrival(A, 1), arrival(A, 2), arrival(B)]) == 2
        assert mails.record(connection, [arrival(A, 1), arrival(A, 3), arrival(B)]) == 0
        assert mails.known_uids(connection, "u@mail.test", "INBOX", 7) == {1, 2, 3}
        assert mails.known_uids(connection, "u@mail.test", "INBOX", 8) == set()
        assert mails.known(connection, {A, B, C}) == {A, B}
        assert mails.last_uidvalidity(connection, "u@mail.test", "INBOX") == 7
        assert connection.execute(select(func.count()).select_from(sightings)).scalar() == 3


def test_a_batch_is_recorded_whole_or_not_at_all(database: Database) -> None:
    with pytest.raises(RuntimeError), database.begin() as connection:
        mails.record(connection, [arrival(A, 1)])
        raise RuntimeError
    with database.begin() as connection:
        assert mails.load(connection) == []


def test_attempts_set_aside_and_back(database: Database) -> None:
    problem = Problem(kind=ProblemKind.QUARANTINED, detail="三次")
    with database.begin() as connection:
        mails.record(connection, [arrival(A), arrival(B, problem=problem)])
        mails.count_attempt(connection, [A])
        mails.count_attempt(connection, [A])
        assert [(m.sha256, m.attempts) for m in mails.load(connection, mails.NEW)] == [(A, 2)]
        mails.set_aside(connection, A, problem)
        assert [m.problem for m in mails.load(connection, mails.SET_ASIDE)] == [problem, problem]
        assert mails.put_back(connection, [A, B]) == 2
        assert [(m.attempts, m.problem) for m in mails.load(connection, mails.NEW)] == [(0, None), (0, None)]
        assert mails.count_by_state(connection) == {"new": 2}


def test_unpacking_again_replaces_what_was_found(database: Database) -> None:
    message = Message(
        sha256=A, received_at=NOON, received_basis="internaldate", subject="报名", sender_name="", sender_address=""
    )
    leaves = [File(message=A, path=f"{n}.pdf", sha256=n * 64, size=1) for n in "12"]
    with database.begin() as connection:
        mails.record(connection, [arrival(A), arrival(B)])
        mails.save_all(connection, 1, [(message, leaves)])
        assert mails.load_files(connection) == leaves
        assert [m.sha256 for m in mails.outdated(connection, 2)] == [A]
        mails.save_all(connection, 2, [(message, leaves[:1])])
        assert mails.load_files(connection, A) == leaves[:1]
        assert mails.load_messages(connection) == [message]
        assert mails.load_message(connection, B) is None
        assert mails.outdated(connection, 2) == []
        assert mails.count_by_state(connection) == {"unpacked": 1, "new": 1}


def test_thousands_of_hashes_in_one_question(database: Database) -> None:
    many = [f"{n:064x}" for n in range(3000)]
    with database.begin() as connection:
        assert mails.record(connection, [arrival(sha256, n + 1) for n, sha256 in enumerate(many)]) == 3000
        assert mails.known(connection, many) == set(many)
        assert [m.sha256 for m in mails.find(connection, many[7])] == [many[7]]
