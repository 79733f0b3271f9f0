"""PDFs of two people, of every construction that came to mind: on one page only the owner's can be seen.

Each of :data:`DRAWINGS` puts something of the other person's behind, beside, below or inside what the owner's page
draws, or into what both pages share; each of ``wrappings.WRAPPINGS`` stores the file another way. The people have a
word and a colour each.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

MINE, OTHERS = "MINEWORD", "OTHERWORD"
RED, BLUE = (205, 35, 35), (25, 60, 215)
_SIDE = (160, 100)
MY_CARD, MY_WORD = b"q 140 0 0 90 20 20 cm /Mine Do Q ", b"BT /F1 18 Tf 20 150 Td (MINEWORD) Tj ET "
THEIR_CARD, THEIR_WORD = b"q 140 0 0 90 20 20 cm /Theirs Do Q ", b"BT /F1 18 Tf 20 150 Td (OTHERWORD) Tj ET "


def pixels(colour: tuple[int, int, int], size: tuple[int, int] = _SIDE) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """A card: its colour with a grid, so that no two places look the same."""
    image = np.full((size[1], size[0], 3), colour, np.uint8)
    image[::9] = 255
    image[:, :: 11 if colour == RED else 13] = 230
    return image


def jpeg(colour: tuple[int, int, int], **saved: Any) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels(colour)).save(stream, "JPEG", quality=92, **saved)
    return stream.getvalue()


def obj(value: Any) -> Any:
    """A Python value as a PDF object: names begin with a slash, text is str, strings are bytes."""
    if isinstance(value, dict):
        return DictionaryObject({NameObject(key): obj(item) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return ArrayObject(obj(item) for item in value)
    if isinstance(value, bool):
        return BooleanObject(value)
    if isinstance(value, int):
        return NumberObject(value)
    if isinstance(value, float):
        return FloatObject(value)
    if isinstance(value, str):
        return NameObject(value) if value.startswith("/") else TextStringObject(value)
    return ByteStringObject(value) if isinstance(value, bytes) else value


@dataclass
class Joint:
    """A file being built: what both pages name, and what the owner's page draws and says."""

    writer: PdfWriter = field(default_factory=PdfWriter)
    resources: dict[str, dict[str, Any]] = field(default_factory=dict)
    drawn: bytes = MY_CARD + MY_WORD
    page: dict[str, Any] = field(default_factory=dict)
    root: dict[str, Any] = field(default_factory=dict)
    theirs: bytes = THEIR_CARD + THEIR_WORD

    def __post_init__(self) -> None:
        self.add("/Font", "/F1", {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"})
        self.add("/XObject", "/Mine", self.image(jpeg(RED)))
        self.add("/XObject", "/Theirs", self.image(jpeg(BLUE)))

    def add(self, kind: str, name: str, value: Any) -> Any:
        self.resources.setdefault(kind, {})[name] = self.writer._add_object(obj(value))
        return self.resources[kind][name]

    def stream(self, data: bytes, **keys: Any) -> Any:
        made = DecodedStreamObject()
        made.set_data(data)
        made.update(obj({f"/{key}": value for key, value in keys.items()}))
        return self.writer._add_object(made)

    def image(self, data: bytes, **keys: Any) -> Any:
        """A picture of 160 x 100 pixels: a JPEG if nothing else is said."""
        made = StreamObject()
        made._data = data
        usual = {"Type": "/XObject", "Subtype": "/Image", "Width": _SIDE[0], "Height": _SIDE[1],
                 "BitsPerComponent": 8, "ColorSpace": "/DeviceRGB", "Filter": "/DCTDecode"}  # fmt: skip
        wanted = {key: value for key, value in (usual | keys).items() if value is not None}
        made.update(obj({f"/{key}": value for key, value in wanted.items()}))
        return self.writer._add_object(made)

    def form(self, data: bytes, box: tuple[int, ...] = (0, 0, 300, 200), **keys: Any) -> Any:
        inner: dict[str, Any] = {"Resources": self.shared()} | keys
        inner = {key: value for key, value in inner.items() if value is not None}
        return self.stream(data, Type="/XObject", Subtype="/Form", BBox=list(box), **inner)

    def shared(self) -> dict[str, Any]:
        return {kind: dict(room) for kind, room in self.resources.items()}


Drawing = Callable[[Joint], None]
DRAWINGS: dict[str, Drawing] = {}
COPIED: set[str] = set()
"""Drawings whose page can and must be copied, with its text layer."""


def drawing(name: str, *, copied: bool = False) -> Callable[[Drawing], Drawing]:
    def keep(build: Drawing) -> Drawing:
        DRAWINGS[name] = build
        COPIED.update({name} if copied else ())
        return build

    return keep


def built(name: str, *, first: bool) -> tuple[Joint, bytes]:
    """The file of a drawing, the owner's page first or second."""
    joint = Joint()
    DRAWINGS[name](joint)
    resources = joint.writer._add_object(obj(joint.resources))
    for mine in (first, not first):
        page = joint.writer.add_blank_page(300, 200)
        page[NameObject("/Contents")] = joint.stream(joint.drawn if mine else joint.theirs)
        page[NameObject("/Resources")] = resources
        if mine:
            page.update(obj(joint.page))
    joint.writer._root_object.update(obj(joint.root))
    stream = io.BytesIO()
    joint.writer.write(stream)
    return joint, stream.getvalue()
