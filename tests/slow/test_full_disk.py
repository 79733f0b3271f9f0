"""A disk that is full or read-only: a plain sentence, exit 7, nothing flagged, and the next run goes on."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.dovecot import Dovecot, running

pytestmark = pytest.mark.slow

SIZE = "3m"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("a small disk needs the right to mount a tmpfs")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.fixture
def server() -> Iterator[Dovecot]:
    with running() as made:
        made.append(
            [f"Subject: {n}\r\n\r\n".encode() + os.urandom(150_000).hex().encode() + b"\r\n" for n in range(20)]
        )
        yield made


def fetch(server: Dovecot, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **server.environment(), "HUI_REG_MAILBOX__AFTER": "flag"}
    command = [sys.executable, "-m", "hui_reg", "-w", str(folder), "fetch"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=1500)


def flagged(server: Dovecot) -> int:
    return server.doveadm("fetch", "-u", server.user, "flags", "mailbox", "INBOX").count("Flagged")


def test_full(server: Dovecot, small_disk: Path) -> None:
    (small_disk / "hui-reg.toml").touch()
    full = fetch(server, small_disk)
    assert full.returncode == 7, full.stderr
    assert full.stderr.startswith("× ") and "磁盘已满" in full.stderr and "Traceback" not in full.stderr
    assert flagged(server) == 0
    assert list((small_disk / "data" / "blobs" / "tmp").iterdir()) == []
    subprocess.run(["mount", "-o", "remount,size=60m", small_disk], check=True)
    again = fetch(server, small_disk)
    assert again.returncode == 0, again.stderr
    assert flagged(server) == 20


def test_read_only(server: Dovecot, small_disk: Path) -> None:
    (small_disk / "hui-reg.toml").touch()
    subprocess.run(["mount", "-o", "remount,size=60m,ro", small_disk], check=True)
    refused = fetch(server, small_disk)
    assert refused.returncode == 7, refused.stderr
    assert "Traceback" not in refused.stderr
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    assert fetch(server, small_disk).returncode == 0
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    server.append([b"Subject: late\r\n\r\nlate\r\n"])
    refused = fetch(server, small_disk)
    assert refused.returncode == 7, refused.stderr
    assert flagged(server) == 20
