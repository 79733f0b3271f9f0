"""Two computers of an office: two workspaces on one PostgreSQL, each command a process of its own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hui_reg import cli
from hui_reg.desk.workspace import open_workspace
from hui_reg.store import entries, results
from tests.season_cast import EVERYONE, PAYEE, TAIL, assessments, decisions, those
from tests.servers.postgres import fresh, postgres_url

__all__ = ["postgres_url"]
REVIEWED = those("A1-10", "B1-10", "C1-10", "D1-9", "E1-8", "F1-9")


@dataclass(frozen=True)
class Computer:
    """A workspace, and the address of the database it shares."""

    root: Path
    address: str

    def start(self, *words: object) -> "subprocess.Popen[str]":
        """A command in a process of its own."""
        environment = os.environ | ({"HUI_REG_STORE__DATABASE": self.address} if self.address else {})
        command = [sys.executable, "-m", "hui_reg", "-w", self.root, *words]
        pipe = subprocess.PIPE
        return subprocess.Popen(list(map(str, command)), env=environment, stdout=pipe, stderr=pipe, text=True)

    def run(self, *words: object) -> tuple[int, str]:
        """A command's exit code and all it said."""
        with self.start(*words) as process:
            out, told = process.communicate(timeout=900)
        return process.returncode, out + told

    def json(self, *words: object) -> Any:
        """What a command that must succeed tells."""
        code, said = self.run(*words, "--json")
        assert code == 0, said
        return json.loads(said)


def both(first: "subprocess.Popen[str]", second: "subprocess.Popen[str]") -> list[tuple[int, str]]:
    """How two processes that were started together end."""
    ended = []
    for process in (first, second):
        out, told = process.communicate(timeout=900)
        ended.append((process.returncode, out + told))
    return ended


def sharing(address: str, roots: Sequence[Path], blobs: str) -> list[Computer]:
    """Workspaces on one database."""
    made = []
    for root in roots:
        assert cli.run(["-w", str(root), "init", "-q"]) == 0
        settings, notice = root / "hui-reg.toml", root / "notice.toml"
        told = settings.read_text(encoding="utf-8").replace('# blobs = ""', f'blobs = "{blobs}"')
        settings.write_text(told, encoding="utf-8")
        text = notice.read_text(encoding="utf-8").replace('payee = ""', f'payee = "{PAYEE}"')
        notice.write_text(text.replace('account_tail = ""', f'account_tail = "{TAIL}"'), encoding="utf-8")
        made.append(Computer(root, address))
    return made


@pytest.fixture
def address(postgres_url: str, request: pytest.FixtureRequest) -> str:
    """An empty database of the test's own."""
    name = "".join(c if c.isalnum() else "_" for c in request.node.name)[:50]
    return fresh(postgres_url, f"t_{name}_{os.getpid()}")


@pytest.fixture
def office(tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> list[Computer]:
    """Two computers with a folder for both; sixty people registered, both reviews in."""
    computers = sharing(address, [tmp_path / "A", tmp_path / "B"], str(tmp_path / "共用"))
    monkeypatch.setenv("HUI_REG_STORE__DATABASE", address)
    first = dict.fromkeys(EVERYONE, "pass")
    with open_workspace(computers[0].root) as work, work.lock(), work.database.begin() as connection:
        results.save_validation(connection, assessments(), [], [])
        entries.append(connection, decisions("first_review", date(2024, 7, 10), first))
        entries.append(connection, decisions("second_review", date(2024, 7, 15), dict.fromkeys(REVIEWED, "pass")))
    return computers


def copied(root: Path, to: Path) -> Path:
    """A workspace as another computer has it."""
    shutil.copytree(root, to)
    return to
