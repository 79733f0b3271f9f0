"""One page of a PDF as a PDF of its own that holds what the page draws, and nothing else.

A page's resources are often shared by the whole file: taken along as they are, another person's card would go with
them. Only what the page's own operators name is copied, as are its links; everything else (scripts, attachments,
authors, thumbnails, layers) stays behind. Where that can't be told, :class:`Unfit` is raised and the page is drawn.
"""

import io
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ContentStream,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from hui_reg.pages import painting, rasters
from hui_reg.pages.painting import Unfit

_NAMED_BY: Final = {
    b"Do": "/XObject", b"gs": "/ExtGState", b"sh": "/Shading", b"cs": "/ColorSpace", b"CS": "/ColorSpace",
    b"Tf": "/Font", b"scn": "/Pattern", b"SCN": "/Pattern",
}  # fmt: skip
"""Operators and the kind of resource they name, by PDF 32000-1."""
_OF_FORMS: Final = ("/Type", "/Subtype", "/BBox", "/Matrix")
_OF_STATES: Final = ("/Type", "/LW", "/LC", "/LJ", "/ML", "/D", "/RI", "/OP", "/op", "/OPM", "/SA", "/BM", "/CA", "/ca",
                     "/AIS", "/TK")  # fmt: skip
_OF_GROUPS: Final = ("/Type", "/S", "/I", "/K")
_DEEPEST: Final = 8
_MOST_LINKS: Final = 100
_MOST_ROOMS: Final = 500


def excerpt(data: bytes, number: int, own: Collection[int] = ()) -> bytes:
    """Page ``number`` (from 1) as a PDF of one page; ``own`` are the pages of the same person. Raises :class:`Unfit`,
    and whatever broken files lead to."""
    reader = PdfReader(io.BytesIO(data))
    page = reader.pages[number - 1]
    writer = PdfWriter()
    size = page.mediabox
    made = writer.add_blank_page(float(size.width) or 1, float(size.height) or 1)
    for box in ("/MediaBox", "/CropBox"):
        if page.get(box) is not None:
            made[NameObject(box)] = ArrayObject(FloatObject(float(edge)) for edge in _array(page[box]))
    if page.rotation:
        made[NameObject("/Rotate")] = NumberObject(page.rotation)
    contents = page.get_contents()
    content = ContentStream(contents, reader) if contents is not None else None
    resources = _dictionary(page.get("/Resources"))
    edges = _edges(page)
    if content is not None:
        painting.check(content, resources, edges)
        copied = _Copy(reader, writer, _foreign(reader, {number, *own}))
        made[NameObject("/Resources")] = copied.resources(content, resources, 0)
        made[NameObject("/Contents")] = writer._add_object(_drawing(content))
    links = list(_links(page, edges))
    if links:
        made[NameObject("/Annots")] = ArrayObject(writer._add_object(link) for link in links)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _edges(page: Any) -> painting.Edges:
    """What of the page is shown: its crop box, within its media box."""
    boxes = (page.mediabox, page.cropbox)
    lefts, bottoms, rights, tops = zip(
        *((float(box.left), float(box.bottom), float(box.right), float(box.top)) for box in boxes), strict=True
    )
    return max(lefts), max(bottoms), min(rights), min(tops)


def _drawing(content: ContentStream) -> StreamObject:
    """The operators that draw, written anew: no comments, no marked content with what it says."""
    content.operations = [step for step in content.operations if step[1] not in painting.MARKS]
    stream = StreamObject()
    stream.set_data(content.get_data())
    return stream.flate_encode()


def _foreign(reader: PdfReader, own: set[int]) -> frozenset[int]:
    """The font tables that other pages' resources name: identities of the reader's objects."""
    found: set[int] = set()
    rooms = [_dictionary(page.get("/Resources")) for number, page in enumerate(reader.pages, 1) if number not in own]
    seen: set[int] = set()
    while rooms:
        room = rooms.pop()
        if id(room) in seen:
            continue
        seen.add(id(room))
        if len(seen) > _MOST_ROOMS:
            raise Unfit
        for font in map(_dictionary, _dictionary(room.get("/Font")).values()):
            for part in (font, *map(_dictionary, _array(font.get("/DescendantFonts")))):
                sheet = _dictionary(part.get("/FontDescriptor"))
                tables = (part.get("/ToUnicode"), *(sheet.get(key) for key in rasters.PROGRAMS))
                found.update(id(table.get_object()) for table in tables if table is not None)
        for kind in ("/XObject", "/Pattern"):
            inner = map(_dictionary, _dictionary(room.get(kind)).values())
            rooms += [_dictionary(form.get("/Resources")) for form in inner if "/Resources" in form]
    return frozenset(found)


