"""The whole intake against a real Dovecot over TLS."""

import hashlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store import purge
from tests.intake.storing import Store, account_of
from tests.servers.dovecot import Dovecot


def mail(number: int, size: int = 200) -> bytes:
    head = f"From: unit{number}@example.com\r\nSubject: mail {number}\r\nMessage-ID: <{number}@example.com>\r\n\r\n"
    return head.encode() + b"x" * size + b"\r\n"


MAILS = [mail(number) for number in range(7)]


def test_new_mail_once_and_exactly_as_it_is(dovecot: Dovecot, store: Store) -> None:
    dovecot.append(MAILS)
    assert store.receive(dovecot).fresh == 7
    assert store.receive(dovecot).fresh == 0
    dovecot.append([mail(99)])
    assert store.receive(dovecot).fresh == 1
    assert sorted(store.raws()) == sorted([*MAILS, mail(99)])
    flags = dovecot.doveadm("fetch", "-u", dovecot.user, "flags", "mailbox", "INBOX")
    assert "Seen" not in flags and "Flagged" not in flags


def test_several_folders_one_with_a_chinese_name(dovecot: Dovecot, store: Store) -> None:
    dovecot.append(MAILS[:2])
    dovecot.append(MAILS[2:5], "报名/材料")
    received = store.receive(dovecot, folders=("INBOX", "报名/材料"))
    assert received.fresh == 5
    assert [(report.folder, report.mails) for report in received.folders] == [("INBOX", 2), ("报名/材料", 3)]
    with pytest.raises(HuiRegError) as caught:
        store.receive(dovecot, folders=("不存在",))
    assert caught.value.code is ExitCode.MAILBOX
    assert "报名/材料" in caught.value.hint


def test_flagged_once_recorded(dovecot: Dovecot, store: Store) -> None:
    dovecot.append(MAILS)
    store.receive(dovecot)
    store.receive(dovecot, after="flag")  # those of the earlier run, too
    flags = dovecot.doveadm("fetch", "-u", dovecot.user, "flags", "mailbox", "INBOX")
    assert flags.count("Flagged") == 7


def test_moved_once_recorded(dovecot: Dovecot, store: Store) -> None:
    dovecot.append(MAILS)
    store.receive(dovecot, after="move", move_to="已收取")
    assert dovecot.uids()[1] == {}
    assert len(dovecot.uids("已收取")[1]) == 7
    received = store.receive(dovecot, folders=("INBOX", "已收取"), after="move", move_to="已收取")
    assert received.fresh == 0
    assert received.folders[0].aged_out == 7


def test_uidvalidity_changes_with_the_same_and_with_new_mail(dovecot: Dovecot, store: Store) -> None:
    dovecot.append(MAILS)
    store.receive(dovecot)
    dovecot.doveadm("mailbox", "update", "-u", dovecot.user, "--uid-validity", "1999999999", "INBOX")
    received = store.receive(dovecot)
    assert (received.fresh, received.folders[0].renumbered) == (0, True)
    dovecot.append([mail(50)])
    dovecot.doveadm("mailbox", "update", "-u", dovecot.user, "--uid-validity", "2000000001", "INBOX")
    assert store.receive(dovecot).fresh == 1
    assert len(store.mails()) == 8
    assert store.uids(dovecot, uidvalidity=2000000001) == set(dovecot.uids()[1])


def test_purged_mails_stay_away_even_from_a_renumbered_mailbox(dovecot: Dovecot, store: Store) -> None:
    dovecot.append(MAILS)
    store.receive(dovecot)
    with store.database.begin() as connection:
        assert len(purge.forget(connection)) == 7
    store.blobs.clear()
    assert store.receive(dovecot).fresh == 0
    dovecot.doveadm("mailbox", "update", "-u", dovecot.user, "--uid-validity", "1999999999", "INBOX")
    dovecot.append([mail(50)])
    received = store.receive(dovecot)
    assert (received.fresh, received.folders[0].renumbered) == (1, True)
    assert [store.blobs.get(sha256) for sha256 in store.blobs.all()] == [mail(50)], "no other bytes are kept again"
    assert store.uids(dovecot, uidvalidity=1999999999) == set(dovecot.uids()[1])
    assert store.receive(dovecot).folders[0].new == 0


