"""Pictures inside Office files: told by their first bytes, and carved out of the binary formats' drawing records."""

import struct
from collections.abc import Iterator
from typing import Final

from hui_reg.pages.formats.metafiles import is_metafile

PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
"""How the pictures begin that can be read further on; of EMF and WMF the bitmap inside."""

MAX_PICTURES: Final = 200
"""Pictures taken from one file; a roster of a hundred people with two pictures each."""

_BLIP_TYPES: Final = (0xF01D, 0xF01E, 0xF029, 0xF02A)
"""JPEG, PNG, TIFF, JPEG (CMYK) of [MS-ODRAW] 2.2.23; bitmaps without a file header are left out."""

SMALLEST: Final = 512
"""Bytes below which a picture is a bullet or a line, not a document."""


def is_picture(data: bytes) -> bool:
    """Whether ``data`` is a picture that readers of pictures can open, and large enough to say something."""
    if len(data) < SMALLEST:
        return False
    return (
        is_metafile(data)
        or data.startswith(PICTURES)
        or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
        or data[4:8] == b"ftyp"
    )


def carved(stream: bytes) -> Iterator[bytes]:
    """The JPEG, PNG and TIFF pictures in the drawing records of a binary Office stream, in order."""
    position = 0
    seen: set[bytes] = set()
    while (position := stream.find(b"\xf0", position + 1)) != -1 and len(seen) < MAX_PICTURES:
        start = position - 3
        if start < 0:
            continue
        _, kind, length = struct.unpack_from("<HHI", stream.ljust(start + 8, b"\0"), start)
        if kind not in _BLIP_TYPES or not 0 < length <= len(stream) - start - 8:
            continue
        record = stream[start + 8 : start + 8 + length]
        for header in (17, 33):  # one or two 16-byte digests and a tag
            picture = record[header:]
            if is_picture(picture) and picture not in seen:
                seen.add(picture)
                yield picture
                break
