"""Run a function over jobs in killable worker processes, each job capped in time, memory and what it may answer.

A job that hangs, allocates too much, crashes its worker or takes it over costs that job only: it comes back as a
:class:`Problem`. The function gets bytes and returns a document and the bytes it unpacked; the document crosses the
process border as JSON and is checked against its model on this side, and against what the caller knows of the job.

A worker serves one group of jobs (a mail's files, one person's papers) and ends with it, and after any problem. What
went wrong in a worker that had served before may be an earlier file's fault, and a time-out the machine's: both are
tried once more in a fresh worker. A stage's module may have a function ``prepare()`` that loads what it needs; it
is called once, before the first file.
"""

import os
import selectors
import sys
import time
from collections import deque
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hui_reg.model import Noun, ProblemKind
from hui_reg.sandbox import clocks, landlock, seccomp, starting, walls, wire
from hui_reg.sandbox.handle import Handle
from hui_reg.sandbox.jobs import Document, Done, Ended, Job, Limits, Stage, checked, failed

__all__ = ["Done", "Job", "Limits", "Sandbox", "Stage"]

_MOST_JOBS = 500
"""Jobs of a group after which its worker is renewed all the same: libraries leak."""
_LIFE = 10
"""The same by processor time, in times that of one job."""
_ROOM_FOR_OTHERS = 1024
"""Processes and threads the user may start beside those of now, before a worker's one thread is refused."""
_TICK = 0.1
"""Seconds between two looks at the clocks."""


@dataclass(eq=False)
class _Task:
    """A job on its way: how often it was tried, and what it came to (a document, a problem, or what loading raised)."""

    job: Job
    function: str
    model: type[Noun]
    tries: int = 0
    done: Done[Any] | None = None
    failure: Exception | None = None

    @property
    def open(self) -> bool:
        return self.done is None and self.failure is None


