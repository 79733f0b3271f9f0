"""Engines that hand on what they compiled: each test opens its own database, and asks it what all others ask theirs.

SQLAlchemy keeps a statement's SQL by the dialect of the engine that compiled it, and that of a schema not at all. A
command makes one engine and at most one schema; a run of the tests makes thousands.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import URL, Connection, Engine, create_engine

from hui_reg.store import database

compiled_anew = database._create
"""How a new database is made outside tests."""


@contextmanager
def statements_compiled_once() -> Iterator[None]:
    """All plain SQLite engines have the dialect of the first; new files are made by the SQL of the first."""
    shared: tuple[Any, Any] | None = None  # not the engine itself: it would keep its connections
    schema: list[str] = []

    def create(url: URL, **options: Any) -> Engine:
        nonlocal shared
        engine = create_engine(url, **options)
        if not options and engine.dialect.name == "sqlite":
            shared = shared or (engine.dialect, engine._compiled_cache)
            engine.dialect, engine._compiled_cache = shared
        return engine

    def make(connection: Connection) -> None:
        if not schema:
            compiled_anew(connection)
            made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
            schema.extend(made.scalars())
            return
        for statement in schema:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (database.HEAD,))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "create_engine", create)
        patch.setattr(database, "_create", make)
        yield
