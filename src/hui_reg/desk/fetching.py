"""What ``fetch`` and the round of a schedule share: mail received from everywhere and taken apart while more comes."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from hui_reg.console import Console
from hui_reg.desk import receiving, unpacking
from hui_reg.desk.mail_round import Received, Taking
from hui_reg.desk.sandboxed import Archives
from hui_reg.desk.unpacking import Unpacking
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import HuiRegError
from hui_reg.intake.mailbox.connection import Deadline


@dataclass
class Fetched:
    """What came, what it held, and the fault of the mailbox that was broken off (exit 4), if one was."""

    received: Received = field(default_factory=Received)
    unpacked: Unpacking = field(default_factory=Unpacking)
    failure: HuiRegError | None = None


def fetch(
    workspace: Workspace, console: Console, deadline: Deadline, from_path: Path | None = None, *, dry_run: bool = False
) -> Fetched:
    """Receive from every mailbox of the settings, or from a folder, and take apart what is new.

    One mailbox that fails doesn't keep the others from being read. Raises :class:`HuiRegError` for the settings and
    the store.
    """
    done = Fetched()
    with unpacking.Alongside(workspace) as alongside:
        with console.progress("收取邮件", None, "封") as pace:

            def tick(steps: int) -> None:
                pace(steps)
                if not dry_run:
                    alongside.came()

            largest = workspace.settings.intake.largest_mail_mib << 20
            taking = Taking(workspace.blobs, workspace.database, deadline, largest, tick, dry_run, pace.expect)
            if from_path is not None:
                with Archives(workspace) as archives:
                    done.received = receiving.from_path(from_path, replace(taking, opener=archives.opened))
            else:
                done.failure = receiving.from_mailboxes(workspace, taking, done.received)
        if not dry_run:
            done.unpacked = alongside.rest(console)
            receiving.record(workspace, done.received, done.unpacked)
    return done
