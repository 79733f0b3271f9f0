"""Files that old mailers and scripts put encoded into the text of a mail: uuencode, or base64 in its place. Pure."""

import binascii
import re
from collections.abc import Iterator

from hui_reg.intake.charset import decode
from hui_reg.intake.magic import extension
from hui_reg.intake.names import clean

_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n", re.MULTILINE)
_BASE64 = re.compile(
    r"^(?:begin-base64 [0-7]{3,4} (?P<name>[^\r\n]{1,200})\r?\n)?"
    r"(?P<lines>(?:[A-Za-z0-9+/]{60,}\r?\n)+[A-Za-z0-9+/]{2,}={0,2}|[A-Za-z0-9+/]{60,}={0,2})[ \t]*(?:\r?\n|\Z)"
    r"(?P<end>={2,4}[ \t]*(?:\r?\n|\Z))?",
    re.MULTILINE,
)
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


def split_base64(text: str) -> tuple[str, list[tuple[str, bytes, bool]]]:
    """Words without the files that stand in them as base64, and those: name, bytes, whether cut short. A run that says
    no name must be something known."""
    files: list[tuple[str, bytes, bool]] = []

    def take(match: re.Match[str]) -> str:
        letters = re.sub(r"[\r\n=]", "", match["lines"])
        data = binascii.a2b_base64(letters[: len(letters) - (len(letters) % 4 == 1)] + "==")
        if not match["name"] and not extension(data):
            return match[0]
        name = clean(match["name"] or "") or f"正文{len(files) + 1}{extension(data)}"
        files.append((name, data, match["name"] is not None and match["end"] is None))
        return "\n"

    return _BASE64.sub(take, text), files


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
