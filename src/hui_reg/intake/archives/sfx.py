"""Self-extracting archives: the archive inside a program, found by its own marks. Pure; nothing is ever run."""

import struct
import zlib

from hui_reg.intake.archives.zips import end_record

_7Z = b"7z\xbc\xaf\x27\x1c"
_RAR = b"Rar!\x1a\x07"
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!/")


def is_program(data: bytes) -> bool:
    """Whether these bytes are a program for Windows or Linux, or a shell script."""
    return data.startswith(_PROGRAMS)


def payload(data: bytes) -> bytes | None:
    """The archive inside a program, from its first byte on; None where there is none."""
    for find in (_find_7z, _find_rar, _find_zip):
        start = find(data)
        if start is not None:
            return data[start:]
    return None


def _find_7z(data: bytes) -> int | None:
    position = data.find(_7Z, 2)
    while position >= 0:
        header = data[position : position + 32]
        if len(header) == 32 and zlib.crc32(header[12:]) == struct.unpack_from("<I", header, 8)[0]:
            return position
        position = data.find(_7Z, position + 1)
    return None


def _find_rar(data: bytes) -> int | None:
    position = data.find(_RAR, 2)
    while position >= 0:
        behind = data[position + 6 : position + 20]
        if behind[:2] == b"\x01\x00" or (behind[:1] == b"\x00" and behind[3:4] == b"\x73"):
            return position
        position = data.find(_RAR, position + 1)
    return None


def _find_zip(data: bytes) -> int | None:
    if end_record(data) is None:
        return None
    start = data.find(b"PK\x03\x04", 2)
    return start if start >= 0 else None
