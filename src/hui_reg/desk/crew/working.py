"""Reading for all: files from the queue, behind the walls, saved by content; whatever dies costs only time."""

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from hui_reg.desk import validation
from hui_reg.desk.crew.queues import offer_unread, opened_queue
from hui_reg.desk.sandboxed import at_hand, opened
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.model import FileReadings, Problem, ProblemKind
from hui_reg.sandbox.pool import Job, Sandbox
from hui_reg.store import results
from hui_reg.store.joint import turns
from hui_reg.store.joint.causes import passes
from hui_reg.store.joint.queue import MOST_DEATHS, Queue, Task

_PAUSE = 1.0
_RESCUE = 10.0
_AWAY = 5.0
"""Seconds between two looks: at an empty queue, for the dead, at a database that is away."""


@dataclass
class Work:
    """What one process has done: files ``read``, and ``set_aside`` of them."""

    read: int = 0
    set_aside: int = 0


def work(workspace: Workspace, tell: Callable[[str], None], *, until_idle: bool = False, done: Work) -> None:
    """Take and read until interrupted, or ``until_idle`` until the queue is empty. A database that goes away, or is not
    there yet, is waited for. ``tell`` gets a sentence now and then; ``done`` is counted up."""
    with opened(workspace) as sandbox, contextlib.ExitStack() as held:
        queue: Queue | None = None
        while True:
            try:
                queue = queue or held.enter_context(opened_queue(workspace))
                if _stint(workspace, queue, sandbox, done, until_idle=until_idle):
                    return
            except HuiRegError as error:
                if error.code is not ExitCode.STORE or not (queue or _passes(error)):
                    raise
                tell(f"▲ {error.message}；{_AWAY:.0f} 秒后再试")
                time.sleep(_AWAY)


def _passes(error: HuiRegError) -> bool:
    """Whether the database may be there in a moment: an address that is wrong is told at once."""
    return isinstance(error.__cause__, Exception) and passes(error.__cause__)


def _stint(workspace: Workspace, queue: Queue, sandbox: Sandbox, done: Work, *, until_idle: bool) -> bool:
    """Work as long as the database is there; whether all is read and nothing else is wanted."""
    queue.enlist(turns.me())
    offer_unread(workspace, queue)  # of what was fetched when nobody worked
    looked = 0.0
    while True:
        if time.monotonic() > looked + _RESCUE:
            looked = time.monotonic()
            set_aside(workspace, queue, queue.rescue())
        before = done.read
        _some(workspace, queue, sandbox, done)
        if done.read == before:
            if until_idle:
                return True
            time.sleep(_PAUSE)


def _some(workspace: Workspace, queue: Queue, sandbox: Sandbox, done: Work) -> None:
    """Read what there is now, several at once. A file that somebody died of before is read alone."""
    from hui_reg import readers

    taken: dict[str, Task] = {}
    alone: list[Task] = []

    def jobs() -> Iterator[Job]:
        while not alone and (task := queue.take()) is not None:
            if is_read(workspace, task.sha256):
                queue.done(task)
            elif task.attempts and taken:
                alone.append(task)
            else:
                taken[task.sha256] = task
                yield _job(workspace, task)
                if task.attempts:
                    return

    def read(some: Iterator[Job]) -> None:
        lost: dict[str, str] = {}
        for one in sandbox.run(readers.read_in_worker, FileReadings, at_hand(some, lost)):
            _save(workspace, queue, taken.pop(one.key), one.document or validation.unread(one.key, one.problem), done)
        for sha256, detail in lost.items():
            _save(workspace, queue, taken.pop(sha256), validation.lost_reading(sha256, detail), done)

    try:
        read(jobs())
        for task in alone:
            taken[task.sha256] = task
            read(iter([_job(workspace, task)]))
    except BaseException:
        with contextlib.suppress(HuiRegError):  # silence will tell
            queue.give_back()
        raise


def _job(workspace: Workspace, task: Task) -> Job:
    believe = partial(validation.is_reading_of, task.sha256)
    return Job(task.sha256, partial(workspace.blobs.get, task.sha256), group=task.mail, believe=believe)


def _save(workspace: Workspace, queue: Queue, task: Task, reading: FileReadings, done: Work) -> None:
    keep(workspace, reading)
    queue.done(task)
    done.read += 1
    done.set_aside += reading.problem is not None and reading.problem.kind in validation.SET_ASIDE


def keep(workspace: Workspace, reading: FileReadings) -> None:
    """Save a reading, unless its file was purged meanwhile."""
    with workspace.database.begin() as connection:
        results.save_if_kept(connection, reading)


def is_read(workspace: Workspace, sha256: str) -> bool:
    """Whether today's readers have read a file."""
    from hui_reg import readers

    with workspace.database.begin() as connection:
        return any(readers.is_current(one) for one in results.load_readings(connection, [sha256]))


def set_aside(workspace: Workspace, queue: Queue, poisonous: list[Task]) -> None:
    """Leave files to a person on which others died again and again."""
    for task in poisonous:
        if not is_read(workspace, task.sha256):
            detail = f"识读这个文件时，电脑或程序 {MOST_DEATHS} 次中断，已搁置；可运行 hui-reg retry 再试"
            keep(workspace, validation.unread(task.sha256, Problem(kind=ProblemKind.QUARANTINED, detail=detail)))
        queue.done(task, well=False)
