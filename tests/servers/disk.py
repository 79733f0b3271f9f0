"""A disk whose power can fail: ext4 on a loop device, shut down without flushing its journal."""

import contextlib
import ctypes
import fcntl
import os
import shutil
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

EXT4_IOC_SHUTDOWN = 0x8004587D
NO_LOG_FLUSH = 2
_MEGABYTES = 200
_TRIES = 120


@dataclass
class Disk:
    """An ext4 image and where it is mounted."""

    image: Path
    mount_point: Path

    def mount(self) -> None:
        """Again, as after a power cut. As long as another process's view of the mounts holds the disk that was cut, it
        would be that one again: it is waited for."""
        for _ in range(_TRIES):
            subprocess.run(["mount", "-o", "loop", self.image, self.mount_point], check=True)
            with contextlib.suppress(OSError), tempfile.TemporaryFile(dir=self.mount_point) as probe:
                probe.write(b"x")
                probe.flush()
                os.fsync(probe.fileno())
                return
            self.unmount()
            time.sleep(0.5)
        raise OSError("the disk that was cut is still held")

    def unmount(self) -> None:
        subprocess.run(["umount", self.mount_point], check=True)

    def cut(self) -> None:
        """As if the power had failed: what isn't in the journal on the disk is gone."""
        descriptor = os.open(self.mount_point, os.O_RDONLY)
        try:
            fcntl.ioctl(descriptor, EXT4_IOC_SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(descriptor)

    def settle(self) -> None:
        """Have everything written so far be on the disk, and only on this one."""
        descriptor = os.open(self.mount_point, os.O_RDONLY)
        try:
            ctypes.CDLL(None).syncfs(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def attached(folder: Path) -> Iterator[Disk | None]:
    """A disk in a folder; None where that takes what this machine doesn't give: root, mkfs.ext4, loop devices."""
    if os.geteuid() != 0 or shutil.which("mkfs.ext4") is None or not Path("/dev/loop-control").exists():
        yield None
        return
    made = Disk(folder / "disk.img", folder / "mnt")
    made.mount_point.mkdir()
    with made.image.open("wb") as image:
        image.truncate(_MEGABYTES * 1024 * 1024)
    subprocess.run(["mkfs.ext4", "-q", "-F", made.image], check=True)
    try:
        made.mount()
    except subprocess.CalledProcessError:
        yield None
        return
    try:
        yield made
    finally:
        with contextlib.suppress(OSError):
            subprocess.run(["umount", made.mount_point], capture_output=True)
