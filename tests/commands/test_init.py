"""init: on a terminal it asks, elsewhere options say it; the login is tried on a real Dovecot."""

import io
import json
import stat
from pathlib import Path

import pytest

from hui_reg import cli, settings
from hui_reg.commands import init
from hui_reg.errors import ExitCode
from hui_reg.intake.mailbox import presets
from tests.servers.dovecot import Dovecot
from tests.terminals import talk

pytestmark = pytest.mark.timeout(900)  # a loaded machine is no fault of ours


def options(server: Dovecot) -> list[str]:
    return ["--mailbox", "other", "--host", server.host, "--port", str(server.port), "--user", server.user,
            "--ca-file", str(server.authority.ca_file)]  # fmt: skip


def test_a_clerk_is_asked_and_the_login_tried(dovecot: Dovecot, tmp_path: Path) -> None:
    dovecot.append([b"From: a@unit.test\r\nSubject: x\r\n\r\nx\r\n"])
    spoken = talk(
        ["init", "--ca-file", str(dovecot.authority.ca_file)],
        [
            ("工作区放在哪个文件夹", "报名2024"),
            ("填编号", ""),
            ("收件邮箱的地址", "不是地址"),
            ("邮箱地址应写作", dovecot.user),
            ("别的邮箱", ""),
            ("收件服务器（IMAP）的地址", dovecot.host),
            ("端口", str(dovecot.port)),
            ("授权码（输入时不显示", "wrong"),
            ("怎么办", "1"),
            ("授权码（输入时不显示", f" {dovecot.password} "),
        ],
        folder=tmp_path,
    )
    assert spoken.code == ExitCode.OK, spoken.shown
    assert "拒绝登录" in spoken.shown
    assert f"√ {dovecot.user} 登录成功，INBOX 有 1 封邮件" in spoken.shown
    assert "hui-reg -w 报名2024 fetch" in spoken.shown
    assert dovecot.password not in spoken.shown
    root = tmp_path / "报名2024"
    secret = root / "mailbox.secret"
    assert secret.read_text().strip() == dovecot.password
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    loaded, _ = settings.load(root)
    assert (loaded.mailbox.host, loaded.mailbox.port, loaded.mailbox.user) == (dovecot.host, dovecot.port, dovecot.user)
    assert loaded.mailbox.secret() == dovecot.password
    again = talk(
        ["-w", "报名2024", "init"],
        [("要更换邮箱的授权码吗", "y"), ("授权码（输入", "x"), ("怎么办", "3")],
        folder=tmp_path,
    )
    assert again.code == ExitCode.OK
    assert secret.read_text().strip() == dovecot.password


def test_options_do_without_a_terminal(
    dovecot: Dovecot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(dovecot.password + "\n"))
    assert cli.run(["-w", str(tmp_path / "w"), "init", *options(dovecot), "--secret-stdin", "--json"]) == ExitCode.OK
    told = json.loads(capsys.readouterr().out)
    assert told == {
        "workspace": str(tmp_path / "w"),
        "written": ["hui-reg.toml", "notice.toml"],
        "secret": str(tmp_path / "w" / "mailbox.secret"),
    }
    assert cli.run(["-w", str(tmp_path / "w"), "fetch"]) == ExitCode.OK


def test_a_refused_login_is_4_and_what_was_said_is_kept(
    dovecot: Dovecot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("wrong\n"))
    assert cli.run(["-w", str(tmp_path / "w"), "init", *options(dovecot), "--secret-stdin"]) == ExitCode.MAILBOX
    assert "授权码" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO(dovecot.password + "\n"))
    assert cli.run(["-w", str(tmp_path / "w"), "init", "--secret-stdin"]) == ExitCode.OK
    assert "登录成功" in capsys.readouterr().out
    assert settings.load(tmp_path / "w")[0].mailbox.secret() == dovecot.password


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--mailbox", "qq"], ExitCode.USAGE, "--user"),
        (["--user", "a@unit.test"], ExitCode.USAGE, "--host"),
        (["--notice", "nowhere"], ExitCode.USAGE, "附带的有：huian-2024-13"),
        (["--user", "a@qq.com", "--secret", "file"], ExitCode.USAGE, "--secret-stdin"),
    ],
)
def test_what_is_lacking_is_named(
    arguments: list[str], code: ExitCode, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["-w", str(tmp_path), "init", *arguments]) == code
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_every_provider_is_on_the_tls_port_and_known_by_its_addresses() -> None:
    assert tuple(known.name for known in (*presets.PRESETS, presets.OTHER)) == init._PROVIDERS
    for known in presets.PRESETS:
        assert known.port == 993
        assert known.host.startswith("imap.")
        assert all(step.endswith(("。", "）")) for step in known.steps)
        for domain in known.domains:
            assert presets.of_address(f"a@{domain.upper()}") is known
    assert presets.of_address("a@sub.qq.com") is None
