"""Signed PDFs: whether one may go on whole, which its signature asks for, because it is its pages and nothing else.

A signature would not survive another form, but a whole file takes along all that was ever in it: earlier states,
attachments, outlines, pictures that no page draws, what is painted over. Only what is known to hold none of that goes.
"""

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any, Final

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    ContentStream,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from hui_reg import jpegs
from hui_reg.pages import active, painting
from hui_reg.pages.formats import pdf
from hui_reg.pages.operations import operations
from hui_reg.pages.painting import Unfit

_OF_ROOTS: Final = frozenset((
    "/Type", "/Pages", "/AcroForm", "/Version", "/Extensions", "/PageLayout", "/PageMode", "/ViewerPreferences",
    "/Lang", "/Perms", "/MarkInfo", "/DSS",
))  # fmt: skip
_OF_PAGES: Final = frozenset((
    "/Type", "/Parent", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Resources", "/Contents",
    "/Rotate", "/Annots", "/Group", "/StructParents", "/Tabs", "/UserUnit",
))  # fmt: skip
_FOUND: Final = re.compile(rb"(?<!\d)(\d{1,8})\s+\d{1,5}\s+obj\b")
_TABLE: Final = re.compile(rb"startxref\s+(\d{1,10})")
_END: Final = re.compile(rb"%%EOF\r?\n?")
_MOMENT: Final = re.compile(r"D:\d{4,14}.{0,8}")
_TOOLS: Final = re.compile("WPS|Microsoft|Adobe|iText|金山|福昕|打印|PDF")
_BETWEEN: Final = re.compile(
    rb"\A%PDF-\d\.\d\s*%[\x80-\xff]{1,16}\s|\d+\s+\d+\s+obj\b.*?endobj|xref\s[\d\s\rnf]*trailer\s*<<.*?>>\s*(?=startxref)"
    rb"|startxref\s+\d+\s+%%EOF",
    re.DOTALL,
)
_DEEPEST: Final = 30
_MOST: Final = 20_000


def is_signed(data: bytes) -> bool:
    """Whether a PDF says that it carries a digital signature, which any change would break."""
    return b"/ByteRange" in data and b"/Sig" in data


