"""Documents inserted as objects into Office files: packages, PDFs and Office files in them. Pure."""

import posixpath
import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO

import olefile

from hui_reg.intake.archives.budget import FREE_BYTES, HIGHEST_RATIO, Budget, Member, unsupported
from hui_reg.intake.charset import decode
from hui_reg.intake.magic import extension
from hui_reg.intake.names import clean

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NATIVE = "\x01Ole10Native"
_WHOLE = {"WordDocument": ".doc", "Workbook": ".xls", "Book": ".xls", "PowerPoint Document": ".ppt"}
_LEAST = 64
_ROOTS = ("word/", "xl/", "ppt/")


def office_objects(data: bytes, budget: Budget) -> Iterator[Member]:
    """The documents inserted into an Office file, old or new format; none in a file that can't be read."""
    try:
        members = _of_package(data, budget) if data.startswith(b"PK") else _of_compound(data)
        for member in members:
            budget.spend(len(member.data))
            yield member
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, struct.error, NotImplementedError, EOFError):
        return  # its reader says what is wrong with it


def _of_package(data: bytes, budget: Budget) -> Iterator[Member]:
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = [p for p in package.infolist() if p.filename.startswith(_ROOTS) and "/embeddings/" in p.filename]
        charts = _used_by_charts(package)
        for number, part in enumerate(parts, 1):
            if part.filename in charts:
                continue
            name = clean(posixpath.basename(part.filename))
            if part.file_size > min(budget.bytes, FREE_BYTES + HIGHEST_RATIO * part.compress_size):
                yield Member(name, b"", unsupported("文档里嵌入的对象过大"))
                continue
            content = package.read(part)
            if content.startswith(_OLE):
                yield from _object(content, f"嵌入对象{number}")
            elif content:
                yield Member(name, content)


def _used_by_charts(package: zipfile.ZipFile) -> set[str]:
    """The workbooks behind charts: figures that the chart shows, no documents."""
    used: set[str] = set()
    for name in package.namelist():
        if "/charts/_rels/" in name:
            relations = package.read(name).decode("utf-8", "replace")
            used |= {p for p in package.namelist() if "/embeddings/" in p and posixpath.basename(p) in relations}
    return used


def _object(content: bytes, title: str) -> Iterator[Member]:
    """What an OLE object of its own file holds: a package, a document in a stream, or itself a document."""
    with olefile.OleFileIO(BytesIO(content)) as ole:
        whole = next((ext for stream, ext in _WHOLE.items() if ole.exists(stream)), None)
        if whole is not None:
            yield Member(f"{title}{whole}", content)
            return
        found = list(_in_storage(ole, [], title))
    yield from found or [Member(f"{title}.bin", content)]


def _of_compound(data: bytes) -> Iterator[Member]:
    """The objects in the storages of a .doc, .xls or .wps."""
    if not data.startswith(_OLE):
        return
    with olefile.OleFileIO(BytesIO(data)) as ole:
        storages = [path for path in ole.listdir(streams=False, storages=True) if _holds_object(path)]
        for number, path in enumerate(storages, 1):
            title = f"嵌入对象{number}"
            found = list(_in_storage(ole, path, title))
            yield from found
            if not found and any(ole.exists([*path, stream]) for stream in _WHOLE):
                yield Member(f"{title}", b"", unsupported("文档里嵌入了另一个文档，未能取出"))


def _holds_object(path: list[str]) -> bool:
    return (len(path) == 2 and path[0] == "ObjectPool") or (len(path) == 1 and path[0].startswith("MBD"))


def _in_storage(ole: olefile.OleFileIO, path: list[str], title: str) -> Iterator[Member]:
    if ole.exists([*path, _NATIVE]):
        yield _package(ole.openstream([*path, _NATIVE]).read(), title)
    for stream in ("CONTENTS", "Package", "EmbeddedOdf"):
        if ole.exists([*path, stream]):
            content = ole.openstream([*path, stream]).read()
            start = content.find(b"%PDF-", 0, 1024)
            content = content[start:] if start > 0 else content
            if len(content) >= _LEAST:
                yield Member(f"{title}{_ext(content)}", content)


def _package(native: bytes, title: str) -> Member:
    """The file inside an ``Ole10Native`` stream [MS-OLEDS 2.3.6]: label, path and temporary path before its bytes."""
    position = 6
    label, position = _text(native, position)
    _, position = _text(native, position)
    position += 4
    (length,) = struct.unpack_from("<I", native, position)
    position += 4 + length
    (size,) = struct.unpack_from("<I", native, position)
    content = native[position + 4 : position + 4 + size]
    name = clean(decode(label))
    return Member(name or f"{title}{_ext(content)}", content)


def _text(data: bytes, position: int) -> tuple[bytes, int]:
    end = data.index(b"\0", position)
    return data[position:end], end + 1


def _ext(content: bytes) -> str:
    found = extension(content)
    if found == ".zip":
        for mark, ext in ((b"word/", ".docx"), (b"xl/", ".xlsx"), (b"ppt/", ".pptx")):
            if mark in content:
                return ext
    return found or ".bin"
