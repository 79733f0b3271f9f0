"""Verify: every flipped bit is found, leaves are made again, and a lost database comes back from the mails."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DatabaseError

from hui_reg import cli, durable
from hui_reg.desk import unpacking
from hui_reg.desk.custody import rebuilding
from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode
from hui_reg.model import Entry
from hui_reg.store import chronicle, entries, exports, mails, recovery
from hui_reg.store.lines import Lines

MAIL = """\
Received: from mx.example.com; Mon, 01 Jul 2024 0{n}:30:00 +0800
From: window{n}@luocheng.example.com
Subject: papers {n}
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

see attachment
--b
Content-Type: application/octet-stream
Content-Disposition: attachment; filename=a{n}.bin

leaf number {n}
--b--
"""


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("verify") / "w"
    (root / "in").mkdir(parents=True)
    for n in range(1, 5):
        (root / "in" / f"{n}.eml").write_text(MAIL.format(n=n))
    assert cli.run(["-w", str(root), "init", "-q"]) == ExitCode.OK
    assert cli.run(["-w", str(root), "fetch", "-q", "--from", str(root / "in")]) == ExitCode.OK
    return root


@pytest.fixture
def workspace(fetched: Path, tmp_path: Path) -> Path:
    shutil.copytree(fetched, tmp_path / "w")
    return tmp_path / "w"


def verify(workspace: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = cli.run(["-w", str(workspace), "verify", "--json", *options])
    return code, json.loads(capsys.readouterr().out)


def blobs(workspace: Path) -> dict[str, Path]:
    return {path.name: path for path in (workspace / "data" / "blobs").glob("??/*")}


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def is_mail(path: Path) -> bool:
    return path.read_bytes().startswith(b"Received:")


def test_whoever_looks_leaves_the_sum_of_the_database(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also while the database is open, as it is when it is asked whether it is enciphered as it should be."""
    assert verify(workspace, capsys)[0] == ExitCode.OK
    [seal] = (workspace / "data").glob("*.sum")
    assert verify(workspace, capsys, "--dry-run")[0] == ExitCode.OK
    assert seal.exists()


