"""What is to be read, in a queue of the shared database, for any number of computers: procrastinate's tables and rules.

A job names a file by its SHA-256 and the mail that brought it, never a person. Whoever takes one sends heartbeats;
when they stop, the job goes back. One that was on its way in three deaths is handed out no more. Jobs of another
version of the readers, or whose bytes lie elsewhere, are in another queue.
"""

import asyncio
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, text

from hui_reg.errors import HuiRegError
from hui_reg.store.joint.engine import SCHEMA, Already, Engine

TASK: Final = "read"
MOST_DEATHS: Final = 3
BEAT: Final = 5.0
SILENT: Final = 20.0
"""Seconds without a heartbeat after which whoever works counts as gone."""
_CHUNK: Final = 500
_HANDS: Final = (
    "CREATE TABLE IF NOT EXISTS hands (worker bigint PRIMARY KEY REFERENCES procrastinate_workers(id)"
    " ON DELETE CASCADE, title text NOT NULL, queue text NOT NULL)"
)
_ALIVE: Final = (
    "SELECT h.title FROM hands h JOIN procrastinate_workers w ON w.id = h.worker"
    " WHERE h.queue = %(queue)s AND w.last_heartbeat > now() - make_interval(secs => %(silent)s) ORDER BY h.title"
)
_LENGTHS: Final = (
    "SELECT count(*) FILTER (WHERE status = 'todo') AS waiting, count(*) FILTER (WHERE status = 'doing') AS doing,"
    " (SELECT count(*) FROM procrastinate_events e JOIN procrastinate_jobs j ON j.id = e.job_id"
    "  WHERE j.queue_name = %(queue)s AND e.type = 'succeeded' AND e.at > now() - interval '5 minutes') AS done"
    " FROM procrastinate_jobs WHERE queue_name = %(queue)s"
)
_GIVE_BACK: Final = (
    "UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL WHERE worker_id = %(worker)s AND status = 'doing'"
    " AND NOT EXISTS (SELECT 1 FROM procrastinate_jobs o WHERE o.status = 'todo'"
    " AND o.queueing_lock = procrastinate_jobs.queueing_lock)"
)
_WAITING: Final = (
    "SELECT queueing_lock FROM procrastinate_jobs WHERE queue_name = %(queue)s AND status IN ('todo', 'doing')"
)


@dataclass(frozen=True)
class Task:
    """A file to be read: ``attempts`` deaths of others on it before. ``job`` is the queue's own."""

    sha256: str
    mail: str
    attempts: int
    job: Any


@dataclass(frozen=True)
class Lengths:
    """How a queue stands: the computers at work, files waiting and under way, files read in a minute."""

    hands: tuple[str, ...]
    waiting: int
    doing: int
    per_minute: float

    @property
    def minutes_left(self) -> float | None:
        """About how long until all is read; None when nothing tells."""
        left = self.waiting + self.doing
        return left / self.per_minute if left and self.per_minute else None


