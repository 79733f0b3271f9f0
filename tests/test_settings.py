"""Settings: precedence, origins, secrets, and what a faulty file gets told."""

import re
from datetime import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from hui_reg import settings
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.settings import secrets, template


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / settings.FILE_NAME).write_text(template.text(), encoding="utf-8")
    return tmp_path


def write(workspace: Path, text: str) -> None:
    (workspace / settings.FILE_NAME).write_text(text, encoding="utf-8")


def test_the_sample_is_all_defaults(workspace: Path) -> None:
    loaded, origins = settings.load(workspace)
    assert loaded.mailboxes() == {}
    assert loaded.notice == workspace / "notice.toml"
    assert {key for key, origin in origins.items() if origin != "默认值"} == {"notice"}


def test_every_line_of_the_sample_is_a_setting(workspace: Path) -> None:
    lines = [
        line.removeprefix("# ") if " = " in line or line.startswith("# [") else line
        for line in template.text().splitlines()
    ]
    write(workspace, "\n".join(lines))
    loaded, _ = settings.load(workspace)
    assert list(loaded.mailboxes()) == ["mailbox", "第二邮箱"]
    assert loaded.mailbox.password_file == workspace / "mailbox.secret"


def test_the_sample_names_every_setting() -> None:
    named, section = set(), ""
    for line in template.text().splitlines():
        if line.startswith("["):
            section = line.strip("[]") + "."
        elif found := re.match(r"(?:# )?(\w+) = ", line):
            named.add(section + found[1])
    elsewhere = {"accounts", "mailbox.password"}  # a section of its own; never in the file
    assert set(settings.known_keys()) - elsewhere == named


def test_what_is_answered_is_put_into_the_sample(workspace: Path) -> None:
    values: dict[str, str | int | bool] = {
        "mailbox.host": "imap.test",
        "mailbox.port": 1993,
        "mailbox.password_file": 'D:\\a"b.txt',
        "notice": "n.toml",
    }
    write(workspace, template.filled(values))
    loaded, origins = settings.load(workspace)
    assert (loaded.mailbox.host, loaded.mailbox.port, loaded.notice.name) == ("imap.test", 1993, "n.toml")
    assert str(loaded.mailbox.password_file).endswith('D:\\a"b.txt')
    assert {key for key, origin in origins.items() if origin != "默认值"} == set(values)


