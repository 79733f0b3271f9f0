"""The ways in which a PDF of ``joint`` may be stored: encrypted, damaged, changed afterwards, packed, inherited."""

import io
import zlib
from collections.abc import Callable
from typing import Final

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, ContentStream, DecodedStreamObject, NameObject, StreamObject

from tests.pages.joint import THEIR_CARD, THEIR_WORD


def _plain(data: bytes) -> bytes:
    return data


def _written(writer: PdfWriter) -> bytes:
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _encrypted(algorithm: str) -> Callable[[bytes], bytes]:
    def wrap(data: bytes) -> bytes:
        writer = PdfWriter(clone_from=io.BytesIO(data))
        writer.encrypt("", "owner", algorithm=algorithm)
        return _written(writer)

    return wrap


def _inherited(data: bytes) -> bytes:
    """Resources and sizes stand at the root of the page tree."""
    writer = PdfWriter(clone_from=io.BytesIO(data))
    tree = writer._root_object["/Pages"].get_object()
    for page in writer.pages:
        tree[NameObject("/Resources")] = page.raw_get("/Resources")
        del page["/Resources"]
        if "/CropBox" not in page:
            tree[NameObject("/MediaBox")] = page.raw_get("/MediaBox")
            del page["/MediaBox"]
    return _written(writer)


def _misplaced(data: bytes) -> bytes:
    """The table of objects isn't where the file says."""
    return data.replace(b"startxref\n", b"startxref\n9", 1)


def _without_end(data: bytes) -> bytes:
    """Cut off before its table: pdfium finds the objects by itself."""
    at, tail = data.rindex(b"xref", 0, data.rindex(b"startxref")), data[data.rindex(b"trailer") :]
    return data[:at] + tail[: tail.index(b"startxref")]


def _changed(data: bytes) -> bytes:
    """Both pages showed the other's card before the last change; what they were stays in the file."""
    old = PdfWriter(clone_from=io.BytesIO(data))
    drawn = [page["/Contents"].get_object().get_data() for page in old.pages]
    for page in old.pages:
        stream = DecodedStreamObject()
        stream.set_data(THEIR_CARD + THEIR_WORD)
        page[NameObject("/Contents")] = old._add_object(stream)
    new = PdfWriter(io.BytesIO(_written(old)), incremental=True)
    for page, content in zip(new.pages, drawn, strict=True):
        stream = DecodedStreamObject()
        stream.set_data(content)
        page[NameObject("/Contents")] = new._add_object(stream)
    return _written(new)


def _packed(data: bytes) -> bytes:
    """All objects but streams stand in one packed stream, and so does the table (PDF 1.5)."""
    reader = PdfReader(io.BytesIO(data))
    out = io.BytesIO()
    places: dict[int, tuple[int, int, int]] = {}
    inner: list[tuple[int, bytes]] = []
    out.write(b"%PDF-1.7\n")
    size = int(reader.trailer["/Size"])  # type: ignore[call-overload]
    for number in range(1, size):
        found = reader.get_object(number)
        body = io.BytesIO()
        if found is None:
            continue
        found.write_to_stream(body)
        if isinstance(found, StreamObject):
            places[number] = (1, out.tell(), 0)
            out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body.getvalue()))
        else:
            places[number] = (2, size, len(inner))
            inner.append((number, body.getvalue()))
    heads, bodies = b"", b""
    for number, body_bytes in inner:
        heads += b"%d %d " % (number, len(bodies))
        bodies += body_bytes + b"\n"
    packed = zlib.compress(heads + bodies)
    places[size] = (1, out.tell(), 0)
    out.write(b"%d 0 obj\n<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>stream\n%b\nendstream\nendobj\n"
              % (size, len(inner), len(heads), len(packed), packed))  # fmt: skip
    table = out.tell()
    places[size + 1] = (1, table, 0)
    rows = b"".join(
        kind.to_bytes(1, "big") + at.to_bytes(4, "big") + index.to_bytes(2, "big")
        for kind, at, index in (places.get(number, (0, 0, 0)) for number in range(size + 2))
    )
    root = reader.trailer.raw_get("/Root").idnum
    out.write(b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Length %d>>stream\n%b\nendstream\nendobj\n"
              % (size + 1, size + 2, root, len(rows), rows))  # fmt: skip
    out.write(b"startxref\n%d\n%%%%EOF\n" % table)
    return out.getvalue()


def _in_pieces(data: bytes) -> bytes:
    """Each page's operators stand in several streams, cut between them."""
    writer = PdfWriter(clone_from=io.BytesIO(data))
    for page in writer.pages:
        contents = ContentStream(page["/Contents"].get_object(), writer)
        steps = contents.operations
        if any(operator == b"INLINE IMAGE" for _, operator in steps):
            continue
        pieces = []
        for part in (steps[: len(steps) // 2], steps[len(steps) // 2 :]):
            contents.operations = part
            stream = DecodedStreamObject()
            stream.set_data(contents.get_data())
            pieces.append(writer._add_object(stream))
        page[NameObject("/Contents")] = ArrayObject(pieces)
    return _written(writer)


WRAPPINGS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "as written": _plain,
    "encrypted by RC4": _encrypted("RC4-128"),
    "encrypted by AES": _encrypted("AES-256"),
    "inherited": _inherited,
    "table misplaced": _misplaced,
    "without its table": _without_end,
    "changed afterwards": _changed,
    "packed": _packed,
    "in pieces": _in_pieces,
}