def test_all_is_well(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = verify(workspace, capsys)
    assert (code, told["whole"], told["changed"], told["unrecorded"]) == (0, 8, [], 0)


def test_every_flipped_bit_is_found(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for sha256, path in blobs(workspace).items():
        before = path.read_bytes()
        flip(path)
        _, told = verify(workspace, capsys, "--dry-run")
        assert told["changed"] == [sha256]
        path.write_bytes(before)


def test_a_leaf_is_made_again_from_its_mail(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sha256, path = next((s, p) for s, p in blobs(workspace).items() if not is_mail(p))
    before = path.read_bytes()
    flip(path)
    code, told = verify(workspace, capsys)
    assert (code, told["leaves_made_again"]) == (0, [sha256])
    assert path.read_bytes() == before
    path.unlink()
    assert verify(workspace, capsys)[1]["leaves_made_again"] == [sha256]
    assert path.read_bytes() == before
    assert verify(workspace, capsys)[1]["changed"] == []


def test_a_lost_mail_is_named(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sha256, path = next((s, p) for s, p in blobs(workspace).items() if is_mail(p))
    flip(path)
    code, told = verify(workspace, capsys)
    assert (code, told["lost_mails"]) == (ExitCode.STORE, [sha256])


def test_what_a_lost_mail_brought_is_not_called_the_leftover_of_an_import(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Mail and database lost: nothing tells any more what was in it."""
    lose(workspace, "hui-reg.db*")
    next(path for path in blobs(workspace).values() if is_mail(path)).unlink()
    assert verify(workspace, capsys, "--rebuild")[0] == ExitCode.STORE
    assert cli.run(["-w", str(workspace), "verify"]) == ExitCode.STORE
    said = capsys.readouterr().err
    assert "可能是丢失的 1 封邮件的附件" in said and "请不要删除" in said and "导入" not in said


def test_a_lone_file_that_is_no_mail_is_promised_no_rebuilding(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_workspace(workspace) as opened:
        opened.blobs.put(b"no mail")
    for options in ((), ("--rebuild",), ()):
        assert cli.run(["-w", str(workspace), "verify", *options]) == ExitCode.OK
        said = capsys.readouterr().err
        assert "--rebuild" not in said and ("中断的导入留下的" in said or options)


def records(workspace: Path) -> str:
    out = workspace / "records.jsonl"
    assert cli.run(["-w", str(workspace), "validate", "-q"]) == ExitCode.OK
    assert cli.run(["-w", str(workspace), "export", "records", "-q", "--output", str(out)]) == ExitCode.OK
    return out.read_text(encoding="utf-8")


def test_a_lost_database_is_rebuilt_as_it_was(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = records(workspace)
    for path in (workspace / "data").glob("hui-reg.db*"):
        path.unlink()
    journal = workspace / "data" / "blobs" / "arrivals.jsonl"
    journal.write_text(journal.read_text() + '\n{"sha256": "cut sho')
    _, told = verify(workspace, capsys)
    assert (told["unrecorded"], told["rebuilt"]) == (4, 0)
    _, told = verify(workspace, capsys, "--rebuild")
    assert told["rebuilt"] == 4
    assert records(workspace) == before
    capsys.readouterr()
    assert cli.run(["-w", str(workspace), "fetch", "--from", str(workspace / "in"), "--json"]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["new"] == 0


def decide(workspace: Path) -> None:
    """Something that people did: two entries, a file taken in, a file handed out, a key."""
    moment = datetime(2024, 7, 5, 9, tzinfo=UTC)
    with open_workspace(workspace) as opened, opened.database.begin() as connection:
        for number in (1, 2):
            entry = Entry(applicant=f"甲{number}", kind="payment", on=moment.date(), recorded_at=moment, by="李四",
                          data={"purpose": "registration", "amount": "1380.00"})  # fmt: skip
            entries.append(connection, [entry])
        exports.record_import(connection, opened.blobs.put(b"scores"), "scores", at=moment, by="李四", name="成绩.xlsx")
        exports.record_export(connection, exports.Export("a", "review", moment, {"rows": {}}))
        exports.signing_key(connection, "review")
    assert cli.run(["-w", str(workspace), "verify", "-q"]) == ExitCode.OK  # settings are noted


def kept(workspace: Path) -> list[object]:
    """All that people did, and all mails with what is in them."""
    with open_workspace(workspace) as opened, opened.database.begin() as connection:
        did = [(table.name, row) for table, row in chronicle.rows(connection)]
        came = mails.load(connection), recovery.load_sightings(connection), mails.load_messages(connection)
        return [did, came, sorted(mails.load_files(connection), key=lambda file: (file.message, file.path))]


def lose(workspace: Path, name: str) -> None:
    for path in workspace.glob(f"data/{name}"):
        path.unlink()


THINGS = ("hui-reg.db*", "ledger.jsonl", "blobs/ledger.jsonl", "blobs/arrivals.jsonl")


@pytest.mark.parametrize("lost", [*combinations(THINGS, 1), *combinations(THINGS, 2)], ids="+".join)
def test_everything_comes_back_whatever_two_are_lost(
    workspace: Path, lost: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    decide(workspace)
    before = kept(workspace)
    for name in lost:
        lose(workspace, name)
    assert verify(workspace, capsys, "--rebuild")[0] == ExitCode.OK
    code, told = verify(workspace, capsys)
    assert (code, told["faults"], told["unrecorded"]) == (ExitCode.OK, [], 0)
    assert kept(workspace) == before


def test_without_any_record_of_arrivals_the_mail_tells_its_date(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lose(workspace, "hui-reg.db*")
    lose(workspace, "blobs/arrivals.jsonl")
    assert cli.run(["-w", str(workspace), "verify", "--rebuild"]) == ExitCode.OK
    assert "Received" in capsys.readouterr().err
    with open_workspace(workspace) as opened, opened.database.begin() as connection:
        assert {mail.received_basis for mail in mails.load(connection)} == {"received_header"}


def test_a_flipped_bit_in_the_database_is_named_wherever_it_is(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decide(workspace)
    before = kept(workspace)
    path = workspace / "data" / "hui-reg.db"
    size = path.stat().st_size
    for place in range(3, size, size // 3):
        data = bytearray(path.read_bytes())
        data[place] ^= 4
        path.write_bytes(data)
        code, told = verify(workspace, capsys, "--dry-run")
        assert code == ExitCode.STORE
        assert any("数据库文件" in fault for fault in told["faults"]), place
        path.write_bytes(data)
        assert verify(workspace, capsys, "--rebuild")[0] == ExitCode.OK
        assert verify(workspace, capsys)[0] == ExitCode.OK
        assert kept(workspace) == before


def test_cut_off_in_a_rebuild_the_next_one_ends_right(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    decide(workspace)
    before = kept(workspace)

    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for where, name in (
        (rebuilding, "_copy_readings"), (durable, "sync_folder"), (unpacking, "unpack"),
        (rebuilding, "_take_unknown"), (Lines, "append"), (mails, "record"),
    ):  # fmt: skip
        for lost in THINGS:
            lose(workspace, lost if lost != "ledger.jsonl" else "none")
        path = workspace / "data" / "hui-reg.db"
        path.write_bytes(b"SQLite format 3\0" + b"\1" * 5000)
        with monkeypatch.context() as patch:
            patch.setattr(where, name, cut)
            cli.run(["-w", str(workspace), "verify", "--rebuild", "-q"])
        assert verify(workspace, capsys, "--rebuild")[0] == ExitCode.OK, name
        assert verify(workspace, capsys)[1]["faults"] == [], name
        assert kept(workspace) == before


def test_a_database_that_is_only_held_is_not_made_anew(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By another program, or because the disk is full: whole as it is, no rebuilding would mend that."""
    decide(workspace)
    before = kept(workspace)
    capsys.readouterr()

    def held(said: str) -> Callable[..., None]:
        def fails(*_: object) -> None:
            raise DatabaseError("SELECT", {}, sqlite3.OperationalError(said))

        return fails

    for said, told in (
        ("database is locked", "正被别的程序占用"),
        ("database or disk is full", "磁盘已满"),
        ("attempt to write a readonly database", "只读"),
        ("unable to open database file", "打不开"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr("hui_reg.store.soundness.faulty_pages", held(said))
            assert cli.run(["-w", str(workspace), "verify", "--rebuild"]) == ExitCode.STORE
        said_to_clerk = capsys.readouterr().err
        assert told in said_to_clerk and "--rebuild" not in said_to_clerk
        assert not list((workspace / "data").glob("*.damaged"))
    assert kept(workspace) == before
