"""An Office form as it may leave the office: made anew of what its pages show.

A form is often typed over another person's: titles, comments, deleted text, pictures and sheets of that one may still
be in it. What Word and Excel write today is made anew (``formats.anew``). The old
binary formats can't be; of them the properties are emptied. A file with macros, inserted objects, tracked deletions,
comments, hidden sheets or hidden text doesn't go at all.
"""

import io
import re
import zipfile
from typing import Final

import olefile

from hui_reg.pages import guard
from hui_reg.pages.formats.anew import word, workbooks
from hui_reg.pages.formats.anew.marks import Unfit

_ACTIVE_PARTS: Final = ("vbaproject", "/embeddings/", "/activex/", "/macrosheets/", "/comments", "/threadedcomments/",
                        "/externallinks/", "/pivotcache/", "/glossary/")  # fmt: skip
_ACTIVE_STREAMS: Final = ("Macros", "_VBA_PROJECT_CUR", "ObjectPool")
_PROPERTY_STREAMS: Final = ("\x05SummaryInformation", "\x05DocumentSummaryInformation")
_DELETED: Final = re.compile(rb"<w:(?:delText|moveFrom)[ >]|<w:del [^>]*[^/]>")
_WORKBOOK: Final = "xl/workbook.xml"
_LARGEST_PART: Final = 64_000_000
_EMPTY_SET: Final = bytes.fromhex(
    "feff00000a0002000000000000000000000000000000000001000000e0859ff2f94f6810ab9108002b27b3d9300000000800000000000000"
)
"""A set of properties that holds none (MS-OLEPS)."""


class Active(ValueError):
    """The file holds what doesn't show on its pages and can't be taken out: macros, objects, somebody's leftovers."""


def copy(data: bytes, own: str = "") -> bytes:
    """The file with what it shows alone, and no valid ID number but ``own`` (where that isn't known, one at most).

    Raises :class:`Active`, and what zipfile, lxml, openpyxl, Pillow and olefile do.
    """
    try:
        made = _compound(data) if data.startswith(olefile.MAGIC) else _package(data)
        guard.check(made, own)
    except (Unfit, guard.Foreign) as error:
        raise Active from error
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
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = package.infolist()
        if any(word in f"/{info.filename}".lower() for info in parts for word in _ACTIVE_PARTS):
            raise Active
        if any(info.file_size > _LARGEST_PART for info in parts):
            raise Active
        if any(info.filename == _WORKBOOK for info in parts):
            return workbooks.copy(data)
        if any(_DELETED.search(package.read(info)) for info in parts if info.filename.endswith(".xml")):
            raise Active
        return word.copy(package)
