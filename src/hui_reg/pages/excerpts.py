"""One page of a PDF as a PDF of its own that holds what the page draws, and nothing else.

A page's resources are often shared by the whole file: taken along as they are, another person's card would go with
them. Only what the page's own operators name is copied, as are its links; everything else (scripts, attachments,
authors, thumbnails, layers, names) stays behind. Where that can't be told, :class:`Unfit` is raised and the page is
drawn.
"""

import io
from collections.abc import Iterator, Sequence
from typing import Any, Final

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    ContentStream,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from hui_reg.pages import painting, rasters, typefaces
from hui_reg.pages.edges import Edges
from hui_reg.pages.operations import operations
from hui_reg.pages.painting import Unfit

_NAMED_BY: Final = {
    b"Do": "/XObject", b"gs": "/ExtGState", b"sh": "/Shading", b"cs": "/ColorSpace", b"CS": "/ColorSpace",
    b"Tf": "/Font", b"scn": "/Pattern", b"SCN": "/Pattern",
}  # fmt: skip
"""Operators and the kind of resource they name, by PDF 32000-1."""
_DEVICES: Final = frozenset(("/DeviceGray", "/DeviceRGB", "/DeviceCMYK"))
_OF_FORMS: Final = ("/BBox", "/Matrix")
_OF_STATES: Final = ("/LW", "/LC", "/LJ", "/ML", "/D", "/OP", "/op", "/OPM", "/SA", "/CA", "/ca", "/AIS", "/TK")
_OF_GROUPS: Final = ("/I", "/K")
_DEEPEST: Final = 8
_MOST_LINKS: Final = 100


def excerpt(data: bytes, number: int) -> bytes:
    """Page ``number`` (from 1) as a PDF of one page. Raises :class:`Unfit`, and whatever broken files lead to."""
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
        copied = _Copy(reader, writer)
        drawn, made[NameObject("/Resources")] = copied.through(content, resources, 0)
        made[NameObject("/Contents")] = writer._add_object(drawn)
        copied.fonts.make()
    links = list(_links(page, edges))
    if links:
        made[NameObject("/Annots")] = ArrayObject(writer._add_object(link) for link in links)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _edges(page: Any) -> Edges:
    """What of the page is shown: its crop box, within its media box."""
    boxes = (page.mediabox, page.cropbox)
    lefts, bottoms, rights, tops = zip(
        *((float(box.left), float(box.bottom), float(box.right), float(box.top)) for box in boxes), strict=True
    )
    return max(lefts), max(bottoms), min(rights), min(tops)


class _Copy:
    """Copies into a writer what content streams draw and name, each object once, under new names."""

    def __init__(self, reader: PdfReader, writer: PdfWriter) -> None:
        self.fonts = typefaces.Typefaces(writer)
        self._reader, self._writer = reader, writer
        self._done: dict[int, Any] = {}

    def through(self, content: ContentStream, known: DictionaryObject, depth: int) -> tuple[StreamObject, Any]:
        """The operators that draw, written anew without comments and marked content, and the resources they name."""
        if depth > _DEEPEST:
            raise Unfit
        rooms, names = DictionaryObject(), dict[tuple[str, str], NameObject]()
        steps: list[tuple[Any, bytes]] = []
        for operands, operator in operations(content):
            if operator in painting.MARKS:
                continue
            kind = _NAMED_BY.get(operator)
            name = str(operands[0]) if kind and operands and isinstance(operands[0], NameObject) else None
            if kind and name and not (kind == "/ColorSpace" and name in _DEVICES):
                if (kind, name) not in names:
                    value = _dictionary(known.get(kind)).get(name)
                    if value is None:
                        raise Unfit
                    names[kind, name] = NameObject(f"/R{len(names)}")
                    room = rooms.setdefault(NameObject(kind), DictionaryObject())
                    room[names[kind, name]] = self._resource(kind, value.get_object(), depth)
                operands = [names[kind, name], *operands[1:]]
            steps.append((operands, operator))
        self._listen(content, known)
        content.operations = steps
        stream = StreamObject()
        stream.set_data(content.get_data())
        return stream.flate_encode(), rooms

    def _listen(self, content: ContentStream, known: DictionaryObject) -> None:
        """Tell each font what is said in it."""
        for name, said in _said(content):
            self.fonts.say(_dictionary(known.get("/Font"))[name].get_object(), said)

    def _resource(self, kind: str, value: Any, depth: int) -> Any:
        if kind == "/Font":
            return self.fonts.place(value)
        if id(value) not in self._done:
            self._done[id(value)] = self._made(kind, value, depth)
        return self._done[id(value)]

    def _made(self, kind: str, value: Any, depth: int) -> Any:
        if kind == "/XObject" and isinstance(value, StreamObject):
            is_image = value.get("/Subtype") == "/Image"
            return rasters.picture(value, self._writer) if is_image else self._form(value, depth)
        if kind == "/ExtGState":
            return _kept(value, _OF_STATES)
        if kind == "/ColorSpace" and str(value) in _DEVICES:
            return NameObject(str(value))
        raise Unfit  # patterns, shadings, and colours with names or tables of their own

    def _form(self, form: StreamObject, depth: int) -> Any:
        if "/Resources" not in form:
            raise Unfit  # viewers differ in whose resources these are
        made, rooms = self.through(ContentStream(form, self._reader), _dictionary(form["/Resources"]), depth + 1)
        made[NameObject("/Type")], made[NameObject("/Subtype")] = NameObject("/XObject"), NameObject("/Form")
        made.update(_kept(form, _OF_FORMS))
        if "/Group" in form:
            group = _kept(_dictionary(form["/Group"]), _OF_GROUPS)
            group[NameObject("/S")] = NameObject("/Transparency")
            made[NameObject("/Group")] = group
        made[NameObject("/Resources")] = rooms
        return self._writer._add_object(made)


def _said(content: ContentStream) -> Iterator[tuple[str, bytes]]:
    """Every string that a content stream shows, with the name of the font it is shown in."""
    kept: list[str | None] = []
    font: str | None = None
    for operands, operator in operations(content):
        name = operator.decode("latin-1")
        if name == "q":
            kept.append(font)
        elif name == "Q":
            font = kept.pop() if kept else font
        elif name == "Tf":
            font = str(operands[0])
        elif name in painting.SAYS:
            listed = operands[-1] if isinstance(operands[-1], ArrayObject) else operands[-1:]
            for item in listed:
                if isinstance(item, TextStringObject | ByteStringObject):
                    if font is None:
                        raise Unfit  # one that was set elsewhere
                    yield font, item.original_bytes


def _links(page: Any, edges: Edges) -> Iterator[DictionaryObject]:
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
    return DictionaryObject({NameObject(key): rasters.figures(value[key]) for key in keys if key in value})


def _dictionary(value: Any) -> DictionaryObject:
    found = value.get_object() if value is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _array(value: Any) -> list[Any]:
    found = value.get_object() if value is not None else None
    return list(found) if isinstance(found, ArrayObject) and not isinstance(found, NullObject) else []
