"""What reading by the queue costs beside the local pool: the same files, the same walls, processor seconds of both.

``python -m benchmarks.queue FOLDER_OF_MAILS POSTGRES_ADDRESS``: fetches the mails into a workspace of its own on an
empty database, reads them all by the local pool, forgets the readings, and reads them all by ``work``. Processor time,
because wall time on a shared machine says nothing; the server's is not in it (it is told apart).
"""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import delete

from hui_reg import cli
from hui_reg.console import Console
from hui_reg.desk import validation
from hui_reg.desk.crew.queues import opened_queue
from hui_reg.desk.crew.working import Work, work
from hui_reg.desk.workspace import Workspace, open_workspace
from hui_reg.store import results
from hui_reg.store.schema import readings


def spent() -> float:
    """Processor seconds of this process and its ended children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def locally(workspace: Workspace, mail_of: dict[str, str]) -> None:
    """As ``validate`` does where nobody else works."""
    batch = []
    for reading in validation.read_files(workspace, mail_of, Console()):
        batch.append(reading)
        if len(batch) == 8:
            with workspace.database.begin() as connection:
                results.save_readings(connection, batch)
            batch = []
    with workspace.database.begin() as connection:
        results.save_readings(connection, batch)


def queued(workspace: Workspace, mail_of: dict[str, str]) -> None:
    """As ``work`` does."""
    with opened_queue(workspace) as queue:
        queue.enlist("benchmark")
        queue.offer(mail_of)
    work(workspace, print, until_idle=True, done=Work())


def main(mails: Path, address: str) -> None:
    os.environ["HUI_REG_STORE__DATABASE"] = address
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "w"
        os.environ["HUI_REG_STORE__BLOBS"] = str(Path(folder) / "blobs")
        assert cli.run(["-w", str(root), "init", "-q"]) == 0
        assert cli.run(["-w", str(root), "fetch", "-q", "--from", str(mails)]) in (0, 1)
        with open_workspace(root) as workspace:
            for name, way in (("local", locally), ("queue", queued), ("local", locally), ("queue", queued)):
                with workspace.database.begin() as connection:
                    connection.execute(delete(readings))
                    mail_of = results.unread_files(connection)
                before, began = spent(), time.monotonic()
                way(workspace, mail_of)
                cost, wall = spent() - before, time.monotonic() - began
                with workspace.database.begin() as connection:
                    assert not results.unread_files(connection)
                print(f"{name}: {len(mail_of)} files, {cost:.2f} CPU s, {wall:.1f} s of wall time", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
