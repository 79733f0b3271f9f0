"""What the walls cost: ``python -m benchmarks.walls [--rounds 2] [--mails N]``.

Every file of samples/ is read in this process, and then behind the walls, in turn, and so on for some rounds. Told are
processor seconds (the machine may be busy with other things), the share that went into starting: the zygote and its
libraries once, and a worker for each mail; and what one start takes.
"""

import argparse
import resource
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from hui_reg.intake.envelope import Envelope
from hui_reg.intake.unpack import take_apart
from hui_reg.model import FileReadings
from hui_reg.readers import prepare, read_file, read_in_worker
from hui_reg.sandbox import starting
from hui_reg.sandbox.pool import Job, Limits, Sandbox

MAILS = Path(__file__).parents[1] / "samples" / "mails"


def leaves(mails: int) -> list[tuple[str, bytes]]:
    """Every file of the first so many mails once, with the mail that brought it."""
    envelope = Envelope(received_at=datetime.now(UTC), received_basis="file_time")
    found: dict[str, tuple[str, bytes]] = {}
    for path in sorted(MAILS.rglob("*.eml"))[:mails]:
        unpacked, blobs = take_apart(path.read_bytes(), envelope)
        for file, blob in zip(unpacked.files, blobs, strict=True):
            found.setdefault(file.sha256, (file.message, blob))
    return list(found.values())


def spent() -> float:
    """Processor seconds of this process and the children it has buried."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


class Starts:
    """Counts the workers started, and how long the parent waits for each."""

    def __init__(self) -> None:
        self.count, self.seconds = 0, 0.0
        real = starting.Zygote.start

        def timed(zygote: starting.Zygote) -> starting.Child:
            began = time.perf_counter()
            child = real(zygote)
            self.count, self.seconds = self.count + 1, self.seconds + time.perf_counter() - began
            return child

        setattr(starting.Zygote, "start", timed)  # noqa: B010  a method may not be assigned to


def behind_walls(files: list[tuple[str, bytes]]) -> float:
    """Processor seconds for all the files in the sandbox, its start and its end included."""
    began = spent()
    with Sandbox(1, Limits(60)) as sandbox:
        jobs = [Job(str(n), partial(bytes, data), group=mail) for n, (mail, data) in enumerate(files)]
        done = list(sandbox.run(read_in_worker, FileReadings, jobs))
    assert all(one.document is not None for one in done)
    return spent() - began


def only_started(files: list[tuple[str, bytes]]) -> float:
    """The same with files of one word: the zygote, its libraries, and a worker for each mail."""
    return behind_walls([(mail, "说明".encode()) for mail, _ in files])


def main() -> None:
    """Parse the options and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--mails", type=int, default=1000)
    options = parser.parse_args()
    files, starts = leaves(options.mails), Starts()
    prepare()
    bare = walled = started = 0.0
    for _ in range(options.rounds):
        began = spent()
        for _mail, data in files:
            read_file(data)
        bare += spent() - began
        walled += behind_walls(files)
        started += only_started(files)
    count = options.rounds * len(files)
    print(f"{len(files)} files of {len({mail for mail, _ in files})} mails, {options.rounds} rounds; processor seconds")
    print(f"in this process, libraries loaded   {bare:7.2f}   {bare / count:.3f} a file")
    print(f"behind the walls, from nothing      {walled:7.2f}   {walled / count:.3f} a file   x {walled / bare:.3f}")
    print(f"of it starting                      {started:7.2f}   {100 * started / walled:.1f} %")
    print(f"one worker: {1000 * starts.seconds / starts.count:.1f} ms on the wall, mean of {starts.count}")


if __name__ == "__main__":
    main()