def test_what_is_expunged_later_is_aged_out_not_lost(dovecot: Dovecot, store: Store) -> None:
    dovecot.append(MAILS)
    store.receive(dovecot)
    dovecot.doveadm("expunge", "-u", dovecot.user, "mailbox", "INBOX", "subject", "mail 3")
    received = store.receive(dovecot)
    assert (received.fresh, received.folders[0].aged_out) == (0, 1)
    assert len(store.mails()) == 7


def test_a_large_mail_and_a_small_limit(dovecot: Dovecot, store: Store) -> None:
    dovecot.deliver([mail(1, 5_000_000), mail(2)])
    received = store.receive(dovecot, largest=1_000_000)
    assert received.fresh == 1
    assert "超过上限" in received.troubles[0]
    assert store.receive(dovecot).fresh == 1


def test_a_wrong_password(dovecot: Dovecot, store: Store) -> None:
    dovecot.password = "wrong"
    with pytest.raises(HuiRegError, match="拒绝登录") as caught:
        store.receive(dovecot)
    assert caught.value.code is ExitCode.MAILBOX


def test_two_accounts_of_one_server_keep_their_numbers_apart(dovecot: Dovecot, store: Store) -> None:
    first, second = dovecot.as_user("a@mail.test"), dovecot.as_user("b@mail.test")
    for account in (first, second):
        account.append([*MAILS, mail(ord(account.user[0]))])
        store.receive(account)
    assert len(store.mails()) == 9
    assert len(store.uids(first, uidvalidity=first.uids()[0])) == 8
    assert account_of(first).key == "a@mail.test@127.0.0.1"


def run(workspace: Path, server: Dovecot, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **server.environment()}
    command = [sys.executable, "-m", "hui_reg", "-w", str(workspace), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=1500)


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder, by its hash; the lock's signature changes with every run."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock"
    }


def test_the_command_a_second_time_changes_nothing(dovecot: Dovecot, tmp_path: Path) -> None:
    dovecot.append(MAILS)
    assert run(tmp_path, dovecot, "init").returncode == 0
    first = run(tmp_path, dovecot, "fetch")
    assert first.returncode == 0, first.stderr
    assert "新收 7 封邮件" in first.stdout and "7 封，最早" not in first.stderr
    before, rows = _but_the_database(tree(tmp_path)), _received(tmp_path)
    second = run(tmp_path, dovecot, "fetch")
    assert second.returncode == 0
    assert "没有新邮件" in second.stdout
    assert (_but_the_database(tree(tmp_path)), _received(tmp_path)) == (before, rows)
    quiet = run(tmp_path, dovecot, "fetch", "-q")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")


def _but_the_database(files: dict[str, str]) -> dict[str, str]:
    """The database remembers when a mailbox last answered."""
    return {name: digest for name, digest in files.items() if not name.startswith("data/hui-reg.db")}


def _received(root: Path) -> list[list[tuple[object, ...]]]:
    with sqlite3.connect(root / "data" / "hui-reg.db") as connection:
        tables = ("mails", "sightings", "messages", "files", "unreceived")
        return [connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in tables]


def test_two_runs_at_once(dovecot: Dovecot, tmp_path: Path) -> None:
    dovecot.append(MAILS)
    run(tmp_path, dovecot, "init")
    environment = {**os.environ, **dovecot.environment()}
    command = [sys.executable, "-m", "hui_reg", "-w", str(tmp_path), "fetch", "--json"]
    pair = [subprocess.Popen(command, env=environment, stdout=-1, stderr=-1) for _ in range(2)]
    codes = sorted(process.wait(1500) for process in pair)
    assert codes in ([0, 0], [0, 5])
    assert "没有新邮件" in run(tmp_path, dovecot, "fetch").stdout
