"""zip archives with the names their makers meant, and none of their tricks.

Names are decided per entry: a UTF-8 flag that holds, the Info-ZIP Unicode Path field (0x7075) that matches its CRC,
else all names of the archive together. ``metadata_encoding`` is never used: one lying flag would lose the archive.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

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
from hui_reg.intake.charset import decode_together
from hui_reg.intake.names import clean_path

_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_UNICODE_PATH = 0x7075
_CENTRAL = b"PK\x01\x02"
_END, _END64, _LOCATOR64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_LOCAL_HEADER = 30
_FULL32 = 0xFFFFFFFF
_SUPPORTED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def open_zip(data: bytes, budget: Budget) -> Iterator[Member]:
    """The members of a zip archive, folders and links left out. Raises :class:`Refused`."""
    archive = _central_directory(data)
    entries = [entry for entry in archive.infolist() if not _is_folder(entry)]
    if not entries:
        raise nothing_inside(clean_path(name) for name in names_of(archive.infolist()))
    _refuse_overlaps(data, archive.infolist(), archive.start_dir)
    paths = dict(zip(entries, names_of(entries), strict=True))
    for entry in entries:
        path = clean_path(paths[entry]) or "未命名"
        try:
            yield Member(path, _read(archive, entry, data, budget))
        except Refused as refused:
            yield Member(path, b"", refused)


def _is_folder(entry: zipfile.ZipInfo) -> bool:
    """By its last character; but a file's name may end in a GBK character whose second byte is a backslash."""
    return entry.orig_filename.endswith("/") or (entry.orig_filename.endswith("\\") and entry.file_size == 0)


def names_of(entries: list[zipfile.ZipInfo]) -> list[str]:
    """The name of each entry, in order."""
    sure = [_sure_name(entry) for entry in entries]
    guessed = iter(decode_together(_raw_name(e) for e, name in zip(entries, sure, strict=True) if name is None))
    return [next(guessed) if name is None else name for name in sure]


def _sure_name(entry: zipfile.ZipInfo) -> str | None:
    if entry.flag_bits & _UTF8_FLAG:
        return entry.orig_filename
    raw = _raw_name(entry)
    extra = entry.extra
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        body, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == _UNICODE_PATH and len(body) > 5 and struct.unpack_from("<I", body, 1)[0] == zlib.crc32(raw):
            try:
                return body[5:].decode("utf-8")
            except UnicodeDecodeError:
                return None
    return None


def _raw_name(entry: zipfile.ZipInfo) -> bytes:
    return entry.orig_filename.encode("cp437")


class EndRecord(NamedTuple):
    """A zip's end record: where it stands, and what it says of the directory. Disks count from 0."""

    position: int
    disk: int
    directory_disk: int
    entries: int
    size: int
    directory: int


def end_record(data: bytes) -> EndRecord | None:
    """The last end record that can be one; its directory is in ``data`` unless other disks hold it."""
    position = data.rfind(_END)
    while position >= 0:
        if position + 22 <= len(data):
            disk, first, _, entries, size, offset = struct.unpack_from("<4H2I", data, position + 4)
            record = EndRecord(position, disk, first, entries, size, offset)
            if disk or _FULL32 in (size, offset) or size <= position:
                return record
        position = data.rfind(_END, 0, position)
    return None


def central_entries(data: bytes, start: int, count: int) -> Iterator[int]:
    """Where each entry of a central directory begins, walked from its first."""
    for _ in range(count):
        if data[start : start + 4] != _CENTRAL or start + 46 > len(data):
            return
        yield start
        start += 46 + sum(struct.unpack_from("<3H", data, start + 28))


def _central_directory(data: bytes) -> zipfile.ZipFile:
    end = end_record(data)
    if end is None:
        raise cut_off() if data.startswith(b"PK\x03\x04") else damaged()
    behind = end.position + 22 + int.from_bytes(data[end.position + 20 : end.position + 22], "little")
    data = data[:behind]  # what a relay appended would keep zipfile from finding the record
    try:
        try:
            return zipfile.ZipFile(BytesIO(data))
        except UnicodeDecodeError:  # a flag that lies: its name is no UTF-8
            return zipfile.ZipFile(BytesIO(_without_lies(data, end)))
    except (zipfile.BadZipFile, OSError, ValueError, struct.error, EOFError, NotImplementedError) as error:
        raise damaged() from error


