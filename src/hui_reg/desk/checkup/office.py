"""The workspace itself: its notice, its disk, who can look into it, the machine's clock, what is kept, the backup."""

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hui_reg.desk.checkup.check import Check
from hui_reg.desk.custody.enciphering import unlike
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode
from hui_reg.settings import FILE_NAME
from hui_reg.store import mails, results

_LITTLE_SPACE = 2 * 1024**3
_AHEAD, _YEARS = timedelta(hours=1), timedelta(days=3 * 365)
_BACKUP_AGE = timedelta(days=7)


def notice(workspace: Workspace) -> Iterator[Check]:
    """Which registration this is."""
    told = workspace.notice
    deadline = f"{told.number} {told.title}，报名截止 {told.registration.deadline:%Y-%m-%d}"
    yield Check("通知", "ok", deadline, public=told.id)


def folder(workspace: Workspace) -> Iterator[Check]:
    """Disk, rights, encryption."""
    free = shutil.disk_usage(workspace.folder).free
    space = f"{free / 1024**3:.1f} GB"
    enough = free > _LITTLE_SPACE
    yield Check(
        "磁盘", "ok" if enough else "warn", f"{workspace.folder} 尚余 {space}", "" if enough else "请清理磁盘。", space
    )
    if os.name == "posix":
        yield _rights(workspace)
    yield _encryption(workspace.folder)
    yield _sealing(workspace)


def _rights(workspace: Workspace) -> Check:
    open_ones = [
        path
        for path in (workspace.folder, workspace.root / "exports", workspace.root / FILE_NAME)
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if open_ones:
        paths = " ".join(f"'{path.absolute()}'" for path in open_ones)
        names = "、".join(path.name for path in open_ones)
        return Check(
            "权限", "warn", f"这台电脑的其他用户能看到 {names}", f"请运行 chmod -R go= {paths}", "其他用户可读"
        )
    return Check("权限", "ok", "数据和导出的文件只有本人可读", public="只有本人可读")


def _encryption(where: Path) -> Check:
    """Whether the disk is encrypted, as far as it can be told without an administrator's powers."""
    if sys.platform == "win32":
        return Check("加密", "note", "看不出磁盘是否加密", "请在“设置”里确认 BitLocker（设备加密）已打开。", "看不出")
    known = _is_encrypted(where) if sys.platform.startswith("linux") else None
    if known:
        return Check("加密", "ok", "磁盘已加密", public="已加密")
    advice = "电脑或硬盘丢失时，没有加密的个人信息会泄露；请管理员确认或加密。"
    told = "看不出磁盘是否加密" if known is None else "磁盘没有加密"
    return Check("加密", "note", told, advice, told)


def _sealing(workspace: Workspace) -> Check:
    """Whether what is kept is encrypted beside that, as the setting wants it."""
    cipher = workspace.settings.store.encrypt
    if not cipher:
        advice = "先加密整块磁盘；做不到的电脑，可设 [store] encrypt，再运行 hui-reg encrypt。"
        return Check("保存的内容", "note", "没有另外加密（整盘加密的电脑不需要）", advice, "没有")
    left = unlike(workspace)
    told = f"设置为 {cipher}" + (f"，但 {left}" if left else "，都已加密（导出的文件除外）")
    advice = "请运行 hui-reg encrypt。" if left else "exports 里的表格和网页是给人看的，不加密：放在整盘加密的磁盘上。"
    return Check("保存的内容", "warn" if left else "ok", told, advice, f"{cipher}{'，未完成' if left else ''}")


def _is_encrypted(where: Path, blocks: Path = Path("/sys/dev/block")) -> bool | None:
    """Whether the device below a folder, or one below that, is dm-crypt; None where there is no device to ask."""
    device = where.stat().st_dev
    top = blocks / f"{os.major(device)}:{os.minor(device)}"
    if not top.exists():
        return None
    waiting = [top]
    while waiting:
        block = waiting.pop()
        uuid = block / "dm" / "uuid"
        if uuid.exists() and uuid.read_text().startswith("CRYPT-"):
            return True
        waiting += (block / "slaves").iterdir() if (block / "slaves").is_dir() else ()
    return False


def kept(workspace: Workspace) -> Iterator[Check]:
    """The database, what it holds, the clock against the newest mail, the last backup."""
    with workspace.database.begin() as connection:
        if connection.dialect.name == "sqlite":
            fault = str(connection.exec_driver_sql("PRAGMA quick_check").scalar())
            if fault != "ok":
                advice = "请停止使用并从备份恢复 data 文件夹；原始邮件仍在 data/blobs 中。"
                yield Check("数据库", "fail", f"数据库已损坏：{fault}", advice, "已损坏", ExitCode.STORE)
                return
        counts = mails.count_by_state(connection)
        applicants = len(results.load_versions(connection))
        newest = max((mail.received_at for mail in mails.load(connection)), default=None)
        backup = results.last_run(connection, "backup")
    aside = counts.get("set_aside", 0)
    held = f"{sum(counts.values())} 封邮件、{applicants} 位申报人" + (f"，搁置 {aside} 封" if aside else "")
    yield Check("数据库", "warn" if aside else "ok", held, "请运行 hui-reg retry。" if aside else "", held)
    now = datetime.now(UTC)
    yield _clock(now, newest, workspace)
    if not workspace.is_shared and (backup is not None or counts):
        yield _backup(now, backup[0] if backup else None)


def _clock(now: datetime, newest: datetime | None, workspace: Workspace) -> Check:
    shown = f"{now.astimezone(workspace.notice.tz):%Y-%m-%d %H:%M}"
    advice = "请核对这台电脑的日期和时间：保存期限、截止日都按它算。"
    if newest is not None and newest > now + _AHEAD:
        return Check("时钟", "fail", f"{shown}，比最新一封邮件还早", advice, "比最新邮件早", ExitCode.SETTINGS)
    if newest is not None and now - newest > _YEARS:
        return Check("时钟", "warn", f"{shown}，比最新一封邮件晚了好几年", advice, "晚了好几年")
    return Check("时钟", "ok", shown, public="与邮件相符")


def _backup(now: datetime, last: datetime | None) -> Check:
    advice = "请运行 hui-reg backup 文件，并把文件存到另一块盘上。"
    if last is None:
        return Check("备份", "warn", "还没有备份过", advice, "从未")
    days = (now - last).days
    told = f"上次备份在 {days} 天前" if days else "今天备份过"
    old = now - last > _BACKUP_AGE
    return Check("备份", "warn" if old else "ok", told, advice if old else "", f"{days} 天前")
