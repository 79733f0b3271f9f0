"""Papers checked at the counter, before they are sent: the same reading and rules, in a workspace that is then gone.

It lies in a folder for its owner alone, which goes with the run however that ends; what a run that was killed outright
left behind goes with the next.
"""

import contextlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType

from hui_reg import notice as notices
from hui_reg.console import Console
from hui_reg.desk.sandboxed import Ahead
from hui_reg.desk.validation import Validation, validate
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.intake.loose import Loose, gather
from hui_reg.model import Assessment, Leftover
from hui_reg.notice import Notice
from hui_reg.settings import MailboxSettings, Settings, StoreSettings
from hui_reg.store import results
from hui_reg.store.keeper import Keeper
from hui_reg.store.mails import Arrival

_PREFIX = "hui-reg-check-"
_LEFT_BEHIND = 24 * 3600
"""Seconds after which such a folder is nobody's any more."""
_ENDINGS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


@dataclass(frozen=True)
class Checked:
    """What was found. ``is_over``: the registration had closed; the papers were judged as if sent on its last day."""

    notice: Notice
    validation: Validation
    assessments: list[Assessment]
    leftovers: list[Leftover]
    loose: Loose
    at: datetime
    is_over: bool


def check(known: Settings, paths: Sequence[Path], notice: str | None, console: Console, sandbox: Ahead) -> Checked:
    """Read and judge the papers at ``paths`` as one unit's, by the notice named: a file, the id of a shipped one, or
    that of the settings, or the first. Raises :class:`HuiRegError` (exit 2, 3)."""
    asked = _notice_of(known.notice, notice)
    now = datetime.now(UTC)
    last = asked.closes_at() - timedelta(minutes=1)
    loose = gather(paths, min(now, last), known.intake.largest_mail_mib << 20)
    with private_folder() as folder:
        store = StoreSettings(folder=folder)
        alone = known.model_copy(update={"store": store, "mailbox": MailboxSettings(), "accounts": {}})
        workspace = Workspace(folder, alone, {})
        workspace.__dict__["notice"] = asked
        try:
            with Keeper(workspace.blobs, workspace.database) as keeper:
                keeper.keep([(data, Arrival("", 0, e.received_at, e.received_basis)) for data, e in loose.mails])
            _load_the_rest()
            done = validate(workspace, console, sandbox=sandbox)
            with workspace.database.begin() as connection:
                everyone, left = results.load_assessments(connection), results.load_leftovers(connection)
            return Checked(asked, done, everyone, left, loose, now, now >= asked.closes_at())
        finally:
            if "database" in workspace.__dict__:
                workspace.database.close()


def _load_the_rest() -> None:
    """What is needed after the readers are ready: loaded while they still load, it costs nobody's time."""
    from hui_reg.desk import unpacking
    from hui_reg.desk.renewing import renewal
    from hui_reg.intake import unpack
    from hui_reg.review.precheck import page

    assert unpacking and renewal and unpack and page


def _notice_of(own: Path, named: str | None) -> Notice:
    if named is None:
        return notices.load(own) if own.is_file() else notices.parse(notices.shipped())
    if Path(named).exists():
        return notices.load(Path(named))
    try:
        return notices.parse(notices.shipped(named))
    except (FileNotFoundError, ValueError):
        raise HuiRegError(
            ExitCode.USAGE, f"找不到通知文件 {named}", "请写受理单位给的 notice.toml 的路径，或随程序附带的通知编号。"
        ) from None


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder for its owner only, gone when the block ends, also by a signal that asks for it."""
    os.umask(0o077)
    _sweep(Path(tempfile.gettempdir()))

    def end(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = [(number, signal.signal(number, end)) for number in _ENDINGS]
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        for number, handler in before:
            signal.signal(number, handler)


def _sweep(parent: Path) -> None:
    for left in parent.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            details = left.lstat()
            if left.is_dir() and not left.is_symlink() and time.time() - details.st_mtime > _LEFT_BEHIND:
                shutil.rmtree(left)
