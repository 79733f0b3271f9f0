"""Ten thousand mails, mails of fifty megabytes, fifty pairs of runs at once: time and memory stay where they are."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.fetch import ours

from tests.servers.dovecot import Dovecot, running

pytestmark = pytest.mark.slow


@pytest.fixture
def server() -> Iterator[Dovecot]:
    with running() as made:
        yield made


@pytest.mark.timeout(1800)
def test_ten_thousand_mails_then_an_idle_run(server: Dovecot, tmp_path: Path) -> None:
    server.deliver([f"Subject: {n}\r\n\r\n{n}\r\n".encode() + b"x" * 2000 for n in range(10_000)])
    count, _, memory = ours(server, tmp_path / "w")
    fresh, seconds, idle_memory = ours(server, tmp_path / "w")
    sys.stdout.write(f"\nidle run on {count} known mails: {seconds:.2f} s; peaks {memory} and {idle_memory} MiB\n")
    assert (count, fresh) == (10_000, 0)
    assert max(memory, idle_memory) <= 300
    assert seconds <= 5


@pytest.mark.timeout(1800)
def test_memory_is_flat_for_mails_of_fifty_megabytes(server: Dovecot, tmp_path: Path) -> None:
    line = b"x" * 76 + b"\r\n"
    server.deliver([f"Subject: {n}\r\n\r\n{n}\r\n".encode() + line * (50_000_000 // 78) for n in range(8)])
    count, _, memory = ours(server, tmp_path / "w")
    sys.stdout.write(f"\neight mails of 50 MB: peak {memory} MiB\n")
    assert count == 8
    assert memory <= 300


@pytest.mark.timeout(1800)
def test_two_runs_at_once_fifty_times(server: Dovecot, tmp_path: Path) -> None:
    (tmp_path / "hui-reg.toml").write_text("[reading]\nworkers = 1\n")
    environment = {**os.environ, **server.environment()}
    command = [sys.executable, "-m", "hui_reg", "-w", str(tmp_path), "fetch", "-q"]
    for number in range(50):
        server.append([f"Subject: {number}\r\n\r\n{number}\r\n".encode()])
        pair = [subprocess.Popen(command, env=environment) for _ in range(2)]
        codes = sorted(process.wait(1500) for process in pair)
        assert codes in ([0, 0], [0, 5])
    assert ours(server, tmp_path)[0] == 0
