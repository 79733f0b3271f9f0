"""Progress: what is told of it, on how narrow a terminal, and to whom nothing is told."""

import io
import json
import os
import pty
import select
import subprocess
import sys
from threading import Event

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console as RichConsole

from hui_reg.console import Console
from hui_reg.console.pace import Pace
from hui_reg.console.progress import as_lines, line
from hui_reg.notation.widths import on_terminal


class Clock:
    """A clock that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def at(seconds: float, done: int, total: int | None, title: str = "识读文件", measure: str = "个") -> Pace:
    clock = Clock()
    pace = Pace(title, measure, total, clock=clock)
    pace(done)
    clock.now = seconds
    return pace


def shown(pace: Pace, width: int, encoding: str = "utf-8") -> str:
    out = io.TextIOWrapper(io.BytesIO(), encoding)
    console = RichConsole(file=out, width=width, force_terminal=True, color_system=None, legacy_windows=False)
    console.print(line(pace, width))
    out.flush()
    return out.buffer.getvalue().decode(encoding)


@pytest.mark.parametrize(
    ("seconds", "done", "total", "told"),
    [
        (1, 1, 10, "已用 1 秒"),
        (60, 0, 10, "已用 1 分钟"),
        (60, 30, 60, "约剩 1 分钟"),
        (10, 10, 17, "约剩 7 秒"),
        (10, 10, 51, "约剩 40 秒"),
        (600, 100, 500, "约剩 40 分钟"),
        (600, 100, 1500, "约剩 2 小时 20 分"),
        (3600, 1, 3, "约剩 2 小时"),
        (3600, 1, 17, "约剩 16 小时"),
        (3600, 1, 101, "约剩 4 天"),
        (600, 30, None, "已用 10 分钟"),
        (600, 30, 12, "已用 10 分钟"),
    ],
)
def test_time_is_told_as_people_say_it(seconds: float, done: int, total: int | None, told: str) -> None:
    assert at(seconds, done, total).time == told


def test_what_is_expected_grows() -> None:
    pace = Pace("收取邮件", "封", None, clock=Clock())
    assert pace.count == "0 封"
    pace.expect(3)
    pace(3)
    assert pace.count == "3/3 封"
    pace.expect(2)
    assert pace.count == "3/5 封"


@pytest.mark.parametrize("width", [40, 60, 64, 80, 120])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
@settings(max_examples=30)
@given(
    done=st.integers(0, 9999),
    total=st.none() | st.integers(1, 9999),
    seconds=st.floats(0, 90_000),
    title=st.sampled_from(("收取邮件", "识读文件", "拆开邮件")),
)
def test_nothing_is_cut_off_on_a_narrow_terminal(
    width: int, encoding: str, done: int, total: int | None, seconds: float, title: str
) -> None:
    pace = at(seconds, done, total, title)
    text = shown(pace, width, encoding)
    assert text.count("\n") == 1
    assert on_terminal(text.rstrip()) <= width
    assert pace.title in text
    assert pace.count in text
    assert pace.time in text


def test_the_bar_stands_where_there_is_room() -> None:
    half = at(60, 50, 100)
    assert len(shown(half, 80).split("━")) > 10
    assert "━" not in shown(half, 60)


def test_no_progress_off_a_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with Console().progress("识读", 3) as pace:
        pace()
    assert capsys.readouterr() == ("", "")


def test_a_program_is_told_in_lines_and_of_the_end() -> None:
    out = io.StringIO()
    pace = at(20, 30, 120)
    first = Event()

    def every(over: Event) -> bool:
        if not first.is_set():
            first.set()
            return False
        return over.wait()

    with as_lines(pace, out, every):
        first.wait()
        while not out.getvalue().endswith("\n"):
            pass
        pace(90)
    told = [json.loads(text) for text in out.getvalue().splitlines()]
    assert told[0] == {"progress": "识读文件", "done": 30, "total": 120, "seconds": 20, "seconds_left": 60}
    assert told[1] == {"progress": "识读文件", "done": 120, "total": 120, "seconds": 20, "seconds_left": 0}
    assert len(told) == 2


def test_short_work_says_nothing_to_a_program() -> None:
    out = io.StringIO()
    with as_lines(at(0, 0, 5), out, lambda over: over.wait()):
        pass
    assert out.getvalue() == ""


WORK = """
from hui_reg.console import Console
console = Console()
with console.progress("识读文件", 2) as pace:
    console.result("写进文件的一行")
    console.attention("▲ 给人看的一行")
    pace()
"""


def test_a_result_that_goes_to_a_file_stays_out_of_the_terminal() -> None:
    """stderr a terminal, stdout a file: rich would print to the terminal what belongs to the file."""
    master, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", WORK], stdout=subprocess.PIPE, stderr=slave, env=os.environ | {"TERM": "xterm"}
    ) as process:
        os.close(slave)
        assert process.stdout is not None
        assert process.stdout.read().decode() == "写进文件的一行\n"
    seen = b""
    while select.select([master], [], [], 0)[0]:
        try:
            seen += os.read(master, 65536)
        except OSError:
            break
    os.close(master)
    assert "▲ 给人看的一行" in seen.decode()
    assert "写进文件的一行" not in seen.decode()
