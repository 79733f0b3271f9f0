"""Purge: not before its time; then nothing tells of anybody, nothing comes back, and a cut-off run is finished."""

import json
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import delete, select, text, update

from hui_reg import cli
from hui_reg.desk.custody import destroying
from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode
from hui_reg.review import columns
from hui_reg.store import database, exports, purge
from hui_reg.store.schema import assessments, mails, metadata
from tests.desk.custody.test_enciphering import wanting
from tests.samples.validated import lend_readings

SAMPLES = Path(__file__).parents[2] / "samples"
UNIT = "惠安县松岭镇便民服务中心"
REGISTRATION = "huian-2024-13"
SURE = ("--confirm", REGISTRATION, "--unfinished", "5")


def run(root: Path, *words: object) -> int:
    return cli.run(["-w", str(root), *map(str, words)])


def over(root: Path) -> None:
    """Let the retention date have passed."""
    notice = root / "notice.toml"
    changed = re.sub(r"(?m)^until = .*$", "until = 2024-12-31", notice.read_text(encoding="utf-8"))
    notice.write_text(changed, encoding="utf-8")


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A unit's mails fetched, read, exported, reviewed, and told."""
    root = tmp_path_factory.mktemp("purge") / "w"
    assert run(root, "init", "-q") == ExitCode.OK
    assert run(root, "fetch", "-q", "--from", SAMPLES / "mails" / UNIT) in (ExitCode.OK, ExitCode.SET_ASIDE)
    lend_readings(root, tmp_path_factory)
    assert run(root, "validate", "-q") in (ExitCode.OK, ExitCode.SET_ASIDE)
    out = root / "exports" / "初审" / "审核表.xlsx"
    assert run(root, "export", "review", "-q", "--output", out) == ExitCode.OK
    book = load_workbook(out)
    sheet = book[columns.SHEET]
    place = [cell.value for cell in sheet[columns.HEADER_ROW]].index("初审意见") + 1
    for row in range(columns.HEADER_ROW + 1, sheet.max_row + 1):
        sheet.cell(row, place).value = "暂缓"
    book.save(out)
    assert run(root, "import", "review", "-q", out) == ExitCode.OK
    assert run(root, "export", "notices", "-q") == ExitCode.OK
    assert run(root, "export", "album", "-q") == ExitCode.OK
    return root


@pytest.fixture
def workspace(season: Path, tmp_path: Path) -> Path:
    shutil.copytree(season, tmp_path / "w")
    return tmp_path / "w"


def copied(season: Path, to: Path) -> Path:
    """The workspace, and the key beside it."""
    shutil.copytree(season, to / "w")
    if (season.parent / "hui-reg.key").exists():
        shutil.copy2(season.parent / "hui-reg.key", to / "hui-reg.key")
        wanting(to / "w", "sm4" if '"sm4"' in (season / "hui-reg.toml").read_text(encoding="utf-8") else "aes")
    return to / "w"


