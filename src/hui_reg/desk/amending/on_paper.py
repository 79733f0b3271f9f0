"""A person registered on paper: scans in a folder become a message of their own, and a ruling says whose they are.

The message is kept like any mail, its day as staff say it; what makes it count is the ruling, which can be undone. The
ruling is noted first: cut off in between, the same command again brings the message.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from hui_reg.desk.amending import entering
from hui_reg.desk.amending.entering import Said
from hui_reg.desk.validation import rulings_of
from hui_reg.desk.workspace import Workspace
from hui_reg.dossiers.ruled.units import RightNames, on_paper
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.history.rulings import RulingKind
from hui_reg.intake.loose import PAPER, scanned
from hui_reg.store.keeper import Keeper
from hui_reg.store.mails import Arrival


@dataclass(frozen=True)
class Registered:
    """What came of it. ``number`` is that of the ruling; 0 where these papers stood registered already."""

    message: str
    unit: str
    files: int
    number: int
    received_at: datetime


def register(
    workspace: Workspace, folder: Path, unit: str, received: datetime | None, by: str | None, *, dry_run: bool = False
) -> Registered:
    """Keep the scans in ``folder`` as papers that ``unit`` handed in; ``received`` in the notice's zone, by default
    now. For whoever holds the lock. Raises :class:`HuiRegError` (exit 2)."""
    at = _moment(workspace, received)
    largest = workspace.settings.intake.largest_mail_mib * 1024 * 1024
    raw, files = scanned(folder, at.date(), largest, f"{unit} {PAPER}")
    sha256 = hashlib.sha256(raw).hexdigest()
    if dry_run:
        return Registered(sha256, unit, files, 0, at)
    standing = {r.said("message"): r.said("unit") for r in rulings_of(workspace).of(RulingKind.PAPER)}
    data: dict[str, str | int | float | bool | None] = {
        "message": sha256, "unit": unit, "path": folder.resolve().name, "files": files,
        "received": f"{at:%Y-%m-%d}",
    }  # fmt: skip
    said = [Said(RulingKind.PAPER, "", data)] if sha256 not in standing else []
    numbers = entering.note(workspace, said, by) if said else [0]
    with Keeper(workspace.blobs, workspace.database) as keeper:
        keeper.keep([(raw, Arrival(sha256, len(raw), at.astimezone(UTC), "on_paper"))])
    return Registered(sha256, unit, files, numbers[0], at)


def units_on_paper(workspace: Workspace) -> list[str]:
    """The units whose papers were taken in, under the names they go by now."""
    rulings = rulings_of(workspace)
    right = RightNames(rulings)
    return list(dict.fromkeys(right.of(unit) for unit in on_paper(rulings).values()))


def _moment(workspace: Workspace, received: datetime | None) -> datetime:
    """When the papers came, where the notice holds; a day without an hour is its noon."""
    notice = workspace.notice
    now = datetime.now(notice.tz)
    if received is None:
        return now
    at = received.replace(tzinfo=notice.tz)
    if at.date() > now.date() or (at.time() != time() and at > now):
        raise HuiRegError(ExitCode.USAGE, f"收到的日期 {at:%Y-%m-%d} 还没有到", "请检查 --received。")
    if at.date() < notice.registration.opens:
        opens = f"{notice.registration.opens}"
        raise HuiRegError(ExitCode.USAGE, f"收到的日期早于报名开始日 {opens}", "请检查 --received 的年份和月份。")
    if at.time() != time():
        return at
    if at.date() == notice.registration.deadline and notice.registration.closes is not None:
        closes = f"{notice.registration.closes:%H:%M}"
        raise HuiRegError(
            ExitCode.USAGE,
            f"截止日当天 {closes} 截止，只写日期分不清是否逾期",
            f'请写明几点收到，例如 --received "{at:%Y-%m-%d} 10:30"。',
        )
    return min(at.replace(hour=12), now)