def _without_lies(data: bytes, end: EndRecord) -> bytes:
    """The archive with the UTF-8 flag cleared on every entry of its own directory whose name is no UTF-8.

    Only what the end record leads to is touched: zips stored inside have directories of their own.
    """
    patched = bytearray(data)
    for entry in central_entries(data, *_directory(data, end)):
        flags, length = struct.unpack_from("<H", data, entry + 8)[0], struct.unpack_from("<H", data, entry + 28)[0]
        try:
            data[entry + 46 : entry + 46 + length].decode("utf-8")
        except UnicodeDecodeError:
            struct.pack_into("<H", patched, entry + 8, flags & ~_UTF8_FLAG)
    return bytes(patched)


def _directory(data: bytes, end: EndRecord) -> tuple[int, int]:
    """Where the directory begins and how many entries it has; bytes put before the archive move it along."""
    locator = end.position - 20
    if data[locator : locator + 4] == _LOCATOR64:
        record = data.rfind(_END64, 0, locator)
        if record >= 0 and record + 56 <= len(data):
            entries, size = struct.unpack_from("<2Q", data, record + 32)
            return record - size, entries
    return end.position - end.size, end.entries


def _refuse_overlaps(data: bytes, entries: list[zipfile.ZipInfo], end: int) -> None:
    """Each entry's bytes are its own. CPython checks this only since 3.11.8, hence ours on every version."""
    reached = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < reached:
            raise bomb()
        if not _has_header(data, entry):
            continue  # reported when it is read
        lengths = struct.unpack_from("<HH", data, entry.header_offset + 26)
        reached = entry.header_offset + _LOCAL_HEADER + sum(lengths) + entry.compress_size
    if reached > end:
        raise bomb()


def _has_header(data: bytes, entry: zipfile.ZipInfo) -> bool:
    """Whether an entry's own header stands where the directory says, and is whole."""
    start = entry.header_offset
    return 0 <= start <= len(data) - _LOCAL_HEADER and data.startswith(b"PK\x03\x04", start)


def local_data(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    """An entry's bytes as they lie in the archive."""
    names = struct.unpack_from("<HH", data, entry.header_offset + 26)
    start = entry.header_offset + _LOCAL_HEADER + sum(names)
    return data[start : start + entry.compress_size]


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, data: bytes, budget: Budget) -> bytes:
    if entry.flag_bits & _ENCRYPTED_FLAG:
        raise encrypted()
    if entry.compress_type not in _SUPPORTED:
        raise unsupported("压缩包使用了少见的压缩方法")
    if entry.external_attr >> 28 == 0xA:
        raise link()
    if not _has_header(data, entry):
        raise damaged()
    limit = budget.allowance(entry.compress_size)
    if entry.file_size > limit:
        budget.spend(entry.file_size if entry.file_size > budget.bytes else 0)
        raise bomb()
    # zipfile compares the local name with the central one; packers disagree with themselves, and only bytes matter
    start = entry.header_offset + _LOCAL_HEADER
    length = int.from_bytes(data[start - 4 : start - 2], "little")
    entry.orig_filename = data[start : start + length].decode("cp437")
    archive.fp.getbuffer()[start - 23] &= ~(_UTF8_FLAG >> 8) & 0xFF  # type: ignore[union-attr]  # our BytesIO
    try:
        with archive.open(entry) as stream:
            content = stream.read(limit + 1)
    except NotImplementedError as error:
        raise unsupported("压缩包使用了少见的压缩方法") from error
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, struct.error) as error:
        raise damaged() from error
    if len(content) > limit or len(content) < entry.file_size:
        raise damaged() if len(content) < entry.file_size else bomb()
    budget.spend(len(content))
    return content
