"""How long a worker has worked: its processor time, read from outside, and whether it has gone to sleep.

A busy machine makes a worker wait, not work: only what it has done itself counts against a file.
"""

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

_IDLE = 10.0
"""Seconds of mere sleep after which a worker hangs: reading waits for nothing and nobody."""
_AWAKE_SHARE = 0.1
_THREADS = 17
"""Place of the number of threads in ``/proc/PID/stat``, behind the name."""
_PATIENCE = 10
"""Times the processor time allowed: the time on the wall after which even a starving worker is given up."""
_WITHOUT_A_CLOCK = 3
"""The same where the processor time of others can't be read."""


def processor_time(pid: int) -> float | None:
    """Processor seconds of a process and all its threads so far; None where this can't be told."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        return time.clock_gettime((~pid << 3) | 2)  # clock_getcpuclockid(3): the scheduler's clock of a process
    except OSError:
        return None


def threads(pid: int) -> int:
    """How many threads a process has; 0 where this can't be told."""
    try:
        return int(_stat(Path(f"/proc/{pid}/stat"))[_THREADS])
    except (OSError, IndexError):
        return 0


def everybody() -> int:
    """How many processes and threads this user has now, as the kernel counts them against the user's limit."""
    own = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            own += threads(int(process.name)) if process.stat().st_uid == os.getuid() else 0
        except OSError:
            continue
    return own


def _stat(path: Path) -> list[str]:
    """The fields behind the name, which may hold anything."""
    return path.read_text().rpartition(")")[2].split()


def asleep(pid: int) -> bool:
    """Whether no thread of a process runs, wants to run, or waits for a disk."""
    try:
        states = [_stat(stat)[0] for stat in Path(f"/proc/{pid}/task").glob("*/stat")]
    except (OSError, IndexError):
        return False
    return bool(states) and not {"R", "D"} & set(states)


@dataclass
class Stopwatch:
    """What one job has used of its time. ``seconds``: the processor time it may take."""

    pid: int
    seconds: float
    used: float = 0.0
    waited: float = 0.0
    idle: float = 0.0

    def __post_init__(self) -> None:
        self._began = processor_time(self.pid)

    def tick(self, passed: float) -> bool:
        """Take in that ``passed`` seconds were spent waiting for the job; whether its time is over."""
        self.waited += passed
        now = processor_time(self.pid)
        if now is None or self._began is None:
            return self.waited > _WITHOUT_A_CLOCK * self.seconds
        used = now - self._began
        if used - self.used < _AWAKE_SHARE * passed and asleep(self.pid):
            self.idle += passed
        self.used = used
        return used > self.seconds or self.idle > min(_IDLE, self.seconds) or self.waited > _PATIENCE * self.seconds
