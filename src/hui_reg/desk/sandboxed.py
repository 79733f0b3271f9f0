"""The sandbox, opened as the workspace's settings want it: the one place where its caps are chosen."""

from hui_reg.desk.workspace import Workspace
from hui_reg.sandbox.pool import Limits, Sandbox


def opened(workspace: Workspace, *, workers: int | None = None, seconds: float | None = None) -> Sandbox:
    """The sandbox for ``with``. ``workers`` and ``seconds`` a job, where a task needs others than reading does."""
    caps = workspace.settings.reading
    return Sandbox(workers or caps.workers, Limits(seconds or caps.seconds, caps.memory_mib))
