"""Files that newsreaders and some gateways put into the text of a mail as yEnc. Pure.

Each block says how long it is and what its checksum is; one that isn't so is told. The pieces of a file that was cut
into several are put together as far as they came.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from hui_reg.intake.charset import decode
from hui_reg.intake.names import clean

_BEGIN = re.compile(
    rb"^=ybegin (?P<said>(?:[a-z]+=\d{1,12} )*)name=(?P<name>[^\r\n]{1,200})\r?\n"
    rb"(?:=ypart (?P<part>[^\r\n]{1,100})\r?\n)?",
    re.MULTILINE,
)
_END = re.compile(rb"^=yend(?P<said> [^\r\n]{0,200})?(?:\r?\n|\Z)", re.MULTILINE)
_SAID = re.compile(rb"([a-z0-9]+)=([0-9A-Fa-f]+)")
_SHIFTED = bytes((value - 42) % 256 for value in range(256))
_DOUBLED_DOT = re.compile(rb"^\.\.", re.MULTILINE)
"""What news servers make of a dot at the beginning of a line."""
_ESCAPED = re.compile(rb"=(.)", re.DOTALL)


@dataclass
class _Block:
    name: bytes
    size: int
    at: int | None
    data: bytes
    whole: bool


@dataclass
class _File:
    """What came of one file; ``size`` is what it must have in all."""

    name: bytes
    size: int
    blocks: list[_Block] = field(default_factory=list)

    def put_together(self) -> tuple[bytes, bool]:
        """The bytes, and whether they are not all there."""
        data = bytearray()
        gap = False
        for block in sorted(self.blocks, key=lambda block: block.at or 0):
            gap = gap or not block.whole or (block.at or 0) > len(data)
            data[min(block.at or 0, len(data)) :] = block.data
        return bytes(data), gap or len(data) != self.size


def is_yenc(text: bytes) -> bool:
    """Whether a block of yEnc stands in the text."""
    return b"=ybegin " in text and _BEGIN.search(text) is not None


def split_yenc(text: bytes) -> tuple[bytes, list[tuple[str, bytes, bool]]]:
    """The text without its blocks of yEnc, and the files in them: name, bytes, whether something of it is missing."""
    files: dict[tuple[bytes, int, int], _File] = {}
    kept: list[bytes] = []
    position = 0
    for number, (start, end, block) in enumerate(_blocks(text)):
        kept.append(text[position:start])
        position = end
        key = (block.name, block.size, -1 if block.at is not None else number)
        files.setdefault(key, _File(block.name, block.size)).blocks.append(block)
    found: list[tuple[str, bytes, bool]] = []
    for file in files.values():
        data, missing = file.put_together()
        found.append((clean(decode(file.name.strip().strip(b'"'))) or f"未命名{len(found) + 1}", data, missing))
    return b"".join([*kept, text[position:]]), found


def _blocks(text: bytes) -> Iterator[tuple[int, int, _Block]]:
    """Where each block begins and ends, and what it holds; one without an end goes up to the next, or to the end."""
    position = 0
    while (begin := _BEGIN.search(text, position)) is not None:
        following = _BEGIN.search(text, begin.end())
        border = following.start() if following else len(text)
        end = _END.search(text, begin.end(), border)
        body = text[begin.end() : end.start() if end else border]
        position = end.end() if end else border
        yield begin.start(), position, _block(begin, body, end)


def _block(begin: re.Match[bytes], body: bytes, end: re.Match[bytes] | None) -> _Block:
    data = _decoded(body)
    said, part = _said(begin["said"]), _said(begin["part"])
    told = _said(end["said"]) if end else {}
    is_part = begin["part"] is not None
    at = max(_number(part.get("begin")) - 1, 0) if is_part else None
    checksum = told.get("pcrc32" if is_part else "crc32")
    size = _number(told.get("size"), len(data))
    if len(data) != size:
        data = min(data, _decoded(_DOUBLED_DOT.sub(b".", body)), key=lambda one: abs(len(one) - size))
    whole = end is not None and len(data) == size
    if checksum is not None and whole:
        whole = zlib.crc32(data) == int(checksum[-8:], 16)
    return _Block(begin["name"], _number(said.get("size"), len(data)), at, data, whole)


def _decoded(body: bytes) -> bytes:
    bare = body.translate(None, b"\r\n")
    return _ESCAPED.sub(lambda pair: bytes(((pair[1][0] - 64) % 256,)), bare).translate(_SHIFTED)


def _said(words: bytes | None) -> dict[str, bytes]:
    return {match[1].decode(): match[2] for match in _SAID.finditer(words or b"")}


def _number(digits: bytes | None, otherwise: int = 0) -> int:
    return int(digits) if digits is not None and digits.isdigit() and len(digits) < 13 else otherwise