class Queue:
    """One queue of a shared database; a context manager. Faults are :class:`HuiRegError` (exit 7; exit 6 without the
    engine)."""

    def __init__(self, url: str, name: str) -> None:
        self.name = name
        self._url = url
        self._worker: int | None = None
        self._title = ""
        self._beating: Any = None

    def __enter__(self) -> "Queue":
        self._engine = Engine(self._url)
        self._jobs = self._engine.jobs
        return self

    def __exit__(self, *_: object) -> None:
        try:
            if self._worker is not None:
                self._beating.cancel()
                self.give_back()
                self._engine.do(self._jobs.unregister_worker(self._worker))
        except HuiRegError:  # the database is gone: silence tells as well
            pass
        finally:
            self._engine.close()

    # ── who has something to be read ───────────────────────────────────────────────────────────────────────────

    def offer(self, mail_of: Mapping[str, str]) -> None:
        """Have these files (to the mail that brought each, both by SHA-256) be read by whoever works. Those that are
        in the queue already stay once."""
        there = {row["queueing_lock"] for row in self._engine.rows(_WAITING, queue=self.name)}
        new = [self._job(sha256, mail) for sha256, mail in mail_of.items() if self._lock(sha256) not in there]
        for start in range(0, len(new), _CHUNK):
            some = new[start : start + _CHUNK]
            try:
                self._engine.do(self._jobs.batch_defer_jobs_async(some))
            except Already:  # somebody else offers the same right now
                for job in some:
                    self._engine.quietly(self._jobs.batch_defer_jobs_async([job]))

    def hands(self) -> tuple[str, ...]:
        """The computers that take from this queue."""
        return tuple(row["title"] for row in self._engine.rows(_ALIVE, queue=self.name, silent=SILENT))

    def lengths(self) -> Lengths:
        """How the queue stands."""
        (row,) = self._engine.rows(_LENGTHS, queue=self.name)
        return Lengths(self.hands(), row["waiting"], row["doing"], row["done"] / 5)

    def withdraw(self, hashes: Iterable[str]) -> None:
        """These need not be read by others any more."""
        locks = [self._lock(sha256) for sha256 in hashes]
        self._engine.run(
            "DELETE FROM procrastinate_jobs WHERE queueing_lock = ANY(%(locks)s) AND status = 'todo'", locks=locks
        )

    # ── who reads ──────────────────────────────────────────────────────────────────────────────────────────────

    def enlist(self, title: str) -> None:
        """Be one of those who work, until the end. What this process had taken before a cut goes back."""
        self._title = title
        self._engine.prepare(_HANDS)
        known = self._worker is not None and self._engine.rows(
            "SELECT 1 FROM hands WHERE worker = %(w)s", w=self._worker
        )
        if known:
            self.give_back()
            return
        self._worker = self._engine.do(self._jobs.register_worker())
        self._engine.run("INSERT INTO hands VALUES (%(w)s, %(title)s, %(q)s)", w=self._worker, title=title, q=self.name)
        if self._beating is None:
            self._beating = self._engine.start(self._beat())

    def take(self) -> Task | None:
        """The next file to read; None when there is none."""
        assert self._worker is not None  # enlisted
        job = self._engine.do(self._jobs.fetch_job([self.name], self._worker))
        return None if job is None else _task(job)

    def done(self, task: Task, *, well: bool = True) -> None:
        """A taken file was read and saved, or is set aside."""
        status = self._engine.Status.SUCCEEDED if well else self._engine.Status.FAILED
        self._engine.quietly(self._jobs.finish_job(task.job, status, delete_job=False))

    def give_back(self) -> None:
        """Let others read what this process has taken and not done; nobody's death is counted."""
        if self._worker is not None:
            self._engine.run(_GIVE_BACK, worker=self._worker)

    def rescue(self) -> list[Task]:
        """Have what the dead had taken be read by others. Returns the files that three have died of: to be saved as
        set aside, and then told :meth:`done`."""
        poisonous = []
        for job in self._engine.do(self._jobs.get_stalled_jobs(queue=self.name, seconds_since_heartbeat=SILENT)):
            if job.attempts + 1 >= MOST_DEATHS:
                poisonous.append(_task(job))
            elif not self._engine.quietly(self._jobs.retry_job(job)):  # another offer of it waits already
                self._engine.quietly(self._jobs.finish_job(job, self._engine.Status.FAILED, delete_job=False))
        self._engine.quietly(self._jobs.prune_stalled_workers(60 * SILENT))
        self._engine.quietly(self._jobs.delete_old_jobs(1, queue=self.name, include_failed=True))
        return poisonous

    def _job(self, sha256: str, mail: str) -> Any:
        return self._engine.Job(
            queue=self.name, lock=None, queueing_lock=self._lock(sha256), task_name=TASK,
            task_kwargs={"sha256": sha256, "mail": mail},
        )  # fmt: skip

    def _lock(self, sha256: str) -> str:
        return f"{self.name}/{sha256}"

    async def _beat(self) -> None:
        while self._worker is not None:
            await asyncio.sleep(BEAT)
            try:
                await self._jobs.update_heartbeat(self._worker)
            except self._engine.faults:
                continue


def _task(job: Any) -> Task:
    return Task(str(job.task_kwargs["sha256"]), str(job.task_kwargs["mail"]), job.attempts, job)


def name_of(place: str, versions: Mapping[str, int]) -> str:
    """The queue of files that lie at a place, for readers of these versions."""
    told = ",".join(f"{name}={number}" for name, number in sorted(versions.items()))
    return f"read-{place}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"


def exists(connection: Connection) -> bool:
    """Whether anybody ever worked here, so that there are queues."""
    return connection.execute(text(f"SELECT to_regclass('{SCHEMA}.hands')")).scalar() is not None


def forget(connection: Connection) -> None:
    """Empty all queues of a shared database: a purge."""
    if exists(connection):
        connection.execute(text(f"TRUNCATE {SCHEMA}.procrastinate_jobs CASCADE"))
