"""The second computer by ``docs/几台电脑.md`` alone: set up in one go, looked at by ``doctor``, and a day of two."""

import io
import re
import shutil
import signal
import stat
from pathlib import Path

import pytest
from sqlalchemy import select

from hui_reg import cli
from hui_reg.desk.checkup.check import Check
from hui_reg.desk.checkup.together import together
from hui_reg.desk.workspace import open_workspace
from hui_reg.store.derived import traces
from hui_reg.store.schema import secrets
from tests.builders import sha
from tests.desk.crew.conftest import Computer
from tests.desk.crew.test_two_computers import SAMPLES, ledger, opinions
from tests.desk.crew.test_work import until

UNIT = SAMPLES / "mails" / "惠安县松岭镇便民服务中心"


def set_up(root: Path, address: str, shared: object, monkeypatch: pytest.MonkeyPatch) -> int:
    """As a script does, without a terminal."""
    monkeypatch.setattr("sys.stdin", io.StringIO(address + "\n"))
    return cli.run(["-w", str(root), "init", "--shared", str(shared), "--database-stdin", "--no-input"])


def looked_at(root: Path) -> dict[str, Check]:
    with open_workspace(root) as workspace:
        return {check.title: check for check in together(workspace)}


def test_each_computer_is_set_up_in_one_go(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = address.replace("hui@", "hui:Geheim77@")
    one, two, shared = tmp_path / "A", tmp_path / "B", tmp_path / "共用"
    for root in (one, two):
        assert set_up(root, told, shared, monkeypatch) == 0
        assert "还是空的" in capsys.readouterr().out
        assert stat.S_IMODE((root / "database.secret").stat().st_mode) == 0o600
        assert "Geheim77" not in (root / "hui-reg.toml").read_text(encoding="utf-8")
    assert {title: check.state for title, check in looked_at(two).items()} == {
        "合用的数据库": "ok", "数据库权限": "warn", "服务器时钟": "ok", "邮件和附件": "ok", "正在写的电脑": "ok",
        "一起识读": "ok", "各电脑的通知": "ok", "合用的备份": "note",
    }  # fmt: skip
    assert cli.run(["-w", str(one), "roles", "--apply", "-q"]) == 0
    with open_workspace(one) as workspace, workspace.database.begin() as connection:
        assert connection.execute(select(secrets.c.name)).scalars().all() == ["review"], "a reviewer can export first"
    assert set_up(one, told, shared, monkeypatch) == 2, "what stands is left alone"
    assert "没有改动" in capsys.readouterr().err
    assert (
        set_up(tmp_path / "C", "postgresql://hui:Geheim77@db.example.com/hui?sslmode=disable", shared, monkeypatch) == 3
    )
    assert "Geheim77" not in capsys.readouterr().err and not (tmp_path / "C").exists()
    nowhere = address.replace("/t_", "/nowhere_")
    assert set_up(tmp_path / "C", nowhere, shared, monkeypatch) == 7
    assert "没有这个数据库（还没有写出任何文件）" in capsys.readouterr().err and not (tmp_path / "C").exists()


def test_a_computer_that_is_set_up_otherwise_is_told(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set_up(tmp_path / "A", address, tmp_path / "共用", monkeypatch) == 0
    assert set_up(tmp_path / "B", address, tmp_path / "别处", monkeypatch) == 0
    with open_workspace(tmp_path / "A") as workspace, workspace.lock():
        workspace.blobs.put(b"a mail")
        with workspace.database.begin() as connection:
            traces.save_assembled(connection, {"": sha("another notice")}, ())
        found = looked_at(tmp_path / "B")
    assert "共用文件夹" in found["邮件和附件"].detail and found["邮件和附件"].state == "warn"
    assert found["各电脑的通知"].state == "warn" and "notice.toml" in found["各电脑的通知"].remedy
    assert found["正在写的电脑"].detail.startswith("电脑 ")


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_day_of_two_computers(tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Received and read on both, reviewed on the other, handed on, and at last purged from both."""
    first, second = Computer(tmp_path / "A", ""), Computer(tmp_path / "B", "")
    for one in (first, second):
        assert set_up(one.root, address, tmp_path / "共用", monkeypatch) == 0
    assert first.run("roles", "--apply")[0] == 0
    workers = [one.start("work") for one in (first, second)]
    try:
        until(lambda: "2 个识读进程" in second.run("status")[1])
        assert first.run("fetch", "--from", UNIT)[0] == 0
        code, said = second.run("validate")
        assert code == 0 and "共 5 人" in said, said
        code, said = first.run("validate")
        assert code == 0 and "没有新文件需要识读" in said and "重新审核" not in said, said
        assert first.run("export", "review", "--output", tmp_path / "审核表.xlsx")[0] == 0
        filled = opinions(tmp_path / "审核表.xlsx", tmp_path / "填好.xlsx", "通过")
        assert second.run("import", "review", filled, "--by", "乙")[0] in (0, 1)
        assert len(ledger(first, "first_review")) == 3
        for one in (first, second, first, second):  # each has its own memory of what it wrote there
            code, said = one.run("export", "statistics")
            assert code == 0 and "保留" not in said, said
        assert [one.run("export", "package")[0] for one in (first, second)] == [0, 0]
        assert [one.run("verify")[0] for one in (first, second)] == [0, 0]
    finally:
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
            worker.communicate(timeout=120)
    text = re.sub(r"(?m)^until = .*$", "until = 2024-12-31", (first.root / "notice.toml").read_text(encoding="utf-8"))
    (first.root / "notice.toml").write_text(text, encoding="utf-8")
    code, said = first.run("validate")
    assert "按这台的重新审核" in said, said
    shutil.copy(first.root / "notice.toml", second.root / "notice.toml")
    code, said = second.run("purge", "--confirm", "huian-2024-13")
    left = re.search(r"--unfinished \d+", said)
    assert code == 2 and left, said
    code, said = second.run("purge", "--confirm", "huian-2024-13", *left[0].split())
    assert code == 1 and "请在那台电脑上也运行 hui-reg purge" in said and "database.secret" not in said, said
    code, said = first.run("purge", "--confirm", "huian-2024-13")
    assert code == 0 and "√ 已全部清除" in said, said
    assert not [path for path in (tmp_path / "共用").rglob("*") if len(path.name) == 64]
