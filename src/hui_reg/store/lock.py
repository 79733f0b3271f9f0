"""One run at a time: a lock the system itself lets go when its holder dies, with the holder's name in it."""

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from hui_reg.errors import ExitCode, HuiRegError, spoken


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock file while the block runs.

    Raises :class:`HuiRegError` with exit 5, naming who holds it and since when, or with exit 7 when the file can't
    be written.
    """
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR | getattr(os, "O_CLOEXEC", 0), 0o600)
    except OSError as error:
        raise HuiRegError(
            ExitCode.STORE, f"无法写入数据文件夹：{spoken(error)}", "请检查磁盘空间和文件夹权限。"
        ) from error
    try:
        if not _try_lock(descriptor):
            raise HuiRegError(
                ExitCode.LOCKED,
                f"另一次运行还在进行{_holder(descriptor)}",
                "请等它结束后再试；定时任务会在下一次自动继续。",
            )
        _sign(descriptor)
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def held_since(path: Path) -> datetime | None:
    """Since when another run holds the lock; None when none does, or one can't tell."""
    try:
        descriptor = os.open(path, os.O_RDWR | getattr(os, "O_CLOEXEC", 0))
    except OSError:
        return None
    try:
        return None if _try_lock(descriptor) else _since(descriptor)
    finally:
        os.close(descriptor)


def _since(descriptor: int) -> datetime | None:
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        return datetime.fromisoformat(json.loads(os.read(descriptor, _SIGNATURE))["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _sign(descriptor: int) -> None:
    who = {"pid": os.getpid(), "since": datetime.now().astimezone().isoformat(timespec="seconds")}
    text = json.dumps(who).encode().ljust(_SIGNATURE)
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, text)
    except OSError:  # a full disk must not keep anyone from reading; whoever needs to write will say so
        return


def _holder(descriptor: int) -> str:
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        who = json.loads(os.read(descriptor, _SIGNATURE))
        since = datetime.fromisoformat(who["since"])
        return f"（进程 {int(who['pid'])}，开始于 {since:%m}月{since:%d}日 {since:%H:%M:%S}）"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


_SIGNATURE = 200
_LOCKED_BYTE = 1024
"""Where Windows, which keeps others from reading locked bytes, has its lock: behind the signature."""

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
