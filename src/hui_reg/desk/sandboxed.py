"""The sandbox, opened as the workspace's settings want it: the one place where its caps are chosen, and where a job
whose bytes the store has lost costs itself alone.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from hui_reg.errors import HuiRegError
from hui_reg.sandbox.pool import Job, Limits, Sandbox

if TYPE_CHECKING:
    from hui_reg.desk.workspace import Workspace
    from hui_reg.intake.archives.packed_mails import Opened
    from hui_reg.settings import ReadingSettings

_OF_ARCHIVES = 120.0
"""Seconds of processor time for an archive of many mails, at least."""


def opened(workspace: "Workspace", *, workers: int | None = None, seconds: float | None = None) -> Sandbox:
    """The sandbox for ``with``. ``workers`` and ``seconds`` a job, where a task needs others than reading does."""
    return capped(workspace.settings.reading, workers=workers, seconds=seconds)


def capped(caps: "ReadingSettings", *, workers: int | None = None, seconds: float | None = None) -> Sandbox:
    """:func:`opened` before there is a workspace."""
    return Sandbox(workers or caps.workers, Limits(seconds or caps.seconds, caps.memory_mib))


class Ahead(AbstractContextManager[Sandbox]):
    """A sandbox that gets ready while other things are done: ``with`` waits until it is. One ``with`` after another
    has the same one; whoever made it closes it."""

    def __init__(self, sandbox: Sandbox, *modules: str) -> None:
        self._sandbox = sandbox
        self._thread = ThreadPoolExecutor(1, "sandbox ahead")
        self._ready = self._thread.submit(self._begin, modules)

    def __enter__(self) -> Sandbox:
        self._ready.result()
        return self._sandbox

    def __exit__(self, *_: object) -> None:
        """It stays open: more may come."""

    def close(self) -> None:
        """End it, used or not; a second time does nothing."""
        self._thread.shutdown()
        self._sandbox.__exit__(None, None, None)

    def _begin(self, modules: Iterable[str]) -> None:
        self._sandbox.__enter__()
        for module in modules:
            self._sandbox.prepare(module)


class Archives(AbstractContextManager["Archives"]):
    """Opens archives of mails behind the walls, in one sandbox that is made for the first."""

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace, self._kept = workspace, ExitStack()
        self._sandbox: Sandbox | None = None

    def __exit__(self, *_: object) -> None:
        self._kept.close()

    def opened(self, name: str, data: bytes) -> "tuple[Opened, tuple[bytes, ...]]":
        """What an archive holds. Raises :class:`HuiRegError` when workers can't be started."""
        from hui_reg.intake.archives.packed_mails import Asked, Opened, are_its_mails, mails_in

        if self._sandbox is None:
            seconds = max(self._workspace.settings.intake.seconds, _OF_ARCHIVES)
            self._sandbox = self._kept.enter_context(opened(self._workspace, workers=1, seconds=seconds))
        job = Job(name, lambda: data, Asked(name=name), name, are_its_mails)
        (done,) = self._sandbox.run(mails_in, Opened, [job])
        if done.document is None:
            return Opened(problem=done.problem.detail if done.problem else "无法打开"), ()
        return done.document, done.blobs


def at_hand(jobs: Iterable[Job], lost: dict[str, str]) -> Iterator[Job]:
    """The jobs with their bytes, read when their turn comes; those whose bytes are gone or changed are left out and
    join ``lost``, the sentence by the job's key."""
    for job in jobs:
        try:
            data = job.load()
        except HuiRegError as error:
            lost[job.key] = f"{error.message}；{error.hint}"
        else:
            yield replace(job, load=lambda data=data: data)  # type: ignore[misc]
