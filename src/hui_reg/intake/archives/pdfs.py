"""Files attached inside PDFs, those of portfolios too. Pure.

pypdf is loaded where one is found: every worker would carry its 17 MB, and hardly any has a use for them.
"""

import logging
import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from hui_reg.intake.archives.budget import Budget, Member, Refused, damaged
from hui_reg.intake.names import clean

if TYPE_CHECKING:
    from pypdf import PdfReader
    from pypdf.generic import DictionaryObject, PdfObject

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it quotes what it stumbles over: somebody's papers
_MARK = re.compile(rb"/EmbeddedFile|/FileAttachment|/Filespec|/Collection")
_MOST_NODES = 5000
_MOST_PAGES = 500
_PREFERRED = ("/UF", "/F", "/Unix", "/DOS", "/Mac")


def attached_files(data: bytes, budget: Budget) -> Iterator[Member]:
    """The files attached to a PDF, by its name tree or by a pin on a page; none where it can't be read or is locked."""
    if not data.startswith(b"%PDF-") or not _MARK.search(data):
        return
    from pypdf import PdfReader

    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted:
            return
        found = list(_in_catalogue(reader)) + list(_on_pages(reader))
    except Exception:  # pypdf raises whatever a broken file leads it to; its reader says what is wrong with it
        return
    seen: set[int] = set()
    for number, spec in enumerate(found, 1):
        if (stream := _stream(spec)) is None or id(stream) in seen:
            continue
        seen.add(id(stream))
        name = next((clean(str(spec[key])) for key in _PREFERRED if key in spec), "") or f"附件{number}"
        try:
            content = stream.get_data()  # type: ignore[attr-defined]
        except Exception:
            yield Member(name, b"", damaged())
            continue
        try:
            budget.spend(len(content))
        except Refused as refused:
            yield Member(name, b"", refused)
            continue
        yield Member(name, content)


def _in_catalogue(reader: "PdfReader") -> Iterator["DictionaryObject"]:
    names = _dictionary(reader.root_object.get("/Names"))
    tree = _dictionary(names.get("/EmbeddedFiles")) if names is not None else None
    waiting = [tree] if tree is not None else []
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop()
        pairs = node.get("/Names")
        for value in pairs.get_object()[1::2] if pairs is not None else ():
            if (spec := _dictionary(value)) is not None:
                yield spec
        kids = node.get("/Kids")
        waiting += [kid for k in (kids.get_object() if kids is not None else []) if (kid := _dictionary(k)) is not None]


def _on_pages(reader: "PdfReader") -> Iterator["DictionaryObject"]:
    for number, page in enumerate(reader.pages):
        if number >= _MOST_PAGES:
            return
        for note in page.get("/Annots") or ():
            annotation = _dictionary(note)
            if annotation is not None and (spec := _dictionary(annotation.get("/FS"))) is not None:
                yield spec


def _stream(spec: "DictionaryObject") -> "PdfObject | None":
    files = _dictionary(spec.get("/EF"))
    if files is None:
        return None
    key = next((key for key in _PREFERRED if key in files), None)
    return files[key].get_object() if key is not None else None


def _dictionary(value: "PdfObject | None") -> "DictionaryObject | None":
    from pypdf.generic import DictionaryObject

    found = value.get_object() if value is not None else None
    return found if isinstance(found, DictionaryObject) else None