def secrets() -> list[bytes]:
    """What must be nowhere: names, numbers, and how the papers begin."""
    lines = (SAMPLES / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    people = [one for one in map(json.loads, lines) if one["unit"] == UNIT]
    assert len(people) == 5
    words = [person[key] for person in people for key in ("name", "id_number")]
    mails = [path.read_bytes() for path in (SAMPLES / "mails" / UNIT).iterdir()]
    words += re.findall(
        r"[\w.]+@[\w.]+", " ".join(re.findall(r"(?m)^From: .*$", b"\n".join(mails).decode("utf-8", "replace")))
    )
    papers = [b"%PDF-1.", b"\xff\xd8\xff"]
    return [word.encode() for word in words] + [mail[len(mail) // 2 :][:200] for mail in mails] + papers


def told(root: Path) -> set[bytes]:
    content = b"".join(path.read_bytes() for path in root.rglob("*") if path.is_file())
    return {secret for secret in secrets() if secret in content}


def emptied(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(root) == set()
    assert not (root / "exports").exists()
    assert sorted(path.name for path in (root / "data" / "blobs").rglob("*") if path.is_file()) == [
        "arrivals.jsonl",
        "ledger.jsonl",
    ]
    capsys.readouterr()
    assert run(root, "verify", "--json") == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["lost_mails"] == []


def fetched(root: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, int]:
    capsys.readouterr()
    assert run(root, "fetch", "--json", "--from", SAMPLES / "mails" / UNIT) == ExitCode.OK
    found = json.loads(capsys.readouterr().out)
    return {key: found[key] for key in ("new", "unpacked", "files")}


def test_nothing_before_its_time(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = told(workspace)
    assert before
    notice = workspace / "notice.toml"
    dated = notice.read_text(encoding="utf-8")
    notice.write_text(re.sub(r"(?m)^until = .*$", "until = 2999-12-31", dated), encoding="utf-8")
    assert run(workspace, "purge", "--yes") == ExitCode.USAGE
    assert "2999-12-31" in capsys.readouterr().err
    notice.write_text(re.sub(r"(?ms)^\[retention\].*?(?=^\[)", "", dated), encoding="utf-8")
    assert run(workspace, "purge", "--yes") == ExitCode.SETTINGS
    assert "[retention]" in capsys.readouterr().err
    over(workspace)
    notice.write_text(re.sub(r"(?m)^until = .*$", "until = 2024-12-31", dated), encoding="utf-8")
    assert run(workspace, "purge") == ExitCode.USAGE, "nobody agreed"
    capsys.readouterr()
    assert run(workspace, "purge", "--dry-run", "--json") == ExitCode.OK
    counts = json.loads(capsys.readouterr().out)
    assert (counts["applicants"], counts["entries"], counts["purged"]) == (5, 5, False)
    assert told(workspace) == before


def test_a_wrong_clock_or_a_script_deletes_nobody_who_waits(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = told(workspace)
    over(workspace)
    named, wrong, all_five = ["--confirm", REGISTRATION], ["--confirm", "another-2024-1"], ["--unfinished", "5"]
    for refused in (
        ["--yes"], named, [*named, "--yes"], [*named, "--unfinished", "4"], wrong, ["--yes", *wrong], [],
    ):  # fmt: skip
        assert run(workspace, "purge", *refused) == ExitCode.USAGE
        captured = capsys.readouterr()
        assert "还有 5 人没有办完" in captured.err and "--unfinished 5" in captured.err
        assert f"今天是 {datetime.now(UTC):%Y}" in captured.out
    for refused in (all_five, ["--yes", *all_five], [*wrong, *all_five]):
        assert run(workspace, "purge", *refused) == ExitCode.USAGE
        captured = capsys.readouterr()
        assert f"--confirm {REGISTRATION}" in captured.err
        assert f"今天是 {datetime.now(UTC):%Y}" in captured.out
    assert told(workspace) == before


@pytest.mark.parametrize(
    ("newest", "words"), [("2999-01-01", "早于最新一封邮件"), ("2019-01-01", "晚了")], ids=["behind", "years beyond"]
)
def test_a_clock_that_cant_be_right_is_told(
    workspace: Path, newest: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    over(workspace)
    with open_workspace(workspace) as opened, opened.database.begin() as connection:
        connection.execute(update(mails).values(received_at=datetime.fromisoformat(f"{newest}T00:00:00+00:00")))
        connection.execute(delete(assessments))
    assert run(workspace, "purge", "--yes") == ExitCode.USAGE
    assert words in capsys.readouterr().err


@pytest.fixture(scope="module")
def sealed_season(season: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same plain and under each cipher."""
    found = {"": season}
    for cipher in ("aes", "sm4"):
        found[cipher] = tmp_path_factory.mktemp(cipher) / "w"
        shutil.copytree(season, found[cipher])
        wanting(found[cipher], cipher)
        assert run(found[cipher], "encrypt", "-q") == ExitCode.OK
    return found


@pytest.mark.parametrize("cipher", ["", "aes", "sm4"])
@pytest.mark.parametrize("newest", ["0001-01-01", "2024-07-01", "2032-12-31", "9999-12-31"])
def test_no_mail_makes_a_wrong_clock_right(
    sealed_season: dict[str, Path], tmp_path: Path, newest: str, cipher: str
) -> None:
    """Every year from 1970 to 2100 as today; the mails were kept in 2024, whatever they say of themselves."""
    workspace = copied(sealed_season[cipher], tmp_path)
    with open_workspace(workspace) as opened:
        with opened.database.begin() as connection:
            moments = {"received_at": datetime.fromisoformat(f"{newest}T00:00:00+00:00")}
            kept = datetime(2024, 7, 1, tzinfo=UTC)
            connection.execute(update(mails).values(recorded_at=kept, **moments))
        for year in range(1970, 2101):
            doubts = destroying.clock(opened, datetime(year, 8, 1, tzinfo=UTC))
            assert doubts or (2024 <= year <= 2028 and newest == "2024-07-01"), year


def test_destroying_is_never_the_only_next_step_while_people_wait(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    over(workspace)
    capsys.readouterr()
    run(workspace, "status")
    told = capsys.readouterr().out
    step = told[told.index("下一步：") :]
    assert step.startswith("下一步：hui-reg export review：5 人") and "还有 5 人没有办完" in step, step
    assert run(workspace, "archive", "--destroy", "--confirm", REGISTRATION) == ExitCode.USAGE
    assert "没有清除任何内容" in capsys.readouterr().err


def test_nothing_tells_of_anybody_and_nothing_comes_back(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "名单.xlsx").write_bytes(b"somebody's own")
    (workspace / "运行提醒.txt").write_bytes(f"▲ 邮件“{UNIT} 报名材料”：打不开".encode() + secrets()[0])
    over(workspace)
    assert run(workspace, "purge", *SURE, "--json") == ExitCode.OK
    captured = capsys.readouterr()
    assert json.loads(captured.out)["other_files"] == ["名单.xlsx"]
    assert "名单.xlsx" in captured.err
    emptied(workspace, capsys)
    assert fetched(workspace, capsys) == {"new": 0, "unpacked": 0, "files": 0}
    emptied(workspace, capsys)
    assert run(workspace, "status", "--json") == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["mails"]["purged"] > 0


@pytest.mark.parametrize("cipher", ["aes", "sm4"])
def test_under_a_key_with_a_mail_lost_and_one_of_the_year_1(
    sealed_season: dict[str, Path], tmp_path: Path, cipher: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = copied(sealed_season[cipher], tmp_path)
    with open_workspace(root) as opened:
        sha256 = next(iter(opened.blobs.all()))
        (root / "data" / "blobs" / sha256[:2] / sha256).unlink()
        with opened.database.begin() as connection:
            first = connection.execute(select(mails.c.sha256)).scalars().first()
            long_ago = datetime.fromisoformat("0001-01-01T00:00:00+00:00")
            connection.execute(update(mails).where(mails.c.sha256 == first).values(received_at=long_ago))
    before = told(root)
    over(root)
    assert run(root, "purge", "--yes") == ExitCode.USAGE
    assert "还有 5 人没有办完" in capsys.readouterr().err
    assert told(root) == before
    assert run(root, "purge", *SURE, "-q") == ExitCode.OK
    emptied(root, capsys)


def test_whoever_reads_the_database_keeps_it_from_being_called_done(
    workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY", 100)
    over(workspace)
    reader = sqlite3.connect(workspace / "data" / "hui-reg.db", isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM assessments").fetchone() == (5,)
    assert run(workspace, "purge", *SURE, "-q") == ExitCode.STORE
    assert "请关闭它" in capsys.readouterr().err
    assert told(workspace), "it is still there, and wasn't called done"
    reader.close()
    assert run(workspace, "purge", *SURE, "-q") == ExitCode.OK
    emptied(workspace, capsys)


def test_a_database_made_anew_keeps_them_away(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    over(workspace)
    assert run(workspace, "purge", *SURE, "-q") == ExitCode.OK
    for path in (workspace / "data").glob("hui-reg.db*"):
        path.unlink()
    assert run(workspace, "verify", "--rebuild", "-q") == ExitCode.OK
    assert fetched(workspace, capsys) == {"new": 0, "unpacked": 0, "files": 0}


def test_a_new_mail_after_a_purge_is_taken_in(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    over(workspace)
    assert run(workspace, "purge", *SURE, "-q") == ExitCode.OK
    other = next(path for path in sorted((SAMPLES / "mails").iterdir()) if path.name != UNIT)
    assert run(workspace, "fetch", "--json", "--from", other) in (ExitCode.OK, ExitCode.SET_ASIDE)
    assert json.loads(capsys.readouterr().out)["new"] == len(list(other.iterdir()))


@pytest.mark.parametrize("step", ["forget", "Journal.bury", "clear", "_remove", "compact", "record_run"])
def test_cut_off_before_any_step_and_finished_by_the_next(
    workspace: Path, step: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from hui_reg.desk.custody import destroying
    from hui_reg.store import blobs, journal, results

    homes: dict[str, tuple[object, str]] = {
        "forget": (purge, "forget"),
        "Journal.bury": (journal.Journal, "bury"),
        "clear": (blobs.BlobStore, "clear"),
        "_remove": (destroying, "_remove"),
        "compact": (purge, "compact"),
        "record_run": (results, "record_run"),
    }

    def cut(*_: object) -> Callable[..., None]:
        raise KeyboardInterrupt

    over(workspace)
    with monkeypatch.context() as patch:
        patch.setattr(*homes[step], cut)
        assert run(workspace, "purge", *SURE, "-q") == ExitCode.INTERRUPTED
    assert run(workspace, "verify", "-q") == ExitCode.OK, "no row without its bytes"
    with open_workspace(workspace) as opened, opened.database.begin() as connection:
        assert results.last_run(connection, "purge") is None, "not called done"
    assert run(workspace, "purge", *SURE, "-q") == ExitCode.OK
    emptied(workspace, capsys)
    assert fetched(workspace, capsys)["new"] == 0


@pytest.mark.slow
@pytest.mark.parametrize("tenth", range(1, 13))
def test_killed_at_some_moment(workspace: Path, tenth: int, capsys: pytest.CaptureFixture[str]) -> None:
    over(workspace)
    child = subprocess.Popen([sys.executable, "-m", "hui_reg", "-w", str(workspace), "purge", *SURE, "-q"])
    time.sleep(tenth / 10)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert run(workspace, "purge", *SURE, "-q") == ExitCode.OK
    emptied(workspace, capsys)


def test_on_postgresql_no_row_is_left(season: Path, postgres_url: str) -> None:
    from hui_reg.store.database import open_database

    with open_workspace(season) as opened:
        database = open_database(postgres_url)
        with opened.database.begin() as source, database.begin() as target:
            for table in reversed(metadata.sorted_tables):
                target.execute(table.delete())
            for table in metadata.sorted_tables:
                rows = [dict(row) for row in source.execute(table.select()).mappings()]
                if rows:
                    target.execute(table.insert(), rows)
        with database.begin() as connection:
            assert purge.held(connection)["applicants"] == 5
            assert len(purge.forget(connection)) > 0
        purge.compact(database)
        with database.begin() as connection:
            kept = {t.name: len(connection.execute(t.select()).all()) for t in metadata.sorted_tables}
            said = " ".join(str(connection.execute(t.select()).all()) for t in metadata.sorted_tables)
            dead = connection.execute(
                text("SELECT sum(pg_relation_size(oid)) FROM pg_class WHERE relname = 'readings'")
            )
            assert dead.scalar() == 0
            assert {export.id for export in exports.load_exports(connection, "purged")} == {"purged"}
        database.close()
    assert kept["exports"] == 1
    assert {name for name, count in kept.items() if count} <= {
        "mails",
        "sightings",
        "runs",
        "secrets",
        "leaves",
        "written",
        "exports",
    }
    assert not [word for word in secrets()[:10] if word.decode() in said]
