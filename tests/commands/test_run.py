"""run: the whole round against a real Dovecot; silent when all is well, one paragraph when a person is needed."""

import io
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from hui_reg import cli
from hui_reg.desk.routine import memory, round
from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode
from hui_reg.store import lock
from tests import builders
from tests.intake.mails import mail
from tests.servers.dovecot import Dovecot

pytestmark = pytest.mark.timeout(900)  # a loaded machine is no fault of ours

SHEET = Path("exports/每日/审核表.xlsx")


def roster(*names: str) -> bytes:
    """A mail whose roster names people, so that there are some without a picture to be read."""
    book = Workbook()
    book.active.append(["序号", "单位", "姓名", "身份证号"])
    for number, name in enumerate(names, 1):
        book.active.append([number, "惠安县某窗口", name, builders.id_number(serial=number)])
    stream = io.BytesIO()
    book.save(stream)
    return mail({"报名人员汇总表.xlsx": stream.getvalue()})


@pytest.fixture
def root(dovecot: Dovecot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in (dovecot.environment() | {"HUI_REG_READING__WORKERS": "1"}).items():
        monkeypatch.setenv(name, value)
    assert cli.run(["-w", str(tmp_path / "w"), "init", "-q"]) == ExitCode.OK
    return tmp_path / "w"


def test_a_day_of_rounds(
    dovecot: Dovecot, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str) -> tuple[int, str, str]:
        code = cli.run(["-w", str(root), "run", *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    assert run() == (ExitCode.OK, "", "")  # nobody has written yet
    assert not (root / "exports").exists()
    dovecot.append([roster("张三", "李四")])
    assert run() == (ExitCode.OK, "", "")
    first = (root / SHEET).stat()
    assert (root / SHEET).with_name("翻看").is_dir()
    assert run() == (ExitCode.OK, "", "")
    assert (root / SHEET).stat().st_ino == first.st_ino  # nothing changed, nothing was written
    assert memory.recall(root / "data").succeeded_at

    monkeypatch.setenv("HUI_REG_MAILBOX__PASSWORD", "changed")
    code, out, err = run()
    assert (code, out) == (ExitCode.MAILBOX, "")
    assert err.count("\n") == 1
    assert "授权码" in err
    assert "以前收到的邮件都已审核" in err
    assert (root / "运行提醒.txt").read_text(encoding="utf-8-sig").strip() == err.strip()
    assert run() == (ExitCode.MAILBOX, "", "")  # told today already; the code stays
    monkeypatch.setenv("HUI_REG_MAILBOX__PASSWORD", dovecot.password)
    dovecot.append([roster("张三", "李四", "王五")])
    code, out, _ = run("--json")
    assert (code, json.loads(out)["changed"] > 0) == (ExitCode.OK, True)
    assert (root / SHEET).stat().st_ino != first.st_ino
    assert not (root / "运行提醒.txt").exists()


def test_what_could_not_be_written_is_tried_again_by_every_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Letters are wanted among the drafts of a mailbox that isn't there: no round takes that for done."""
    root, mails = tmp_path / "w", tmp_path / "mails"
    mails.mkdir()
    (mails / "1.eml").write_bytes(roster("张三", "李四"))
    assert cli.run(["-w", str(root), "init", "-q"]) == ExitCode.OK
    assert cli.run(["-w", str(root), "fetch", "-q", "--from", str(mails)]) == ExitCode.OK
    capsys.readouterr()
    monkeypatch.setenv("HUI_REG_RUN__LETTERS", "drafts")
    there = set()
    for _ in range(2):
        assert cli.run(["-w", str(root), "run", "--now"]) == ExitCode.SETTINGS
        assert (root / memory.REMINDER).exists()
        there.add((root / SHEET).stat().st_ino)
    assert len(there) == 1, "what could be written is not written again"
    monkeypatch.setenv("HUI_REG_RUN__LETTERS", "none")
    assert cli.run(["-w", str(root), "run", "--now"]) == ExitCode.OK
    assert not (root / memory.REMINDER).exists()


def test_another_run_at_work_is_no_news(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_workspace(root) as workspace:
        folder = workspace.folder
    with lock.exclusive(folder / "lock"):
        assert cli.run(["-w", str(root), "run"]) == ExitCode.LOCKED
    told = capsys.readouterr()
    assert told.out + told.err == ""


def test_quiet_hours_are_quiet(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """At any time of day one of two halves is quiet."""
    monkeypatch.setattr(round, "go", lambda *_: round.Round())
    for hours in ("00:00-12:00", "12:00-00:00"):
        monkeypatch.setenv("HUI_REG_RUN__QUIET_HOURS", hours)
        assert cli.run(["-w", str(root), "run", "--json"]) == ExitCode.OK
    told = [json.loads(part) for part in capsys.readouterr().out.replace("}\n{", "}\0{").split("\0")]
    assert sorted(document.get("quiet", False) for document in told) == [False, True]


def test_time_that_runs_out_ends_the_round_where_it_stands(
    dovecot: Dovecot, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dovecot.append([roster("张三", "李四"), *(mail({f"{n}.txt": b"x%d" % n}) for n in range(12))])
    clock = iter([0.0, 0.0] + [1e9] * 99)
    with monkeypatch.context() as patch:
        patch.setattr(round, "monotonic", lambda: next(clock))
        assert cli.run(["-w", str(root), "run"]) == ExitCode.SET_ASIDE
    assert "规定的时间用完了，还有" in capsys.readouterr().err
    assert not (root / SHEET).exists()


def test_what_was_told_is_told_again_the_next_day() -> None:
    at = datetime.fromisoformat("2024-07-01T09:00:00+00:00")
    left = memory.Memory(told="a", told_at=at.isoformat())
    assert left.was_told("a", at + timedelta(hours=23))
    assert not left.was_told("a", at + timedelta(hours=24))
    assert not left.was_told("b", at)
    assert not memory.Memory(told="a", told_at="?").was_told("a", at)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"told": 3, "else": 1}'])
def test_a_memory_that_cant_be_read_is_an_empty_one(content: str, tmp_path: Path) -> None:
    (tmp_path / memory.FILE).write_text(content)
    assert memory.recall(tmp_path).succeeded_at == ""
