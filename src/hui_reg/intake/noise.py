"""What every archive and signature carries along and nobody means to hand in. Pure."""

import re
import struct

from hui_reg.jpegs import frame

_NOISE = re.compile(
    r"(?:^|/)(?:__MACOSX(?:/|$)|\._[^/]*$|\.DS_Store$|Thumbs\.db$|ehthumbs\.db$|desktop\.ini$|~\$[^/]*$"
    r"|\.~lock\.[^/]*#$|smime\.p7s$)",
    re.IGNORECASE,
)
LOGO_BYTES = 32 * 1024
LOGO_SIDE = 128
"""Pixels of *both* sides, and bytes, up to which a picture shown in the text is a logo."""
PORTRAIT = (0.6, 0.9)
"""Width over height of an ID photo: a picture of this shape stays, however small, down to ``SMALLEST_PHOTO`` pixels."""
SMALLEST_PHOTO = 80
_APPLE_DOUBLE = b"\x00\x05\x16\x07"


def noise(path: str, data: bytes) -> str:
    """Why a file is a system's leftovers and nobody's material (``__MACOSX/``, ``Thumbs.db``, ``~$…``); '' if not."""
    if _NOISE.search(path):
        return "系统文件"
    return "苹果电脑的附属信息" if data.startswith(_APPLE_DOUBLE) else ""


def is_logo(data: bytes) -> bool:
    """Whether a picture that the HTML shows in place is a signature's: small in both sides and in bytes.

    An ID photo pasted into the text stays, a banner and a long screenshot do too.
    """
    size = picture_size(data)
    if size is None or len(data) > LOGO_BYTES:
        return False
    if min(size) >= SMALLEST_PHOTO and PORTRAIT[0] <= size[0] / max(1, size[1]) <= PORTRAIT[1]:
        return False
    return max(size) <= LOGO_SIDE


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels from the header of a PNG, GIF, BMP or JPEG; None if it's none of them."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return struct.unpack_from(">II", data, 16)
        if data.startswith((b"GIF87a", b"GIF89a")):
            return struct.unpack_from("<HH", data, 6)
        if data.startswith(b"BM"):
            width, height = struct.unpack_from("<ii", data, 18)
            return abs(width), abs(height)
        if data.startswith(b"\xff\xd8"):
            coded = frame(data)
            return coded[:2] if coded else None
    except struct.error:
        pass
    return None
