"""One round: mail taken in, taken apart, read and checked, each as far as it can go whatever became of the one before.

A mailbox that can't be reached doesn't keep what was received from being checked; time that runs out ends the round
where it stands, and the next goes on from there.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from hui_reg.console import Console
from hui_reg.desk.custody import leftovers
from hui_reg.desk.mail_round import Received
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode, HuiRegError


@dataclass
class Round:
    """What a round came to. ``failures`` in the order they came; ``notes``: sentences on what was set aside."""

    received: Received = field(default_factory=Received)
    files: int = 0
    read: int = 0
    applicants: int = 0
    changed: int = 0
    checked: bool = False
    """Whether everybody was checked: what the sheets show may have changed."""
    failures: list[HuiRegError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def code(self) -> ExitCode:
        """The exit code: the first failure's, else whether something was set aside."""
        if self.failures:
            return self.failures[0].code
        return ExitCode.SET_ASIDE if self.notes else ExitCode.OK


def go(workspace: Workspace, console: Console, seconds: float) -> Round:
    """Make a round, under the lock, in at most about ``seconds``. Raises :class:`HuiRegError` (exit 5) when another
    run is at work; what else fails is in the result, but for faults of the settings and the store."""
    end = monotonic() + seconds
    done = Round()
    with workspace.lock():
        leftovers.clear(workspace)
        _receive(workspace, console, end, done)
        _check(workspace, console, lambda: monotonic() > end, done)
    return done


def _receive(workspace: Workspace, console: Console, end: float, done: Round) -> None:
    from hui_reg.desk import fetching, unpacking
    from hui_reg.intake.mailbox.connection import Deadline

    if workspace.settings.mailboxes():
        fetched = fetching.fetch(workspace, console, Deadline(max(1.0, end - monotonic())))
        done.received, unpacked = fetched.received, fetched.unpacked
        if fetched.failure is not None:
            done.failures.append(fetched.failure)
    else:
        unpacked = unpacking.unpack(workspace, console, damaged=False)
    done.files = unpacked.files
    done.notes += done.received.troubles
    done.notes += [f"邮件“{mail.subject or '无主题'}”：{problem.detail}" for mail, problem in unpacked.told]
    done.notes += [f"邮件 {sha256[:12]}：{problem.detail}" for sha256, problem in unpacked.set_aside]
    for report in done.received.folders:
        if report.windowed:
            done.notes.append(f"{report.account} 似乎只给看最近约 30 天的邮件，请在网页版邮箱里把收取范围改为“全部”")


def _check(workspace: Workspace, console: Console, is_over: Callable[[], bool], done: Round) -> None:
    from hui_reg.desk import validation

    try:
        found = validation.validate(workspace, console, is_over=is_over)
    except HuiRegError as error:
        if error.code is not ExitCode.SET_ASIDE:
            raise
        done.failures.append(error)
        return
    done.checked = True
    done.read, done.applicants, done.changed = found.read, len(found.people), len(found.changed)
    if found.set_aside:
        done.notes.append(f"{found.set_aside} 个文件无法识读，已搁置（hui-reg retry 再试）")
    if found.waiting:
        done.notes.append(f"{found.waiting} 封邮件收到了却没有拆开（hui-reg retry 再试）")


def shown(workspace: Workspace) -> str:
    """A digest of everything that the first review's sheet and the album show: when it differs they are old."""
    from hui_reg.desk import batches
    from hui_reg.history.decisions import Stage
    from hui_reg.store import results

    batch = batches.gather(workspace, Stage.FIRST)
    with workspace.database.begin() as connection:
        everyone = results.load_versions(connection)
    parts = (
        sorted(everyone.items()),
        sorted(batch.versions.items()),
        sorted(left.model_dump_json() for left in batch.leftovers),
        sorted((sha256, problem.model_dump_json()) for sha256, problem in batch.problems),
    )
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
