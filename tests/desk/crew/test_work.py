"""Several computers read together: nothing lost, nothing read twice over, whoever dies."""

import random
import signal
import time
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from pathlib import Path

import pytest
from sqlalchemy import text

from hui_reg.desk.workspace import open_workspace
from hui_reg.store import mails, results
from tests.desk.crew.conftest import Computer, sharing
from tests.season_cast import UNITS, slip, slips_pdf
from tests.servers.postgres import running

pytestmark = pytest.mark.timeout(1800)


def small_mails(folder: Path, *, each: int = 6) -> Path:
    """Four mails of small PDFs, no two alike, that cost their reader little."""
    folder.mkdir()
    for number in range(4):
        mail = MIMEMultipart()
        mail["From"], mail["Subject"] = f"unit{number}@example.com", f"单位{number}的材料"
        mail["Date"], mail["Message-ID"] = "Mon, 01 Jul 2024 09:00:00 +0800", f"<{number}@example.com>"
        for one in range(each):
            rows = slip(f"S{number}{one}", "2024-07-18", UNITS["A"], "1380.00", "壹仟叁佰捌拾元整", "认定费")
            part = MIMEApplication(slips_pdf(rows), "pdf")
            part.add_header("Content-Disposition", "attachment", filename=f"{number}-{one}.pdf")
            mail.attach(part)
        (folder / f"{number}.eml").write_bytes(mail.as_bytes())
    return folder


@pytest.fixture
def fetched(tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> list[Computer]:
    """Two computers with one folder; a unit's mails are fetched."""
    computers = sharing(address, [tmp_path / "A", tmp_path / "B"], str(tmp_path / "共用"))
    monkeypatch.setenv("HUI_REG_STORE__DATABASE", address)
    assert computers[0].run("fetch", "--from", small_mails(tmp_path / "mails"))[0] in (0, 1)
    return computers


def unread(computer: Computer) -> int:
    with open_workspace(computer.root) as workspace, workspace.database.begin() as connection:
        return len(results.unread_files(connection))


def verdicts(computer: Computer) -> list[tuple[str, str]]:
    with open_workspace(computer.root) as workspace, workspace.database.begin() as connection:
        assert {mail.state for mail in mails.load(connection)} == {"unpacked"}
        return [(person.key, person.verdict) for person in results.load_listed(connection)]


@pytest.mark.slow
def test_validate_waits_for_those_who_read(
    fetched: list[Computer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = Computer(tmp_path / "allein", "")
    assert alone.run("init")[0] == 0
    assert alone.run("fetch", "--from", tmp_path / "mails")[0] in (0, 1)
    assert alone.run("validate")[0] in (0, 1)
    worker = fetched[1].start("work", "--json")
    try:
        until(lambda: "个识读进程" in fetched[0].run("status")[1])
        code, said = fetched[0].run("validate", "--verbose")
        assert code in (0, 1), said
    finally:
        worker.send_signal(signal.SIGTERM)
    told, _ = worker.communicate(timeout=120)
    assert '"read": 0' not in told
    assert unread(fetched[0]) == 0
    together = verdicts(fetched[0])
    monkeypatch.setenv("HUI_REG_STORE__DATABASE", "")
    assert together == verdicts(alone)


@pytest.mark.slow
def test_killed_at_any_moment_nothing_is_lost(fetched: list[Computer]) -> None:
    """Workers are killed, and every connection is cut, at random moments."""
    dice = random.Random(20)
    workers = [one.start("work") for one in fetched]
    validate = fetched[0].start("validate", "-q")
    for _ in range(12):
        time.sleep(dice.uniform(0.5, 6))
        if dice.random() < 0.4:
            with open_workspace(fetched[0].root) as workspace, workspace.database.engine.connect() as connection:
                cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                connection.execute(text(f"{cut} AND pid <> pg_backend_pid()"))
            continue
        victim = dice.randrange(2)
        workers[victim].kill()
        workers[victim].communicate()
        workers[victim] = fetched[victim].start("work")
    out, told = validate.communicate(timeout=900)
    if validate.returncode not in (0, 1):  # its own connection was cut in the middle of a transaction: run again
        assert validate.returncode == 7 and "已完成的都已保存" in out + told, out + told
        assert fetched[0].run("validate", "-q")[0] in (0, 1)
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
        worker.communicate(timeout=120)
    assert unread(fetched[0]) == 0
    with open_workspace(fetched[0].root) as workspace, workspace.database.begin() as connection:
        assert results.unreadable_files(connection) == set()
        files = {file.sha256 for file in mails.load_files(connection)}
        assert len(list(results.load_readings(connection, files))) == len(files)


@pytest.mark.slow
def test_a_server_that_dies_costs_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole server is stopped as by a power cut, again and again, and started anew."""
    dice = random.Random(7)
    with running() as server:
        computers = sharing(server.url, [tmp_path / "A", tmp_path / "B"], str(tmp_path / "共用"))
        monkeypatch.setenv("HUI_REG_STORE__DATABASE", server.url)
        assert computers[0].run("fetch", "--from", small_mails(tmp_path / "mails"))[0] in (0, 1)
        workers = [one.start("work") for one in computers]
        until(lambda: "2 个识读进程" in computers[0].run("status")[1])
        for _ in range(4):
            time.sleep(dice.uniform(0, 4))
            server.stop()
            time.sleep(dice.uniform(0, 3))
            server.start()
        until(lambda: unread(computers[0]) == 0, 600)
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
            out, told = worker.communicate(timeout=120)
            assert worker.returncode == 0, out + told
        with open_workspace(computers[0].root) as workspace, workspace.database.begin() as connection:
            assert results.unreadable_files(connection) == set()
        assert computers[0].run("validate", "-q")[0] in (0, 1)


def until(holds: object, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.5)
