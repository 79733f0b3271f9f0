"""One page of a PDF as a PDF of its own that holds what the page draws, and nothing else.

A page's resources are often shared by the whole file: taken along as they are, another person's card would go with
them. Only what the page's own operators name is copied, as are its links; everything else (scripts, attachments,
authors, thumbnails, layers) stays behind. Where that can't be told, :class:`Unfit` is raised and the page is drawn.
"""

import io
from collections.abc import Iterator
from typing import Any, Final

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ContentStream,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
    StreamObject,
    TextStringObject,
)

from hui_reg.jpegs import bare

_NAMED_BY: Final = {
    b"Do": "/XObject", b"gs": "/ExtGState", b"sh": "/Shading", b"cs": "/ColorSpace", b"CS": "/ColorSpace",
    b"Tf": "/Font", b"scn": "/Pattern", b"SCN": "/Pattern",
}  # fmt: skip
"""Operators and the kind of resource they name, by PDF 32000-1."""
_OF_IMAGES: Final = (
    "/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Filter", "/DecodeParms", "/Decode",
    "/ImageMask", "/Mask", "/SMask", "/Interpolate", "/Intent", "/Matte",
)  # fmt: skip
_OF_FORMS: Final = (
    "/Type",
    "/Subtype",
    "/BBox",
    "/Matrix",
    "/Group",
    "/PatternType",
    "/PaintType",
    "/TilingType",
    "/XStep",
    "/YStep",
)
_OF_STATES: Final = (
    "/Type", "/LW", "/LC", "/LJ", "/ML", "/D", "/RI", "/OP", "/op", "/OPM", "/SA", "/BM", "/CA", "/ca", "/AIS", "/TK",
    "/SMask",
)  # fmt: skip
_DEEPEST: Final = 8
_MOST_LINKS: Final = 100


class Unfit(Exception):
    """The page has something whose content can't be told apart: it has to be drawn."""


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
        made[NameObject("/Rotate")] = page.get("/Rotate", page.rotation)
    contents = page.get_contents()
    content = ContentStream(contents, reader) if contents is not None else None
    resources = _dictionary(page.get("/Resources"))
    if content is not None:
        copied = _Copy(reader, writer)
        made[NameObject("/Resources")] = copied.resources(content, resources, 0)
        stream = StreamObject()
        stream.set_data(content.get_data())
        made[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    links = list(_links(page))
    if links:
        made[NameObject("/Annots")] = ArrayObject(writer._add_object(link) for link in links)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def is_signed(data: bytes) -> bool:
    """Whether a PDF carries a digital signature, which any change would break."""
    return b"/ByteRange" in data and (b"/Sig" in data)


class _Copy:
    """Copies into a writer what content streams name, each object once."""

    def __init__(self, reader: PdfReader, writer: PdfWriter) -> None:
        self._reader, self._writer = reader, writer
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
            return self._font(value)
        if kind in ("/XObject", "/Pattern") and isinstance(value, StreamObject):
            if value.get("/OC") is not None:
                raise Unfit
            if value.get("/Subtype") == "/Image":
                return self._image(value)
            return self._form(value, around, depth)
        if kind == "/ExtGState":
            return self._state(value, around, depth)
        return value.clone(self._writer)

    def _font(self, font: Any) -> Any:
        if font.get("/Subtype") == "/Type3":
            raise Unfit  # its letters are drawings of their own
        return font.clone(self._writer)

    def _image(self, image: StreamObject) -> Any:
        made = StreamObject()
        made._data = image._data
        for key in _OF_IMAGES:
            value = image.get(key)
            if value is None:
                continue
            inner = value.get_object()
            mask = key in ("/SMask", "/Mask") and isinstance(inner, StreamObject)
            made[NameObject(key)] = self._image(inner) if mask else inner.clone(self._writer)
        if image.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
            made._data = bare(image._data)
        return self._writer._add_object(made)

    def _form(self, form: StreamObject, around: DictionaryObject, depth: int) -> Any:
        content = ContentStream(form, self._reader)
        own = form.get("/Resources")
        made = StreamObject()
        made.set_data(content.get_data())
        for key in _OF_FORMS:
            if form.get(key) is not None:
                made[NameObject(key)] = _present(form[key]).clone(self._writer)
        known = _dictionary(own) if own is not None else around
        made[NameObject("/Resources")] = self.resources(content, known, depth + 1)
        return self._writer._add_object(made.flate_encode())

    def _state(self, state: Any, around: DictionaryObject, depth: int) -> Any:
        made = DictionaryObject()
        for key in _OF_STATES:
            value = state.get(key)
            if value is None:
                continue
            inner = value.get_object()
            if key == "/SMask" and isinstance(inner, DictionaryObject):
                mask = DictionaryObject({k: v for k, v in inner.items() if k in ("/Type", "/S", "/BC")})
                mask[NameObject("/G")] = self._form(inner["/G"].get_object(), around, depth)  # type: ignore[arg-type]
                made[NameObject(key)] = mask
            else:
                made[NameObject(key)] = inner.clone(self._writer)
        return made


def _named(content: ContentStream) -> set[tuple[str, str]]:
    """The resources that a content stream names. Raises :class:`Unfit` for optional layers and inline trouble."""
    found: set[tuple[str, str]] = set()
    for operands, operator in content.operations:
        if operator in (b"BDC", b"DP") and operands and operands[0] == "/OC":
            raise Unfit
        kind = _NAMED_BY.get(operator)
        if kind is None or not operands:
            continue
        name = operands[0] if operator == b"Tf" else operands[-1]
        if isinstance(name, NameObject):
            found.add((kind, str(name)))
    return found


def _links(page: Any) -> Iterator[DictionaryObject]:
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
        rect = ArrayObject(FloatObject(float(edge)) for edge in _array(item["/Rect"]))
        yield DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Link"),
                NameObject("/Rect"): rect,
                NameObject("/Border"): ArrayObject([FloatObject(0), FloatObject(0), FloatObject(0)]),
                NameObject("/A"): target,
            }
        )


def _present(value: Any) -> Any:
    return value.get_object()


def _dictionary(value: Any) -> DictionaryObject:
    found = value.get_object() if value is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _array(value: Any) -> list[Any]:
    found = value.get_object() if value is not None else None
    return list(found) if isinstance(found, ArrayObject) and not isinstance(found, NullObject) else []
