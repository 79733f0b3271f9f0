"""Windows, as far as it can be proved without one: imports, names, long paths, locks, times in Chinese, encodings.

Nothing here ran on Windows; what runs disguised as it (``tests/disguise.py``) runs our code for it.
"""

import ast
import errno
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hui_reg import cli, durable
from hui_reg.errors import ExitCode
from hui_reg.sandbox import starting, walls
from hui_reg.spreadsheets.cleaning import file_name

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src" / "hui_reg").rglob("*.py"))


def disguised(*arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HUI_REG_")}
    return subprocess.run(
        [sys.executable, "-m", "tests.disguise", *arguments],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))},
        capture_output=True,
        text=True,
    )


def test_every_module_is_imported_and_the_lock_holds(tmp_path: Path) -> None:
    done = disguised("walk", str(tmp_path / "lock"), folder=tmp_path)
    assert done.returncode == 0, done.stderr
    count, told = done.stdout.splitlines()
    assert int(count) > 450
    assert told.startswith("另一次运行还在进行（进程 ")
    assert "月" in told


@pytest.mark.slow
def test_the_main_job_is_done(tmp_path: Path) -> None:
    unit = ROOT / "samples" / "mails" / "惠安县松岭镇便民服务中心"
    root = tmp_path / "工作 区（1）"
    for arguments in (
        ["init", "--no-input"],
        ["fetch", "--from", str(unit)],
        ["validate"],
        ["export", "review"],
        ["export", "album"],
        ["status"],
        ["verify"],
        ["schedule", "--print"],
    ):
        done = disguised("run", "-w", str(root), *arguments, folder=tmp_path)
        assert done.returncode in (0, 1), (arguments, done.stdout, done.stderr)
    assert "<Arguments>-m hui_reg -w" in done.stdout
    made = [PureWindowsPath(path.relative_to(root)) for path in root.rglob("*")]
    assert [path for path in made if path.is_reserved() or any(set(part) & set('<>:"|?*') for part in path.parts)] == []
    assert [path for path in made if any(part[-1] in ". " for part in path.parts)] == []


# ── names and paths ────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.text(max_size=80) | st.sampled_from(("CON", "nul.txt", "COM1", "LPT9.xlsx", "a:b", "尾. ", "aux ", "Con.")))
def test_a_name_is_one_that_windows_takes(text: str) -> None:
    name = file_name(text)
    assert not PureWindowsPath(name).is_reserved()
    assert PureWindowsPath(name).parts == (name,)
    assert not set(name) & set('<>:"/\\|?*')
    assert not any(ord(c) < 32 for c in name)
    assert name[-1] not in ". "


@given(st.text("报名材料ab \\.", max_size=300))
def test_a_long_path_takes_the_long_form(inside: str) -> None:
    for top in ("C:\\", "\\\\server\\share\\"):
        path = top + inside
        reached = durable.reachable(path)
        assert len(path) >= 240 or reached == path
        if len(path) >= 240:
            assert reached.startswith("\\\\?\\")
            assert durable.reachable(reached) == reached
            assert reached.removeprefix("\\\\?\\").replace("UNC\\", "\\\\", 1) == path


def test_a_long_unc_path_names_its_server() -> None:
    assert durable.reachable("\\\\server\\share\\" + "长" * 300).startswith("\\\\?\\UNC\\server\\share\\长")


def test_a_file_that_a_scanner_holds_for_a_moment_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    partial, target, pauses = tmp_path / "partial", tmp_path / "target", list[float]()
    partial.write_text("x")
    whole = Path.replace

    def held(self: Path, where: Path) -> Path:
        if len(pauses) < 2:
            raise PermissionError(errno.EACCES, "in use")
        return whole(self, where)

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(time, "sleep", pauses.append)
    with monkeypatch.context() as disguise:
        disguise.setattr(os, "name", "nt")
        durable._rename(partial, target)
    assert len(pauses) == 2
    assert target.read_text() == "x"


@pytest.mark.parametrize(
    ("number", "told"), [(32, "请先关闭它"), (123, "不允许的字符"), (206, "太长"), (112, "磁盘已满")]
)
def test_what_windows_refuses_is_told(
    number: int, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(**_: object) -> None:
        error = OSError(errno.EINVAL, "Invalid argument", "D:\\报名:1.xlsx")
        error.winerror = number  # type: ignore[attr-defined,unused-ignore]
        raise error

    monkeypatch.setattr(cli.hui_reg, "main", refuse)
    assert cli.run([]) == ExitCode.STORE
    assert told in capsys.readouterr().err


# ── what Windows does otherwise, everywhere in the package ─────────────────────────────────────────────────────────


def nodes(*words: str) -> Iterator[tuple[Path, ast.AST]]:
    """What stands in the modules in which one of these words stands."""
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        if any(word in text for word in words):
            yield from ((path, node) for node in ast.walk(ast.parse(text)))


def calls(*names: str) -> Iterator[tuple[Path, ast.Call]]:
    for path, node in nodes(*(f"{name}(" for name in names)):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            if name in {each.rpartition(".")[2] for each in names}:
                yield path, node


def words(node: ast.AST) -> str:
    return "".join(str(part.value) for part in ast.walk(node) if isinstance(part, ast.Constant))


def test_times_are_formatted_in_ascii() -> None:
    """strftime on Windows can't encode 年月日 where the C locale stands."""
    wrong = []
    for path, node in nodes(":%", "strftime("):
        told = words(node.format_spec) if isinstance(node, ast.FormattedValue) and node.format_spec else ""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "strftime":
            told = words(node)
        if "%" in told and (not told.isascii() or "%-" in told):
            wrong.append(f"{path.name}:{node.lineno} {told}")  # type: ignore[attr-defined]
    assert wrong == []


def test_text_files_say_their_encoding() -> None:
    """The default is cp936 there. What is read of Linux alone (/proc, /sys) needs none."""
    wrong = [
        f"{path.name}:{call.lineno}"
        for path, call in calls("read_text", "write_text")
        if not any(given.arg == "encoding" for given in call.keywords) and path.name not in ("clocks.py", "office.py")
    ]
    assert wrong == []


def test_a_program_is_heard_whatever_its_encoding() -> None:
    wrong = [
        f"{path.name}:{call.lineno}"
        for path, call in calls("subprocess.run", "subprocess.Popen")
        if (given := {keyword.arg for keyword in call.keywords}) & {"text"} and "errors" not in given
    ]
    assert wrong == []


def test_a_worker_is_the_real_python_and_not_its_starter(monkeypatch: pytest.MonkeyPatch) -> None:
    """In an environment on Windows ``python.exe`` only starts the real one: a socket's share is for one process."""
    seen = []

    class Shared:
        def share(self, pid: int) -> bytes:
            return b"%d" % pid

    class Popen:
        pid = 7

        def __init__(self, command: list[str], **given: object) -> None:
            seen.append((command[0], given["creationflags"]))
            self.stdin = Path(os.devnull).open("wb")  # noqa: SIM115  closed by whoever starts

    monkeypatch.setattr(subprocess, "Popen", Popen)
    monkeypatch.setattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 512, raising=False)
    monkeypatch.setattr(sys, "_base_executable", "C:\\Python\\python.exe", raising=False)
    with Path(os.devnull).open("wb") as said:
        starting._started("worker", walls.Plan(1, 1), Shared(), said)  # type: ignore[arg-type]
    assert seen == [("C:\\Python\\python.exe", 512)]
