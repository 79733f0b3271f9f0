"""SQLite keeps the contract of every store."""

from pathlib import Path

import pytest

from tests.store.contract import Contract


class TestSqlite(Contract):
    @pytest.fixture
    def address(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path / 'hui-reg.db'}"
