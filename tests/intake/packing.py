"""Containers built byte by byte, so that they can be what no well-behaved program writes."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

import py7zr


@dataclass
class Entry:
    """A zip entry with everything settable. ``local_name`` None: the same as the central one."""

    name: bytes
    data: bytes = b"data"
    flags: int = 0
    extra: bytes = b""
    method: int = 0
    local_name: bytes | None = None
    local_flags: int | None = None
    claimed: int | None = None
    crc: int | None = None
    offset: int | None = None
    attributes: int = 0


def raw_zip(*entries: Entry, cut: int = 0) -> bytes:
    """A zip of exactly these entries; ``cut`` bytes missing at the end."""
    body, central = b"", b""
    for entry in entries:
        packed = _deflated(entry.data) if entry.method == 8 else entry.data
        crc = zlib.crc32(entry.data) if entry.crc is None else entry.crc
        claimed = len(entry.data) if entry.claimed is None else entry.claimed
        name = entry.name if entry.local_name is None else entry.local_name
        flags = entry.flags if entry.local_flags is None else entry.local_flags
        offset = len(body) if entry.offset is None else entry.offset
        numbers = (crc, len(packed), claimed)
        if entry.offset is None:
            body += struct.pack("<4s5H3I2H", b"PK\3\4", 20, flags, entry.method, 0, 0x21, *numbers, len(name), 0)
            body += name + packed
        central += struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, entry.flags, entry.method, 0, 0x21, *numbers,
                               len(entry.name), len(entry.extra), 0, 0, 0, entry.attributes, offset)  # fmt: skip
        central += entry.name + entry.extra
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, len(entries), len(entries), len(central), len(body), 0)
    whole = body + central + end
    return whole[: len(whole) - cut]


def unicode_path(raw_name: bytes, name: str) -> bytes:
    """The Info-ZIP Unicode Path extra field."""
    content = b"\1" + struct.pack("<I", zlib.crc32(raw_name)) + name.encode()
    return struct.pack("<HH", 0x7075, len(content)) + content


def plain_zip(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip as Python writes it: UTF-8 names, flagged."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def sevenzip(files: dict[str, bytes], password: str | None = None) -> bytes:
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", password=password) as archive:
        for name, data in files.items():
            archive.writestr(data, name)
    return buffer.getvalue()


def rar4(files: dict[bytes, bytes], encrypted: bool = False) -> bytes:
    """A RAR 4 archive, stored, with names as raw bytes."""
    out = b"Rar!\x1a\x07\x00" + _rar4_block(0x73, 0, b"\0" * 6)
    for name, data in files.items():
        head = struct.pack(
            "<IIBIIBBHI", len(data), len(data), 2, zlib.crc32(data), 0x58E12000, 20, 0x30, len(name), 0o100644
        )
        out += _rar4_block(0x74, 0x8000 | (4 if encrypted else 0), head + name) + data
    return out + bytes.fromhex("c43d7b00400700")


def rar5(files: dict[str, bytes]) -> bytes:
    """A RAR 5 archive, stored."""
    out = b"Rar!\x1a\x07\x01\x00" + _rar5_block(b"\x01\x00\x00")
    for name, data in files.items():
        raw = name.encode()
        head = b"\x02\x02" + _vint(len(data)) + b"\x04" + _vint(len(data)) + _vint(0o100644)
        head += struct.pack("<I", zlib.crc32(data)) + b"\x00\x01" + _vint(len(raw)) + raw
        out += _rar5_block(head) + data
    return out + _rar5_block(b"\x05\x00\x00")


def tnef(files: dict[bytes, bytes], codepage: int = 936) -> bytes:
    """A winmail.dat with attachments under their short names."""
    out = struct.pack("<IH", 0x223E9F78, 1) + _attribute(1, 0x9007, 6, struct.pack("<II", codepage, 0))
    for name, data in files.items():
        out += _attribute(2, 0x9002, 6, b"\0" * 14)
        out += _attribute(2, 0x8010, 1, name + b"\0")
        out += _attribute(2, 0x800F, 6, data)
    return out


def cms_signed(content: bytes, pieces: int = 1, indefinite: bool = False) -> bytes:
    """An opaque S/MIME SignedData without a signer; the content in pieces, lengths definite or not."""
    size = -(-len(content) // pieces)
    parts = [content[i : i + size] for i in range(0, len(content), size)]
    octets = _der(0x24, b"".join(_der(0x04, p) for p in parts), indefinite) if pieces > 1 else _der(0x04, content)
    data = bytes.fromhex("06092a864886f70d010701") + _der(0xA0, octets, indefinite)
    signed = b"\x02\x01\x01" + _der(0x31, b"") + _der(0x30, data, indefinite) + _der(0x31, b"")
    wrapped = _der(0xA0, _der(0x30, signed, indefinite), indefinite)
    return _der(0x30, bytes.fromhex("06092a864886f70d010702") + wrapped, indefinite)


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def _rar4_block(kind: int, flags: int, content: bytes) -> bytes:
    head = struct.pack("<BHH", kind, flags, 7 + len(content)) + content
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head


def _rar5_block(head: bytes) -> bytes:
    sized = _vint(len(head)) + head
    return struct.pack("<I", zlib.crc32(sized)) + sized


def _vint(number: int) -> bytes:
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def _attribute(level: int, name: int, kind: int, data: bytes) -> bytes:
    return struct.pack("<BHHI", level, name, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def _der(tag: int, content: bytes, indefinite: bool = False) -> bytes:
    if indefinite:
        return bytes([tag, 0x80]) + content + b"\0\0"
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes(4, "big")
    return bytes([tag, 0x84]) + length + content


def compound(streams: dict[str, bytes]) -> bytes:
    """An OLE file with these streams at its root, each of 4096 bytes at least."""
    sectors: list[bytes] = []
    fat = [0xFFFFFFFD, 0xFFFFFFFE]
    entries = [_ole_entry("Root Entry", 5, 1 if streams else -1, -2, 0)]
    for number, (name, data) in enumerate(streams.items(), 1):
        start = len(fat)
        chunks = [data[i : i + 512].ljust(512, b"\0") for i in range(0, len(data), 512)]
        sectors += chunks
        fat += [start + n + 1 for n in range(len(chunks) - 1)] + [0xFFFFFFFE]
        entries.append(_ole_entry(name, 2, -1, start, len(data), right=number + 1 if number < len(streams) else -1))
    directory = b"".join(entries).ljust(512, b"\0")
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
    assert len(directory) == len(table) == 512
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<4I", 0, 1, 1, 0) + struct.pack("<I2i2i", 4096, -2, 0, -2, 0) + struct.pack("<i", 0)
    return head.ljust(512, b"\xff") + table + directory + b"".join(sectors)


def _ole_entry(name: str, kind: int, child: int, start: int, size: int, right: int = -1) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBB3i", len(raw), kind, 1, -1, right, child)
    return head + b"\0" * 36 + struct.pack("<iIi", start, size, 0)


def native(name: str, data: bytes) -> bytes:
    """An ``Ole10Native`` stream: a file as Word's packager keeps it."""
    label = name.encode("gbk") + b"\0"
    path = b"C:\\x\\" + label
    body = b"\x02\0" + label + path + struct.pack("<2HI", 0, 3, len(path)) + path + struct.pack("<I", len(data)) + data
    return (struct.pack("<I", len(body)) + body).ljust(4096, b"\0")