def goes_whole(data: bytes) -> bool:
    """Whether a signed file is what its pages show, and nothing else was ever in it."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted or active.active_content(data, "pdf"):
            return False
        _covered(reader, data)
        _nothing_hangs_on(reader, data)
        _nothing_lies_about(reader, data)
        _nothing_was_else(reader, data)
    except MemoryError:
        raise
    except Exception:  # Unfit, and whatever a broken file leads pypdf to
        return False
    return True


def _covered(reader: PdfReader, data: bytes) -> None:
    """One signature spans the file, but for its own digits."""
    for field in _fields(reader):
        value = field.get("/V")
        value = value.get_object() if value is not None else None
        if not isinstance(value, DictionaryObject) or "/ByteRange" not in value:
            continue
        first, length, second, rest = (int(number) for number in _listed(value["/ByteRange"]))
        gap = data[first + length : second]
        if first == 0 and second + rest >= len(data.rstrip()) and re.fullmatch(rb"<[0-9A-Fa-f\s]*>", gap):
            return
    raise Unfit


def _fields(reader: PdfReader) -> list[DictionaryObject]:
    form = reader.root_object.get("/AcroForm")
    listed = form.get_object().get("/Fields") if form is not None else None
    found = [field.get_object() for field in listed.get_object()] if listed is not None else []
    if any(field.get("/FT") != "/Sig" or "/Kids" in field for field in found):
        raise Unfit
    return found


def _nothing_hangs_on(reader: PdfReader, data: bytes) -> None:
    """No outlines, destinations, structure, metadata; no thumbnails and notes; no title or author but what is shown."""
    if not _OF_ROOTS.issuperset(reader.root_object):
        raise Unfit
    for page in reader.pages:
        if not _OF_PAGES.issuperset(page):
            raise Unfit
    shown = "".join(line.text for page in pdf.pages(data) for line in page.lines)
    for key, value in (reader.metadata or {}).items():
        text = str(value)
        is_tool = key in ("/Producer", "/Creator") and (text.isascii() or _TOOLS.search(text))
        if not (is_tool or _MOMENT.fullmatch(text) or re.sub(r"\s", "", text) in re.sub(r"\s", "", shown)):
            raise Unfit


def _nothing_lies_about(reader: PdfReader, data: bytes) -> None:
    """Every stream is drawn by a page, belongs to a font or a seal, or holds packed objects; nothing unreachable says
    anything."""
    used: set[int] = set()
    for page in reader.pages:
        used |= _of_page(page, reader)
    reached = _reached(reader)
    numbers = {int(number) for number in _FOUND.findall(data)} | {int(number) for number in reader.xref_objStm}
    if len(numbers) > _MOST:
        raise Unfit
    for number in numbers:
        found = reader.get_object(number)
        if isinstance(found, StreamObject):
            if found.get("/Type") not in ("/XRef", "/ObjStm") and number not in used:
                raise Unfit
            if not _is_tight(found):
                raise Unfit
        elif number not in reached and any(True for _ in _words(found)):
            raise Unfit


def _is_tight(stream: StreamObject) -> bool:
    """Whether a stream's data is all that is in it."""
    data, kind = bytes(stream._data), stream.get("/Filter")
    if kind == "/DCTDecode":
        return jpegs.is_one_picture(data)
    is_picture = stream.get("/Subtype") == "/Image"
    if kind != "/FlateDecode":
        return not is_picture
    packed = zlib.decompressobj()
    size = len(packed.decompress(data))
    if is_picture and "/DecodeParms" not in stream:
        bits = int(stream["/Width"]) * int(stream["/BitsPerComponent"])  # type: ignore[call-overload]
        least = (bits + 7) // 8 * int(stream["/Height"])  # type: ignore[call-overload]
        return not packed.unused_data.strip() and size in {least, 3 * least, 4 * least}
    return not packed.unused_data.strip()


def _reached(reader: PdfReader) -> set[int]:
    """The numbers of all objects that the file's root or its information leads to."""
    found: set[int] = set()
    waiting: list[Any] = [reader.trailer]
    while waiting:
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            if value.idnum not in found:
                found.add(value.idnum)
                waiting.append(value.get_object())
        elif isinstance(value, DictionaryObject):
            waiting += dict.values(value)
        elif isinstance(value, ArrayObject):
            waiting += list(list.__iter__(value))
    return found


def _of_page(page: Any, reader: PdfReader) -> set[int]:
    contents, rooms = page.get_contents(), page.get("/Resources")
    used = set(_streams(page.get("/Contents")))
    if contents is not None:
        content, resources = ContentStream(contents, reader), rooms.get_object()
        box = page.cropbox
        edges = (float(box.left), float(box.bottom), float(box.right), float(box.top))
        painting.check(content, resources, edges)
        used |= set(_drawn(content, resources, 0))
    for note in _listed(page.get("/Annots")):
        item = note.get_object()
        if item.get("/Subtype") == "/Widget" and item.get("/FT") == "/Sig":
            used |= set(_seal(item, reader))
        elif item.get("/Subtype") != "/Link" or "/Contents" in item or "/AP" in item:
            raise Unfit
    return used


def _seal(item: Any, reader: PdfReader) -> Iterator[int]:
    """What a visible signature draws."""
    shown = item.get("/AP", DictionaryObject()).get_object().get("/N")
    form = shown.get_object() if shown is not None else None
    if not isinstance(form, StreamObject):
        return
    left, bottom, right, top = (float(edge) for edge in _listed(form["/BBox"]))
    content, resources = ContentStream(form, reader), form.get("/Resources", DictionaryObject()).get_object()
    painting.check(content, resources, (left, bottom, right, top))
    yield from _ids(form)
    yield from _drawn(content, resources, 0)


