"""The worker may die: every misdeed costs its own job only, and the next one is done."""

import ctypes
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hui_reg.model import Noun, ProblemKind
from hui_reg.sandbox import walls
from hui_reg.sandbox.pool import Job, Limits, Sandbox

FORBIDDEN = ("connect", "run", "fork", "kill", "read", "list") if not walls.missing() else ()
"""Misdeeds that only a kernel with Landlock and seccomp can stop."""


HERE = (Path(__file__).parent,)


class Length(Noun):
    bytes: int
    note: str = ""


def measure(data: bytes, note: str = "") -> tuple[Length, tuple[bytes, ...]]:
    return Length(bytes=len(data), note=note), (data[:2],)


def misbehave(data: bytes) -> tuple[Length, tuple[bytes, ...]]:
    match data.decode():
        case "sleep":
            time.sleep(60)
        case "spin":
            while True:
                pass
        case "allocate":
            hoard = [bytearray(256 << 20) for _ in range(64)]
            return Length(bytes=len(hoard)), ()
        case "segfault":
            ctypes.string_at(0)
        case "exit":
            os._exit(3)
        case "raise":
            raise ValueError("made up")
        case "print":
            sys.stdout.write("x" * 100_000)
            os.write(1, b"x" * 100_000)
        case "write":
            Path("/tmp/hui-reg-misdeed").write_bytes(b"x" * 4096)
        case "connect":
            socket.create_connection(("127.0.0.1", 9))
        case "run":
            subprocess.run(["/bin/true"])
        case "fork":
            os.fork()
        case "kill":
            os.kill(os.getppid(), 0)
        case "read":
            Path("/etc/passwd").read_bytes()
        case "list":
            list(Path.home().iterdir())
        case "lie":
            return Path("not a document"), ()  # type: ignore[return-value]
        case _:
            pass
    return Length(bytes=len(data)), ()


def test_documents_and_blobs_come_back_in_order() -> None:
    jobs = [Job(str(n), lambda n=n: b"x" * n, (f"第{n}",)) for n in range(20)]  # type: ignore[misc]
    with Sandbox(workers=2, readable=HERE) as sandbox:
        done = list(sandbox.run(measure, Length, jobs))
    assert [d.key for d in done] == [str(n) for n in range(20)]
    assert [d.document for d in done] == [Length(bytes=n, note=f"第{n}") for n in range(20)]
    assert done[5].blobs == (b"xx",)


@pytest.mark.parametrize(
    ("misdeed", "kind"),
    [
        ("sleep", ProblemKind.TIMEOUT),
        ("spin", ProblemKind.TIMEOUT),
        ("allocate", ProblemKind.TOO_LARGE),
        ("segfault", ProblemKind.CRASHED),
        ("exit", ProblemKind.CRASHED),
        ("raise", ProblemKind.CRASHED),
        ("write", ProblemKind.CRASHED),
        ("lie", ProblemKind.CRASHED),
        *((word, ProblemKind.CRASHED) for word in FORBIDDEN),
    ],
)
def test_a_misdeed_costs_one_job(misdeed: str, kind: ProblemKind) -> None:
    jobs = [Job(word, word.encode) for word in ("before", misdeed, "after")]
    with Sandbox(workers=1, limits=Limits(seconds=6, memory_mib=256), readable=HERE) as sandbox:
        before, between, after = sandbox.run(misbehave, Length, jobs)
    assert before.document == Length(bytes=6)
    assert between.document is None
    assert between.problem is not None
    assert between.problem.kind is kind
    assert "请" in between.problem.detail, "the sentence holds a remedy"
    assert after.document == Length(bytes=5)


def test_what_a_library_prints_stays_in_the_worker(capfd: pytest.CaptureFixture[str]) -> None:
    with Sandbox(workers=1, readable=HERE) as sandbox:
        (done,) = sandbox.run(misbehave, Length, [Job("print", lambda: b"print")])
    assert done.document is not None
    assert capfd.readouterr() == ("", "")


def test_no_worker_is_started_for_no_job() -> None:
    with Sandbox(workers=2, readable=HERE) as sandbox:
        assert list(sandbox.run(measure, Length, [])) == []
