"""Killed at every system call that changes anything, and at random moments: nothing lost or doubled, no stray file.

``HUI_REG_KILLS`` names a file to which every point tried is added: a later run leaves those out, so that a run may be
broken off. ``HUI_REG_KILL_MINUTES`` says how long a run goes on (60).
"""

import json
import os
import random
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.crime import scene
from tests.servers.dovecot import running
from tests.servers.killing import (
    CHANGING,
    PASSIVE,
    Crime,
    count_calls,
    flagged_are_recorded,
    kill_after,
    kill_at,
    nothing_lost_nothing_doubled,
    points,
    some,
    unflag,
    usual_seconds,
    whole,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def crime(tmp_path: Path) -> Iterator[Crime]:
    with running() as server, scene(server, tmp_path, mails=20) as made:
        yield made


def after(crime: Crime, workspace: Path) -> None:
    flagged_are_recorded(crime, workspace)
    whole(crime, workspace)
    nothing_lost_nothing_doubled(crime, workspace)
    unflag(crime)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Crime]:
    """Few mails in several batches: every place in the program is passed, those of a batch more than once."""
    with running() as server, scene(server, tmp_path, mails=8) as made:
        yield made


@pytest.mark.timeout(0)
def test_at_every_system_call(small: Crime, tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        assert os.environ.get("CI") != "true", "strace is not installed"
        pytest.skip("strace is not installed (Debian: apt install strace)")
    counted = points(count_calls(small, small.fresh(tmp_path / "count")))
    passive = some([point for point in counted if point[0] in PASSIVE], len(PASSIVE), seed=13)
    everything = [point for point in counted if point[0] in CHANGING] + passive
    unflag(small)
    tally = Path(os.environ.get("HUI_REG_KILLS", tmp_path / "kills"))
    end = time.monotonic() + 60 * float(os.environ.get("HUI_REG_KILL_MINUTES", "60"))
    for call, number in everything:
        if time.monotonic() > end:
            break
        if (call, number) not in tried(tally):
            workspace = small.fresh(tmp_path / "work")
            dead = kill_at(small, workspace, call, number)
            after(small, workspace)
            with tally.open("a", encoding="utf-8") as file:
                file.write(json.dumps([call, number, dead]) + "\n")
    known = tried(tally)
    died = sum(known.values())
    sys.stdout.write(f"\nkilled at {died} of {len(everything)} system calls, {len(known)} tried\n")
    assert died >= 0.95 * len(known)
    assert len(known) >= len(everything) or time.monotonic() > end


def tried(tally: Path) -> dict[tuple[str, int], bool]:
    """The points of all runs so far, and whether the fetch died there."""
    lines = tally.read_text(encoding="utf-8").splitlines() if tally.is_file() else []
    return {(call, number): dead for call, number, dead in map(json.loads, lines)}


@pytest.mark.timeout(7200)
def test_at_two_hundred_random_moments(crime: Crime, tmp_path: Path) -> None:
    chance = random.Random(20240705)
    usual = usual_seconds(crime, crime.fresh(tmp_path / "usual"))
    dead = 0
    for _ in range(200):
        workspace = crime.fresh(tmp_path / "work")
        dead += kill_after(crime, workspace, chance.uniform(0, usual))
        after(crime, workspace)
    sys.stdout.write(f"\nkilled at work {dead} of 200 times\n")
    assert dead >= 100