def _drawn(content: ContentStream, resources: Any, depth: int) -> Iterator[int]:
    """The streams that operators name, and what those need."""
    if depth > _DEEPEST:
        raise Unfit
    for operands, operator in operations(content):
        kind = {b"Do": "/XObject", b"Tf": "/Font", b"cs": "/ColorSpace", b"CS": "/ColorSpace"}.get(operator)
        room = resources.get(kind) if kind else None
        found = room.get_object().get(operands[0]) if room is not None and operands else None
        if found is None:
            continue
        form = found.get_object()
        if operator != b"Do" or form.get("/Subtype") == "/Image":
            yield from _streams(found)
            continue
        yield from _ids(form)
        yield from _drawn(ContentStream(form, content.pdf), form.get("/Resources", DictionaryObject()), depth + 1)


def _ids(value: Any) -> Iterator[int]:
    if value.indirect_reference is not None:
        yield value.indirect_reference.idnum


def _streams(value: Any, depth: int = 0) -> Iterator[int]:
    """Every stream below a value."""
    inner = value.get_object() if value is not None else None
    if depth > _DEEPEST:
        raise Unfit
    if isinstance(inner, StreamObject):
        yield from _ids(inner)
    if isinstance(inner, DictionaryObject):
        for key, item in inner.items():
            if key not in ("/Parent", "/P"):
                yield from _streams(item, depth + 1)
    elif isinstance(inner, ArrayObject):
        for item in inner:
            yield from _streams(item, depth + 1)


def _nothing_was_else(reader: PdfReader, data: bytes) -> None:
    """No earlier state of the file said or drew anything that it doesn't say and draw now, and nothing stands between
    its objects."""
    words = "\n".join(word for number in _numbers(reader) for word in _words(reader.get_object(number)))
    places = _places(reader) | {int(place) for place in _TABLE.findall(data)}
    for end in list(_END.finditer(data))[:-1]:
        earlier = PdfReader(io.BytesIO(data[: end.end()]))
        places |= _places(earlier)
        for number in _numbers(earlier):
            before = earlier.get_object(number)
            if isinstance(before, StreamObject):
                after = reader.get_object(number)
                same = isinstance(after, StreamObject) and bytes(after._data) == bytes(before._data)
                if not same and before.get("/Type") not in ("/XRef", "/ObjStm"):
                    raise Unfit
            if any(word not in words and not _MOMENT.fullmatch(word) for word in _words(before)):
                raise Unfit
    if any(found.start() not in places for found in _FOUND.finditer(data)):
        raise Unfit
    if _BETWEEN.sub(b"", data).strip():
        raise Unfit


def _places(reader: PdfReader) -> set[int]:
    """Where objects stand by the file's tables."""
    return {place for table in reader.xref.values() for place in table.values()}


def _listed(value: Any) -> list[Any]:
    found = value.get_object() if value is not None else None
    return list(found) if isinstance(found, ArrayObject) else []


def _numbers(reader: PdfReader) -> range:
    size = int(reader.trailer["/Size"])  # type: ignore[call-overload]
    if size > _MOST:
        raise Unfit
    return range(1, size)


def _words(value: Any, depth: int = 0) -> Iterator[str]:
    """Every string and name in an object; not those of objects it refers to."""
    if depth > _DEEPEST:
        raise Unfit
    if isinstance(value, TextStringObject | NameObject):
        yield str(value)
    elif isinstance(value, ByteStringObject):
        yield value.hex()
    elif isinstance(value, DictionaryObject):
        for key, item in value.items():
            yield str(key)
            yield from _words(item, depth + 1)
    elif isinstance(value, ArrayObject):
        for item in value:
            yield from _words(item, depth + 1)
