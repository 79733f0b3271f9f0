"""EMF and WMF pictures, as office programs paste them: the bitmap inside, for a drawing of lines holds no document.

Layout of the records: [MS-EMF] 2.3 and [MS-WMF] 2.3, Microsoft's open specifications.
"""

import struct
from collections.abc import Iterator
from typing import Final

_PLACEABLE: Final = b"\xd7\xcd\xc6\x9a"
_EMF_BITMAPS: Final = {80: 48, 81: 48, 76: 84, 77: 84}
"""Where the offsets and sizes of header and bits stand in SETDIBITSTODEVICE, STRETCHDIBITS, BITBLT, STRETCHBLT."""
_EMF_COMMENT: Final = 70
_WMF_BITMAPS: Final = {0x0F43: 22, 0x0B41: 20, 0x0940: 18}
"""Where the bitmap begins in STRETCHDIB, DIBSTRETCHBLT, DIBBITBLT."""
_MOST_RECORDS: Final = 50_000
_ENCODED: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


def is_metafile(data: bytes) -> bool:
    """Whether bytes are an EMF or a placeable WMF."""
    return data[:4] == _PLACEABLE or (data[:4] == b"\x01\x00\x00\x00" and data[40:44] == b" EMF")


def bitmap_of(data: bytes) -> bytes | None:
    """The largest bitmap in a metafile as a BMP, PNG or JPEG; None where there is none."""
    found = _in_wmf(data) if data[:4] == _PLACEABLE else _in_emf(data)
    return max(found, key=len, default=None)


def _in_emf(data: bytes) -> Iterator[bytes]:
    at = 0
    for _ in range(_MOST_RECORDS):
        if at + 8 > len(data):
            return
        kind, size = struct.unpack_from("<II", data, at)
        if size < 8 or at + size > len(data):
            return
        record = data[at : at + size]
        if kind in _EMF_BITMAPS and size >= _EMF_BITMAPS[kind] + 16:
            header_at, header, bits_at, bits = struct.unpack_from("<4I", record, _EMF_BITMAPS[kind])
            if header and bits and header_at + header <= size and bits_at + bits <= size:
                yield _as_bmp(record[header_at : header_at + header], record[bits_at : bits_at + bits])
        elif kind == _EMF_COMMENT:
            yield from (record[start:] for mark in _ENCODED if (start := record.find(mark)) > 0)
        at += size


def _in_wmf(data: bytes) -> Iterator[bytes]:
    at = 22 + 18  # the placeable header and the metafile's own
    for _ in range(_MOST_RECORDS):
        if at + 6 > len(data):
            return
        words, kind = struct.unpack_from("<IH", data, at)
        size = words * 2
        if size < 6 or at + size > len(data):
            return
        if kind in _WMF_BITMAPS and size > _WMF_BITMAPS[kind] + 44:
            packed = data[at + 6 + _WMF_BITMAPS[kind] : at + size]
            header = _header_size(packed)
            yield _as_bmp(packed[:header], packed[header:])
        at += size


def _header_size(packed: bytes) -> int:
    """Bytes of a bitmap's header with its colours and masks."""
    size, _, _, _, depth, compression = struct.unpack_from("<IiiHHI", packed)
    colours = struct.unpack_from("<I", packed, 32)[0] if size >= 36 else 0
    masks = 12 if compression == 3 and size == 40 else 0
    return int(min(len(packed), size + masks + 4 * (colours or (1 << depth if depth <= 8 else 0))))


def _as_bmp(header: bytes, bits: bytes) -> bytes:
    offset = 14 + len(header)
    return b"BM" + struct.pack("<IHHI", offset + len(bits), 0, 0, offset) + header + bits
