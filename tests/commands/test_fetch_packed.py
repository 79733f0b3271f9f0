"""``fetch`` over several mails: volumes put together, mails in pieces, passwords that the text tells."""

import json
from pathlib import Path
from random import Random

import pytest

from hui_reg import cli
from hui_reg.errors import ExitCode
from hui_reg.intake.passwords import with_password_elsewhere
from hui_reg.store import mails
from hui_reg.store.database import open_database
from tests.intake.mails import mail
from tests.intake.packing import plain_zip, sevenzip

FILES = {"张三/a.bin": Random(1).randbytes(3000), "李四/b.bin": Random(2).randbytes(2000)}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    assert cli.run(["-w", str(tmp_path / "w"), "init"]) == ExitCode.OK
    (tmp_path / "in").mkdir()
    return tmp_path / "w"


def put(workspace: Path, name: str, raw: bytes) -> None:
    (workspace.parent / "in" / name).write_bytes(raw)


def fetch(workspace: Path, *more: str) -> int:
    return cli.run(["-w", str(workspace), "fetch", *(more or ("--from", str(workspace.parent / "in")))])


def kept(workspace: Path) -> dict[str, int]:
    """The files of the store by path, with their sizes."""
    database = open_database(f"sqlite:///{workspace / 'data' / 'hui-reg.db'}")
    with database.begin() as connection:
        found = {file.path: file.size for file in mails.load_files(connection)}
    database.close()
    return found


def test_volumes_over_three_mails(workspace: Path) -> None:
    whole = plain_zip(FILES)
    pieces = [whole[start : start + 2000] for start in range(0, len(whole), 2000)]
    for number, piece in enumerate(pieces[:-1], 1):
        put(
            workspace,
            f"{number}.eml",
            mail({f"材料.zip.{number:03}": piece}, Date=f"Mon, {number} Jul 2024 10:00:00 +0800"),
        )
    assert fetch(workspace) == ExitCode.OK
    assert set(kept(workspace)) == {f"材料.zip.{n:03}" for n in range(1, len(pieces))}
    last = len(pieces)
    put(workspace, "last.eml", mail({f"材料.zip.{last:03}": pieces[-1]}, Date="Mon, 8 Jul 2024 10:00:00 +0800"))
    assert fetch(workspace) == ExitCode.OK
    found = kept(workspace)
    assert {path: size for path, size in found.items() if path.startswith("材料.zip/")} == {
        f"材料.zip/{name}": len(data) for name, data in FILES.items()
    }
    assert fetch(workspace) == ExitCode.OK
    assert kept(workspace) == found


def test_a_mail_in_two_pieces(workspace: Path) -> None:
    inner = mail({"身份证.bin": FILES["张三/a.bin"]}, "见附件。惠安县某窗口", Subject="张三的材料")
    for number, piece in enumerate((inner[:1500], inner[1500:]), 1):
        head = b"From: a@example.com\r\nSubject: x\r\nDate: Mon, 1 Jul 2024 10:0%d:00 +0800\r\n" % number
        kind = b'Content-Type: message/partial; id="a@b"; number=%d; total=2\r\n\r\n' % number
        put(workspace, f"{number}.eml", head + kind + piece)
    assert fetch(workspace) == ExitCode.OK
    assert any(path.endswith("/身份证.bin") for path in kept(workspace))


@pytest.mark.parametrize("given", [True, False])
def test_a_password_that_stands_in_the_text(workspace: Path, given: bool, capsys: pytest.CaptureFixture[str]) -> None:
    locked = sevenzip(FILES, "hui2024")
    put(workspace, "a.eml", mail({"材料.7z": locked}, "材料见附件，解压密码：hui2024。"))
    assert fetch(workspace) == ExitCode.OK
    database = open_database(f"sqlite:///{workspace / 'data' / 'hui-reg.db'}")
    with database.begin() as connection:
        (message,) = mails.load_messages(connection)
    database.close()
    (workspace.parent / "材料.7z").write_bytes(locked)
    attached = ["--attach", str(workspace.parent / "材料.7z")] if given else []
    capsys.readouterr()
    assert fetch(workspace, *attached, "--to", message.sha256[:12], "--password-from-body", "--json") == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["files"] == 2
    assert {f"材料.7z/{name}" for name in FILES} <= set(kept(workspace))


def test_no_password_in_the_text_is_said(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(workspace, "a.eml", mail({"材料.7z": sevenzip(FILES, "hui2024")}, "材料见附件"))
    fetch(workspace)
    database = open_database(f"sqlite:///{workspace / 'data' / 'hui-reg.db'}")
    with database.begin() as connection:
        (message,) = mails.load_messages(connection)
    database.close()
    assert fetch(workspace, "--to", message.sha256[:12], "--password-from-body") == ExitCode.USAGE
    assert "没有找到密码" in capsys.readouterr().err


def test_files_that_are_no_mails_are_told(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(workspace, "a.eml", mail({"a.bin": b"x"}))
    put(workspace, "身份证.jpg", b"\xff\xd8\xff\xe0")
    assert fetch(workspace) == ExitCode.SET_ASIDE
    assert "身份证.jpg 不是邮件，没有收取" in "".join(capsys.readouterr())


def test_a_password_in_another_mail_of_the_sender_opens(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(workspace, "a.eml", mail({"材料.7z": sevenzip(FILES, "hui2024")}, "材料见附件"))
    put(workspace, "b.eml", mail({}, "刚才压缩包的密码：hui2024", Subject="密码"))
    put(workspace, "c.eml", mail({}, "密码：wrong99", Subject="密码", From="other@example.com"))
    assert fetch(workspace) == ExitCode.OK
    assert "密码：hui2024" in capsys.readouterr().err
    database = open_database(f"sqlite:///{workspace / 'data' / 'hui-reg.db'}")
    with database.begin() as connection:
        messages = mails.load_messages(connection)
    database.close()
    locked = next(message for message in messages if message.subject == "报名材料")
    (told,) = [with_password_elsewhere(problem, locked, messages).detail for problem in locked.problems]
    assert "另一封邮件“密码”" in told and "--password-from-body" in told
    assert fetch(workspace, "--to", locked.sha256[:12], "--password-from-body") == ExitCode.OK
    assert {f"材料.7z/{name}" for name in FILES} <= set(kept(workspace))