def is_signed(data: bytes) -> bool:
    """Whether a PDF carries a digital signature, which any change would break."""
    return b"/ByteRange" in data and (b"/Sig" in data)


class _Copy:
    """Copies into a writer what content streams name, each object once."""

    def __init__(self, reader: PdfReader, writer: PdfWriter, foreign: frozenset[int]) -> None:
        self._reader, self._writer, self._foreign = reader, writer, foreign
        self._done: dict[int, Any] = {}

    def resources(self, content: ContentStream, known: DictionaryObject, depth: int) -> DictionaryObject:
        """Of the ``known`` resources those that ``content`` names, rebuilt without what they don't need."""
        if depth > _DEEPEST:
            raise Unfit
        wanted = DictionaryObject()
        for kind, name in sorted(_named(content)):
            value = _dictionary(known.get(kind)).get(name)
            if value is None:
                continue
            room = wanted.setdefault(NameObject(kind), DictionaryObject())
            room[NameObject(name)] = self._resource(kind, value.get_object(), known, depth)
        return wanted

    def _resource(self, kind: str, value: Any, around: DictionaryObject, depth: int) -> Any:
        if id(value) not in self._done:
            self._done[id(value)] = self._made(kind, value, around, depth)
        return self._done[id(value)]

    def _made(self, kind: str, value: Any, around: DictionaryObject, depth: int) -> Any:
        if kind == "/Font":
            return rasters.font(value, self._writer, self._foreign)
        if kind == "/XObject" and isinstance(value, StreamObject):
            is_image = value.get("/Subtype") == "/Image"
            return rasters.picture(value, self._writer) if is_image else self._form(value, around, depth)
        if kind == "/ExtGState":
            return _kept(value, _OF_STATES)
        if kind == "/ColorSpace":
            return rasters.plain(value)
        raise Unfit  # patterns and shadings

    def _form(self, form: StreamObject, around: DictionaryObject, depth: int) -> Any:
        content = ContentStream(form, self._reader)
        own = form.get("/Resources")
        made = _drawing(content)
        made.update(_kept(form, _OF_FORMS))
        if "/Group" in form:
            made[NameObject("/Group")] = _kept(_dictionary(form["/Group"]), _OF_GROUPS)
        known = _dictionary(own) if own is not None else around
        made[NameObject("/Resources")] = self.resources(content, known, depth + 1)
        return self._writer._add_object(made)


def _named(content: ContentStream) -> set[tuple[str, str]]:
    """The resources that a content stream names."""
    found: set[tuple[str, str]] = set()
    for operands, operator in content.operations:
        kind = _NAMED_BY.get(operator)
        if kind is None or not operands:
            continue
        name = operands[0] if operator == b"Tf" else operands[-1]
        if isinstance(name, NameObject):
            found.add((kind, str(name)))
    return found


def _links(page: Any, edges: painting.Edges) -> Iterator[DictionaryObject]:
    """The web links of a page. Raises :class:`Unfit` where something else lies over it that may be seen."""
    for annotation in _array(page.get("/Annots"))[:_MOST_LINKS]:
        item = annotation.get_object()
        if not isinstance(item, DictionaryObject):
            continue
        kind = item.get("/Subtype")
        if kind == "/Popup":
            continue
        if kind != "/Link":
            raise Unfit
        action = _dictionary(item.get("/A"))
        address = action.get("/URI")
        if action.get("/S") != "/URI" or address is None or item.get("/Rect") is None:
            continue
        target = DictionaryObject(
            {NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject(str(address.get_object()))}
        )
        left, bottom, right, top = (float(edge) for edge in _array(item["/Rect"]))
        if not (edges[0] <= left < right <= edges[2] and edges[1] <= bottom < top <= edges[3]):
            continue
        rect = ArrayObject(FloatObject(edge) for edge in (left, bottom, right, top))
        yield DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Link"),
                NameObject("/Rect"): rect,
                NameObject("/Border"): ArrayObject([FloatObject(0), FloatObject(0), FloatObject(0)]),
                NameObject("/A"): target,
            }
        )


def _kept(value: Any, keys: Sequence[str]) -> DictionaryObject:
    return DictionaryObject({NameObject(key): rasters.plain(value[key]) for key in keys if key in value})


def _dictionary(value: Any) -> DictionaryObject:
    found = value.get_object() if value is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _array(value: Any) -> list[Any]:
    found = value.get_object() if value is not None else None
    return list(found) if isinstance(found, ArrayObject) and not isinstance(found, NullObject) else []
