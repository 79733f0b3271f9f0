"""zip archives with the names their makers meant, and none of their tricks.

Names are decided per entry: a UTF-8 flag that holds, the Info-ZIP Unicode Path field (0x7075) that matches its CRC,
else all names of the archive together. ``metadata_encoding`` is never used: one lying flag would lose the archive.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from hui_reg.intake.archives.budget import Budget, Member, Refused, bomb, damaged, encrypted, unsupported
from hui_reg.intake.charset import decode_together
from hui_reg.intake.names import clean_path

_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_UNICODE_PATH = 0x7075
_CENTRAL = b"PK\x01\x02"
_LOCAL_HEADER = 30
_SUPPORTED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def open_zip(data: bytes, budget: Budget) -> Iterator[Member]:
    """The members of a zip archive, folders and links left out. Raises :class:`Refused`."""
    archive = _central_directory(data)
    entries = [entry for entry in archive.infolist() if not entry.orig_filename.endswith(("/", "\\"))]
    _refuse_overlaps(data, archive.infolist(), archive.start_dir)
    paths = dict(zip(entries, names_of(entries), strict=True))
    for entry in entries:
        path = clean_path(paths[entry]) or "未命名"
        try:
            yield Member(path, _read(archive, entry, data, budget))
        except Refused as refused:
            yield Member(path, b"", refused)


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


def _central_directory(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(BytesIO(data))
    except UnicodeDecodeError:  # a flag that lies: its name is no UTF-8
        return zipfile.ZipFile(BytesIO(_without_lies(data)))
    except NotImplementedError as error:
        raise unsupported("压缩包使用了少见的 zip 版本") from error
    except (zipfile.BadZipFile, OSError, ValueError, struct.error, EOFError) as error:
        raise damaged() from error


def _without_lies(data: bytes) -> bytes:
    """The archive with the UTF-8 flag cleared on every central entry whose name is no UTF-8."""
    patched = bytearray(data)
    position = data.find(_CENTRAL)
    while position >= 0 and position + 46 <= len(data):
        flags, name_length = struct.unpack_from("<H", data, position + 8)[0], data[position + 28 : position + 30]
        name = data[position + 46 : position + 46 + int.from_bytes(name_length, "little")]
        try:
            name.decode("utf-8")
        except UnicodeDecodeError:
            struct.pack_into("<H", patched, position + 8, flags & ~_UTF8_FLAG)
        position = data.find(_CENTRAL, position + 46)
    return bytes(patched)


def _refuse_overlaps(data: bytes, entries: list[zipfile.ZipInfo], end: int) -> None:
    """Each entry's bytes are its own. CPython checks this only since 3.11.8, hence ours on every version."""
    reached = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < reached:
            raise bomb()
        if data[entry.header_offset : entry.header_offset + 4] != b"PK\x03\x04":
            continue  # reported when it is read
        lengths = struct.unpack_from("<HH", data, entry.header_offset + 26)
        reached = entry.header_offset + _LOCAL_HEADER + sum(lengths) + entry.compress_size
    if reached > end:
        raise bomb()


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, data: bytes, budget: Budget) -> bytes:
    if entry.flag_bits & _ENCRYPTED_FLAG:
        raise encrypted()
    if entry.compress_type not in _SUPPORTED:
        raise unsupported("压缩包使用了少见的压缩方法")
    if entry.external_attr >> 28 == 0xA:
        raise unsupported("压缩包里是一个快捷链接而不是文件")
    if data[entry.header_offset : entry.header_offset + 4] != b"PK\x03\x04":
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
