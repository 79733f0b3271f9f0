"""Signed PDFs, as signing programs write them: one person's page, with or without something else in the file."""

import io
from collections.abc import Callable

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from tests.pages.joint import BLUE, MY_CARD, MY_WORD, OTHERS, THEIR_CARD, THEIR_WORD, Joint, jpeg, obj

_RANGE = "9999999999"


def page(joint: Joint, drawn: bytes = MY_CARD + MY_WORD, **resources: object) -> PdfWriter:
    """A page of the owner's, not yet signed."""
    rooms = joint.shared()
    rooms["/XObject"].pop("/Theirs")
    made = joint.writer.add_blank_page(300, 200)
    made[NameObject("/Contents")] = joint.stream(drawn)
    made[NameObject("/Resources")] = joint.writer._add_object(obj(rooms | resources))
    return joint.writer


def signed(data: bytes, *, incremental: bool = True, visible: bool = False) -> bytes:
    """The file with a signature over all of it (its digits mean nothing)."""
    writer = PdfWriter(io.BytesIO(data), incremental=True) if incremental else PdfWriter(clone_from=io.BytesIO(data))
    value = DictionaryObject(
        {NameObject("/Type"): NameObject("/Sig"), NameObject("/Filter"): NameObject("/Adobe.PPKLite"),
         NameObject("/ByteRange"): ArrayObject([NumberObject(int(_RANGE))] * 4),
         NameObject("/Contents"): TextStringObject("placeholderofthedigits")}
    )  # fmt: skip
    field = obj({"/Type": "/Annot", "/Subtype": "/Widget", "/FT": "/Sig", "/Rect": [0, 0, 0, 0], "/F": 132})
    field[NameObject("/T")] = TextStringObject("Signature1")
    field[NameObject("/V")] = writer._add_object(value)
    if visible:
        seal = DecodedStreamObject()
        seal.set_data(b"1 0 0 RG 2 2 40 40 re S")
        seal.update(obj({"/Type": "/XObject", "/Subtype": "/Form", "/BBox": [0, 0, 44, 44], "/Resources": {}}))
        field[NameObject("/Rect")] = obj([240, 20, 284, 64])
        field[NameObject("/AP")] = DictionaryObject({NameObject("/N"): writer._add_object(seal)})
    kept = writer._add_object(field)
    writer.pages[0][NameObject("/Annots")] = ArrayObject([kept])
    writer._root_object[NameObject("/AcroForm")] = obj({"/SigFlags": 3, "/Fields": ArrayObject([kept])})
    stream = io.BytesIO()
    writer.write(stream)
    return _spanned(stream.getvalue())


def _spanned(data: bytes) -> bytes:
    data = data.replace(b"(placeholderofthedigits)", b"<3082AB3082AB3082AB3082>", 1)
    start = data.index(b"<3082AB")
    end = data.index(b">", start) + 1
    numbers = (0, start, end, len(data) - end)
    at = data.index(_RANGE.encode())
    close = data.index(b"]", at)
    return data[:at] + b" ".join(b"%010d" % number for number in numbers).ljust(close - at) + data[close:]


def written(writer: PdfWriter) -> bytes:
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def revised(first: bytes, then: bytes) -> bytes:
    """A page that drew something else before its last change."""
    writer = PdfWriter(io.BytesIO(written(page(Joint(), first))), incremental=True)
    stream = DecodedStreamObject()
    stream.set_data(then)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    return written(writer)


def _with(change: Callable[[Joint], None]) -> bytes:
    joint = Joint()
    page(joint)
    change(joint)
    return written(joint.writer)


def _bare() -> Joint:
    """A document whose other's card was never added."""
    joint = Joint()
    joint.writer = PdfWriter()
    joint.resources.clear()
    joint.add("/Font", "/F1", {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"})
    joint.add("/XObject", "/Mine", joint.image(jpeg((205, 35, 35))))
    joint.resources["/XObject"]["/Theirs"] = None
    return joint


def clean() -> bytes:
    """One person's page, and nothing else."""
    return written(page(_bare()))


def _attached(joint: Joint) -> None:
    joint.writer.add_attachment("OTHERWORD.jpg", jpeg(BLUE))


def _outlined(joint: Joint) -> None:
    joint.writer.add_outline_item(title=OTHERS, page_number=0)


def _authored(joint: Joint) -> None:
    joint.writer.add_metadata({"/Author": OTHERS})


def _orphaned(joint: Joint) -> None:
    joint.writer._add_object(TextStringObject(OTHERS))


UNCLEAN: dict[str, Callable[[], bytes]] = {
    "a card that no page draws": lambda: written(page(Joint())),
    "an earlier state with the other's word": lambda: revised(THEIR_WORD, MY_CARD + MY_WORD),
    "an attachment": lambda: _with(_attached),
    "an outline": lambda: _with(_outlined),
    "an author": lambda: _with(_authored),
    "a word that nothing leads to": lambda: _with(_orphaned),
    "below white": lambda: written(page(_bare(), THEIR_WORD + b"1 g 0 140 300 40 re f 0 g " + MY_CARD + MY_WORD)),
    "a comment between the objects": lambda: clean().replace(b"endobj\n", b"endobj\n% OTHERWORD\n", 1),
    "a card named by nobody": lambda: written(page(Joint(), MY_CARD + MY_WORD, **{"/Pattern": {}})),
}
"""Files of whose signature nothing may be made: each holds the other's word or card."""
assert THEIR_CARD
