"""Archives in volumes: which file is a piece of what, by name and marks, and how pieces become a whole. Pure."""

import re
import struct
from collections.abc import Sequence

from hui_reg.intake.archives.zips import central_entries, end_record
from hui_reg.intake.magic import extension, is_binary
from hui_reg.volumes import Volume

_ENDS = r"zip|7z|rar|tar|gz|tgz|xz|bz2"
_NUMBERED = re.compile(rf"(.+)\.(\d{{3}})$|(.+\.(?:{_ENDS}))[._-]?第?(\d{{1,4}})(?:卷|部分|分卷)?$", re.IGNORECASE)
_LETTERED = re.compile(rf"(.+\.(?:{_ENDS}))[._-]?([a-z])([a-z])$")
_ANY_PART = re.compile(r"(.+?)(?:\.part|[._ -]?第)(\d{1,3})(?:卷|部分|分卷)?\.(zip|7z)$", re.IGNORECASE)
_COPY = re.compile(rf"(?<=\.)({_ENDS}|part\d+)[ _]?[(（]\d{{1,2}}[)）](?=\.\w+$)", re.IGNORECASE)
"""What a browser puts before the last extension of a name that it has already."""
_DISGUISE = re.compile(
    r"(\.(?:\d{2,4}|z\d\d|r\d\d|part\d+\.rar|zip|7z|rar))\.(?:txt|dat|bin|tmp|jpg|docx?|pdf)$", re.IGNORECASE
)
"""What people append so that no filter looks inside."""
_HAN = str.maketrans("一二三四五六七八九", "123456789")
_SPANNED = re.compile(r"(.+)\.z(\d{2,3})$", re.IGNORECASE)
_RAR_PART = re.compile(r"(.+)\.part(\d{1,4})\.(rar|exe)$", re.IGNORECASE)
_OLD_RAR = re.compile(r"(.+)\.r(\d{2,3})$", re.IGNORECASE)
_PACKED = re.compile(r"\.(zip|7z|rar|tar|gz|tgz|xz|txz|bz2|tbz|exe|iso|pdf|docx?|xlsx?|eml|mbox)$", re.IGNORECASE)
_PACKED_EXTENSIONS = (".zip", ".7z", ".rar", ".gz", ".xz", ".bz2")
_RAR4, _RAR5 = b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00"
_SPLIT_MARK = b"PK\x07\x08"
_MOST_VOLUMES = 999


def volume_of(path: str, data: bytes) -> Volume | None:
    """What a file is a piece of, or None for a file of its own."""
    name = _plain_name(path.rsplit("/", 1)[-1], data)
    if found := _RAR_PART.match(name):
        return _volume(path, f"{found[1]}.rar", int(found[2]), last=_rar_ends(data))
    if found := _SPANNED.match(name):
        return _volume(path, f"{found[1]}.zip", int(found[2]), last=False)
    if found := _OLD_RAR.match(name):
        if extension(data) in ("", ".rar"):
            return _volume(path, f"{found[1]}.rar", int(found[2]) + 2, last=_rar_ends(data))
    elif data.startswith(_RAR4) and len(data) > 12 and data[10] & 1:
        return _volume(path, name, 1, last=_rar_ends(data))
    elif (
        end := end_record(data) if data[:2] == b"PK" or name.lower().endswith(".zip") else None
    ) and 0 < end.disk < _MOST_VOLUMES:
        return _volume(path, name, end.disk + 1, last=True)
    elif found := _NUMBERED.match(name):
        return _numbered(path, found[1] or found[3], int(found[2] or found[4]), data)
    elif found := _LETTERED.match(name):
        number = (ord(found[2]) - ord("a")) * 26 + ord(found[3]) - ord("a") + 1
        return _numbered(path, found[1], number, data) if number == 1 or not extension(data) else None
    elif (found := _ANY_PART.match(name)) and not _is_whole(data):
        return _numbered(path, f"{found[1]}.{found[3]}", int(found[2]), data)
    return None


