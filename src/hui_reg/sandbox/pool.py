"""Run a function over jobs in killable worker processes, each job capped in time and memory.

A job that hangs, allocates too much or crashes its worker costs that job only: it comes back as a
:class:`Problem`. The function gets bytes and returns a document and the bytes it unpacked; the document crosses the
process border as JSON and is checked against its model on this side.
"""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from pebble import ProcessExpired, ProcessPool

from hui_reg.model import Noun, Problem, ProblemKind
from hui_reg.sandbox import walls

Document = TypeVar("Document", bound=Noun)


Stage = Callable[..., tuple[Document, tuple[bytes, ...]]]
"""A module-level function (importable by name): bytes and strings in, one document and unpacked bytes out."""


@dataclass(frozen=True)
class Limits:
    """Caps of one job: wall-clock seconds, and MiB of address space beyond what the worker's libraries take."""

    seconds: float = 30.0
    memory_mib: int = 1024


@dataclass(frozen=True)
class Job:
    """A key for the caller, a way to load the bytes (called just before the job is sent), and further arguments."""

    key: str
    load: Callable[[], bytes]
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Done(Generic[Document]):
    """A finished job: its document and blobs, or the problem it ended with."""

    key: str
    document: Document | None
    blobs: tuple[bytes, ...] = ()
    problem: Problem | None = None


@dataclass
class Sandbox:
    """A pool of ``workers`` processes; a context manager. Workers are started when first needed.

    ``readable``: folders of code the functions come from, besides this package and what is installed.
    """

    workers: int = 2
    limits: Limits = field(default_factory=Limits)
    readable: tuple[Path, ...] = ()

    def __enter__(self) -> "Sandbox":
        self._pool = ProcessPool(
            max_workers=self.workers,
            max_tasks=500,
            initializer=walls.enter,
            initargs=(self.limits.memory_mib, self.readable),
            context=multiprocessing.get_context("spawn"),
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def run(self, function: Stage[Document], model: type[Document], jobs: Iterable[Job]) -> Iterator[Done[Document]]:
        """Run ``function(data, *arguments)`` for every job, in order, a few jobs ahead of the reader."""
        ahead: list[tuple[Job, object]] = []
        for job in jobs:
            future = self._pool.schedule(
                _execute, args=(function, job.load(), job.arguments), timeout=self.limits.seconds
            )
            ahead.append((job, future))
            if len(ahead) > 2 * self.workers:
                yield self._collect(model, *ahead.pop(0))
        while ahead:
            yield self._collect(model, *ahead.pop(0))

    def _collect(self, model: type[Document], job: Job, future: object) -> Done[Document]:
        try:
            text, blobs = future.result()  # type: ignore[attr-defined]
            return Done(job.key, model.model_validate_json(text), blobs)
        except TimeoutError:
            detail = f"读取超过 {self.limits.seconds:g} 秒，已放弃；请用其他软件打开检查后重新发送"
            return Done(job.key, None, problem=Problem(kind=ProblemKind.TIMEOUT, detail=detail))
        except MemoryError:
            detail = f"读取所需内存超过 {self.limits.memory_mib} MB，已放弃；请缩小文件后重新发送"
            return Done(job.key, None, problem=Problem(kind=ProblemKind.TOO_LARGE, detail=detail))
        except (ProcessExpired, CancelledError):
            detail = "文件使读取程序崩溃，已跳过；请用其他软件打开另存后重新发送"
            return Done(job.key, None, problem=Problem(kind=ProblemKind.CRASHED, detail=detail))
        except Exception as error:  # no file is to blame: the functions answer for every bad input themselves
            detail = f"读取程序在这个文件上出错（{type(error).__name__}），已搁置；请人工查看，并告知维护者"
            return Done(job.key, None, problem=Problem(kind=ProblemKind.CRASHED, detail=detail))


def _execute(function: Stage[Noun], data: bytes, arguments: tuple[str, ...]) -> tuple[str, tuple[bytes, ...]]:
    document, blobs = function(data, *arguments)
    return document.model_dump_json(), blobs