@dataclass
class Sandbox:
    """A pool of ``workers`` processes; a context manager. Workers are started when first needed.

    ``readable``: folders of code the functions come from, besides this package and what is installed.
    """

    workers: int = 2
    limits: Limits = field(default_factory=Limits)
    readable: tuple[Path, ...] = ()

    def __enter__(self) -> "Sandbox":
        self._nursery: starting.Nursery | None = None
        self._prepared: set[str] = set()
        self._waiting: deque[_Task] = deque()
        self._crew: dict[Handle, _Task | None] = {}
        self._selector = selectors.DefaultSelector()
        return self

    def __exit__(self, *_: object) -> None:
        for handle in self._crew:
            handle.child.pipe.close()
        self._crew.clear()
        self._waiting.clear()
        if self._nursery is not None:
            self._nursery.close()
        self._selector.close()

    def prepare(self, module: str) -> None:
        """Have a module of stages loaded ahead of its first job. Raises :class:`HuiRegError`."""
        self._prepare(module)

    def run(
        self, function: Stage[Document], model: type[Document], jobs: Iterable[Job]
    ) -> Generator[Done[Document], None, None]:
        """Run ``function(data)``, or ``function(data, request)``, for every job, in order, a few ahead of the reader.

        Raises what ``load`` raises, and :class:`HuiRegError` when workers can't be started.
        """
        name = f"{function.__module__}:{function.__qualname__}"
        ahead: deque[_Task] = deque()
        try:
            for job in jobs:
                self._prepare(function.__module__)
                ahead.append(_Task(job, name, model))
                self._waiting.append(ahead[-1])
                self._hand_out()
                if len(ahead) > 2 * self.workers:
                    yield self._finished(ahead.popleft())
            while ahead:
                yield self._finished(ahead.popleft())
        finally:
            self._forget(ahead)

    def _finished(self, task: _Task) -> Done[Any]:
        while task.open:
            self._hand_out()
            began = time.monotonic()
            events = dict(self._selector.select(_TICK))
            passed = time.monotonic() - began
            for handle in list(self._crew):
                self._attend(handle, passed, events.get(handle.key, 0))
        if task.failure is not None:
            raise task.failure
        assert task.done is not None
        return task.done

    def _forget(self, tasks: Iterable[_Task]) -> None:
        """The caller wants no more of these."""
        gone = [task for task in tasks if task.open]
        for task in gone:
            if task in self._waiting:
                self._waiting.remove(task)
        for handle in [handle for handle, task in self._crew.items() if task is not None and task in gone]:
            self._dismiss(handle)

    # ── workers ────────────────────────────────────────────────────────────────────────────────────────────────

    def _prepare(self, module: str) -> None:
        if self._nursery is None:
            self._nursery = starting.nursery(self._plan())
        if module not in self._prepared:
            self._prepared.add(module)
            self._nursery.prepare(module)

    def _plan(self) -> walls.Plan:
        life = round((_LIFE + 2) * self.limits.seconds) + 2
        folders = tuple(os.fspath(folder.resolve()) for folder in self.readable)
        crowd = clocks.everybody() + _ROOM_FOR_OTHERS if sys.platform.startswith("linux") else 0
        return walls.Plan(self.limits.memory_mib, life, folders, landlock.abi(), seccomp.available(), crowd)

    def _hand_out(self) -> None:
        """Give waiting jobs, in their order, to workers that may serve them."""
        while self._waiting:
            handle = self._fit(self._waiting[0])
            if handle is None:
                return
            task = self._waiting.popleft()
            try:
                data = task.job.load()
            except Exception as error:
                task.failure = error
                continue
            task.tries += 1
            request = task.job.request
            model = f"{type(request).__module__}:{type(request).__qualname__}" if request is not None else ""
            text = request.model_dump_json() if request is not None else ""
            order = wire.Order(os.urandom(wire.TICKET), task.function, data, model, text)
            handle.give(order, self.limits.seconds, self.limits.answer_mib * 1024 * 1024)
            self._crew[handle] = task
            self._listen(handle)

    def _fit(self, task: _Task) -> Handle | None:
        """A worker for the task: a free one of its group, else a fresh one; None while all are busy."""
        free = [handle for handle, at in self._crew.items() if at is None]
        if not task.tries:
            for handle in free:
                if handle.group == task.job.group and not self._worn(handle):
                    return handle
        if len(self._crew) >= self.workers:
            if not free:
                return None
            self._dismiss(free[0], wait=False)
        assert self._nursery is not None
        handle = Handle(self._nursery.start(), task.job.group)
        handle.key = self._selector.register(handle.child.pipe, selectors.EVENT_READ)
        self._crew[handle] = None
        return handle

    def _worn(self, handle: Handle) -> bool:
        return handle.served >= _MOST_JOBS or handle.worked > _LIFE * self.limits.seconds

    def _dismiss(self, handle: Handle, *, wait: bool = True) -> int:
        """End a worker; how it ended, which those who won't ``wait`` don't hear: it goes when the next one comes."""
        del self._crew[handle]
        self._selector.unregister(handle.child.pipe)
        assert self._nursery is not None
        if wait:
            return self._nursery.end(handle.child)
        self._nursery.retire(handle.child)
        return 0

    # ── answers ────────────────────────────────────────────────────────────────────────────────────────────────

    def _attend(self, handle: Handle, passed: float, events: int) -> None:
        task = self._crew.get(handle)
        if task is None:
            if events and handle in self._crew:
                self._dismiss(handle)  # it speaks, or died, without having been asked
            return
        ended = handle.attend(passed, bool(events & selectors.EVENT_READ), bool(events & selectors.EVENT_WRITE))
        self._listen(handle)
        if isinstance(ended, wire.Answer):
            self._settle(task, handle, checked(task.job, task.model, ended, self.limits))
        elif ended is not None:
            self._settle(task, handle, failed(task.job.key, ended, self.limits))

    def _listen(self, handle: Handle) -> None:
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if handle.sending else 0)
        if handle.key.events != wanted:
            handle.key = self._selector.modify(handle.child.pipe, wanted)

    def _settle(self, task: _Task, handle: Handle, done: Done[Any]) -> None:
        fresh = handle.served == 1
        self._crew[handle] = None
        if done.problem is None:
            task.done = done
            if getattr(done.document, "problem", None) is not None:
                self._dismiss(handle)  # what couldn't be read may have been meant to do more
            return
        status = self._dismiss(handle)
        if status in starting.OUT_OF_TIME:
            done = failed(task.job.key, Ended.OUT_OF_TIME, self.limits)
        assert done.problem is not None
        if task.tries == 1 and (not fresh or done.problem.kind is ProblemKind.TIMEOUT):
            self._waiting.appendleft(task)
        else:
            task.done = done
