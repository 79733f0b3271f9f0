"""7z archives, read by py7zr into memory that is capped while it writes."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

import py7zr
from py7zr.exceptions import (
    AbsolutePathError,
    DecompressionBombError,
    PasswordRequired,
    UnsupportedCompressionMethodError,
)
from py7zr.io import Py7zIO, WriterFactory

from hui_reg.intake.archives.budget import (
    Budget,
    Member,
    Refused,
    bomb,
    cut_off,
    damaged,
    encrypted,
    link,
    nothing_inside,
    unsupported,
)
from hui_reg.intake.names import clean_path


def open_7z(data: bytes, budget: Budget) -> Iterator[Member]:
    """The members of a 7z archive; folders are left out, links named. Raises :class:`Refused`."""
    _refuse_cut(data)
    try:
        with py7zr.SevenZipFile(BytesIO(data)) as archive:
            if archive.needs_password():
                raise encrypted()
            listed = archive.list()
            files = [entry for entry in listed if entry.is_file and not entry.is_symlink]
            links = [entry.filename for entry in listed if entry.is_symlink]
            if not files and not links:
                raise nothing_inside(entry.filename for entry in listed)
            if len(files) > budget.files:
                budget.files = 0
                budget.spend(0)
            # solid archives tell no packed size per member: the ratio holds for the whole
            claimed = sum(entry.uncompressed for entry in files)
            if claimed > budget.bytes:
                budget.spend(claimed)
            if claimed > budget.allowance(len(data)):
                raise bomb()
            shelf = Shelf(budget)
            archive.extractall(factory=shelf)
            empty = [entry.filename for entry in files if entry.uncompressed == 0]
    except PasswordRequired as error:
        raise encrypted() from error
    except UnsupportedCompressionMethodError as error:
        raise unsupported("压缩包使用了少见的压缩方法") from error
    except (DecompressionBombError, AbsolutePathError) as error:
        raise bomb() from error
    except (Refused, MemoryError):
        raise
    except Exception as error:  # beside its own errors the library raises whatever a broken archive leads it to
        raise damaged() from error
    yield from (Member(clean_path(name) or "未命名", b"", link()) for name in links)
    written = {name for name, _ in shelf.books}
    for name, book in [*shelf.books, *((name, _Book(budget)) for name in empty if name not in written)]:
        budget.files -= 1
        yield Member(clean_path(name) or "未命名", book.content())


def _refuse_cut(data: bytes) -> None:
    """The first 32 bytes tell how long the archive is."""
    if len(data) >= 32:
        offset, size = struct.unpack_from("<QQ", data, 12)
        if zlib.crc32(data[12:32]) == struct.unpack_from("<I", data, 8)[0] and 32 + offset + size > len(data):
            raise cut_off()


class _Book(Py7zIO):
    """A file in memory that refuses to grow beyond what is left of the budget."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._buffer = BytesIO()

    def write(self, s: bytes | bytearray) -> int:
        self._budget.bytes -= len(s)
        if self._budget.bytes < 0:
            raise bomb()
        return self._buffer.write(s)

    def read(self, size: int | None = None) -> bytes:
        return self._buffer.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._buffer.seek(offset, whence)

    def flush(self) -> None:
        return None

    def size(self) -> int:
        return len(self._buffer.getbuffer())

    def content(self) -> bytes:
        return self._buffer.getvalue()


class Shelf(WriterFactory):
    """Keeps every member in order, members of the same name too."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.books: list[tuple[str, _Book]] = []

    def create(self, filename: str) -> Py7zIO:
        book = _Book(self._budget)
        self.books.append((filename, book))
        return book
