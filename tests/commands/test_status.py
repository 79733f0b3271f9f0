"""``hui-reg status``: the unit that calls, who waits, and what whoever watches must know."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hui_reg import cli
from hui_reg.desk.board import alarms
from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode
from hui_reg.model import Entry, Problem, ProblemKind
from hui_reg.rules import check
from hui_reg.store import entries, lock, mailbox_health, mails, results, unreceived
from tests import builders as b

SOCIAL, MEDICAL = "惠安县行政服务中心社保窗口", "惠安县行政服务中心医保窗口"
ZHANG, LI, WANG = b.person("张三"), b.person("李四"), b.person("王五")
SAMPLE = '[mailbox]\nhost = "imap.example.com"\nuser = "a@example.com"\npassword = "code"\n'
Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two units: 张三 passes, 李四 lacks a paper; 王五 of the other unit was turned back by a reviewer."""
    assert cli.run(["-w", str(tmp_path), "init", "-q"]) == ExitCode.OK
    dossiers = [
        b.faultless(ZHANG, unit=SOCIAL, key="a"),
        b.dossier(LI, b.form(LI), b.diploma(LI), b.record(LI), b.photo(), unit=SOCIAL, key="b"),
        b.faultless(WANG, unit=MEDICAL, key="c"),
    ]
    with open_workspace(tmp_path) as workspace, workspace.database.begin() as connection:
        found = [check(dossier, workspace.notice) for dossier in dossiers]
        results.save_validation(connection, found, [], [])
        data = {"choice": "correct", "remark": "补", "name": "王五", "version": results.decided_on(found[2])}
        at = datetime(2024, 7, 2, tzinfo=UTC)
        entries.append(
            connection,
            [
                Entry(applicant="c", kind="first_review", on=date(2024, 7, 2), recorded_at=at, by="审核员", data=data),
                Entry(applicant="gone|赵六", kind="first_review", on=date(2024, 7, 2), recorded_at=at, by="审核员",
                      data={**data, "name": "赵六"}),
            ],
        )  # fmt: skip
    return tmp_path


@pytest.fixture
def run(root: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*words: str) -> tuple[int, Any, str]:
        capsys.readouterr()
        plain = cli.run(["-w", str(root), *words])
        text = "".join(capsys.readouterr())
        assert cli.run(["-w", str(root), *words, "--json"]) == plain
        out = capsys.readouterr().out
        return plain, json.loads(out) if out else None, text

    return command


def test_a_unit_that_calls(run: Run) -> None:
    code, (unit,), text = run("status", "--unit", "社保")
    assert code == ExitCode.OK and unit["unit"] == SOCIAL
    assert [person["name"] for person in unit["people"]] == ["张三", "李四"]
    assert f"张三（{ZHANG.id_number[-4:]}）" in text and ZHANG.id_number not in text
    assert f"下一步：hui-reg export review --unit {SOCIAL}：2 人" in text
    assert run("status", "--unit", "惠安")[2].count("下一步") == 2
    assert run("status", "--unit", "社宝")[0] == ExitCode.USAGE


def test_who_waits_for_what(run: Run) -> None:
    _, waits, text = run("status", "--waiting")
    assert {what: [one["name"] for one in people] for what, people in waits.items()} == {
        "初审意见": ["张三", "李四"],
        "单位补正材料（初审意见）": ["王五"],
        "核对：现在的名单里没有这个人": ["赵六"],
    }
    assert f"    {SOCIAL}：张三（{ZHANG.id_number[-4:]}）、李四" in text
    assert list(run("status", "--waiting", "--unit", "医保")[1]) == ["单位补正材料（初审意见）"]


def test_show_and_explain_find_the_same_people(run: Run) -> None:
    for who in ("张三", ZHANG.id_number, ZHANG.id_number[-4:], "张三@社保"):
        assert run("show", who)[1][0]["name"] == run("explain", who)[1][0]["name"] == "张三"
    _, (shown,), text = run("show", "张三@社保")
    assert shown["verdict"] == "pass" and shown["mails"][0]["files"] == 5
    assert "报名材料" in text and "window@luocheng.example.com" in text
    assert run("show", "赵六")[1][0]["stage"] == "to_confirm"
    code, (bare,), text = run("explain", "赵六")
    assert (code, bare["name"], "没有材料可以说明" in text) == (ExitCode.OK, "赵六", True)


NOW = datetime(2024, 7, 3, 12, tzinfo=UTC)


def told(root: Path, now: datetime = NOW) -> dict[str, ExitCode]:
    with open_workspace(root) as workspace:
        return {alarm.text: alarm.code for alarm in alarms.alarms(workspace, now)}


