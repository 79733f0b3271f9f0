"""What bytes are by how they begin, where that leaves no doubt; for parts and files that don't say it truly. Pure."""

import re
import struct

from hui_reg.jpegs import ends_early

_MAGIC = (
    (b"%PDF-", ".pdf"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"GIF87a", ".gif"),
    (b"GIF89a", ".gif"),
    (b"II*\x00", ".tif"),
    (b"MM\x00*", ".tif"),
    (b"PK\x03\x04", ".zip"),
    (b"PK\x05\x06", ".zip"),
    (b"Rar!\x1a\x07", ".rar"),
    (b"7z\xbc\xaf\x27\x1c", ".7z"),
    (b"\x1f\x8b\x08", ".gz"),
    (b"\xfd7zXZ\x00", ".xz"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"),
    (b"\x78\x9f\x3e\x22", ".tnef"),
    (b"{\\rtf", ".rtf"),
)
_OBJECT = re.compile(rb"(?<![\d.])\d{1,10} \d{1,5} obj\b")
_HEIF = frozenset((b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"))


def extension(data: bytes) -> str:
    """The extension of what the bytes are beyond doubt, '' otherwise; text has none."""
    for magic, ext in _MAGIC:
        if data.startswith(magic):
            return ext
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return ".webp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF:
        return ".heic"
    if data[:2] == b"BM" and len(data) > 26 and struct.unpack_from("<I", data, 2)[0] == len(data):
        return ".bmp"
    return ".bz2" if re.match(rb"BZh[1-9]1AY&SY", data) else ""


def is_binary(data: bytes) -> bool:
    """Whether bytes that call themselves text are none: known by their beginning, or full of control characters."""
    if extension(data) not in ("", ".rtf"):
        return True
    head = data[:4096]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):  # UTF-16
        return False
    control = sum(byte < 32 and byte not in b"\t\n\r\x0c\x1b" for byte in head)
    return control > 0.1 * len(head) and head[1:40:2].count(0) < 15


def cut_short(data: bytes) -> bool:
    """Whether a PDF or a picture ends before its end: objects stand behind the last end mark, or none comes."""
    if data.startswith(b"\xff\xd8\xff"):
        return ends_early(data)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return b"IDAT" in data[:4096] and b"IEND" not in data[-4096:]
    if not data.startswith(b"%PDF-"):
        return False
    return _OBJECT.search(data, max(data.rfind(b"%%EOF"), 0)) is not None
