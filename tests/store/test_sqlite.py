"""SQLite keeps the contract of every store."""

import shutil
from pathlib import Path

import pytest

from hui_reg.store.database import open_database
from tests.store.contract import Contract


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database at the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "hui-reg.db"
    open_database(f"sqlite:///{path}").close()
    return path


class TestSqlite(Contract):
    @pytest.fixture
    def address(self, migrated: Path, tmp_path: Path) -> str:
        shutil.copyfile(migrated, tmp_path / "hui-reg.db")
        return f"sqlite:///{tmp_path / 'hui-reg.db'}"
