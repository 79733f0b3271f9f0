"""RTF as Outlook keeps a mail's text: unpacked ([MS-OXRTFCP]), and its words. Pure."""

import re
import struct

from hui_reg.intake.charset import decode

_LZFU, _PLAIN = b"LZFu", b"MELA"
_WINDOW = 4096
_PRIMED = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_TABLES = re.compile(rb"\{\\(?:\*\\)?(?:fonttbl|colortbl|stylesheet|info|generator)(?:[^{}]|\{[^{}]*\})*\}")
_HTML_TAGS = re.compile(rb"\{\\\*\\htmltag\d*[^{}]*\}")
_LARGEST = 8 * 1024 * 1024


def unpacked(data: bytes) -> bytes:
    """Compressed RTF as RTF. Raises :class:`ValueError` for what is none."""
    if len(data) < 16 or data[8:12] not in (_LZFU, _PLAIN):
        raise ValueError("no compressed RTF")
    size = min(struct.unpack_from("<I", data, 4)[0], _LARGEST)
    if data[8:12] == _PLAIN:
        return data[16 : 16 + size]
    window = bytearray(_PRIMED.ljust(_WINDOW, b" "))
    write, position, out = len(_PRIMED), 16, bytearray()
    while position < len(data) and len(out) < size:
        control = data[position]
        position += 1
        for bit in range(8):
            if position >= len(data) or len(out) >= size:
                break
            if control >> bit & 1:
                reference = int.from_bytes(data[position : position + 2], "big")
                position += 2
                start, length = reference >> 4, (reference & 15) + 2
                if start == write:
                    return bytes(out)
                run = range(start, start + length)
            else:
                window[write] = data[position]
                run = range(write, write + 1)
                position += 1
            for place in run:
                letter = window[place % _WINDOW]
                out.append(letter)
                window[write] = letter
                write = (write + 1) % _WINDOW
    return bytes(out)


def words(rtf: bytes) -> str:
    """What an RTF text says, without fonts, styles and the HTML it may wrap; enough to be read and searched."""
    text = _HTML_TAGS.sub(b"", _TABLES.sub(b"", rtf))
    text = re.sub(rb"\\(?:par|line|tab)\b ?", b"\n", text)
    text = re.sub(rb"\\'([0-9a-fA-F]{2})", lambda found: bytes([int(found[1], 16)]), text)
    decoded = re.sub(r"\\u(-?\d{1,5})\??", lambda found: chr(int(found[1]) % 65536), decode(text))
    return re.sub(r"\\[a-z]+-?\d* ?|\\\*|[{}\\\x00]", "", decoded).strip()
