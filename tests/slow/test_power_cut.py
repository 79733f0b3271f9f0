"""The power fails in the middle of a fetch: nothing flagged is lost, no file under its final name is broken.

An ext4 image on a loop device is shut down as a power cut leaves it (``EXT4_IOC_SHUTDOWN`` without flushing its
journal), mounted again, checked, and the fetch is run to its end.
"""

import hashlib
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.crime import scene
from tests.servers.disk import Disk, attached
from tests.servers.dovecot import running
from tests.servers.killing import (
    Crime,
    flagged_are_recorded,
    nothing_lost_nothing_doubled,
    start,
    stop,
    unflag,
    usual_seconds,
    whole,
)

pytestmark = pytest.mark.slow

CYCLES = 120


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with attached(tmp_path) as made:
        if made is None:
            pytest.skip("a power cut needs root, mkfs.ext4 and a loop device")
        yield made


@pytest.fixture
def crime(tmp_path: Path) -> Iterator[Crime]:
    with running() as server, scene(server, tmp_path, mails=20) as made:
        yield made


def files_are_what_they_are_called(workspace: Path) -> None:
    for blob in (workspace / "data" / "blobs").glob("??/*"):
        assert hashlib.sha256(blob.read_bytes()).hexdigest() == blob.name


@pytest.mark.timeout(7200)
def test_the_power_fails(disk: Disk, crime: Crime) -> None:
    chance = random.Random(20240705)
    usual = usual_seconds(crime, crime.fresh(disk.mount_point / "usual"))
    at_work = 0
    for _ in range(CYCLES):
        workspace = crime.fresh(disk.mount_point / "work")
        os.sync()
        child = start(crime, workspace)
        at_work += stop(child, chance.uniform(0, usual), before=disk.cut)
        disk.unmount()
        disk.mount()
        files_are_what_they_are_called(workspace)
        flagged_are_recorded(crime, workspace)
        whole(crime, workspace)
        nothing_lost_nothing_doubled(crime, workspace)
        unflag(crime)
    sys.stdout.write(f"\nthe power failed {CYCLES} times, {at_work} of them at work\n")
    assert at_work >= CYCLES // 2
