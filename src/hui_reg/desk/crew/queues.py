"""The queue of a workspace: that of the place where its files lie, for the readers of this program."""

import importlib.util

from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store import results
from hui_reg.store.joint.queue import Queue, exists, name_of


def opened_queue(workspace: Workspace) -> Queue:
    """The queue, for ``with``. Raises :class:`HuiRegError` (exit 3) for a workspace that shares with nobody."""
    from hui_reg.readers import VERSIONS
    from hui_reg.store.joint.holders import HeldBlobs

    blobs = workspace.blobs
    if not isinstance(blobs, HeldBlobs):
        raise HuiRegError(
            ExitCode.SETTINGS,
            "这个工作区没有与其他电脑合用数据库，不需要 hui-reg work",
            "一台电脑直接运行 hui-reg validate；要几台电脑一起识读，见 docs/几台电脑.md。",
        )
    _ = workspace.database  # at the newest schema, and there
    return Queue(workspace.settings.store.url, name_of(blobs.place.id, VERSIONS))


def offer_unread(workspace: Workspace, queue: Queue) -> None:
    """Offer every file here that no reader has seen."""
    with workspace.database.begin() as connection:
        mail_of = results.unread_files(connection)
    away = workspace.blobs.elsewhere(mail_of) if mail_of else {}
    queue.offer({sha256: mail for sha256, mail in mail_of.items() if sha256 not in away})


def has_queue(workspace: Workspace) -> bool:
    """Whether others may read for this workspace."""
    if not workspace.is_shared or importlib.util.find_spec("procrastinate") is None:
        return False
    with workspace.database.begin() as connection:
        return exists(connection)
