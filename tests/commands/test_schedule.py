"""schedule: what it prints is taken by the schedulers themselves, whatever the folder is called."""

import os
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from hui_reg import cli
from hui_reg.desk.routine import schedules
from hui_reg.desk.routine.schedules import Plan
from hui_reg.errors import ExitCode

FOLDERS = ("/srv/baoming", "/home/王 芳/报名 2024（第一批）", "/srv/100%", "/srv/a'b\"c$d", "C:\\报名 2024\\")


def plan(folder: str, **more) -> Plan:
    path = Path(folder)
    return Plan(path, ["/usr/bin/python3", "-m", "hui_reg", "-w", str(path), "run"], user="root", **more)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_shell_of_cron_sees_the_command(folder: str) -> None:
    given = plan(folder)
    line = schedules.crontab(given)
    assert line.startswith("*/20 8-20 * * * ")
    command = line.rstrip("\n").split(" ", 5)[5].replace("\\%", "%")
    assert "%" not in line.replace("\\%", "")
    assert shlex.split(command, comments=True) == list(given.command)


def test_a_crontab_keeps_the_lines_of_others() -> None:
    given = plan("/srv/a")
    table = "MAILTO=x\n\n5 4 * * * other\n"
    once = schedules.with_line(table, given, schedules.crontab(given))
    assert once == table + schedules.crontab(given)
    again = schedules.with_line(once, given, schedules.crontab(plan("/srv/a", every=60)))
    assert again == table + schedules.crontab(plan("/srv/a", every=60))
    assert schedules.with_line(again, given, "") == table


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_task_is_the_xml_it_says(folder: str) -> None:
    root = ElementTree.fromstring(schedules.task(plan(folder)).encode("utf-16"))
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    arguments = root.find(f".//{space}Arguments").text
    assert f"{Path(folder)}" in str(arguments)
    assert root.find(f".//{space}Interval").text == "PT20M"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("folder", ["报名 2024（一）", "100%", "a'b$d"])
def test_systemd_takes_the_units(folder: str, tmp_path: Path) -> None:
    workspace = tmp_path / folder
    workspace.mkdir()
    given = Plan(workspace, [sys.executable, "-m", "hui_reg", "-w", str(workspace), "run"], user="root")
    files = [tmp_path / f"{given.name}.{end}" for end in ("service", "timer")]
    for file, text in zip(files, (schedules.service(given), schedules.timer(given)), strict=True):
        file.write_text(text, encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if given.name in line]
    assert ours == []


def test_the_task_keeps_to_the_schema_of_windows() -> None:
    """Element names in the order that Microsoft's documents give for triggerBaseType and calendarTriggerType."""
    task = ElementTree.fromstring(schedules.task(plan("D:/报名 & 2024")).encode("utf-16"))
    (trigger,) = task.iter("{http://schemas.microsoft.com/windows/2004/02/mit/task}CalendarTrigger")
    sequence = ("Enabled", "StartBoundary", "EndBoundary", "Repetition", "ExecutionTimeLimit", "ScheduleByDay")
    places = [sequence.index(element.tag.rpartition("}")[2]) for element in trigger]
    assert places == sorted(places)
    assert {element.tag.rpartition("}")[2] for element in task} <= {
        "RegistrationInfo",
        "Triggers",
        "Settings",
        "Actions",
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    assert cli.run(["-w", str(tmp_path / "报名"), "init", "-q"]) == ExitCode.OK
    return tmp_path / "报名"


def test_it_is_printed_for_every_scheduler(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for kind, said in (("cron", "*/30 9-17"), ("systemd", "OnCalendar=*-*-* 09..17:00/30"), ("windows", "PT30M")):
        assert cli.run(["-w", str(root), "schedule", "--for", kind, "--every", "30", "--hours", "9-17"]) == ExitCode.OK
        out = capsys.readouterr().out
        assert said in out
        assert str(root) in out
    assert cli.run(["-w", str(root), "schedule", "--hours", "20-8"]) == ExitCode.USAGE


def test_it_is_installed_once_and_taken_out_again(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Against a crontab of our own: the real one is this machine's."""
    program, table = tmp_path / "bin" / "crontab", tmp_path / "table"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\n[ "$1" = -l ] || {{ cat > {table}.new && mv {table}.new {table}; exit; }}\n'
        f'[ -f {table} ] || {{ echo "no crontab for me" >&2; exit 1; }}\ncat {table}\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    for _ in range(2):
        assert cli.run(["-w", str(root), "schedule", "--install", "--for", "cron"]) == ExitCode.OK
    lines = table.read_text().splitlines()
    assert len(lines) == 1
    assert shlex.split(lines[0].split(" ", 5)[5], comments=True)[-3:] == ["-w", str(root), "run"]
    assert cli.run(["-w", str(root), "schedule", "--remove", "--for", "cron"]) == ExitCode.OK
    assert table.read_text() == ""
    monkeypatch.setenv("PATH", str(tmp_path))
    capsys.readouterr()
    assert cli.run(["-w", str(root), "schedule", "--install", "--for", "cron"]) == ExitCode.COMPONENT_MISSING
    assert "--print" in capsys.readouterr().err
