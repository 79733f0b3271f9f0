"""Both databases the store promises: SQLite, and a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hui_reg.store.database import Database, open_database
from tests.servers.postgres import postgres_url

__all__ = ["postgres_url"]


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database at the newest schema."""
    if request.param == "sqlite":
        opened = open_database(f"sqlite:///{tmp_path / 'hui-reg.db'}")
    else:
        opened = open_database(request.getfixturevalue("postgres_url"))
        empty(opened)
    yield opened
    opened.close()


def empty(database: Database) -> None:
    from hui_reg.store.schema import metadata

    with database.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
