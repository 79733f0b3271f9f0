"""An Office form as it may leave the office: what its pages show, without authors, earlier states and leftovers.

A form is often typed over another person's: titles, comments, deleted text, pictures and sheets of that one may still
be in it. Parts that nothing shown leads to stay behind, properties are emptied, pictures lose their metadata. A file
with macros, inserted objects, tracked deletions, comments or more than one person's number doesn't go at all.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Collection, Iterator
from typing import Final

import olefile
from lxml import etree

from hui_reg import jpegs
from hui_reg.notation import resident_id

_ACTIVE_PARTS: Final = ("vbaproject", "/embeddings/", "/activex/", "/macrosheets/", "/comments", "/threadedcomments/",
                        "/externallinks/", "/pivotcache/", "/glossary/")  # fmt: skip
_ACTIVE_STREAMS: Final = ("Macros", "_VBA_PROJECT_CUR", "ObjectPool")
_PROPERTY_STREAMS: Final = ("\x05SummaryInformation", "\x05DocumentSummaryInformation")
_TYPES, _ROOT = "[Content_Types].xml", "_rels/.rels"
_UNWANTED: Final = re.compile(
    r"/(?:thumbnail|core-properties|extended-properties|custom-properties|customXml|customXmlProps|people|person)$"
)
_DELETED: Final = re.compile(rb"<w:(?:delText|moveFrom)[ >]|<w:del [^>]*[^/]>")
_AUTHORS: Final = re.compile(rb"( (?:w|w15|w16du):(?:author|initials|userId)=)(\"[^\"]*\"|'[^']*')")
_CROPPED: Final = re.compile(rb"<a:srcRect([^>]*)/?>")
_SIDE: Final = re.compile(rb'[ltrb]="(-?\d+)"')
_MOST_CROPPED: Final = 20_000
"""Thousandths of a per cent of a picture's side that may be cut off: what is cut off is still in the file."""
_NUMBER: Final = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_HIDDEN: Final = re.compile(rb"<(?:\w+:)?sheet [^>]*state=\"(?:hidden|veryHidden)\"")
_CHUNKS: Final = frozenset((b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"pHYs", b"cHRM", b"sRGB"))
_EMPTY_SET: Final = bytes.fromhex(
    "feff00000a0002000000000000000000000000000000000001000000e0859ff2f94f6810ab9108002b27b3d9300000000800000000000000"
)
"""A set of properties that holds none (MS-OLEPS)."""
_LARGEST_PART: Final = 64_000_000


class Active(Exception):
    """The file holds what doesn't show on its pages and can't be taken out: macros, objects, somebody's leftovers."""


def copy(data: bytes) -> bytes:
    """The file with what it shows alone. Raises :class:`Active`, and what zipfile, lxml and olefile do."""
    made = _compound(data) if data.startswith(olefile.MAGIC) else _package(data)
    if len(_numbers(made)) > 1:
        raise Active
    return made


def _compound(data: bytes) -> bytes:
    stream = io.BytesIO(data)
    with olefile.OleFileIO(stream, write_mode=True) as container:
        if any(container.exists(name) for name in _ACTIVE_STREAMS):
            raise Active
        for name in _PROPERTY_STREAMS:
            if container.exists(name):
                size = container.get_size(name)
                container.write_stream(name, _EMPTY_SET.ljust(size, b"\0")[:size])
        if container.exists("WordDocument"):
            head = container.openstream("WordDocument").read(12)
            if head[10] & 0x04:
                raise Active  # saved by adding to it: what was there before is still there
        return stream.getvalue()


def _package(data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copied:
        parts = {info.filename: info for info in package.infolist()}
        if any(word in f"/{name}".lower() for name in parts for word in _ACTIVE_PARTS):
            raise Active
        if any(info.file_size > _LARGEST_PART for info in parts.values()):
            raise Active
        kept = dict(_reached(package, parts))
        for name in (name for name in parts if name in kept):
            content = kept[name]
            if name.endswith(".xml"):
                _shown(content)
                content = _AUTHORS.sub(rb'\1""', content)
            copied.writestr(name, _bare(content))
        copied.writestr(_TYPES, _types(package.read(_TYPES), kept.keys()))
    return made.getvalue()


def _reached(package: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> Iterator[tuple[str, bytes]]:
    """The parts that the document leads to, and the lists of what each leads to, without what isn't shown."""
    waiting, seen = [""], {""}
    while waiting:
        name = waiting.pop()
        if name:
            yield name, package.read(name)
        folder, base = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", f"{base}.rels")
        if relations not in parts:
            continue
        tree = etree.fromstring(package.read(relations), etree.XMLParser(resolve_entities=False, no_network=True))
        for node in list(tree):
            if _UNWANTED.search(str(node.get("Type"))):
                tree.remove(node)
            elif node.get("TargetMode") != "External":
                target = str(node.get("Target"))
                path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                if path in parts and path not in seen:
                    seen.add(path)
                    waiting.append(path)
        yield relations, etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _types(data: bytes, kept: Collection[str]) -> bytes:
    tree = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    for node in list(tree):
        name = node.get("PartName")
        if name is not None and str(name).lstrip("/") not in kept:
            tree.remove(node)
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def _shown(content: bytes) -> None:
    """Raises :class:`Active` for text that was deleted, pictures that were cut, and sheets that are hidden."""
    if _DELETED.search(content) or _HIDDEN.search(content):
        raise Active
    for found in _CROPPED.finditer(content):
        if any(int(side) > _MOST_CROPPED for side in _SIDE.findall(found[1])):
            raise Active


def _bare(content: bytes) -> bytes:
    """A picture without metadata and tail; anything else as it is."""
    if content.startswith(b"\xff\xd8\xff"):
        return jpegs.bare(content)
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        return content
    kept, at = [content[:8]], 8
    while at + 12 <= len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4])
        if content[at + 4 : at + 8] in _CHUNKS:
            kept.append(content[at:end])
        if content[at + 4 : at + 8] == b"IEND":
            break
        at = end
    return b"".join(kept)


def _numbers(data: bytes) -> set[str]:
    """The ID numbers in any text of the file, by whatever encoding."""
    texts = [data.decode("latin-1"), data.decode("utf-16-le", "ignore"), data[1:].decode("utf-16-le", "ignore")]
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            plain = (
                package.read(name).decode("utf-8", "ignore") for name in package.namelist() if name.endswith(".xml")
            )
            texts = [re.sub(r"</w:p>|</si>|</c>", " ", text) for text in plain]
            texts = [re.sub(r"<[^>]*>", "", text) for text in texts]
    found = {number.upper() for text in texts for number in _NUMBER.findall(text)}
    return {number for number in found if resident_id.is_valid(number)}
