"""Killing a fetch at an exact system call, or at a random moment, and looking at what is left.

The fetch runs in a fork of the test, so that no point pays for imports. For exact points it runs in one thread and
takes mails apart in its own process: then every system call has one number, and strace can kill at it.
"""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hui_reg.console import Console
from hui_reg.desk import mail_round, receiving, unpacking
from hui_reg.desk.workspace import open_workspace
from hui_reg.intake.mailbox import bodies
from hui_reg.intake.mailbox.account import Account
from hui_reg.intake.mailbox.connection import Deadline
from hui_reg.sandbox.pool import Done, Job
from hui_reg.store import blobs, keeper
from tests.servers.dovecot import Dovecot

CHANGING = ("write", "pwrite64", "fsync", "fdatasync", "rename", "unlink", "mkdir", "ftruncate")
"""Those that change a disk or tell the server something. Killed between two of them, a fetch leaves what it leaves when
it is killed at the second: reading, opening and closing need no kill of their own (a file that was opened to be written
is killed at its first write)."""
PASSIVE = ("openat", "close", "read")
"""Tried once each, to see that it is so."""
SYSTEM_CALLS = (*CHANGING, *PASSIVE)
QUIET = Console(quiet=True)


@dataclass
class Crime:
    """A server with known mails, and a workspace as it is before each kill."""

    server: Dovecot
    template: Path
    raws: dict[int, bytes]
    uidvalidity: int

    def fresh(self, folder: Path) -> Path:
        """A workspace nobody has fetched into."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.template, folder)
        return folder

    def fetch(self, workspace: Path) -> None:
        """One whole fetch, flags on the server included."""
        account = Account(self.server.host, self.server.user, self.server.password, self.server.port,
                          self.server.authority.ca_file, 20)  # fmt: skip
        source = mail_round.Source(account, after="flag")
        with open_workspace(workspace) as opened, opened.lock():
            opened.blobs.sweep()
            with unpacking.Alongside(opened) as alongside:
                taking = mail_round.Taking(
                    opened.blobs, opened.database, Deadline(None), 10**7, lambda _: alongside.came()
                )
                receiving.from_mailbox(source, taking, mail_round.Received())
                alongside.rest(QUIET)


class _Inline:
    """A pool that does the work at once, in the caller's thread."""

    def __init__(self, *_: object, **__: object) -> None: ...

    def __enter__(self) -> "_Inline":
        return self

    def __exit__(self, *_: object) -> None: ...

    def submit(self, function: Callable[..., Any], *arguments: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        try:
            future.set_result(function(*arguments))
        except BaseException as error:
            future.set_exception(error)
        return future

    def map(self, function: Callable[..., Any], *rows: Any) -> Iterator[Any]:
        return iter([function(*row) for row in zip(*rows, strict=True)])

    def shutdown(self) -> None: ...

    def run(self, function: Any, _model: object, jobs: list[Job]) -> Iterator[Done[Any]]:
        for job in jobs:
            document, contents = job.call(function)
            yield Done(job.key, document, contents)


@contextmanager
def one_thread() -> Iterator[None]:
    """Everything in one thread and process, in batches of a few mails, so that there is more to interrupt."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keeper, "ThreadPoolExecutor", _Inline)
        patch.setattr(blobs, "ThreadPoolExecutor", _Inline)
        patch.setattr(unpacking, "ThreadPoolExecutor", _Inline)
        patch.setattr(unpacking, "opened", _Inline)
        patch.setattr(bodies, "BATCH_MAILS", 4)
        yield


def count_calls(crime: Crime, workspace: Path) -> dict[str, int]:
    """How often each system call is made in one whole fetch."""
    log = workspace.parent / "strace.log"
    _traced(crime, workspace, ["-c", "-o", str(log)])
    counts = {}
    for line in log.read_text().splitlines():
        words = line.split()
        if words and words[-1] in SYSTEM_CALLS:
            counts[words[-1]] = int(words[3])
    return counts


def kill_at(crime: Crime, workspace: Path, call: str, number: int) -> bool:
    """Run a fetch that dies when it makes that system call for the ``number``-th time; whether it died."""
    return _traced(crime, workspace, ["-o", "/dev/null", "-e", f"inject={call}:signal=SIGKILL:when={number}"])


def kill_after(crime: Crime, workspace: Path, seconds: float) -> bool:
    """Run a fetch with all its threads and kill it after a while; whether it was still at work."""
    return stop(start(crime, workspace), seconds)


def usual_seconds(crime: Crime, workspace: Path) -> float:
    """How long an undisturbed fetch with all its threads takes here and now: the moments to kill at lie within."""
    began = time.perf_counter()
    child = start(crime, workspace)
    _, status = os.waitpid(child, 0)
    assert status == 0, "the fetch failed by itself"
    unflag(crime)
    return time.perf_counter() - began


def start(crime: Crime, workspace: Path) -> int:
    """Start a fetch with all its threads; its process id."""

    def fetch() -> None:
        pytest.MonkeyPatch().setattr(unpacking, "opened", _Inline)
        crime.fetch(workspace)

    return _fork(fetch)


def stop(child: int, seconds: float, before: Callable[[], None] = lambda: None) -> bool:
    """Kill a fetch after a while, and do something just ``before``; whether it was still at work."""
    time.sleep(seconds)
    finished, status = os.waitpid(child, os.WNOHANG)
    before()
    if not finished:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return True
    assert status == 0, "the fetch failed by itself"
    return False


def whole(crime: Crime, workspace: Path) -> None:
    """Run a fetch undisturbed."""
    with one_thread():
        crime.fetch(workspace)


def flagged_are_recorded(crime: Crime, workspace: Path) -> None:
    """Right after a kill: nothing is flagged on the server that isn't recorded here, with its bytes."""
    listed = crime.server.doveadm("fetch", "-u", crime.server.user, "uid flags", "mailbox", "INBOX")
    records = [block for block in listed.split("\f") if "uid:" in block]
    flagged = {int(block.split("uid:")[1].split()[0]) for block in records if "Flagged" in block}
    recorded = {uid: sha256 for _, uid, sha256 in _sightings(workspace)}
    assert flagged <= recorded.keys()
    for uid in flagged:
        assert _blob(workspace, recorded[uid]).read_bytes() == crime.raws[uid]


def nothing_lost_nothing_doubled(crime: Crime, workspace: Path) -> None:
    """After one clean run: what is recorded is what the server has, each once, whole, and no stray file."""
    import hashlib

    expected = sorted((crime.uidvalidity, uid, hashlib.sha256(raw).hexdigest()) for uid, raw in crime.raws.items())
    assert sorted(_sightings(workspace)) == expected
    states = _query(workspace, "SELECT state, count(*) FROM mails GROUP BY state")
    assert states == [("unpacked", len({sha256 for *_, sha256 in expected}))]
    leaves = _query(workspace, "SELECT message, count(*) FROM files GROUP BY message")
    assert sorted(count for _, count in leaves) == [2] * len(expected)
    assert _query(workspace, "PRAGMA integrity_check") == [("ok",)]
    store = workspace / "data" / "blobs"
    assert list((store / "tmp").iterdir()) == []
    for blob in store.glob("??/*"):
        assert hashlib.sha256(blob.read_bytes()).hexdigest() == blob.name
    kept = {blob.name for blob in store.glob("??/*")}
    wanted = {sha256 for *_, sha256 in expected} | {row[0] for row in _query(workspace, "SELECT sha256 FROM files")}
    assert kept == wanted


def unflag(crime: Crime) -> None:
    """Make the server forget that it was ever fetched from."""
    crime.server.doveadm("flags", "remove", "-u", crime.server.user, r"\Flagged", "mailbox", "INBOX", "all")


def points(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Every point at which a fetch can be killed."""
    return [(call, number) for call, count in counts.items() for number in range(1, count + 1)]


def some(everything: list[tuple[str, int]], count: int, seed: int) -> list[tuple[str, int]]:
    """A sample that is the same every time, with every call in it."""
    chance = random.Random(seed)
    one_each = [chance.choice([p for p in everything if p[0] == call]) for call in dict(everything)]
    rest = [point for point in everything if point not in one_each]
    return sorted(one_each + chance.sample(rest, min(len(rest), count - len(one_each))))


def _traced(crime: Crime, workspace: Path, options: list[str]) -> bool:
    ready, go = os.pipe()
    os.set_inheritable(ready, True)

    def wait_and_fetch() -> None:
        os.close(go)
        os.read(ready, 1)
        os.close(ready)
        with one_thread():
            crime.fetch(workspace)

    child = _fork(wait_and_fetch)
    os.close(ready)
    tracer = subprocess.Popen(["strace", *options, "-p", str(child)], stderr=subprocess.PIPE)
    assert tracer.stderr is not None
    attached = tracer.stderr.readline()
    assert b"attached" in attached, attached
    os.close(go)
    _, status = os.waitpid(child, 0)
    tracer.stderr.close()
    tracer.wait()
    assert os.WIFSIGNALED(status) or status == 0, "the fetch failed by itself"
    return os.WIFSIGNALED(status)


def _fork(action: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        code = 1
        try:
            signal.alarm(0)
            action()
            code = 0
        except BaseException as error:
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
        finally:
            os._exit(code)
    return child


def _sightings(workspace: Path) -> list[tuple[int, int, str]]:
    return _query(workspace, "SELECT uidvalidity, uid, sha256 FROM sightings")


def _query(workspace: Path, sql: str) -> list[Any]:
    connection = sqlite3.connect(workspace / "data" / "hui-reg.db")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def _blob(workspace: Path, sha256: str) -> Path:
    return workspace / "data" / "blobs" / sha256[:2] / sha256
