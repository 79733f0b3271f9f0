"""A module behind walls may start a program and write to its folder, and nothing else."""

import subprocess
from pathlib import Path

import pytest

from hui_reg.sandbox import walls
from hui_reg.sandbox.program import launcher

TRIES = """
import os, socket, subprocess, sys
from pathlib import Path

def tried(name, action):
    try:
        action()
    except (OSError, subprocess.CalledProcessError):
        return
    print(name)

outside = Path.home().parent / "outside"
tried("write inside", lambda: Path("inside").write_text("x"))
tried("rename inside", lambda: os.rename("inside", "renamed"))
tried("run a program", lambda: subprocess.run(["/bin/true"], check=True))
tried("write outside", lambda: outside.write_text("x"))
copy = ["/bin/cp", "renamed", str(outside)]
tried("write by a program", lambda: subprocess.run(copy, check=True, stderr=subprocess.DEVNULL))
tried("read a secret", lambda: (outside.parent / "secret").read_bytes())
tried("read its parent's environment", lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes())
tried("list a folder", lambda: list(outside.parent.iterdir()))
tried("connect", lambda: socket.create_connection(("127.0.0.1", 9)))
tried("run what it wrote", lambda: subprocess.run([str(Path.cwd() / "mine")], check=True))
tried("signal its parent", lambda: os.kill(os.getppid(), 0))
"""


@pytest.mark.skipif(bool(walls.missing()), reason="this kernel has no Landlock or seccomp")
def test_only_its_folder_and_programs(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "tries.py").write_text(TRIES)
    (tmp_path / "secret").write_text("somebody's")
    mine = folder / "mine"
    mine.write_text("#!/bin/sh\nexit 0\n")
    mine.chmod(0o700)
    done = subprocess.run(
        [*launcher(folder), "tries"],
        cwd=folder,
        env={"HOME": str(folder)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["write inside", "rename inside", "run a program"]
    assert not (tmp_path / "outside").exists()
