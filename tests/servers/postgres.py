"""A real PostgreSQL of our own, on a socket in a temporary folder, as long as the test run."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from hui_reg.store.database import open_database


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


class Cluster:
    """A cluster of our own in a temporary folder. It refuses to run as root, so root becomes ``postgres``."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self.binaries, self.folder = binaries, folder
        self.user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        if self.user:
            os.chown(folder, self.user.pw_uid, self.user.pw_gid)
        self._do(binaries / "initdb", "-D", folder / "data", "-A", "trust", "-U", "hui", "-E", "UTF8", "--no-sync")

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://hui@/postgres?host={self.folder}"

    def start(self, more: str = "") -> None:
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off -c max_connections=300 {more}"
        command = (self.binaries / "pg_ctl", "-D", self.folder / "data", "-w", "-t", "120", "-o", options)
        self._do(*command, "-l", self.folder / "log", "start")

    def stop(self) -> None:
        self._do(self.binaries / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")

    def _do(self, *command: object) -> None:
        user = self.user
        prefix = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"] if user else []
        subprocess.run([*prefix, *map(str, command)], check=True, capture_output=True, cwd="/")


@contextmanager
def running(more: str = "") -> Iterator[Cluster]:
    """A started cluster, as long as the block runs. Skips where there is no server, but under CI=true."""
    binaries = _binaries()
    if binaries is None:
        reason = "PostgreSQL's server is not on this machine (Debian: apt-get install postgresql)"
        assert os.environ.get("CI") != "true", reason
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path may not be long
    try:
        cluster = Cluster(binaries, folder)
        cluster.start(more)
        yield cluster
        cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a cluster that lives as long as the test run."""
    with running() as cluster:
        yield cluster.url


def fresh(url: str, name: str) -> str:
    """The address of a database of that name on the same server: at the newest schema, and empty."""
    model = _model(url)
    _create(url, name, model)
    return url.replace("/postgres?", f"/{name}?")


@cache
def _model(url: str) -> str:
    """A migrated database that others are copied from: migrating each would cost more than its tests."""
    _create(url, "hui_model", "template0")
    open_database(url.replace("/postgres?", "/hui_model?")).close()
    return "hui_model"


def _create(url: str, name: str, model: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{model}"'))
    engine.dispose()
