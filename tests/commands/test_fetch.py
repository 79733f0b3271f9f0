"""fetch and retry as they are typed: what they take in, set aside, attach, and say."""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hui_reg import cli
from hui_reg.console import Console
from hui_reg.desk import sandboxed, unpacking
from hui_reg.desk.workspace import Workspace, open_workspace
from hui_reg.intake.envelope import UNPACK_VERSION
from hui_reg.model import Problem, ProblemKind
from hui_reg.sandbox.pool import Done, Job
from hui_reg.store import mails
from tests.intake.mails import mail
from tests.intake.packing import plain_zip, rar5
from tests.servers.certificates import Authority
from tests.servers.fake import HANG_UP, body, fake_server, uids_in

PDF = b"%PDF-1.4 one"
CLOUD = "材料.zip (70M) https://wx.mail.qq.com/ftn/download?func=3&key=abc\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace."""
    (tmp_path / "hui-reg.toml").write_text("[reading]\nworkers = 1\n")
    return tmp_path


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


@dataclass
class Outcome:
    """What a command line came to."""

    returncode: int
    stdout: str
    stderr: str


class InlinePool:
    """A sandbox without walls, in this process; its worker dies on every mail that says so."""

    def __init__(self, *_: object) -> None: ...

    def __enter__(self) -> "InlinePool":
        return self

    def __exit__(self, *_: object) -> None: ...

    def run(self, function: Any, _model: object, jobs: Iterable[Job]) -> Iterator[Done[Any]]:
        for job in jobs:
            data = job.load()
            if b"DEADLY" in data:
                yield Done(job.key, None, problem=Problem(kind=ProblemKind.CRASHED, detail="死了"))
            else:
                yield Done(job.key, *job.call(function))


@pytest.fixture(autouse=True)
def inline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandboxed, "Sandbox", InlinePool)
    for name in [name for name in os.environ if name.startswith("HUI_REG_")]:
        monkeypatch.delenv(name)


