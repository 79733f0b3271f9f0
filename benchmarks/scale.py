"""What each command costs, by the number of applicants: ``python -m benchmarks.scale [1000 10000 50000]``.

    --database URL      the store, by default an SQLite file; the database named must be empty
    --figures FILE      all figures as JSON, what stands there is kept; --plot FILE: a picture of them (SVG)
    --store FOLDER      where the workspaces are made, and stay: what is there is used, what FILE has is not measured
    --only NAME …       these commands alone, again

A run that was cut off goes on with ``--store`` and ``--figures``, command by command.

Every command is a process of its own, its bytecode compiled before as an installed program's is: CPU seconds of it and
its children, the seconds on the clock, the most memory of the parent. Reading is left out: the readings lie in the
store (``benchmarks/masses.py``).
"""

import argparse
import atexit
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib import resources
from itertools import islice
from math import log10
from pathlib import Path

from benchmarks import masses
from hui_reg import cli
from hui_reg.desk.workspace import open_workspace
from hui_reg.readers import VERSIONS
from hui_reg.store import mails

FILLED = "filled"
"""A file of a workspace that :func:`fill` made to its end: the versions of the readers whose readings lie there."""


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
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=_surroundings())
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


@lru_cache(maxsize=1)
def _surroundings() -> dict[str, str]:
    """The environment, in which Python keeps what it compiled, in a folder of its own; all of it is compiled."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    kept["PYTHONPYCACHEPREFIX"] = tempfile.mkdtemp(prefix="hui-reg-scale-")
    atexit.register(shutil.rmtree, kept["PYTHONPYCACHEPREFIX"], ignore_errors=True)
    roots = [str(resources.files(name)) for name in ("hui_reg", "sqlalchemy", "pydantic")]
    subprocess.run([sys.executable, "-m", "compileall", "-q", *roots], env=kept, check=False)
    return kept


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
        store = f"[store]\ndatabase = {json.dumps(database)}\nblobs = {json.dumps(str(root / 'shared'))}\n"
        settings.write_text(settings.read_text(encoding="utf-8").replace("[store]\n", store, 1), encoding="utf-8")
    with open_workspace(root) as workspace:
        made = masses.mails_of(people)
        while batch := list(islice(made, 50)):
            masses.keep(workspace, batch)
    (root / FILLED).write_text(_readers(), encoding="utf-8")


def is_filled(root: Path) -> bool:
    """Whether the workspace stands; one whose readings today's readers would read again is made anew."""
    filled = root / FILLED
    if filled.exists() and filled.read_text(encoding="utf-8") != _readers():
        shutil.rmtree(root)
    return filled.exists()


def _readers() -> str:
    return json.dumps(dict(sorted(VERSIONS.items())))


def size_of(root: Path) -> int:
    """MB of the workspace's folder."""
    return sum(path.stat().st_size for path in root.rglob("*") if path.is_file()) >> 20


