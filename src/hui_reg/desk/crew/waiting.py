"""Readings as the computers at work save them; what nobody reads is left to whoever asks."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping

from hui_reg.console import Console
from hui_reg.desk.crew.queues import has_queue, offer_unread, opened_queue
from hui_reg.desk.crew.working import set_aside
from hui_reg.desk.workspace import Workspace
from hui_reg.model import FileReadings
from hui_reg.store import results

_LOOK = 0.5
_RESCUE = 10.0


def read_by_others(
    workspace: Workspace,
    mail_of: Mapping[str, str],
    console: Console,
    is_over: Callable[[], bool],
) -> Iterator[FileReadings]:
    """The readings of these files (to their mails, by SHA-256) as others save them, as long as others are at work.
    What is left when it ends is for the caller to read."""
    if not mail_of or not has_queue(workspace):
        return
    with opened_queue(workspace) as queue:
        if not (hands := queue.hands()):
            return
        console.say(f"{len(hands)} 个识读进程在别处工作，等它们读完 {len(mail_of)} 个文件")
        queue.offer(mail_of)
        left, looked = set(mail_of), time.monotonic()
        with console.progress("等待识读", len(left)) as advance:
            while left and not is_over() and queue.hands():
                found = _saved(workspace, left)
                for sha256, reading in found.items():
                    left.discard(sha256)
                    advance()
                    yield reading
                if time.monotonic() > looked + _RESCUE:
                    looked = time.monotonic()
                    set_aside(workspace, queue, queue.rescue())
                if left and not found:
                    time.sleep(_LOOK)
        queue.withdraw(left)


def _saved(workspace: Workspace, wanted: Collection[str]) -> dict[str, FileReadings]:
    from hui_reg import readers

    with workspace.database.begin() as connection:
        found = results.load_readings(connection, wanted)
        return {reading.sha256: reading for reading in found if readers.is_current(reading)}


def begin_with_new(workspace: Workspace) -> None:
    """Have whoever works begin with what has just come; nothing where nobody does."""
    if has_queue(workspace):
        with opened_queue(workspace) as queue:
            if queue.hands():
                offer_unread(workspace, queue)
