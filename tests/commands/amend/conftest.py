"""The office that rulings are said in."""

from pathlib import Path

import pytest

from tests.commands.amend.office import Office, opened


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return opened(tmp_path / "w", monkeypatch)
