"""The power fails in the middle of a fetch: nothing flagged is lost, no file under its final name is broken.

An ext4 image on a loop device is shut down as a power cut leaves it (``EXT4_IOC_SHUTDOWN`` without flushing its
journal), mounted again, checked, and the fetch is run to its end.
"""

import fcntl
import hashlib
import os
import random
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers.crime import scene
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
EXT4_IOC_SHUTDOWN = 0x8004587D
NO_LOG_FLUSH = 2


@dataclass
class Disk:
    """An ext4 image and where it is mounted."""

    image: Path
    mount_point: Path

    def mount(self) -> None:
        subprocess.run(["mount", "-o", "loop", self.image, self.mount_point], check=True)

    def unmount(self) -> None:
        subprocess.run(["umount", self.mount_point], check=True)

    def cut(self) -> None:
        """As if the power had failed: what isn't in the journal on the disk is gone."""
        descriptor = os.open(self.mount_point, os.O_RDONLY)
        try:
            fcntl.ioctl(descriptor, EXT4_IOC_SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(descriptor)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    if os.geteuid() != 0 or shutil.which("mkfs.ext4") is None or not Path("/dev/loop-control").exists():
        pytest.skip("a power cut needs root, mkfs.ext4 and a loop device")
    made = Disk(tmp_path / "disk.img", tmp_path / "mnt")
    made.mount_point.mkdir()
    with made.image.open("wb") as image:
        image.truncate(200 * 1024 * 1024)
    subprocess.run(["mkfs.ext4", "-q", "-F", made.image], check=True)
    try:
        made.mount()
    except subprocess.CalledProcessError:
        pytest.skip("this machine doesn't mount loop devices")
    yield made
    subprocess.run(["umount", made.mount_point], capture_output=True)


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