Run = Callable[..., Outcome]


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line in this process."""

    def run(*arguments: str | Path) -> Outcome:
        capsys.readouterr()
        code = cli.run(["-w", str(folder), *map(str, arguments)])
        return Outcome(code, *capsys.readouterr())

    return run


def files(folder: Path) -> dict[str, str]:
    with open_workspace(folder) as workspace, workspace.database.begin() as connection:
        return {file.path: file.sha256 for file in mails.load_files(connection)}


def test_from_a_folder_twice(run: Run, folder: Path, inbox: Path) -> None:
    (inbox / "a.eml").write_bytes(mail({"材料.zip": plain_zip({"张三/身份证.pdf": PDF})}))
    (inbox / "same.eml").write_bytes((inbox / "a.eml").read_bytes())
    (inbox / "b.eml").write_bytes(mail({"照片.jpg": b"\xff\xd8jpg"}))
    dry = run("fetch", "--from", inbox, "--dry-run")
    assert (dry.returncode, "2 封新邮件" in dry.stdout) == (0, True)
    first = run("fetch", "--from", inbox)
    assert first.returncode == 0, first.stderr
    assert "新收 2 封邮件，取出 2 个文件" in first.stdout
    assert set(files(folder)) == {"材料.zip/张三/身份证.pdf", "照片.jpg"}
    second = run("fetch", "--from", inbox, "--json")
    assert json.loads(second.stdout)["new"] == 0
    assert second.stderr == ""


def test_what_cannot_be_read_is_named_and_the_rest_taken(run: Run, folder: Path, inbox: Path) -> None:
    (inbox / "a.eml").write_bytes(mail({"a.pdf": PDF}))
    (inbox / "empty.eml").write_bytes(b"")
    done = run("fetch", "--from", inbox, "-q")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "empty.eml" in done.stderr and "空文件" in done.stderr
    assert list(files(folder)) == ["a.pdf"]


@pytest.mark.skipif(shutil.which("unar") is None, reason="unar is not installed (Debian: apt install unar)")
def test_a_rar_with_and_without_its_program(
    run: Run, folder: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "a.eml").write_bytes(mail({"材料.rar": rar5({"张三/身份证.pdf": PDF})}))
    path = os.environ["PATH"]
    monkeypatch.setenv("PATH", "/nonexistent")
    assert "1 处问题" in run("fetch", "--from", inbox).stdout
    assert list(files(folder)) == ["材料.rar"]
    monkeypatch.setenv("PATH", path)
    again = run("retry")
    assert again.returncode == 0, again.stderr
    assert "重试 1 封邮件" in again.stdout
    assert list(files(folder)) == ["材料.rar/张三/身份证.pdf"]


def test_a_file_downloaded_by_hand_answers_its_cloud_link(run: Run, folder: Path, inbox: Path, tmp_path: Path) -> None:
    raw = mail({}, CLOUD)
    (inbox / "a.eml").write_bytes(raw)
    (tmp_path / "材料.zip").write_bytes(plain_zip({"张三/身份证.pdf": PDF}))
    sha256 = hashlib.sha256(raw).hexdigest()
    assert "1 个云附件须人工下载" in run("fetch", "--from", inbox).stdout
    assert links(folder) == 1
    attach = ("fetch", "--attach", tmp_path / "材料.zip", "--to")
    assert run(*attach, "abc").returncode == 2
    assert run(*attach, "0" * 12).returncode == 2
    assert run("fetch", "--to", sha256).returncode == 2
    done = run(*attach, sha256[:12])
    assert done.returncode == 0, done.stderr
    assert files(folder) == {"材料.zip/张三/身份证.pdf": hashlib.sha256(PDF).hexdigest()}
    assert links(folder) == 0
    assert "已补交 0 个文件" in run(*attach, sha256[:12]).stdout
    with open_workspace(folder) as workspace, workspace.database.begin() as connection:
        first, second = mails.load_messages(connection)
        assert (first.sender_address, first.received_at) == (second.sender_address, second.received_at)
        assert first.subject == second.subject


def links(folder: Path) -> int:
    with open_workspace(folder) as workspace, workspace.database.begin() as connection:
        return sum(len(message.cloud_links) for message in mails.load_messages(connection))


def test_what_came_before_the_connection_broke_is_counted_and_taken_apart(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, authority: Authority
) -> None:
    raws = {uid: mail({f"{uid}.pdf": PDF + b"%d" % uid}) for uid in range(1, 61)}

    def breaks_at_the_second_batch(match: re.Match[str]) -> Iterator[bytes]:
        if uids_in(match[1], raws)[-1] > 50:
            yield HANG_UP
        yield b"".join(body(uid, raws[uid]) for uid in uids_in(match[1], raws)) + b"{tag} OK done\r\n"

    with fake_server(authority, [(r"UID FETCH (\S+) .*BODY", breaks_at_the_second_batch)], raws) as server:
        for name, value in (("HOST", server.host), ("PORT", server.port), ("USER", "u@mail.test"),
                            ("PASSWORD", "x"), ("CA_FILE", authority.ca_file)):  # fmt: skip
            monkeypatch.setenv(f"HUI_REG_MAILBOX__{name}", str(value))
        done = run("fetch")
    assert done.returncode == 4
    assert "新收 50 封邮件，取出 50 个文件" in done.stdout
    assert "连接一再中断" in done.stderr
    assert len(files(folder)) == 50


def test_without_a_mailbox_it_says_what_to_write(run: Run) -> None:
    done = run("fetch")
    assert done.returncode == 3
    assert "[mailbox]" in done.stderr


def test_the_third_death_quarantines_and_retry_brings_back(
    run: Run, folder: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_workspace(folder) as workspace:
        for data in (b"Subject: DEADLY\r\n\r\n", mail({"a.pdf": PDF})):
            take_in(workspace, data)
        for attempt in range(3):
            outcome = unpacking.unpack(workspace, Console(quiet=True))
            assert [problem.kind for _, problem in outcome.set_aside] == [ProblemKind.CRASHED]
            assert outcome.mails == (1 if attempt == 0 else 0)
        outcome = unpacking.unpack(workspace, Console(quiet=True))
        assert [problem.kind for _, problem in outcome.set_aside] == [ProblemKind.QUARANTINED]
        assert unpacking.unpack(workspace, Console(quiet=True)).set_aside == []
    assert list(files(folder)) == ["a.pdf"]
    assert run("retry").returncode == 1
    with open_workspace(folder) as workspace, workspace.database.begin() as connection:
        assert {m.state: m.attempts for m in mails.load(connection)} == {"unpacked": 0, "new": 1}


def test_an_interruption_is_not_held_against_the_mails(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(InlinePool):
        def run(self, *arguments: Any) -> Iterator[Done[Any]]:
            yield next(super().run(*arguments))
            raise KeyboardInterrupt

    monkeypatch.setattr(sandboxed, "Sandbox", Interrupted)
    with open_workspace(folder) as workspace:
        for number in range(3):
            take_in(workspace, mail({f"{number}.pdf": PDF + b"%d" % number}))
        with pytest.raises(KeyboardInterrupt):
            unpacking.unpack(workspace, Console(quiet=True))
        with workspace.database.begin() as connection:
            assert sorted((m.state, m.attempts) for m in mails.load(connection)) == [
                ("new", 0), ("new", 0), ("unpacked", 0)
            ]  # fmt: skip


def test_neighbours_of_a_deadly_mail_are_tried_alone_the_next_time(folder: Path) -> None:
    with open_workspace(folder) as workspace:
        for number in range(3):
            take_in(workspace, mail({f"{number}.pdf": PDF + b"%d" % number}))
        with workspace.database.begin() as connection:
            waiting = mails.load(connection)
            mails.count_attempt(connection, [m.sha256 for m in waiting[:2]])
            assert [len(batch) for batch in unpacking._batches(mails.load(connection))] == [1, 1, 1]
        assert unpacking.unpack(workspace, Console(quiet=True)).mails == 3


def take_in(workspace: Workspace, data: bytes) -> None:
    sha256 = workspace.blobs.put(data)
    with workspace.database.begin() as connection:
        mails.record(connection, [mails.Arrival(sha256, len(data), datetime.now(UTC), "internaldate")])


def test_a_newer_unpacker_takes_kept_mails_apart_again(
    run: Run, folder: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "a.eml").write_bytes(mail({"a.pdf": PDF}))
    run("fetch", "--from", inbox)
    monkeypatch.setattr(unpacking, "UNPACK_VERSION", UNPACK_VERSION + 1)
    with open_workspace(folder) as workspace:
        assert unpacking.unpack(workspace, Console(quiet=True)).mails == 1
        assert unpacking.unpack(workspace, Console(quiet=True)).mails == 0
    assert list(files(folder)) == ["a.pdf"]


def test_retry_by_number(run: Run) -> None:
    assert run("retry").stdout.startswith("没有被搁置")
    assert run("retry", "0123456789").returncode == 2
    assert run("retry", "012").returncode == 2
