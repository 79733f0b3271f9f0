"""A binary .doc to a page: its text by the piece table, table rows by the paragraph properties, its pictures.

After [MS-DOC] 2.4.1 (retrieving text) and 2.4.3 (table boundaries); layout and everything else is left alone.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import olefile

from hui_reg.model import ProblemKind
from hui_reg.pages.formats import embedded
from hui_reg.pages.page import Line, Page
from hui_reg.pages.unreadable import Unreadable

MAX_CHARACTERS: Final = 2_000_000

_WORD_FILE: Final = 0xA5EC
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_TEXT_LENGTHS, _CLX, _PAPX = 0x4C, 0x01A2, 0x0102
"""Offsets in the FIB: ccpText, fcClx, fcPlcfBtePapx."""
_ROW_END: Final = b"\x17\x24\x01"
"""sprmPFTtp = 1: this paragraph ends a table row."""
_ELSEWHERE: Final = b"\x46\x66"
"""sprmPHugePapx: the properties stand in the Data stream."""
_IN_TABLE: Final = b"\x16\x24\x01"
_FIELD_CODE = re.compile(r"\x13[^\x13\x14\x15]*\x14|\x13[^\x13\x14\x15]*\x15|[\x15\x14]")
_MARKS = re.compile(r"[\r\x07\x0c]")
_DRAWN = re.compile(r"[\x01-\x06\x08\x1f]")


@dataclass(frozen=True)
class _Piece:
    """A run of text: character positions ``first:last``, file offset, bytes a character."""

    first: int
    last: int
    offset: int
    width: int


def contents(data: bytes) -> tuple[list[Page], list[bytes]]:
    """One page of text and rows, and the pictures. Raises :class:`Unreadable` and what olefile does."""
    with olefile.OleFileIO(BytesIO(data)) as ole:
        if not ole.exists("WordDocument"):
            raise Unreadable(ProblemKind.DAMAGED, "不是完整的Word文件；请用Word或WPS打开另存后重新发送")
        document = ole.openstream("WordDocument").read()
        magic, flags = struct.unpack_from("<H8xH", document)
        if magic != _WORD_FILE:
            raise Unreadable(ProblemKind.UNSUPPORTED, "Word文件版本过旧；请另存为docx后重新发送")
        if flags & _ENCRYPTED:
            raise Unreadable(ProblemKind.ENCRYPTED, "Word文件设有密码；请取消密码后重新发送")
        table = ole.openstream("1Table" if flags & _TABLE_1 else "0Table").read()
        data_stream = ole.openstream("Data").read() if ole.exists("Data") else b""
        pictures = [picture for stream in (data_stream, document) for picture in embedded.carved(stream)]
    pieces = list(_pieces(document, table))
    text = _text(document, pieces)
    lines, rows = _lines_and_rows(text, _table_marks(document, table, data_stream, pieces))
    page = Page(1, "office", tuple(map(Line, lines)), tuple(rows))
    return [page], list(dict.fromkeys(pictures))


def _pieces(document: bytes, table: bytes) -> Iterator[_Piece]:
    start, length = struct.unpack_from("<II", document, _CLX)
    clx = table[start : start + length]
    position = 0
    while position < len(clx) and clx[position] == 1:
        position += 3 + struct.unpack_from("<H", clx, position + 1)[0]
    if position >= len(clx) or clx[position] != 2:
        raise ValueError("no piece table")
    size = struct.unpack_from("<I", clx, position + 1)[0]
    plc = clx[position + 5 : position + 5 + size]
    count = (len(plc) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", plc)
    for number in range(count):
        place = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)[0]
        compressed = bool(place & 0x40000000)
        offset = place & 0x3FFFFFFF
        if ends[number] > MAX_CHARACTERS:
            return
        last = min(ends[number + 1], MAX_CHARACTERS)
        yield _Piece(ends[number], last, offset // 2 if compressed else offset, 1 if compressed else 2)


def _text(document: bytes, pieces: list[_Piece]) -> str:
    """Body, headers and text boxes as one string; positions are those of the piece table."""
    parts = []
    for piece in pieces:
        raw = document[piece.offset : piece.offset + (piece.last - piece.first) * piece.width]
        part = raw.decode("cp1252", "replace") if piece.width == 1 else raw.decode("utf-16-le", "surrogatepass")
        parts.append(part if len(part) == piece.last - piece.first else _as_units(raw, piece))
    return "".join(parts)


def _as_units(raw: bytes, piece: _Piece) -> str:
    """One character per UTF-16 unit, so that positions hold where characters beyond the basic plane stand."""
    units = struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2])
    return "".join(map(chr, units)).ljust(piece.last - piece.first, "\0")


def _table_marks(
    document: bytes, table: bytes, data: bytes, pieces: list[_Piece]
) -> tuple[frozenset[int], frozenset[int]]:
    """Character positions of the paragraph marks inside table cells, and of those that end a table row."""
    start, length = struct.unpack_from("<II", document, _PAPX)
    plc = table[start : start + length]
    count = max((len(plc) - 4) // 8, 0)
    inside: set[int] = set()
    ends: set[int] = set()
    for number in range(count):
        block = struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * number)[0] & 0x3FFFFF
        for offset, row_end in _table_paragraphs(document[512 * block : 512 * block + 512], data):
            for piece in pieces:
                if piece.offset < offset <= piece.offset + (piece.last - piece.first) * piece.width:
                    position = piece.first + (offset - piece.offset) // piece.width - 1
                    (ends if row_end else inside).add(position)
    return frozenset(inside), frozenset(ends)


def _table_paragraphs(block: bytes, data: bytes) -> Iterator[tuple[int, bool]]:
    """From a formatted disk page: file offset after each paragraph in a table, and whether it ends a row.

    Long properties (those of a row with many columns) stand in the Data stream, here is only their offset.
    """
    if len(block) < 512:
        return
    count = min(block[511], 29)
    for number in range(count):
        end = struct.unpack_from("<I", block, 4 * (number + 1))[0]
        at = 2 * block[4 * (count + 1) + 13 * number]
        if not at:
            continue
        size = 2 * block[at] - 1 if block[at] else 2 * block[at + 1] - 1
        at += 1 if block[at] else 2
        properties = block[at + 2 : at + 1 + size]
        if properties[:2] == _ELSEWHERE and len(properties) >= 6:
            offset = int.from_bytes(properties[2:6], "little")
            properties = data[offset + 2 : offset + 2 + int.from_bytes(data[offset : offset + 2], "little")]
        if _IN_TABLE in properties or _ROW_END in properties:
            yield end, _ROW_END in properties


def _lines_and_rows(text: str, marks: tuple[frozenset[int], frozenset[int]]) -> tuple[list[str], list[tuple[str, ...]]]:
    """Paragraphs outside tables as lines, table rows as rows and as lines of cells with tabs between."""
    inside, row_ends = marks
    lines: list[str] = []
    rows: list[tuple[str, ...]] = []
    cells: list[str] = []
    start = 0
    for match in _MARKS.finditer(text):
        position = match.start()
        run, start_next = _tidy(text[start:position]), position + 1
        if match[0] == "\x07" and (position in row_ends or (not row_ends and not run and cells)):
            rows.append(tuple(cells))
            lines.append("\t".join(cells))
            cells = []
        elif match[0] == "\x07":
            cells.append(run)
        elif position in inside:
            continue  # a paragraph inside a cell stays with the cell
        else:
            lines.extend(line for line in run.split("\n") if line)
        start = start_next
    lines.extend(line for line in _tidy(text[start:]).split("\n") if line)
    return lines, rows


def _tidy(run: str) -> str:
    """A run without field codes and placeholders of drawings; breaks as newlines, surrogate pairs joined."""
    while (shorter := _FIELD_CODE.sub("", run)) != run:
        run = shorter
    run = _DRAWN.sub("", run).replace("\x1e", "-").replace("\x0b", "\n").replace("\r", "\n").replace("\xa0", " ")
    return run.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").strip(" \t\n\0")
