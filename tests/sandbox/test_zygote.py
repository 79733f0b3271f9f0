"""The zygote that loads the readers may be forked: it has one thread, and its children read as this process does."""

from functools import partial

from hui_reg.model import FileReadings
from hui_reg.pages.specimen import specimen
from hui_reg.readers import read_file, read_in_worker
from hui_reg.sandbox import clocks
from hui_reg.sandbox.pool import Job, Sandbox


def test_models_survive_the_fork() -> None:
    page = specimen()
    jobs = [Job(str(n), partial(bytes, page), group=str(n)) for n in range(3)]
    with Sandbox(workers=1) as sandbox:
        read = [done.document for done in sandbox.run(read_in_worker, FileReadings, jobs)]
        threads = clocks.threads(sandbox._nursery._process.pid)
    assert read == [read_file(page)] * 3
    assert threads == 1, "a thread of a library stays behind when a worker is forked"
