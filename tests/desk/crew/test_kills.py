"""A hundred kills: those who read, and the database, at random moments; no file is lost, set aside or kept twice.

Reading is a stub, so that the moments fall on the queue and on saving. Workers are forked from here.
"""

import contextlib
import multiprocessing
import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from sqlalchemy import create_engine, text

from hui_reg import cli
from hui_reg.desk.crew import working
from hui_reg.desk.workspace import open_workspace
from hui_reg.model import File, FileReadings
from hui_reg.readers import VERSIONS
from hui_reg.sandbox.jobs import Done, Job
from hui_reg.store import mails, results
from hui_reg.store.joint import queue as room
from hui_reg.store.joint.engine import SCHEMA
from tests.builders import Mail, sha
from tests.desk.crew.conftest import sharing
from tests.servers.postgres import Cluster, running

FORK = multiprocessing.get_context("fork")
FILES, WORKERS, KILLS = 240, 3, 25


class Stub(contextlib.AbstractContextManager["Stub"]):
    """Reads what is nothing, in a few milliseconds each; two files are under way at any time."""

    longest = 0.04
    """Seconds."""

    def __exit__(self, *_: object) -> None: ...

    def run(self, _stage: object, _model: object, jobs: Iterator[Job]) -> Iterator[Done[FileReadings]]:
        waiting: list[Job] = []
        for job in jobs:
            waiting.append(job)
            if len(waiting) > 1:
                yield self._read(waiting.pop(0))
        yield from map(self._read, waiting)

    def _read(self, job: Job) -> Done[FileReadings]:
        time.sleep(random.uniform(self.longest / 20, self.longest))
        return Done(job.key, FileReadings(sha256=job.key, format="pdf", versions=VERSIONS))


def fill(root: Path) -> set[str]:
    """Files of a few mails, kept and taken apart, and not read; their hashes."""
    data = [f"file {number} {root}".encode() for number in range(FILES)]
    with open_workspace(root) as workspace:
        hashes = workspace.blobs.put_all(data)
        for first in range(0, FILES, 24):
            made = Mail(f"材料 {first}")
            arrival = mails.Arrival(made.message.sha256, 10, made.message.received_at, "internaldate")
            some = hashes[first : first + 24]
            files = [File(message=made.message.sha256, path=f"{one[:8]}.pdf", sha256=one, size=9) for one in some]
            with workspace.database.begin() as connection:
                mails.record(connection, [arrival])
                mails.save_all(connection, 1, [(made.message, files)])
    return set(hashes)


def read_on(root: Path, seed: int) -> None:
    """One who works until killed."""
    random.seed(seed)
    quick = mock.patch.multiple(working, opened=lambda _: Stub(), _PAUSE=0.05, _RESCUE=0.5, _AWAY=0.2)
    with quick, open_workspace(root) as workspace:
        working.work(workspace, lambda _: None, done=working.Work())


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(4))
def test_a_hundred_kills_cost_only_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(room, "SILENT", 2.0)
    monkeypatch.setattr(room, "BEAT", 0.3)
    dice = random.Random(seed)
    with running() as server:
        computers = sharing(server.url, [tmp_path / "A", tmp_path / "B"], str(tmp_path / "共用"))
        monkeypatch.setenv("HUI_REG_STORE__DATABASE", server.url)
        hashes = fill(computers[0].root)
        roots = [computers[number % 2].root for number in range(WORKERS)]
        workers = [start(root, dice.random()) for root in roots]
        for _ in range(KILLS):
            time.sleep(dice.uniform(0.02, 0.5))
            kill(server, workers, roots, dice)
        end = time.monotonic() + 240
        while left(server, hashes) and time.monotonic() < end:
            time.sleep(0.5)
        assert all(worker.is_alive() for worker in workers), "none gave up by itself"
        for worker in workers:
            os.kill(worker.pid or 0, signal.SIGKILL)
            worker.join()
        with open_workspace(computers[0].root) as workspace, workspace.database.begin() as connection:
            kept = list(results.load_readings(connection, hashes))
            assert {one.sha256 for one in kept} == hashes and len(kept) == FILES
            assert [one.sha256 for one in kept if one.problem is not None] == []


def kill(
    server: Cluster, workers: list[multiprocessing.process.BaseProcess], roots: list[Path], dice: random.Random
) -> None:
    """A worker, every connection, or the whole server."""
    which = dice.random()
    if which < 0.12:
        server.stop()
        time.sleep(dice.uniform(0, 1))
        server.start()
    elif which < 0.3:
        run(server, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                    " AND datname = current_database()")  # fmt: skip
    else:
        victim = dice.randrange(len(workers))
        os.kill(workers[victim].pid or 0, signal.SIGKILL)
        workers[victim].join()
        workers[victim] = start(roots[victim], dice.random())


def start(root: Path, seed: float) -> multiprocessing.process.BaseProcess:
    process = FORK.Process(target=read_on, args=(root, seed))
    process.start()
    return process


def run(server: Cluster, statement: str) -> list[tuple[object, ...]]:
    engine = create_engine(server.url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(statement))]
    engine.dispose()
    return found


def left(server: Cluster, hashes: set[str]) -> int:
    """How many files nobody has read, or are in the queue still."""
    ((read,),) = run(server, "SELECT count(*) FROM readings")
    ((queued,),) = run(
        server,
        f"SELECT count(*) FROM {SCHEMA}.procrastinate_jobs WHERE status IN ('todo', 'doing')",
    )
    return len(hashes) - int(str(read)) + int(str(queued))


def test_the_stub_reads_every_file(tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = sharing(address, [tmp_path / "A"], str(tmp_path / "共用"))
    monkeypatch.setenv("HUI_REG_STORE__DATABASE", address)
    monkeypatch.setattr(working, "opened", lambda _: Stub())
    monkeypatch.setattr(Stub, "longest", 0.0)  # nobody is killed here
    hashes, done = fill(one.root), working.Work()
    with open_workspace(one.root) as workspace:
        working.work(workspace, lambda _: None, until_idle=True, done=done)
    assert (done.read, done.set_aside) == (len(hashes), 0)
    assert cli.run(["-w", str(one.root), "status", "-q"]) in (0, 1)
    assert sha("nothing") not in hashes