def only(found: dict[str, ExitCode], part: str) -> ExitCode:
    (text,) = (text for text in found if part in text)
    return found[text]


def test_alarms_about_mailboxes(root: Path) -> None:
    (root / "hui-reg.toml").write_text(SAMPLE, encoding="utf-8")
    assert only(told(root), "还没有收取过") is ExitCode.MAILBOX
    with open_workspace(root) as workspace, workspace.database.begin() as connection:
        for at, why in (
            (NOW - timedelta(hours=2), ""),
            (NOW - timedelta(hours=1), "拒绝登录：授权码已过期。请重新生成"),
        ):
            mailbox_health.note(connection, "a@example.com@imap.example.com", at, why)
    assert only(told(root), "授权码已过期。请重新生成") is ExitCode.MAILBOX
    assert "上次成功是7月3日 18:00" in next(iter(told(root)))
    with open_workspace(root) as workspace, workspace.database.begin() as connection:
        mailbox_health.note(connection, "a@example.com@imap.example.com", NOW)
    assert not any("邮箱" in text for text in told(root) if "网页版" not in text)
    assert only(told(root, NOW + timedelta(days=4)), "已有 4 天没有收取") is ExitCode.MAILBOX
    assert only(told(root), "天没有新邮件（一封也没有）") is ExitCode.SET_ASIDE


def test_alarms_about_mails_deadlines_and_the_disk(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert only(told(root), "1 个单位的 1 人还没有补正") is ExitCode.SET_ASIDE
    assert not any("补正" in text for text in told(root, NOW - timedelta(days=5)))
    with open_workspace(root) as workspace, workspace.database.begin() as connection:
        mail = b.message()
        mails.record(connection, [mails.Arrival(mail.sha256, 9, mail.received_at, "internaldate")])
        mails.save_all(connection, 1, [(mail, ())])
    assert only(told(root), "还没有审核过") is ExitCode.SET_ASIDE
    monkeypatch.setattr("shutil.disk_usage", lambda folder: type("Usage", (), {"free": 9 * 1024**2}))
    assert only(told(root), "只剩 9 MB") is ExitCode.STORE
    assert alarms.worst([alarms.Alarm(code, "") for code in told(root).values()]) is ExitCode.STORE
    with open_workspace(root) as workspace, lock.exclusive(workspace.folder / "lock"):
        assert only(told(root, datetime.now(UTC) + timedelta(hours=7)), "没有结束") is ExitCode.SET_ASIDE


def test_alarms_about_what_stayed_behind(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "hui-reg.toml").write_text(SAMPLE.replace('password = "code"', "password_file = 'gone'"), encoding="utf-8")
    assert only(told(root), "找不到密码文件") is ExitCode.SETTINGS
    (root / "hui-reg.toml").write_text("", encoding="utf-8")
    before = set(told(root))
    aside, kept = b.message(), b.message(body="另一封")
    place = mails.Sighting("a@example.com", "INBOX", 7, 5)
    with open_workspace(root) as workspace, workspace.database.begin() as connection:
        mails.record(
            connection, [mails.Arrival(mail.sha256, 9, mail.received_at, "internaldate") for mail in (aside, kept)]
        )
        mails.set_aside(connection, aside.sha256, Problem(kind=ProblemKind.CRASHED, detail="崩溃"))
        mails.save_all(connection, 1, [(kept, ())])
        unreceived.note(connection, place, unreceived.TOO_LARGE, "超过上限", NOW, NOW)
        results.record_run(connection, "validate", {"mails": 0})
    found = told(root, datetime.now(UTC) + timedelta(days=4))
    assert only(found, "1 封邮件搁置着") is ExitCode.SET_ASIDE
    assert only(found, "1 封邮件服务器上有，却没能收下") is ExitCode.SET_ASIDE
    assert only(found, "有新邮件没有审核（上次审核是") is ExitCode.SET_ASIDE
    assert not any("没有审核" in text for text in told(root))  # an hour after the last: nobody is late
    monkeypatch.setattr("shutil.disk_usage", lambda folder: type("Usage", (), {"free": 1024**3}))
    assert only(told(root), "磁盘快满了，只剩 1024 MB") is ExitCode.SET_ASIDE
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert only(told(root), "不能写入") is ExitCode.STORE
    assert only(told(root, NOW + timedelta(days=9999)), "保存期限已过") is ExitCode.SET_ASIDE
    assert not any("保存期限" in text for text in before)


def test_check_speaks_only_when_something_is_to_be_done(run: Run) -> None:
    code, document, text = run("status", "--check")
    assert bool(code) is bool(document["alarms"]) and ("√ 没有需要处理的情况" in text) is not bool(code)