def test_a_fault_of_the_environment_is_named_as_such(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUI_REG_MAILBOX__PORT", "x")
    with pytest.raises(HuiRegError, match="环境变量 HUI_REG_MAILBOX__PORT：应为整数"):
        settings.load(workspace)


@pytest.mark.parametrize(
    ("hours", "quiet", "loud"),
    [("22:00-07:00", ["22:00", "03:00", "06:59"], ["07:00", "21:59"]), ("12:00-13:30", ["13:29"], ["13:30"]),
     ("", [], ["00:00"]), ("8:00 - 8:00", [], ["08:00"])],
)  # fmt: skip
def test_quiet_hours_may_go_over_midnight(hours: str, quiet: list[str], loud: list[str]) -> None:
    chosen = settings.RunSettings(quiet_hours=hours)
    assert all(chosen.is_quiet(time.fromisoformat(at)) for at in quiet)
    assert not any(chosen.is_quiet(time.fromisoformat(at)) for at in loud)


def test_flag_beats_environment_beats_file_beats_default(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(workspace, '[mailbox]\nhost = "file.test"\nuser = "file"\nport = 1993\n')
    monkeypatch.setenv("HUI_REG_MAILBOX__HOST", "environment.test")
    monkeypatch.setenv("HUI_REG_MAILBOX__USER", "environment")
    monkeypatch.setenv("HUI_REG_MAILBOX__FOLDERS", "INBOX,已归档")
    loaded, origins = settings.load(workspace, {"mailbox": {"host": "flag.test"}})
    box = loaded.mailbox
    assert (box.host, box.user, box.port, box.folders) == ("flag.test", "environment", 1993, ("INBOX", "已归档"))
    assert [origins[f"mailbox.{key}"] for key in ("host", "user", "port", "ca_file")] == [
        "命令行",
        "环境变量",
        "hui-reg.toml",
        "默认值",
    ]


@pytest.mark.parametrize("host", [" imap.qq.com ", "imap.单位.中国", "::1", "192.0.2.1", ""])
def test_an_address_of_a_server_is_taken(workspace: Path, host: str) -> None:
    write(workspace, f'[mailbox]\nhost = "{host}"\n')
    assert settings.load(workspace)[0].mailbox.host == host.strip()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[mailbox]\nhost = imap.test\n", "hui-reg.toml 第 2 行的文字没有加引号"),
        ("[mailbox]\nhots = 'x'\n", "hui-reg.toml 第 2 行 mailbox.hots：没有这个设置项（是不是 host？）"),
        ("[mail]\nhost = 'x'\n", "第 1 行起 mail：没有这个设置项（是不是 [mailbox]？）"),
        ("host = 'imap.test'\n", "hui-reg.toml 第 1 行 host：没有这个设置项，它应写在 [mailbox] 这一段里"),
        ('[mailbox]\npassword_file = "D:\\temp\\new.txt"\n', "第 2 行 mailbox.password_file 里有看不见的字符"),
        ("[mailbox]\nhost = 'imap.test\t'\n", "第 2 行 mailbox.host 里有看不见的字符"),
        ("[run]\nquiet_hours = '晚上'\n", "第 2 行 run.quiet_hours：写法不对，应写作"),
        ("[run]\nquiet_hours = '22：00-7：00'\n", "英文冒号"),
        ("[mailbox]\nport = 'abc'\n", "mailbox.port：应为整数"),
        ("[mailbox]\nhost = 'imaps://imap.qq.com'\n", "只写服务器的地址"),
        ("[mailbox]\nhost = 'imap.qq.com:993'\n", "只写服务器的地址"),
        ("[mailbox]\nhost = 'imap。qq。com'\n", "点用英文的"),
        ("[mailbox]\nhost = 'a@qq.com'\n", "只写服务器的地址"),
        ("[mailbox]\nhost = 'x';\n", "第 2 行的行末多了一个标点"),
        ("[mailbox]\nhost = 'x'。\n", "第 2 行的行末多了一个标点"),
        ("[mailbox]\nhost = 'x' port = 993\n", "第 2 行的文字后面还有别的内容"),
        ("[mailbox]\nfolders = 'a', 'b'\n", "第 2 行有几个值，没有用方括号括住"),
        ("mailbox]\nhost = 'x'\n", "第 1 行的段名写法不对"),
        ("[mailbox]\nafter = 'delete'\n", "mailbox.after：只能写 nothing、flag、move 之一"),
    ],
)
def test_a_fault_is_named_in_chinese(workspace: Path, text: str, named: str) -> None:
    write(workspace, text)
    with pytest.raises(HuiRegError) as caught:
        settings.load(workspace)
    assert caught.value.code is ExitCode.SETTINGS
    assert named in caught.value.message


def test_no_workspace_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(HuiRegError) as caught:
        settings.load(tmp_path)
    assert caught.value.code is ExitCode.SETTINGS
    assert "hui-reg init" in caught.value.hint


def test_a_secret_is_never_shown(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUI_REG_MAILBOX__PASSWORD", "s3cr3t")
    loaded, _ = settings.load(workspace)
    assert loaded.mailbox.secret() == "s3cr3t"
    assert "s3cr3t" not in repr(loaded) + str(loaded.model_dump()) + loaded.model_dump_json()


def test_a_password_file_others_can_read_is_refused(workspace: Path) -> None:
    secret = workspace / "mailbox.secret"
    secret.write_text("s3cr3t\n")
    write(workspace, '[mailbox]\nhost = "x.test"\npassword_file = "mailbox.secret"\n')
    box = settings.load(workspace)[0].mailbox
    secret.chmod(0o644)
    with pytest.raises(HuiRegError, match="可读"):
        box.secret()
    secret.chmod(0o600)
    assert box.secret() == "s3cr3t"
    secret.unlink()
    with pytest.raises(HuiRegError, match="找不到"):
        box.secret()


@pytest.mark.parametrize(("priorities", "there"), [((0.6, 0.5), False), ((5, 0.5), True), ((), False)])
def test_a_chain_of_plain_files_is_no_keyring(
    priorities: tuple[float, ...], there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = SimpleNamespace(priority=10, backends=[SimpleNamespace(priority=one) for one in priorities])
    monkeypatch.setattr("keyring.get_keyring", lambda: chain if priorities else SimpleNamespace(priority=0))
    assert secrets.has_keyring() is there
