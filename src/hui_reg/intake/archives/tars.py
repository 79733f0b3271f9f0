"""tar archives and gzip files, plain or one in the other; Linux users and some phones pack with them."""

import gzip
import tarfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from hui_reg.intake.archives.budget import Budget, Member, bomb, damaged
from hui_reg.intake.charset import decode_together
from hui_reg.intake.names import clean, clean_path


def is_tar(data: bytes) -> bool:
    """Whether these bytes are a POSIX tar (the mark stands at 257)."""
    return data[257:262] == b"ustar"


def open_tar(data: bytes, budget: Budget) -> Iterator[Member]:
    """The regular files of a tar; links, devices and folders are left out. Raises :class:`Refused`."""
    try:
        with tarfile.open(fileobj=BytesIO(data), mode="r:", encoding="utf-8", errors="surrogateescape") as archive:
            entries = [entry for entry in archive if entry.isreg()]
            names = decode_together(entry.name.encode("utf-8", "surrogateescape") for entry in entries)
            for entry, name in zip(entries, names, strict=True):
                budget.ask(
                    min(_packed(entry), len(data)), entry.size
                )  # holes cost nothing in the archive, and all their bytes here
                budget.spend(entry.size)
                stream = archive.extractfile(entry)
                content = stream.read() if stream else b""
                if len(content) != entry.size:
                    raise damaged()
                yield Member(clean_path(name) or "未命名", content)
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise damaged() from error


def _packed(entry: tarfile.TarInfo) -> int:
    """The bytes that a member has in the archive: of a sparse one, those between its holes."""
    pieces: Any = entry.sparse  # offsets and lengths; the stubs know better than the library
    return sum(max(0, length) for _, length in pieces) if pieces else entry.size


def open_gzip(data: bytes, budget: Budget) -> Iterator[Member]:
    """The one file inside a gzip, named by its header. Raises :class:`Refused`."""
    limit = budget.allowance(len(data))
    try:
        with gzip.GzipFile(fileobj=BytesIO(data)) as stream:
            content = stream.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise damaged() from error
    if len(content) > limit:
        raise bomb()
    budget.spend(len(content))
    yield Member(_stored_name(data) or ("内容.tar" if is_tar(content) else "内容"), content)


def _stored_name(data: bytes) -> str:
    if not data[3] & 0x08:
        return ""
    start = 10 + (2 + int.from_bytes(data[10:12], "little") if data[3] & 0x04 else 0)
    return clean(decode_together([data[start : data.find(b"\0", start)]])[0])
