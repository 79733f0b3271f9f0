"""Engines that hand on what they compiled: each test opens its own database, and asks it what all others ask theirs.

SQLAlchemy keeps a statement's SQL by the dialect of the engine that compiled it. A command makes one engine; a run of
the tests makes thousands.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import URL, Engine, create_engine

from hui_reg.store import database


@contextmanager
def statements_compiled_once() -> Iterator[None]:
    """All plain SQLite engines of the store have the dialect of the first."""
    first: Engine | None = None

    def create(url: URL, **options: Any) -> Engine:
        nonlocal first
        engine = create_engine(url, **options)
        if not options and engine.dialect.name == "sqlite":
            first = first or engine
            engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "create_engine", create)
        yield
