"""procrastinate called from ordinary code: its coroutines run in a thread of their own, its faults become sentences.

Its tables stand in a schema of their own beside ours. It opens no port: everything goes over the database.
"""

import asyncio
import contextlib
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, Final, TypeVar

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store.joint import address, causes

T = TypeVar("T")

SCHEMA: Final = "hui_queue"
_KEY: Final = 0x6875_6971
_CALL: Final = 60.0
"""Seconds that one call may take."""
_NOT_THERE: Final = "P0001"
"""The engine's functions say so of a job that is in no such state any more."""


_TWICE: Final = "23505"
"""The state of a row that is there already."""


class Already(HuiRegError):
    """Somebody else was faster: nothing is wrong."""


class Engine:
    """The engine on one shared database, until :meth:`close`. Faults are :class:`HuiRegError` (exit 7; exit 6 where it
    isn't installed)."""

    def __init__(self, url: str) -> None:
        try:
            import procrastinate
            import psycopg_pool  # noqa: F401
        except ImportError as error:
            raise HuiRegError(
                ExitCode.COMPONENT_MISSING,
                f"缺少多机识读的组件 {error.name}",
                "请安装：pip install 'hui-reg[province]'",
            ) from error
        self.faults: Final = procrastinate.exceptions.ConnectorException
        self.Job, self.Status = procrastinate.jobs.Job, procrastinate.jobs.Status
        self._known = (procrastinate.exceptions.AlreadyEnqueued, procrastinate.exceptions.UniqueViolation)
        self._schema = procrastinate.schema.SchemaManager.get_schema
        told = self._told = address.conninfo(address.guarded(address.parsed(url)))
        told["options"] = f"{told['options']} -c search_path={SCHEMA}"
        self._connector = procrastinate.PsycopgConnector(kwargs=told, min_size=1, max_size=3, timeout=20.0)
        self.jobs: Final = procrastinate.App(connector=self._connector).job_manager
        self._loop = asyncio.SelectorEventLoop()  # the driver's, on every system
        self._thread = threading.Thread(target=self._loop.run_forever, name="queue", daemon=True)
        self._thread.start()
        try:
            self.do(self._connector.open_async())
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End it; never raises."""
        with contextlib.suppress(Exception):
            asyncio.run_coroutine_threadsafe(self._connector.close_async(), self._loop).result(_CALL)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_CALL)
        self._loop.close()

    def prepare(self, more: str) -> None:
        """Have the engine's tables, and the one that ``more`` makes: made once, whoever comes first."""
        if self.rows("SELECT 1 FROM pg_tables WHERE schemaname = %(s)s AND tablename = 'hands'", s=SCHEMA):
            return
        import psycopg

        with psycopg.connect(**self._told) as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_KEY])
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            if connection.execute("SELECT to_regclass('procrastinate_jobs')").fetchone() == (None,):
                connection.execute(self._schema())
            connection.execute(more)

    def start(self, task: Coroutine[Any, Any, None]) -> "Future[None]":
        """Have a coroutine run beside everything else."""
        return asyncio.run_coroutine_threadsafe(task, self._loop)

    def rows(self, query: str, **values: Any) -> list[dict[str, Any]]:
        """What a query of our own finds in the engine's tables."""
        found: list[dict[str, Any]] = self.do(self._connector.execute_query_all_async(query, **values))
        return found

    def run(self, query: str, **values: Any) -> None:
        """Carry out a statement of our own on the engine's tables."""
        self.do(self._connector.execute_query_async(query, **values))

    def do(self, call: Coroutine[Any, Any, T]) -> T:
        """Wait for one of the engine's calls. Raises :class:`Already` where somebody else has done it."""
        try:
            return asyncio.run_coroutine_threadsafe(call, self._loop).result(_CALL)
        except self._known as error:
            raise Already(ExitCode.STORE, "队列里已有这个文件") from error
        except (self.faults, TimeoutError, OSError) as error:
            if getattr(error.__cause__, "sqlstate", None) == _NOT_THERE:
                raise Already(ExitCode.STORE, "队列里已没有这个文件") from error
            told = causes.cause(error.__cause__) if isinstance(error.__cause__, Exception) else None
            raise HuiRegError(ExitCode.STORE, *(told or causes.CUT)) from error
        except Exception as error:  # the engine reads the server's English: of another language it makes what it can't
            fault = _fault_of_the_server(error)
            if fault is None:
                raise
            if getattr(fault, "sqlstate", None) == _TWICE:
                raise Already(ExitCode.STORE, "队列里已有这个文件") from error
            raise HuiRegError(ExitCode.STORE, *(causes.cause(fault) or causes.CUT)) from error

    def quietly(self, call: Coroutine[Any, Any, Any]) -> bool:
        """Do what somebody else may have done already; whether it was still to be done."""
        try:
            self.do(call)
        except Already:
            return False
        return True


def _fault_of_the_server(error: BaseException | None) -> Exception | None:
    """What the driver told of the server, behind whatever was made of it."""
    while error is not None:
        if isinstance(error, Exception) and type(error).__module__.startswith("psycopg"):
            return error
        error = error.__cause__ or error.__context__
    return None