def split_zip(files: dict[str, bytes], size: int) -> list[bytes]:
    """A zip spanned over ``.z01``, ``.z02``, … and ``.zip``, as WinRAR and zip -s write it: stored, cut anywhere."""
    stream, central = b"PK\x07\x08", b""
    for name, data in files.items():
        raw, at = name.encode(), len(stream)
        numbers = (zlib.crc32(data), len(data), len(data))
        stream += struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0x800, 0, 0, 0x21, *numbers, len(raw), 0) + raw + data
        central += struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0x800, 0, 0, 0x21, *numbers, len(raw), 0, 0,
                               at // size, 0, 0, at % size) + raw  # fmt: skip
    pieces = [stream[i : i + size] for i in range(0, len(stream), size)]
    last = len(pieces) - 1
    at = len(pieces[last])
    end = struct.pack("<4s4H2IH", b"PK\5\6", last, last, len(files), len(files), len(central), at, 0)
    pieces[last] += central + end
    return pieces


def rar4_volumes(name: bytes, data: bytes, size: int) -> list[bytes]:
    """One stored file over several RAR 4 volumes, numbered in the new way."""
    chunks = [data[i : i + size] for i in range(0, len(data), size)]
    volumes = []
    for number, chunk in enumerate(chunks):
        flags = 0x8000 | (1 if number else 0) | (2 if number < len(chunks) - 1 else 0)
        crc = zlib.crc32(data if number == len(chunks) - 1 else chunk)
        head = struct.pack("<IIBIIBBHI", len(chunk), len(data), 2, crc, 0x58E12000, 20, 0x30, len(name), 0o100644)
        main = _rar4_block(0x73, 0x0011 | (0x0100 if number == 0 else 0), b"\0" * 6)
        more = 0x4000 | (1 if number < len(chunks) - 1 else 0)
        volumes.append(
            b"Rar!\x1a\x07\x00" + main + _rar4_block(0x74, flags, head + name) + chunk + _rar4_block(0x7B, more, b"")
        )
    return volumes
