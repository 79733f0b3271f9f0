"""Files that appear whole or not at all, for their owner only, and that outlive a power cut.

Everything is written to a ``.….partial`` beside its place, synced and renamed. What a killed run left of those is swept
by the next that writes there; those of a run still at work are told by their lock and left alone.
"""

import contextlib
import errno
import os
import secrets
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if os.name == "posix":
    import fcntl

SUFFIX = ".partial"
_DEAD_AFTER = 24 * 3600
"""Seconds after which a partial counts as left behind where locks can't tell (Windows, some network disks)."""
_LONGEST_OF_WINDOWS = 240
"""Characters of a path from which the longer form is used: 260 less what a half-made file's name adds."""
_swept: set[Path] = set()
"""Folders seen to in this process."""


def put(target: Path, data: bytes, *, synced: bool = True) -> None:
    """Put ``data`` under ``target`` in place of what is there. ``synced=False`` for what can be made anew: whole all
    the same, but perhaps gone after a power cut. Raises :class:`OSError`."""
    target = _reached(target)
    with _begun(target) as partial:
        with partial.open("wb") as file:
            file.write(data)
        _settle(partial, target, synced=synced)


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A new empty file beside ``target``, to be written by path; it takes the place of ``target`` when the block ends
    well, and is gone when it doesn't. Raises :class:`OSError`."""
    target = _reached(target)
    with _begun(target) as partial:
        yield partial
        _settle(partial, target, synced=True)


@contextmanager
def scratch(parent: Path, name: str = "folder") -> Iterator[Path]:
    """A folder in ``parent`` for half-made things with people's names in them, gone when the block ends: they don't
    belong in /tmp. It may be renamed away before. Raises :class:`OSError`."""
    with _begun(_reached(parent / name), folder=True) as partial:
        yield partial


def regular(path: Path) -> Path:
    """The path, if an ordinary file is there or none is: opening a pipe waits for ever, a device never ends.

    Asked before any path that people name is opened. Raises :class:`OSError`.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return path
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "是文件夹，不是文件" if stat.S_ISDIR(mode) else "不是普通文件")
    return path


def folder(path: Path) -> None:
    """Make a folder and those above it that are missing, each for its owner only, whatever the umask. Raises
    :class:`OSError`."""
    missing = []
    while not path.exists():
        missing.append(path)
        path = path.parent
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)
        if os.name == "posix":
            one.chmod(0o700)


def create(path: Path, data: bytes, *, synced: bool) -> os.stat_result:
    """Write a new file, mode 0600, never through a link. Raises :class:`FileExistsError` and other :class:`OSError`."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
        if synced:
            os.fsync(handle)
        return os.fstat(handle)
    finally:
        os.close(handle)


def extend(descriptor: int, end: int, data: bytes) -> int:
    """Have an open file go on with ``data`` behind ``end``, synced; its size then. What a full disk left half-written
    is cut away. Raises :class:`OSError`."""
    try:
        os.ftruncate(descriptor, end)
        os.lseek(descriptor, end, os.SEEK_SET)
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
    except BaseException:
        with contextlib.suppress(OSError):
            os.ftruncate(descriptor, end)
        raise
    return end + len(data)


def append(descriptor: int, data: bytes) -> tuple[int, int]:
    """Have a file that was opened for appending go on with ``data``, synced; where it begins and ends there, for others
    may append too. What a full disk left half-written is cut away. Raises :class:`OSError`."""
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
    except BaseException:
        with contextlib.suppress(OSError):
            reached = os.lseek(descriptor, 0, os.SEEK_CUR)
            if os.fstat(descriptor).st_size == reached:
                os.ftruncate(descriptor, reached - len(data) + len(view))
        raise
    end = os.lseek(descriptor, 0, os.SEEK_CUR)
    return end - len(data), end


def sync(path: Path) -> None:
    """Make what another program wrote into a file durable. Raises :class:`OSError`."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable."""
    if os.name != "posix":  # Windows has no handle on a folder; NTFS journals its renames
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(folder: Path) -> int:
    """Remove what killed runs left half-written in a folder; how many files and folders. Never raises."""
    swept = 0
    with contextlib.suppress(OSError):
        for stray in folder.glob(f".*{SUFFIX}"):
            if _is_dead(stray):
                remove(stray)
                swept += not stray.exists()
    return swept


def left_behind(*folders: Path, but_below: str = "") -> list[Path]:
    """What killed runs left half-written in these folders and below; folders named ``but_below`` are looked into, but
    not those in them. Links are not followed."""
    found = set()
    for top in folders:
        for folder, inside, names in os.walk(top):
            partials = {name for name in (*inside, *names) if name.startswith(".") and name.endswith(SUFFIX)}
            found |= {path for name in partials if _is_dead(path := Path(folder) / name)}
            deep = Path(folder).name != but_below
            inside[:] = [name for name in inside if deep and name not in partials]
    return sorted(found)


def remove(path: Path) -> None:
    """Remove a file or a folder, if it is there and can be."""
    with contextlib.suppress(OSError):
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


@contextmanager
def _begun(target: Path, *, folder: bool = False) -> Iterator[Path]:
    """A partial of ``target``, locked so that others see that it is being written; what is left of it is removed."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if target.parent not in _swept:
        _swept.add(target.parent)
        sweep(target.parent)
    partial = target.with_name(f".{target.name[:50]}-{secrets.token_hex(4)}{SUFFIX}")
    if folder:
        partial.mkdir(mode=0o700)
    else:
        create(partial, b"", synced=False)
    lock = _locked(partial)
    try:
        yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True) if folder else partial.unlink(missing_ok=True)
        if lock is not None:
            os.close(lock)


def _locked(partial: Path) -> int | None:
    if os.name != "posix":  # an open file could not be renamed
        return None
    descriptor = os.open(partial, os.O_RDONLY)
    with contextlib.suppress(OSError):  # a disk without locks: age tells
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return descriptor


def _settle(partial: Path, target: Path, *, synced: bool) -> None:
    if synced:
        descriptor = os.open(partial, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    _rename(partial, target)
    if synced:
        sync_folder(target.parent)


def _rename(partial: Path, target: Path) -> None:
    """On Windows a virus scanner or an indexer may hold a new file for a moment: asked again before it is told."""
    for pause in (0.05, 0.2, 0.8) if os.name == "nt" else ():
        try:
            partial.replace(target)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    partial.replace(target)


def reachable(path: str) -> str:
    """A whole path of Windows in the form that may be longer than 260 characters; a short one as it is."""
    if len(path) < _LONGEST_OF_WINDOWS or path.startswith("\\\\?\\"):
        return path
    return f"\\\\?\\UNC\\{path[2:]}" if path.startswith("\\\\") else f"\\\\?\\{path}"


def _reached(target: Path) -> Path:
    if os.name != "nt":
        return target
    return Path(reachable(os.path.abspath(target)))  # noqa: PTH100  as Windows itself puts dots and slashes right


def _is_dead(partial: Path) -> bool:
    if os.name == "posix":
        try:
            descriptor = os.open(partial, os.O_RDONLY | os.O_NOFOLLOW)
        except OSError:
            return True
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            return False
        except OSError:
            pass
        finally:
            os.close(descriptor)
    return time.time() - partial.lstat().st_mtime > _DEAD_AFTER
