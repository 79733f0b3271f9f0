"""One run at a time, and the one that waits learns for whom."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store.lock import exclusive

HOLD = (
    "import sys; from hui_reg.store.lock import exclusive\nwith exclusive(__import__('pathlib').Path(sys.argv[1])):\n"
)
HOLD += "    print('held', flush=True); sys.stdin.read()"


def test_the_second_is_told_who_holds_it(tmp_path: Path) -> None:
    with exclusive(tmp_path / "lock"):
        with pytest.raises(HuiRegError) as caught, exclusive(tmp_path / "lock"):
            pass
        assert caught.value.code is ExitCode.LOCKED
        assert f"进程 {os.getpid()}" in caught.value.message
        assert re.search(r"\d\d月\d\d日 \d\d:\d\d:\d\d", caught.value.message)
    with exclusive(tmp_path / "lock"):
        pass


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout and holder.stdout.readline() == b"held\n"
    with pytest.raises(HuiRegError, match=f"进程 {holder.pid}"), exclusive(tmp_path / "lock"):
        pass
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with exclusive(tmp_path / "lock"):
        pass


def test_a_folder_that_cannot_be_written_is_a_store_fault(tmp_path: Path) -> None:
    with pytest.raises(HuiRegError) as caught, exclusive(tmp_path / "absent" / "lock"):
        pass
    assert caught.value.code is ExitCode.STORE
