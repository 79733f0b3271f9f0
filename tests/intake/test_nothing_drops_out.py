"""What stays out, breaks or can't be trusted, as staff see it: in fetch, validate, records and the review sheet."""

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hui_reg import cli
from hui_reg.desk import batches
from hui_reg.desk.workspace import open_workspace
from hui_reg.history.decisions import Stage
from hui_reg.review.sheets import lists
from tests.intake.mails import mail
from tests.servers.certificates import Authority
from tests.servers.dovecot import Dovecot
from tests.servers.fake import HANG_UP, FakeServer, Script, body, fake_server, uids_in

RAWS = {uid: mail({}, "请问报名截止到哪天？", Subject=f"咨询{uid}") for uid in (1, 2, 3)}
STAMP = "from a.example.com by mx.example.com; Mon, 01 Jul 2024 10:00:00 +0800"
BODY = r"UID FETCH (\S+) .*BODY"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line in a workspace of its own."""
    for name in [name for name in os.environ if name.startswith("HUI_REG_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "w"
    assert cli.run(["-w", str(folder), "init", "-q"]) == 0

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.run(["-w", str(folder), *map(str, arguments)])
        return (code, *capsys.readouterr())

    return run


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[FakeServer], None]:
    """Point the settings at a server."""

    def at(server: FakeServer) -> None:
        told = {"HOST": server.host, "PORT": server.port, "USER": "u@mail.test", "PASSWORD": "invented-password",
                "CA_FILE": server.authority.ca_file}  # fmt: skip
        for name, value in told.items():
            monkeypatch.setenv(f"HUI_REG_MAILBOX__{name}", str(value))

    return at


def breaks_at_two(match: re.Match[str]) -> Iterator[bytes]:
    for uid in uids_in(match[1], RAWS):
        if uid == 2:
            yield HANG_UP
        yield body(uid, RAWS[uid])
    yield b"{tag} OK done\r\n"


def records(run: Run, path: Path, code: int = 0) -> list[dict[str, str]]:
    assert run("export", "records", "--output", path)[0] == code
    return [json.loads(line) for line in path.read_text().splitlines()]


def unfiled(root: Path) -> list[str]:
    """The rows of the sheet 未归档文件."""
    with open_workspace(root / "w") as workspace:
        return [str(row) for row in lists._unfiled(batches.gather(workspace, Stage.FIRST, ()))]


def test_a_mail_that_stays_out_stands_everywhere(
    run: Run, at: Callable[[FakeServer], None], authority: Authority, tmp_path: Path
) -> None:
    with fake_server(authority, [(BODY, breaks_at_two)], RAWS) as server:
        at(server)
        code, out, err = run("fetch")
        again, out2, _ = run("fetch")
    assert (code, again) == (1, 1)
    assert "UID 2" in err and "新收 2 封" in out
    assert "1 封没能收下" in out2
    code, _, err = run("validate", "-q")
    assert code == 0 and "UID 2" in err
    (aside,) = [r for r in records(run, tmp_path / "r.jsonl", code=1) if r["problem"] == "set_aside"]
    assert (aside["type"], aside["sha256"]) == ("message", "") and "UID 2" in aside["detail"]
    assert any("UID 2" in row and "已搁置" in row for row in unfiled(tmp_path))


def test_a_question_is_told_also_when_quiet(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(RAWS[1])
    code, out, err = run("fetch", "--from", tmp_path / "a.eml", "-q")
    assert (code, out) == (0, "") and "截止到哪天" in err


def test_a_bounce_is_told_with_the_unit(run: Run, tmp_path: Path) -> None:
    from tests.intake.test_automatic import DSN, report

    (tmp_path / "a.eml").write_bytes(report(DSN % b"failed"))
    _, out, err = run("fetch", "--from", tmp_path / "a.eml", "--json")
    assert json.loads(out)["automatic"] == 1 and "yq@town.example.com" in err
    assert run("validate", "-q")[0] == 0
    assert [r["problem"] for r in records(run, tmp_path / "r.jsonl")] == ["bounced"]


def test_link_code_and_name_reach_the_outlets(run: Run, tmp_path: Path) -> None:
    text = "材料太大，放网盘了：孙堃.zip https://files.unheard-of.test/s/1abc 提取码：8a8a"
    (tmp_path / "a.eml").write_bytes(mail({}, text, From="云桥镇 <yq@town.example.com>", Received=STAMP))
    _, _, err = run("fetch", "--from", tmp_path / "a.eml", "-q")
    assert run("validate", "-q")[0] == 0
    (record,) = records(run, tmp_path / "r.jsonl")
    assert record["problem"] == "cloud_link"
    sheet = unfiled(tmp_path)
    assert run("export", "notices", "--output", tmp_path / "letters")[0] == 0
    (letter,) = (tmp_path / "letters").glob("*.eml")
    from email import message_from_bytes, policy

    told = message_from_bytes(letter.read_bytes(), policy=policy.default)
    assert told["To"].addresses[0].addr_spec == "yq@town.example.com"
    for outlet in (err, record["detail"], "".join(sheet), told.get_content()):
        assert all(part in outlet for part in ("孙堃.zip", "https://files.unheard-of.test/s/1abc", "8a8a"))


@pytest.mark.parametrize("breaks", ["LIST", "STATUS", "EXAMINE", "UID SEARCH", "UID FETCH", "CAPABILITY"])
def test_doctor_on_a_line_that_breaks(
    run: Run, at: Callable[[FakeServer], None], authority: Authority, breaks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hui_reg.desk.checkup import reading

    monkeypatch.setattr(reading, "reading", lambda _: iter(()))
    with fake_server(authority, [(breaks, [HANG_UP])], RAWS) as server:
        at(server)
        code, out, _ = run("doctor")
    assert code == 4
    assert "中断" in out or "不是可用的 IMAP" in out


@pytest.mark.parametrize("breaks", ["LIST", "APPEND"])
def test_drafts_on_a_line_that_breaks(
    run: Run, at: Callable[[FakeServer], None], authority: Authority, breaks: str, tmp_path: Path
) -> None:
    (tmp_path / "a.eml").write_bytes(mail({}, "材料 https://files.unheard-of.test/s/1abc", From="yq@town.example.com"))
    assert run("fetch", "--from", tmp_path / "a.eml", "-q")[0] == 0
    assert run("validate", "-q")[0] == 0
    drafts: Script = [("LIST", b'* LIST (\\Drafts) "/" "Drafts"\r\n{tag} OK done\r\n')]
    with fake_server(authority, [(breaks, [HANG_UP]), *drafts], RAWS) as server:
        at(server)
        code, _, err = run("export", "notices", "--to-drafts")
    assert code == 4 and "中断" in err


def test_a_mailbox_that_was_moved(run: Run, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dovecot.append([mail({}, "您好", Subject="迁移来的", Received=STAMP), mail({}, "您好", Subject="没有记录的")])
    for name, value in dovecot.environment().items():
        monkeypatch.setenv(name, value)
    assert run("fetch", "-q")[0] == 0
    assert run("validate", "-q")[0] == 0
    found = [r for r in records(run, tmp_path / "r.jsonl") if r["problem"] not in ("no_material",)]
    assert sorted((r["subject"], r["problem"]) for r in found) == [
        ("没有记录的", "arrival_unsure"),
        ("迁移来的", "arrival_unsure"),
    ]
    assert any("2024年7月1日10:00" in r["detail"] and "迁移" in r["detail"] for r in found)