def new_mail(root: Path, people: int) -> None:
    """One person of the middle of the list sends the papers again, another day each time."""
    with open_workspace(root) as workspace:
        with workspace.database.begin() as connection:
            came = len(mails.load(connection))
        masses.keep(workspace, [masses.mail([people // 2], again=came)])


def steps(root: Path, people: int) -> Iterator[tuple[str, Callable[[], Cost]]]:
    """Everything in the order of a day, what grows with the whole last."""
    middle = masses.person(people // 2)
    who, unit, other = middle.id_number, masses.unit_of(people // 2), masses.unit_of(people // 3)
    by = ("--reason", "电话核对", "--by", "甲")

    def once(*words: object, allowed: Sequence[int] = (0, 1)) -> Callable[[], Cost]:
        return lambda: run(root, *map(str, words), allowed=allowed)

    def after_a_mail() -> Cost:
        new_mail(root, people)
        return run(root, "validate")

    yield "validate, from nothing", once("validate")
    yield "validate, one new mail", after_a_mail
    yield "validate, nothing new", once("validate")
    yield "fetch, nothing new", once("fetch", "--from", _nothing(root), allowed=(0, 1, 2))
    yield "amend value, one", once("amend", "value", who, f"联系电话=139{time.time_ns() % 10**8:08}", *by)
    yield "amend unit, one", once("amend", "unit", other, "--is", f"{other}（新）", *by)
    yield "status", once("status")
    yield "status --unit", once("status", "--unit", unit)
    yield "show", once("show", who)
    yield "explain", once("explain", who)
    yield "export review --unit", once("export", "review", "--unit", unit, "--output", root / "one")
    yield "export notices --unit", once("export", "notices", "--unit", unit, "--output", root / "letters")
    yield "--help", once("--help")
    yield "export notices, all", once("export", "notices", "--output", root / "all letters")
    yield "export records", once("export", "records", "--output", root / "records.jsonl")
    yield "export statistics, by unit", once("export", "statistics", "--output", root / "statistics")
    yield "export review, all", once("export", "review", "--output", root / "everyone")
    yield "validate --all", once("validate", "--all")


def _nothing(root: Path) -> Path:
    """A folder in which no mail lies."""
    folder = root / "no mail"
    folder.mkdir(exist_ok=True)
    return folder


def draw(figures: dict[str, dict[str, dict[str, float]]], to: Path) -> None:
    """CPU seconds by the number of applicants, both in powers of ten, as a picture; one line for each command."""
    width, height, left, top = 760, 460, 60, 20
    sizes = sorted(map(int, figures))
    names = list(dict.fromkeys(name for one in figures.values() for name in one))

    def at(people: int, seconds: float) -> tuple[float, float]:
        across = (log10(people) - 2.5) / (5 - 2.5)
        up = (log10(max(seconds, 0.05)) - log10(0.05)) / (log10(2000) - log10(0.05))
        return left + across * (width - left - 200), height - 40 - up * (height - 40 - top)

    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif" '
             f'font-size="11"><rect width="100%" height="100%" fill="white"/>']  # fmt: skip
    for seconds in (0.1, 1, 10, 100, 1000):
        _, y = at(1000, seconds)
        lines.append(
            f'<path d="M{left} {y:.0f}H{width - 200}" stroke="#ddd"/><text x="8" y="{y + 4:.0f}">{seconds:g} s</text>'
        )
    for people in sizes:
        x, _ = at(people, 1)
        lines.append(f'<text x="{x:.0f}" y="{height - 18}" text-anchor="middle">{people:,}</text>')
    for number, name in enumerate(names):
        colour = f"hsl({number * 360 // len(names)} 65% 40%)"
        points = [at(people, figures[str(people)][name]["cpu"]) for people in sizes if name in figures[str(people)]]
        path = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
        dots = "".join(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3"/>' for x, y in points)
        lines.append(f'<g stroke="{colour}" fill="{colour}"><polyline fill="none" points="{path}"/>{dots}</g>')
        lines.append(f'<text x="{width - 190}" y="{top + 14 + number * 17}" fill="{colour}">{name}</text>')
    to.write_text("\n".join([*lines, "</svg>\n"]), encoding="utf-8")


def measure(root: Path, people: int, options: argparse.Namespace) -> None:
    """What is asked for at one size; every figure is noted as soon as it is known."""
    if not is_filled(root):
        fill(root, people, options.database)
    print(f"{people} applicants, store {size_of(root)} MB", flush=True)
    for name, step in steps(root, people):
        known = noted(options.figures)
        if name not in options.only if options.only else name in known.get(str(people), {}):
            continue
        cost = step()
        known.setdefault(str(people), {})[name] = asdict(cost)
        if options.figures:
            options.figures.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"  {name:28} {cost.cpu:8.2f} CPU s {cost.clock:8.2f} s {cost.peak:6} MB", flush=True)
    print(f"  store {size_of(root)} MB", flush=True)


def noted(figures: Path | None) -> dict[str, dict[str, dict[str, float]]]:
    """The figures known so far, by the number of applicants and the command."""
    known = figures is not None and figures.exists()
    found: dict[str, dict[str, dict[str, float]]] = json.loads(figures.read_text("utf-8")) if known and figures else {}
    return found


def main() -> None:
    """Parse the options, measure, print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("people", type=int, nargs="*", default=[1000, 10_000, 50_000])
    arguments.add_argument("--database")
    arguments.add_argument("--figures", type=Path)
    arguments.add_argument("--plot", type=Path)
    arguments.add_argument("--store", type=Path)
    arguments.add_argument("--only", nargs="+", default=())
    options = arguments.parse_args()
    for people in options.people:
        if options.store:
            measure(options.store / str(people), people, options)
            continue
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder) / "w", people, options)
    if options.plot:
        draw(noted(options.figures), options.plot)


if __name__ == "__main__":
    main()