def _plain_name(name: str, data: bytes) -> str:
    """A file's name without what browsers and people who fear filters put into it; numbers in figures."""
    disguised = _DISGUISE.search(name)
    known = extension(data)
    if disguised and (known in _PACKED_EXTENSIONS or (not known and is_binary(data))):
        name = name[: disguised.end(1)]
    name = re.sub(r"第[一二三四五六七八九](?=[卷部分])", lambda match: match[0].translate(_HAN), name)
    return _COPY.sub(r"\1", name)


def joined(volumes: Sequence[bytes]) -> bytes:
    """The whole of a complete row of volumes, in order; a spanned zip is made one file. RAR volumes don't join so."""
    whole = b"".join(volumes)
    end = end_record(whole)
    return _one_disk(whole, volumes) if end is not None and end.disk > 0 else whole


def is_rar(first: bytes) -> bool:
    """Whether a first volume is that of a RAR, which only its program joins."""
    return first.startswith((_RAR4, _RAR5)) and not (first.startswith(_RAR4) and not first[10] & 1)


def _volume(path: str, title: str, number: int, last: bool | None) -> Volume | None:
    if not 0 <= number <= _MOST_VOLUMES:
        return None
    return Volume(path=path, title=title, group=title.lower(), number=number, last=last)


def _numbered(path: str, title: str, number: int, data: bytes) -> Volume | None:
    packed = extension(data) in _PACKED_EXTENSIONS
    if not _PACKED.search(title) and not (packed if number <= 1 else extension(data) == ""):
        return None
    volume = _volume(path, title, number, last=None)
    if volume is None or (packed and number > 1):  # a piece from within begins as nothing known
        return None
    if data.startswith(b"7z\xbc\xaf\x27\x1c") and len(data) >= 32:
        offset, size = struct.unpack_from("<QQ", data, 12)
        return volume.model_copy(update={"total_bytes": 32 + offset + size})
    if re.search(r"\.zip$", title, re.IGNORECASE) or data.startswith((b"PK\x03\x04", _SPLIT_MARK)):
        return volume.model_copy(update={"last": end_record(data) is not None})
    return volume


def _is_whole(data: bytes) -> bool:
    """Whether an archive that calls itself a part is one for itself."""
    return data.startswith(b"PK\x03\x04") and end_record(data) is not None


def _rar_ends(data: bytes) -> bool | None:
    """Whether the end block of a RAR volume says that no other follows; None where there is no such block."""
    if data.startswith(_RAR5):
        tail = data[-4:]
        return not tail[3] & 1 if len(tail) == 4 and tail[0] <= 4 and tail[1] == 5 else None
    for size in range(7, 24):
        block = data[-size:]
        if len(block) == size and block[2] == 0x7B and struct.unpack_from("<H", block, 5)[0] == size:
            return not block[3] & 1
    return None


def _one_disk(whole: bytes, volumes: Sequence[bytes]) -> bytes:
    """A spanned zip with its central directory rewritten: every offset counted from the first byte."""
    starts, position = [], 0
    for volume in volumes:
        starts.append(position)
        position += len(volume)
    end = end_record(whole)
    assert end is not None
    patched = bytearray(whole)
    directory = starts[min(end.directory_disk, len(starts) - 1)] + end.directory
    for entry in central_entries(whole, directory, end.entries):
        disk, offset = struct.unpack_from("<H", whole, entry + 34)[0], struct.unpack_from("<I", whole, entry + 42)[0]
        if disk < len(starts):
            struct.pack_into("<H", patched, entry + 34, 0)
            struct.pack_into("<I", patched, entry + 42, starts[disk] + offset)
    struct.pack_into("<4H", patched, end.position + 4, 0, 0, end.entries, end.entries)
    struct.pack_into("<I", patched, end.position + 16, directory)
    return bytes(patched)
