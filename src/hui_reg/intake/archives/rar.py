"""RAR archives, which take a program (``unar``): repacked as a zip by a walled and capped process of its own.

:func:`repack` starts this module as a child: RAR on its stdin, a stored zip on its stdout. The child lists with
rarfile and has unar write one member at a time, caps memory, time and file size, and works in a folder that is gone
afterwards, the only one it may write to. What comes back is opened by the sandbox like any zip, under the same budget.
"""

import contextlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from hui_reg.intake.archives.budget import (
    FREE_BYTES,
    HIGHEST_RATIO,
    MOST_BYTES,
    MOST_FILES,
    Refused,
    bomb,
    damaged,
    encrypted,
    too_much,
    unsupported,
)
from hui_reg.model import ProblemKind

Launcher = Callable[[Path], Sequence[str]]
"""What to put before a module's name to have it run behind walls, with a folder to write to."""

_PASSED_ON = frozenset({"PATH", "PYTHONPATH", "LANG", "LC_ALL", "LC_CTYPE", "SYSTEMROOT", "PATHEXT"})
"""Of the environment, which may hold the mailbox's password, what a program needs."""

SECONDS = 60
_MEMORY = 1024 * 1024 * 1024
_ANSWERS = {3: encrypted, 4: damaged, 5: bomb, 6: too_much}
_VOLUME = 7


def repack(volumes: Sequence[bytes], launcher: Launcher, password: str = "") -> bytes:
    """A RAR's files, of one volume or several in order, as a stored zip with UTF-8 names. Raises :class:`Refused`."""
    if shutil.which("unar") is None:
        raise Refused(
            ProblemKind.NEEDS_UNAR,
            "RAR 压缩包需要安装 unar 才能打开（Debian：apt install unar），装好后运行 hui-reg retry",
        )
    with tempfile.TemporaryDirectory(prefix="hui-reg-rar-") as folder:
        known = {name: value for name, value in os.environ.items() if name in _PASSED_ON}
        environment = known | dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP"), folder)
        try:
            done = subprocess.run(  # noqa: S603 our own module
                [*launcher(Path(folder)), __spec__.name],
                input=_packed_request(volumes, password),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                cwd=folder,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise bomb() from error
    if done.returncode == 0:
        return done.stdout
    if done.returncode == _VOLUME:
        raise unsupported("这是分卷压缩包的一部分")
    raise _ANSWERS.get(done.returncode, damaged)()


def _main() -> int:
    """The child: 0 with the zip on stdout, or a code of ``_ANSWERS``."""
    _cap()
    import rarfile

    rarfile.TRY_ENCODINGS = ("utf8", "gb18030")
    with contextlib.suppress(AttributeError):
        rarfile.tool_setup(unrar=False, unar=True, bsdtar=False, sevenzip=False, sevenzip2=False)
    try:
        password, volumes = _read_request(sys.stdin.buffer)
        source = io.BytesIO(volumes[0]) if len(volumes) == 1 else _written(volumes)
        with rarfile.RarFile(source) as archive:
            if password:
                archive.setpassword(password)
            return _repack(archive, len(volumes), locked=not password)
    except (rarfile.PasswordRequired, rarfile.RarWrongPassword):
        return 3
    except (rarfile.NeedFirstVolume, OSError):  # OSError: it would have to go on in a volume that isn't there
        return _VOLUME
    except rarfile.Error:
        return 4


def _packed_request(volumes: Sequence[bytes], password: str) -> bytes:
    """What the child reads: each item behind its length, the password first."""
    items = [password.encode(), *volumes]
    return b"".join(len(item).to_bytes(8, "big") + item for item in items)


def _read_request(stream: BinaryIO) -> tuple[str, list[bytes]]:
    items = []
    while size := stream.read(8):
        items.append(stream.read(int.from_bytes(size, "big")))
    return items[0].decode(), items[1:]


def _written(volumes: Sequence[bytes]) -> Path:
    """The volumes on disk, in the child's own folder, under the names by which a RAR looks for its next volume."""
    old = volumes[0].startswith(b"Rar!\x1a\x07\x00") and not volumes[0][10] & 0x10
    names = [
        f"v.r{number - 1:02}" if old and number else f"v.part{number + 1:04}.rar" for number in range(len(volumes))
    ]
    names[0] = "v.rar" if old else names[0]
    for name, volume in zip(names, volumes, strict=True):
        Path(name).write_bytes(volume)
    return Path(names[0])


def _repack(archive: "rarfile.RarFile", volumes: int, *, locked: bool) -> int:  # type: ignore[name-defined]  # noqa: F821
    files = [info for info in archive.infolist() if info.is_file()]
    links = [info for info in archive.infolist() if info.is_symlink()]
    if archive.needs_password() and locked:
        return 3
    if not archive.infolist():
        return 4
    if len(archive.volumelist()) > volumes:
        return _VOLUME
    if len(files) > MOST_FILES or sum(info.file_size for info in files) > MOST_BYTES:
        return 6
    sizes_told = all(info.compress_size for info in files if info.file_size)  # a solid archive tells the first's only
    if sizes_told and any(info.file_size > FREE_BYTES + HIGHEST_RATIO * info.compress_size for info in files):
        return 5
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target:
        for info in files:
            content = archive.read(info)
            if len(content) > info.file_size:
                return 5
            target.writestr(info.filename, content)
        for info in links:  # named by whoever opens the zip
            entry = zipfile.ZipInfo(info.filename)
            entry.external_attr = 0xA1FF << 16
            target.writestr(entry, b"")
    sys.stdout.buffer.write(buffer.getvalue())
    return 0


def _cap() -> None:
    if sys.platform == "win32":
        return
    import resource

    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_AS, (2 * _MEMORY, 2 * _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(_main())
