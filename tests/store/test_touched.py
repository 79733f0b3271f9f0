"""The database itself notes what is written of mails and readings, whoever writes it."""

from sqlalchemy import text

from hui_reg.desk.renewing.opening import Post
from hui_reg.history.rulings import Rulings
from hui_reg.intake.envelope import UNPACK_VERSION
from hui_reg.notice import parse, shipped
from hui_reg.store import mails, results
from hui_reg.store.database import Database
from hui_reg.store.derived import touched
from tests import builders as b
from tests.builders import Mail


def test_whoever_writes_is_noted_until_it_was_worked_on(database: Database) -> None:
    made = Mail("材料", {"received": "2024-07-01 09:00"}).add("身份证.pdf", b.id_card(b.person()))
    mail, (file,) = made.message.sha256, made.files
    with database.begin() as connection:
        mails.record(connection, [mails.Arrival(mail, 10, made.message.received_at, "internaldate")])
        mails.save_all(connection, UNPACK_VERSION, [(made.message, made.files)])
        results.save_readings(connection, list(made.readings.values()))
        known = touched.load(connection)
        assert known.mails == {mail}
        assert known.files == {file.sha256}
        connection.execute(text("UPDATE readings SET stamp = 'x'"))
        touched.settle(connection, known)
        since = touched.load(connection)
        assert not since.mails
        assert since.files == {file.sha256}  # what came after it was looked at stays
        touched.settle(connection, since)
        connection.execute(text("UPDATE files SET path = 'y'"))
        assert touched.load(connection).mails == {mail}
        touched.settle(connection, touched.load(connection))
        connection.execute(text("DELETE FROM readings"))
        assert touched.load(connection).files == {file.sha256}


def test_what_is_written_while_everything_is_looked_at_stays_noted(database: Database) -> None:
    """A validation that makes everybody anew takes away what was noted before it looked, and nothing that another
    computer wrote since: that would never be looked at."""
    made = Mail("材料", {"received": "2024-07-01 09:00"}).add("身份证.pdf", b.id_card(b.person()))
    read = list(made.readings.values())
    with database.begin() as connection:
        mails.record(connection, [mails.Arrival(made.message.sha256, 10, made.message.received_at, "internaldate")])
        mails.save_all(connection, UNPACK_VERSION, [(made.message, made.files)])
        results.save_readings(connection, read)
        post = Post(connection, parse(shipped()), Rulings())
        assert not post.is_based and list(post.looked_at) == [made.message.sha256]
        results.save_readings(connection, read)
        touched.settle(connection, post.touched)
        assert touched.load(connection).files == {made.files[0].sha256}
        post.forget()
        assert post.looked_at
        touched.settle(connection, post.touched)
        assert not touched.load(connection).rows
