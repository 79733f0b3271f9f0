"""Every writing command killed, and told of a full or broken disk, at the system calls it makes; and bits flipped.

``HUI_REG_WRECK`` names a file to which every point tried is added: a later run leaves those out, so that the figures
of several runs add up. ``HUI_REG_WRECK_MINUTES`` says how long a run goes on (10).
"""

import gc
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hui_reg.errors import ExitCode
from tests.servers import deeds, wreck
from tests.servers.disk import Disk, attached
from tests.servers.wreck import Deed

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return deeds.template(tmp_path_factory.mktemp("wreck") / "w")


class Tally:
    """The points tried so far, over all runs."""

    def __init__(self) -> None:
        self._file = Path(os.environ.get("HUI_REG_WRECK", os.devnull))
        lines = self._file.read_text(encoding="utf-8").splitlines() if self._file.is_file() else []
        self.points = [json.loads(line) for line in lines]
        self.known = {tuple(point[:4]) for point in self.points}

    def add(self, deed: str, how: str, call: str, number: int, code: int) -> None:
        self.points.append([deed, how, call, number, code])
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps([deed, how, call, number, code], ensure_ascii=False) + "\n")

    def told(self) -> str:
        struck = [(deed, how) for deed, how, _, _, code in self.points if how in ("ENOSPC", "EIO") or code < 0]
        lines = [f"{deed}, {how}: {count}" for (deed, how), count in sorted(Counter(struck).items())]
        return "\n".join(
            [*lines, *(f"all, {how}: {count}" for how, count in Counter(how for _, how in struck).items())]
        )


_SOON = {"SIGKILL": 1.0, "CUT": 0.4, "ENOSPC": 0.2, "EIO": 0.2}
"""Which share of the points of a kind is tried before all others: most kills are asked for, then cuts."""
_FALLIBLE = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "mkdir", "rename", "unlink")
Point = tuple[str, str, int]
"""How, at which system call, at which time it is made."""


@dataclass
class Plan:
    """A deed, what is before it, what is after it undisturbed, and the points still to be tried."""

    deed: Deed
    before: Path
    expected: dict[str, object]
    left: list[Point]

    @classmethod
    def of(cls, deed: Deed, template: Path, folder: Path) -> "Plan":
        before = wreck.prepared(template, folder / deed.name / "before", deed)
        wreck.warm(deed, wreck.fresh(before, folder / deed.name / "whole"))
        root = wreck.fresh(before, folder / deed.name / "whole")
        counts = wreck.count(deed, root)
        expected = wreck.state(deed, root)
        points = [
            (how, call, number)
            for call, many in counts.items()
            for how in wreck.HOWS
            if how in ("SIGKILL", "CUT") or call in _FALLIBLE
            for number in range(1, many + 1)
        ]
        return cls(deed, before, expected, points)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """In memory where that can be had: a point costs a tenth of what it costs on a disk."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="hui-wreck-", dir=memory) as made:
        yield Path(made)


@pytest.mark.timeout(4 * 3600)
def test_every_command_ends_right(template: Path, folder: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed (Debian: apt install strace)")
    tally, chance = Tally(), random.Random(18)
    end = time.monotonic() + 60 * float(os.environ.get("HUI_REG_WRECK_MINUTES", "10"))
    wrong: list[str] = []
    plans = [Plan.of(deed, template, folder) for deed in deeds.DEEDS]
    gc.collect()
    gc.freeze()  # a fork shares what nobody counts over
    with attached(folder) as disk:
        for plan in plans:
            plan.left = [
                point
                for point in plan.left
                if (plan.deed.name, *point) not in tally.known and (disk is not None or point[0] != "CUT")
            ]
            chance.shuffle(plan.left)
            plan.left.sort(key=lambda point: chance.random() < _SOON[point[0]])
        while time.monotonic() < end and any(plan.left for plan in plans):
            for plan in plans:
                if plan.left and time.monotonic() < end:
                    wrong += _tried(plan, plan.left.pop(), disk, folder / "work", tally)
    sys.stdout.write(f"\n{tally.told()}\n")
    assert not wrong, "\n".join(wrong)


def _tried(plan: Plan, point: Point, disk: Disk | None, place: Path, tally: Tally) -> list[str]:
    """What is wrong after one point; a sentence, or nothing."""
    how, call, number = point
    if how == "CUT" and disk is not None:
        place = disk.mount_point / "work"
    try:
        root = wreck.fresh(plan.before, place)
        code = wreck.wrecked(plan.deed, root, point, disk)
        assert code < 0 or code != ExitCode.BUG, "a fault of the disk is no bug"
        wreck.ends_right(plan.deed, root, plan.expected)
    except Exception as error:
        told = f"{plan.deed.name}: {how} at {call} no. {number}: {type(error).__name__} {error}"[:600]
        sys.stdout.write(f"{told}\n")
        sys.stdout.flush()
        return [told]
    tally.add(plan.deed.name, *point, code)
    return []
