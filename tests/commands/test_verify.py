"""Verify: every flipped bit is found, leaves are made again, and a lost database comes back from the mails."""

import json
from pathlib import Path

import pytest

from hui_reg import cli
from hui_reg.errors import ExitCode

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


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for n in range(1, 5):
        (tmp_path / "in" / f"{n}.eml").write_text(MAIL.format(n=n))
    assert cli.run(["-w", str(tmp_path), "init", "-q"]) == ExitCode.OK
    assert cli.run(["-w", str(tmp_path), "fetch", "-q", "--from", str(tmp_path / "in")]) == ExitCode.OK
    return tmp_path


def verify(workspace: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, dict[str, object]]:
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
