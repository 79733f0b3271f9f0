"""The zygote that loads the readers may be forked: it has one thread, and its children read as this process does."""

import socket
from functools import partial

import pytest

from hui_reg.errors import HuiRegError
from hui_reg.model import FileReadings
from hui_reg.pages.specimen import specimen
from hui_reg.readers import read_file, read_in_worker
from hui_reg.sandbox import clocks, starting
from hui_reg.sandbox.pool import Job, Sandbox


def test_models_survive_the_fork() -> None:
    page = specimen()
    jobs = [Job(str(n), partial(bytes, page), group=str(n)) for n in range(3)]
    with Sandbox(workers=1) as sandbox:
        read = [done.document for done in sandbox.run(read_in_worker, FileReadings, jobs)]
        threads = clocks.threads(sandbox._nursery._process.pid)
    assert read == [read_file(page)] * 3
    assert threads == 1, "a thread of a library stays behind when a worker is forked"


def test_a_process_that_is_only_slow_is_not_to_be_installed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "_PATIENCE", 0.01)
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(HuiRegError) as caught:
        starting._greeted(ours)
    assert "机器正忙" in caught.value.hint and "重新安装" not in caught.value.hint
