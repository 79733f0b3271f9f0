"""JPEG files by their segments (ITU-T T.81, annex B): what is picture and what isn't, how large, and is it all there.

Nothing raises; no pixel is decoded, so every room may ask.
"""

from collections.abc import Iterator
from typing import Final

_START, _END, _SCAN = b"\xff\xd8", 0xD9, 0xDA
_FRAMES: Final = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))
_PROGRESSIVE: Final = frozenset((0xC2, 0xC6, 0xCA, 0xCE))
_KEPT: Final = _FRAMES | {0xC4, 0xCC, 0xDB, 0xDD, 0xDE, 0xDF}
"""Tables, frames and restart intervals."""
_HEADS: Final = {0xE0: (b"JFIF\x00", 12, b"\0\0"), 0xEE: (b"Adobe", 12, b"")}
"""Notes on density and colours: how each begins, how many bytes of it count, and what ends it (no thumbnail)."""
_PROFILE: Final = (0xE2, b"ICC_PROFILE\x00")


def bare(data: bytes, *, profile: bool = True) -> bytes:
    """The picture alone, its coded data byte for byte: without metadata, thumbnails, further pictures, comments, and
    what follows the end; without ``profile`` also without the colours' own. What is no well-formed JPEG comes back as
    it is."""
    kept = [_START]
    for kind, start, end in _segments(data):
        if kind < 0:
            return data
        body = data[start + 4 : end]
        if kind == _SCAN or kind in _KEPT or (profile and kind == _PROFILE[0] and body.startswith(_PROFILE[1])):
            kept.append(data[start:end])
        elif kind in _HEADS and body.startswith(_HEADS[kind][0]):
            _name, size, after = _HEADS[kind]
            length = (2 + size + len(after)).to_bytes(2, "big")
            kept.append(bytes((0xFF, kind)) + length + body[:size].ljust(size, b"\0") + after)
    return b"".join([*kept, bytes((0xFF, _END))])


def is_bare(data: bytes) -> bool:
    """Whether nothing but a picture is there: whether it is what :func:`bare` makes of a well-formed JPEG."""
    return not any(kind < 0 for kind, _, _ in _segments(data)) and bare(data) == data


def is_one_picture(data: bytes) -> bool:
    """Whether it is bare, with one frame, and each colour of it coded once (or bit by bit, if it is progressive)."""
    frames: list[tuple[int, int]] = []
    colours = bytearray()
    for kind, start, end in _segments(data):
        if kind in (0xDE, 0xDF):
            return False  # pictures upon pictures
        if kind in _FRAMES and end - start >= 10:
            frames.append((kind, data[start + 9]))
        elif kind == _SCAN:
            count = data[start + 4]
            colours += data[start + 5 : start + 5 + 2 * count : 2]
    if len(frames) != 1 or not is_bare(data):
        return False
    return frames[0][0] in _PROGRESSIVE or len(colours) == len(set(colours)) == frames[0][1]


def end_of_picture(data: bytes) -> int:
    """Where the bytes of the picture end and others may follow; the end of the file where that can't be told."""
    end = len(data)
    for kind, _, after in _segments(data):
        end = after if kind >= 0 else len(data)
    return end + 2 if data[end : end + 2] == bytes((0xFF, _END)) else len(data)


def frame(data: bytes) -> tuple[int, int, int] | None:
    """Width and height in pixels and the number of colours, from the frame's header; None where there is none."""
    for kind, start, end in _segments(data):
        if kind in _FRAMES and end - start >= 10:
            height, width = (int.from_bytes(data[at : at + 2], "big") for at in (start + 5, start + 7))
            return width, height, data[start + 9]
    return None


def ends_early(data: bytes) -> bool:
    """Whether the coded picture has begun and its end mark never comes."""
    scanned, end = False, 0
    for kind, _, after in _segments(data):
        scanned, end = scanned or kind == _SCAN, after
        if kind < 0:
            return False
    return scanned and end >= len(data) - 1


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Every segment before the end: its kind, where it starts and ends, a scan with its coded data. The last kind is
    -1 where the file is no well-formed JPEG."""
    at = 2
    while at + 4 <= len(data) and data.startswith(_START):
        kind = data[at + 1]
        if data[at] != 0xFF:
            break
        if kind == 0xFF:
            at += 1
            continue
        if kind == _END:
            return
        if 0xD0 <= kind <= 0xD7 or kind == 0x01:
            at += 2
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if length < 2 or at + 2 + length > len(data):
            break
        end = at + 2 + length
        end = _end_of_scan(data, end) if kind == _SCAN else end
        yield kind, at, end
        at = end
    else:
        if data.startswith(_START):
            return
    yield -1, at, at


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the coded data ends: at the next marker that is neither stuffing nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return len(data)
        following = data[at + 1]
        if following != 0 and following != 0xFF and not 0xD0 <= following <= 0xD7:
            return at
        at += 1 if following == 0xFF else 2
