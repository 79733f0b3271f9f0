"""The samples fetched and validated once for a whole test run, and copied to whoever asks.

Reading 36 applicants' papers takes more than a minute; the processes of a run share what the first of them made.
"""

import contextlib
import fcntl
import io
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from samples import make

from hui_reg import cli

MAILS = Path(make.HERE) / "mails"


def hui_reg(workspace: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as staff run it, in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HUI_REG_")}
    return subprocess.run(
        [sys.executable, "-m", "hui_reg", "-w", str(workspace), *arguments],
        capture_output=True,
        encoding="utf-8",
        env=environment | {"PYTHONIOENCODING": "utf-8"},
        check=False,
    )


def hui_reg_here(workspace: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in this process, which has imported everything."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.run(["-w", str(workspace), *arguments])
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


def validated_samples(to: Path, factory: pytest.TempPathFactory) -> Path:
    """A workspace at ``to`` that has all the samples' mails, fetched and validated; the caller's own."""
    shutil.copytree(_shared(factory), to)
    return to


def lend_readings(workspace: Path, factory: pytest.TempPathFactory) -> None:
    """Give a workspace that fetched some of the samples' mails what was read of their files, as read anywhere else."""
    shared = _shared(factory) / "data" / "hui-reg.db"
    with closing(sqlite3.connect(workspace / "data" / "hui-reg.db", uri=True)) as database:
        database.execute("ATTACH ? AS shared", [f"{shared.as_uri()}?immutable=1"])  # no files beside it: others copy it
        database.execute(
            "INSERT INTO readings SELECT * FROM shared.readings WHERE sha256 IN (SELECT sha256 FROM files)"
        )
        database.commit()


def _shared(factory: pytest.TempPathFactory) -> Path:
    """The workspace that the processes of a run share; nobody changes it."""
    base = factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "validated-samples"
    shared.mkdir(exist_ok=True)
    done = shared / "done"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            made = shared / "workspace"
            shutil.rmtree(made, ignore_errors=True)  # left by a process that failed in the middle
            for arguments in (("init",), ("fetch", "--from", str(MAILS)), ("validate",)):
                outcome = hui_reg(made, *arguments)
                assert outcome.returncode in (0, 1), f"{arguments}: {outcome.stderr}"
            done.touch()
    return shared / "workspace"
