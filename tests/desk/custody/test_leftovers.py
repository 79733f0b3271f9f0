"""What cut-off runs leave half-made is cleared by the next run; what a run still writes, and others', stays."""

import json
import os
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from hui_reg import cli, durable
from hui_reg.desk.crew import beside
from hui_reg.desk.custody import leftovers
from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode
from hui_reg.review import evidence


def half_tree(folder: Path) -> None:
    """An export that was killed while it wrote its evidence: one file whole, one begun, one of somebody else."""
    unit = folder / "evidence" / "某单位" / "甲"
    unit.mkdir(parents=True)
    (unit / "身份证_1.jpg").write_bytes(b"whole")
    (unit / "学历_2.jpg").write_bytes(b"ha")
    status = (unit / "身份证_1.jpg").stat()
    ours = {
        "evidence/某单位/甲/身份证_1.jpg": ["0" * 64, status.st_size, status.st_mtime_ns],
        "evidence/某单位/甲/学历_2.jpg": ["1" * 64, -1, -1],
    }
    (folder / evidence.FOLDER / evidence.LIST).write_text(json.dumps(ours, ensure_ascii=False), encoding="utf-8")


def workspace(root: Path) -> Path:
    assert cli.run(["-w", str(root), "init", "-q"]) == ExitCode.OK
    with open_workspace(root) as opened:
        opened.database  # noqa: B018
        opened.blobs.put(b"kept")
    return root


def scattered(root: Path) -> list[Path]:
    places = [
        root / ".hui-reg.toml-00000000.partial", root / "data" / ".a-00000000.partial",
        root / "data" / "pictures" / ".b.jpg-00000000.partial", root / "data" / "blobs" / "tmp" / "c-00000000",
        root / "exports" / "x" / ".审核表.xlsx-00000000.partial",
        root / "exports" / "y" / "evidence" / "..files.json-00000000.partial",
    ]  # fmt: skip
    for place in places:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"somebody's")
    return places


def test_all_that_was_left_is_found_and_cleared(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w")
    places = scattered(root)
    half_tree(root / "exports" / "初审-1")
    half_tree(root / "exports" / "初审-2")
    (root / "exports" / "初审-2" / "审核表.xlsx").write_bytes(b"its workbook stands")
    half_tree(root / "exports" / "初审-3")
    theirs = root / "exports" / "初审-3" / "evidence" / "某单位" / "我的.txt"
    theirs.write_text("mine")
    half_tree(root / "exports" / "初审-4")
    with durable.scratch(root / "exports" / "初审-4", "export"), open_workspace(root) as opened:
        assert leftovers.clear(opened) == len(places) + 2
        assert (root / "exports" / "初审-4" / "evidence" / "某单位" / "甲" / "学历_2.jpg").exists(), "still at work"
        assert leftovers.clear(opened) == 0
    assert not any(place.exists() for place in places)
    assert not (root / "exports" / "初审-1").exists()
    assert (root / "exports" / "初审-2" / "evidence" / "某单位" / "甲" / "身份证_1.jpg").exists()
    assert theirs.exists() and not (theirs.parent / "甲").exists()


def test_the_next_run_clears_them(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w")
    for verb in (["validate", "-q"], ["verify", "-q"]):
        places = scattered(root)
        half_tree(root / "exports" / "初审-1")
        cli.run(["-w", str(root), *verb])
        assert not any(place.exists() for place in places), verb
        assert not (root / "exports" / "初审-1").exists(), verb


def _sleep() -> None:
    time.sleep(600)


def test_who_works_beside_ends_with_the_one_that_began_it(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        hand = beside.hand(beside.WORTH_A_PROCESS)
        assert isinstance(hand, ProcessPoolExecutor)
        hand.submit(_sleep)
        while not hand._processes:
            time.sleep(0.01)
        (tmp_path / "pid.new").write_text(str(next(iter(hand._processes))))
        (tmp_path / "pid.new").rename(tmp_path / "pid")
        hand.submit(time.sleep, 0)
        time.sleep(600)
        os._exit(0)
    while not (tmp_path / "pid").exists():
        time.sleep(0.05)
    worker = int((tmp_path / "pid").read_text())
    os.kill(child, 9)
    os.waitpid(child, 0)
    while _lives(worker):  # the test's own time limit ends this, if need be
        time.sleep(0.05)


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False
