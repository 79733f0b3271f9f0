"""What each command costs, by the number of applicants: ``python -m benchmarks.scale [1000 10000 50000]``.

    --database URL      the store, by default an SQLite file; the database named must be empty
    --write FILE        the table (Markdown) and, beside it in ``images/``, the plot

Every command is a process of its own: CPU seconds of it and its children, the seconds on the clock, the most memory of
the parent. Reading is left out: the readings lie in the store (``benchmarks/masses.py``).
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks import masses
from hui_reg import cli
from hui_reg.desk.workspace import Workspace, open_workspace


@dataclass(frozen=True)
class Cost:
    """CPU seconds, seconds on the clock, MB."""

    cpu: float
    clock: float
    peak: int


def run(root: Path, *arguments: str, allowed: Sequence[int] = (0, 1)) -> Cost:
    """One command as staff run it."""
    command = [sys.executable, "-m", "hui_reg", "-w", str(root), *arguments]
    before, began = os.times(), time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    peak = 0
    while process.poll() is None:
        peak = max(peak, _high_water(process.pid))
        time.sleep(0.01)
    clock, after = time.perf_counter() - began, os.times()
    assert process.stderr is not None
    assert process.returncode in allowed, process.stderr.read().decode()
    process.stderr.close()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(cpu, clock, peak)


def _high_water(pid: int) -> int:
    """The most memory a process has had so far, in MB; its own, not that of whom it was forked from."""
    try:
        found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found[1]) // 1024 if found else 0


def fill(root: Path, people: int, database: str | None) -> None:
    """A workspace with all mails of so many people, taken apart and read, and nothing validated."""
    assert cli.run(["-w", str(root), "init", "-q"]) == 0
    if database:
        settings = root / "hui-reg.toml"
        settings.write_text(f"{settings.read_text()}\n[store]\ndatabase = {json.dumps(database)}\n", encoding="utf-8")
    with open_workspace(root) as workspace:
        made = masses.mails_of(people)
        while batch := list(islice(made, 50)):
            masses.keep(workspace, batch)


def size_of(root: Path) -> int:
    """MB of the workspace's folder."""
    return sum(path.stat().st_size for path in root.rglob("*") if path.is_file()) >> 20


def new_mail(people: int) -> Callable[[Workspace], None]:
    """One person of the middle of the list sends the papers again."""
    return lambda workspace: masses.keep(workspace, [masses.mail([people // 2], again=1)])


def steps(root: Path, people: int) -> Iterator[tuple[str, Cost]]:
    """Everything in the order of a day."""
    middle = masses.person(people // 2)
    who, unit = middle.id_number, masses.unit_of(people // 2)
    yield "validate, from nothing", run(root, "validate")
    with open_workspace(root) as workspace:
        new_mail(people)(workspace)
    yield "validate, one new mail", run(root, "validate")
    yield "validate, nothing new", run(root, "validate")
    yield "validate --all", run(root, "validate", "--all")
    yield (
        "amend value, one",
        run(root, "amend", "value", who, "联系电话=13911111111", "--reason", "电话核对", "--by", "甲"),
    )
    yield "status", run(root, "status")
    yield "status --unit", run(root, "status", "--unit", unit)
    yield "show", run(root, "show", who)
    yield "explain", run(root, "explain", who)
    yield "export review --unit", run(root, "export", "review", "--unit", unit, "--output", str(root / "one"))
    yield "export review, all", run(root, "export", "review", "--output", str(root / "everyone"))
    yield "--help", run(root, "--help")


def main() -> None:
    """Parse the options, measure, print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("people", type=int, nargs="*", default=[1000, 10_000, 50_000])
    arguments.add_argument("--database")
    arguments.add_argument("--only", default="", help="a part of the names of the steps to be told")
    options = arguments.parse_args()
    for people in options.people:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "w"
            fill(root, people, options.database)
            print(f"{people} applicants, store {size_of(root)} MB", flush=True)
            for name, cost in steps(root, people):
                print(f"  {name:28} {cost.cpu:8.2f} CPU s {cost.clock:8.2f} s {cost.peak:6} MB", flush=True)
            print(f"  store {size_of(root)} MB", flush=True)


if __name__ == "__main__":
    main()
