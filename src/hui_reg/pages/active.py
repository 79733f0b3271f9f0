"""What a paper carries besides its pages: scripts, actions that start programs, macros, files hidden in or behind it.

Nothing of it is run or opened; it is told in the words a reviewer reads. Raises nothing.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final

import olefile
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, PdfObject

from hui_reg.jpegs import end_of_picture
from hui_reg.pages.formats.identify import OFFICE

_SCRIPT, _LAUNCH, _MACRO, _OBJECT = "脚本（JavaScript）", "启动其他程序的动作", "宏", "插入的文件或控件"
_ATTACHED: Final = "附带的文件"
_ACTIONS: Final = {
    "/JavaScript": _SCRIPT,
    "/Launch": _LAUNCH,
    "/ImportData": _LAUNCH,
    "/SubmitForm": "向外发送数据的动作",
    "/Rendition": "插入的音像",
}
_RAW: Final = ((rb"/JavaScript\b|/JS\s*[(<]", _SCRIPT), (rb"/Launch\b", _LAUNCH), (rb"/EmbeddedFiles?\b", _ATTACHED))
_PARTS: Final = (("vbaproject", _MACRO), ("/macrosheets/", _MACRO), ("/activex/", _OBJECT), ("/embeddings/", _OBJECT))
_FAR_TEMPLATE: Final = re.compile(rb"attachedTemplate[^>]*Target=\"(?:https?:|file:////|\\\\\\\\)", re.IGNORECASE)
_BEHIND: Final = (
    (b"PK\x03\x04", "压缩包"),
    (b"Rar!\x1a\x07", "压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包"),
    (b"%PDF-", "PDF"),
)
_PROGRAM: Final = b"MZ"
_MOST_PAGES: Final = 60
_MOST_NODES: Final = 2000


def active_content(data: bytes, format: str) -> tuple[str, ...]:
    """Everything of the kind, each once; a phone's own additions (a second picture, a short film) are none."""
    found: list[str] = []
    try:
        if format == "pdf":
            found += _in_pdf(data)
        elif format in OFFICE:
            found += _in_compound(data) if data.startswith(olefile.MAGIC) else _in_package(data)
        found += _behind(data, format)
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception:  # whatever a broken file leads the parsers to
        found += [title for pattern, title in _RAW if format == "pdf" and re.search(pattern, data)]
    return tuple(dict.fromkeys(found))


def _in_pdf(data: bytes) -> Iterator[str]:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        return
    root = reader.root_object
    names = _dictionary(root.get("/Names")) or DictionaryObject()
    if "/JavaScript" in names:
        yield _SCRIPT
    if "/EmbeddedFiles" in names or "/Collection" in root:
        yield _ATTACHED
    yield from _actions(root.get("/OpenAction"))
    yield from _events(root)
    form = _dictionary(root.get("/AcroForm")) or DictionaryObject()
    for field in _objects(form.get("/Fields")):
        yield from _events(field)
    for page, _ in zip(reader.pages, range(_MOST_PAGES), strict=False):
        yield from _events(page)
        for note in _objects(page.get("/Annots")):
            if note.get("/Subtype") == "/FileAttachment":
                yield _ATTACHED
            yield from _actions(note.get("/A"))
            yield from _events(note)


def _events(holder: DictionaryObject) -> Iterator[str]:
    for action in (_dictionary(holder.get("/AA")) or {}).values():
        yield from _actions(action)


def _actions(value: PdfObject | None) -> Iterator[str]:
    """An action and those that follow it."""
    waiting = [value]
    for _ in range(_MOST_NODES):
        if not waiting or (action := _dictionary(waiting.pop())) is None:
            return
        if (kind := str(action.get("/S", ""))) in _ACTIONS:
            yield _ACTIONS[kind]
        following = action.get("/Next")
        waiting += [following] if isinstance(_resolved(following), DictionaryObject) else list(_objects(following))


def _objects(value: PdfObject | None) -> list[DictionaryObject]:
    listed = _resolved(value)
    several: list[PdfObject] = listed[:_MOST_NODES] if isinstance(listed, list) else []
    return [found for one in several if (found := _dictionary(one)) is not None]


def _resolved(value: PdfObject | None) -> PdfObject | None:
    return value.get_object() if value is not None else None


def _dictionary(value: PdfObject | None) -> DictionaryObject | None:
    found = _resolved(value)
    return found if isinstance(found, DictionaryObject) else None


def _in_package(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        charts = b"".join(package.read(name) for name in names if "/charts/_rels/" in name)
        for name in names:
            title = next((title for mark, title in _PARTS if mark in f"/{name}".lower()), None)
            if title and not (title == _OBJECT and name.rsplit("/", 1)[-1].encode() in charts):
                yield title
            if name.endswith("settings.xml.rels") and _FAR_TEMPLATE.search(package.read(name)):
                yield "网上的模板"


def _in_compound(data: bytes) -> Iterator[str]:
    with olefile.OleFileIO(io.BytesIO(data)) as container:
        roots = {path[0]: len(path) for path in container.listdir(streams=True, storages=False)}
    if roots.keys() & {"Macros", "_VBA_PROJECT_CUR"}:
        yield _MACRO
    if any(name == "ObjectPool" or re.fullmatch(r"MBD[0-9A-F]+", name) for name in roots):
        yield _OBJECT


def _behind(data: bytes, format: str) -> Iterator[str]:
    """An archive, document or program behind the end of a picture or PDF."""
    if format == "jpeg":
        tail = data[end_of_picture(data) :]
    elif format == "png":
        tail = data[data.rfind(b"IEND") + 8 :] if b"IEND" in data else b""
    elif format == "pdf":
        tail = data[data.rfind(b"%%EOF") + 5 :] if b"%%EOF" in data else b""
    else:
        return
    for mark, title in _BEHIND:
        if mark in tail:
            yield f"后面附着的{title}"
    if tail.lstrip().startswith(_PROGRAM):
        yield "后面附着的程序"
