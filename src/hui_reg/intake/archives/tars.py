"""tar archives and single compressed files (gzip, xz, bzip2), plain or one in the other; Linux users pack with them."""

import bz2
import gzip
import lzma
import tarfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from hui_reg.intake.archives.budget import (
    Budget,
    Member,
    bomb,
    cut_off,
    damaged,
    link,
    nothing_inside,
    unsupported,
)
from hui_reg.intake.charset import decode_together
from hui_reg.intake.names import clean, clean_path

_BLOCK = 512
_Opened = gzip.GzipFile | lzma.LZMAFile | bz2.BZ2File


def is_tar(data: bytes) -> bool:
    """Whether these bytes are a tar: the POSIX mark stands at 257, the first header's sum is right, or it is empty."""
    if data[257:262] == b"ustar":
        return True
    if len(data) >= 2 * _BLOCK and len(data) % _BLOCK == 0 and not data[: 2 * _BLOCK].strip(b"\0"):
        return not data.strip(b"\0")
    if len(data) < 2 * _BLOCK or not data[:1].strip(b"\0") or not data[148:156].strip(b" \0").isdigit():
        return False
    try:
        tarfile.TarInfo.frombuf(data[:_BLOCK], "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError):
        return False
    return True


def open_tar(data: bytes, budget: Budget) -> Iterator[Member]:
    """The files of a tar; a second name for a file is a file, other links and devices are named. Raises
    :class:`Refused`."""
    folders = []
    try:
        with tarfile.open(fileobj=BytesIO(data), mode="r:", encoding="utf-8", errors="surrogateescape") as archive:
            entries = list(archive)
            names = decode_together(entry.name.encode("utf-8", "surrogateescape") for entry in entries)
            for entry, name in zip(entries, names, strict=True):
                path = clean_path(name) or "未命名"
                if entry.isdir():
                    folders.append(path)
                else:
                    yield _member(archive, entry, path, budget, len(data))
    except tarfile.ReadError as error:
        raise cut_off() if "unexpected end" in str(error) else damaged() from error
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise damaged() from error
    if len(folders) == len(entries):
        raise nothing_inside(folders)


def _member(archive: tarfile.TarFile, entry: tarfile.TarInfo, path: str, budget: Budget, whole: int) -> Member:
    if entry.issym():
        return Member(path, b"", link())
    if not (entry.isreg() or entry.islnk()):
        return Member(path, b"", unsupported("压缩包里的这一项不是普通文件"))
    if entry.isreg():
        budget.ask(
            min(_packed(entry), whole), entry.size
        )  # holes cost nothing in the archive, and all their bytes here
    try:
        stream = archive.extractfile(entry)
    except KeyError:  # the file that a second name belongs to isn't there
        stream = None
    if stream is None:
        return Member(path, b"", link())
    size = stream.raw.size if entry.islnk() else entry.size  # type: ignore[attr-defined]  # ExFileObject over a slice
    budget.spend(size)
    content = stream.read()
    if len(content) != size:
        raise cut_off()
    return Member(path, content)


def _packed(entry: tarfile.TarInfo) -> int:
    """The bytes that a member has in the archive: of a sparse one, those between its holes."""
    pieces: Any = entry.sparse  # offsets and lengths; the stubs know better than the library
    return sum(max(0, length) for _, length in pieces) if pieces else entry.size


def open_gzip(data: bytes, budget: Budget) -> Iterator[Member]:
    """The one file inside a gzip, named by its header. Raises :class:`Refused`."""
    yield _single(data, budget, lambda stream: gzip.GzipFile(fileobj=stream), _stored_name(data))


def open_xz(data: bytes, budget: Budget) -> Iterator[Member]:
    """The one file inside an xz or lzma file. Raises :class:`Refused`."""
    yield _single(data, budget, lzma.LZMAFile)


def open_bzip2(data: bytes, budget: Budget) -> Iterator[Member]:
    """The one file inside a bzip2. Raises :class:`Refused`."""
    yield _single(data, budget, bz2.BZ2File)


def _single(data: bytes, budget: Budget, open_: Callable[[BytesIO], _Opened], name: str = "") -> Member:
    limit = budget.allowance(len(data))
    try:
        with open_(BytesIO(data)) as stream:
            content = stream.read(limit + 1)
    except EOFError as error:
        raise cut_off() from error
    except (OSError, zlib.error, lzma.LZMAError, ValueError) as error:
        raise damaged() from error
    if len(content) > limit:
        raise bomb()
    budget.spend(len(content))
    return Member(name or ("内容.tar" if is_tar(content) else "内容"), content)


def _stored_name(data: bytes) -> str:
    if not data[3] & 0x08:
        return ""
    start = 10 + (2 + int.from_bytes(data[10:12], "little") if data[3] & 0x04 else 0)
    return clean(decode_together([data[start : data.find(b"\0", start)]])[0])
