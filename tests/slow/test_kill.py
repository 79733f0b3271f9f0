"""Killed at every system call, and at random moments: nothing lost, nothing doubled, no stray file."""

import os
import random
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.crime import scene
from tests.servers.dovecot import running
from tests.servers.killing import (
    Crime,
    count_calls,
    flagged_are_recorded,
    kill_after,
    kill_at,
    nothing_lost_nothing_doubled,
    points,
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


@pytest.mark.timeout(7200)
def test_at_every_system_call(crime: Crime, tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        assert os.environ.get("CI") != "true", "strace is not installed"
        pytest.skip("strace is not installed (Debian: apt install strace)")
    everything = points(count_calls(crime, crime.fresh(tmp_path / "count")))
    unflag(crime)
    dead = 0
    for call, number in everything:
        workspace = crime.fresh(tmp_path / "work")
        dead += kill_at(crime, workspace, call, number)
        after(crime, workspace)
    sys.stdout.write(f"\nkilled at {dead} of {len(everything)} system calls\n")
    assert dead >= 1000


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
