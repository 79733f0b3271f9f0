"""A real PostgreSQL of our own, on a socket in a temporary folder, as long as the test run."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A cluster that lives as long as the test run. It refuses to run as root, so root becomes ``postgres``."""
    binaries = _binaries()
    if binaries is None:
        reason = "PostgreSQL's server is not on this machine (Debian: apt-get install postgresql)"
        assert os.environ.get("CI") != "true", reason
        pytest.skip(reason)
    user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None

    def as_user(*command: object) -> None:
        prefix = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"] if user else []
        subprocess.run([*prefix, *map(str, command)], check=True, capture_output=True, cwd="/")

    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path may not be long
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    try:
        as_user(binaries / "initdb", "-D", folder / "data", "-A", "trust", "-U", "hui", "-E", "UTF8", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        as_user(binaries / "pg_ctl", "-D", folder / "data", "-w", "-o", options, "-l", folder / "log", "start")
        yield f"postgresql+psycopg://hui@/postgres?host={folder}"
        as_user(binaries / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fresh(url: str, name: str) -> str:
    """The address of an empty database of that name on the same server, as SQLAlchemy has it."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return url.replace("/postgres?", f"/{name}?")
