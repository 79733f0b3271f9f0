"""Files that old mailers put uuencoded into the text of a mail. Pure."""

import binascii
import re
from collections.abc import Iterator

from hui_reg.intake.charset import decode
from hui_reg.intake.names import clean

_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n", re.MULTILINE)
_LINE = re.compile(rb"[ -`]{1,90}\r?\n?")


def split_uuencoded(text: bytes) -> tuple[bytes, list[tuple[str, bytes, bool]]]:
    """The text without its uuencoded blocks, and the files in them: name, bytes, whether cut short."""
    if b"begin " not in text:
        return text, []
    kept: list[bytes] = []
    files: list[tuple[str, bytes, bool]] = []
    position = 0
    for match in _BEGIN.finditer(text):
        if match.start() < position:
            continue
        lines, end, whole = _block(text, match.end())
        if not lines:
            continue  # a sentence that happens to begin so
        kept.append(text[position : match.start()])
        files.append((clean(decode(match[1])) or f"未命名{len(files) + 1}", b"".join(lines), not whole))
        position = end
    return b"".join([*kept, text[position:]]), files


def _block(text: bytes, start: int) -> tuple[list[bytes], int, bool]:
    decoded: list[bytes] = []
    for end, line in _lines(text, start):
        bare = line.rstrip(b"\r\n")
        if bare == b"end":
            return decoded, end, True
        if not _LINE.fullmatch(line):
            break
        try:
            decoded.append(binascii.a2b_uu(bare))
        except binascii.Error:  # trailing garbage of old encoders: as many bytes as the length says
            size = ((bare[0] - 32) & 63) * 4 // 3 + 2
            try:
                decoded.append(binascii.a2b_uu(bare[: size + 1]))
            except binascii.Error:
                break
        start = end
    return decoded, start, False


def _lines(text: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    while start < len(text):
        end = text.find(b"\n", start) + 1 or len(text)
        yield end, text[start:end]
        start = end
