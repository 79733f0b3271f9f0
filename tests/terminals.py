"""A pseudo-terminal at which a command is talked to as a person would: what it shows, and answers typed to it."""

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Dialogue:
    """What was shown, and the exit code."""

    shown: str
    code: int


def talk(
    arguments: Sequence[str],
    answers: Sequence[tuple[str, str]],
    *,
    folder: Path,
    environment: Mapping[str, str] = {},
    patience: float = 1500,
) -> Dialogue:
    """Run hui-reg on a terminal; each answer is typed once its question is shown. ``patience`` only ends what hangs."""
    master, slave = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUI_REG_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "hui_reg", *arguments],
        stdin=slave, stdout=slave, stderr=slave, cwd=folder, env=kept | {"TERM": "xterm"} | dict(environment),
        start_new_session=True,
    )  # fmt: skip
    os.close(slave)
    shown, seen, left = b"", 0, list(answers)
    end = time.monotonic() + patience
    try:
        while time.monotonic() < end:
            if left and (at := shown.find(left[0][0].encode(), seen)) >= 0:
                seen = at + len(left[0][0].encode())
                os.write(master, left.pop(0)[1].encode() + b"\n")
            if not select.select([master], [], [], 0.2)[0]:
                continue
            try:
                piece = os.read(master, 65536)
            except OSError:  # Linux's word for the end of a terminal
                break
            if not piece:
                break
            shown += piece
        else:
            raise AssertionError(f"waits for ever: {shown.decode()!r}")
    finally:
        process.kill() if time.monotonic() >= end else None
        os.close(master)
    assert not left, f"never asked: {left[0][0]}; shown: {shown.decode()}"
    return Dialogue(shown.decode().replace("\r\n", "\n"), process.wait())
