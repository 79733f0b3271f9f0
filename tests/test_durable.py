"""A file is old or new and whole; what a killed run left is swept, what a running one is writing is not."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hui_reg import durable


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_whole_for_its_owner_alone(tmp_path: Path) -> None:
    target = tmp_path / "新" / "名单.xlsx"
    durable.put(target, b"old")
    durable.put(target, b"new", synced=False)
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o600
    assert names(target.parent) == ["名单.xlsx"]


def test_a_block_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    durable.put(target, b"old")
    with pytest.raises(RuntimeError), durable.replacing(target) as partial:
        partial.write_bytes(b"half")
        raise RuntimeError
    with pytest.raises(RuntimeError), durable.scratch(tmp_path) as folder:
        (folder / "张三.xml").write_text("half")
        raise RuntimeError
    assert names(tmp_path) == ["a.xlsx"]
    assert target.read_bytes() == b"old"


def test_two_writers_of_one_file_do_not_meet(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    with durable.replacing(target) as one, durable.replacing(target) as other:
        one.write_bytes(b"one")
        other.write_bytes(b"other")
    assert target.read_bytes() == b"one"
    assert names(tmp_path) == ["a.xlsx"]


def test_a_link_is_replaced_and_never_written_through(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_bytes(b"theirs")
    (tmp_path / "a.xlsx").symlink_to(tmp_path / "theirs")
    durable.put(tmp_path / "a.xlsx", b"ours")
    assert (tmp_path / "theirs").read_bytes() == b"theirs"
    assert not (tmp_path / "a.xlsx").is_symlink()


HOLD = """
import sys, time
from pathlib import Path
from hui_reg import durable
with durable.replacing(Path(sys.argv[1]) / "a.xlsx"), durable.scratch(Path(sys.argv[1]), "sheets"):
    print("begun", flush=True)
    time.sleep(600)
"""


def test_what_a_killed_run_left_is_swept_and_what_a_running_one_writes_is_not(tmp_path: Path) -> None:
    run = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None and run.stdout.readline() == "begun\n"
    (tmp_path / ".审核表.xlsx.partial").write_bytes(b"of an older version")
    (tmp_path / "别人的.partial").write_bytes(b"theirs")
    assert len(names(tmp_path)) == 4
    assert durable.sweep(tmp_path) == 1
    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stdout.close()
    assert durable.sweep(tmp_path) == 2
    assert names(tmp_path) == ["别人的.partial"]


def test_a_new_run_sweeps_where_it_writes(tmp_path: Path) -> None:
    (tmp_path / ".a.xlsx-00000000.partial").write_bytes(b"half")
    durable.put(tmp_path / "b.xlsx", b"x")
    assert names(tmp_path) == ["b.xlsx"]


def test_this_is_the_only_place_where_files_are_renamed_or_synced() -> None:
    package = Path(durable.__file__).parent
    words = ("fsync(", "mkstemp", "os.replace", "NamedTemporaryFile", "O_EXCL")
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if any(word in path.read_text(encoding="utf-8") for word in words)
    }
    assert found == {"durable.py"}
