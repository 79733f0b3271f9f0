"""A PDF's pictures made anew: their pixels, and nothing that hangs on or hides in them.

Rows beyond the height, metadata, thumbnails, tails, pixels below a transparent mask and behind a palette all stay
behind. Raises :class:`Unfit` for what can't be made so.
"""

import io
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pypdf.generic import (
    ArrayObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
)

from hui_reg import jpegs
from hui_reg.pages.painting import Unfit

_DEVICES: Final = {1: "/DeviceGray", 3: "/DeviceRGB"}
_COUNTS: Final = {"/DeviceGray": 1, "/CalGray": 1, "/G": 1, "/DeviceRGB": 3, "/CalRGB": 3, "/RGB": 3}
_UNPACKED: Final = frozenset(("/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/ASCII85Decode", "/ASCIIHexDecode"))
_MOST_PIXELS: Final = 60_000_000
_SEE_THROUGH: Final = 16
"""Opacity (of 255) below which a pixel counts as not seen."""


def picture(image: StreamObject, writer: Any) -> Any:
    """The picture as an object of ``writer``."""
    if image.get("/ImageMask") or image.get("/Mask") is not None or image.get("/Decode") is not None:
        raise Unfit
    mask = image.get("/SMask")
    if mask is None and _filters(image)[-1:] == ["/DCTDecode"]:
        return writer._add_object(_photograph(image))
    pixels = _pixels(image)
    made = None
    if mask is not None:
        alpha = _pixels(mask.get_object())
        if alpha.shape != (*pixels.shape[:2], 1) or "/Matte" in mask.get_object() or "/Decode" in mask.get_object():
            raise Unfit
        pixels = np.where(alpha < _SEE_THROUGH, np.uint8(0), pixels)
        made = writer._add_object(_packed(np.where(alpha < _SEE_THROUGH, np.uint8(0), alpha)))
    packed = _packed(pixels)
    if made is not None:
        packed[NameObject("/SMask")] = made
    return writer._add_object(packed)


def _photograph(image: StreamObject) -> StreamObject:
    """A JPEG by its own coded data."""
    data = jpegs.bare(_coded(image), profile=False)
    frame = jpegs.frame(data)
    size = (int(image["/Width"]), int(image["/Height"]))  # type: ignore[call-overload]
    if frame is None or frame[:2] != size or _DEVICES.get(frame[2]) is None or not jpegs.is_one_picture(data):
        raise Unfit
    made = _named(size, frame[2], 8)
    made[NameObject("/Filter")] = NameObject("/DCTDecode")
    made._data = data
    return made


def _coded(image: StreamObject) -> bytes:
    """A JPEG's bytes, without the filters around it."""
    filters = _filters(image)
    if len(filters) == 1:
        return bytes(image._data)
    outer = StreamObject()
    outer._data = image._data
    outer[NameObject("/Filter")] = ArrayObject(NameObject(name) for name in filters[:-1])
    if image.get("/DecodeParms") is not None or not _UNPACKED.issuperset(filters[:-1]):
        raise Unfit
    from pypdf.filters import decode_stream_data

    return bytes(decode_stream_data(outer))


def _pixels(image: StreamObject) -> NDArray[np.uint8]:
    """Height x width x 1 or 3."""
    wide, high = int(image["/Width"]), int(image["/Height"])  # type: ignore[call-overload]
    filters = _filters(image)
    if wide * high > _MOST_PIXELS or wide < 1 or high < 1:
        raise Unfit
    if filters[-1:] == ["/DCTDecode"]:
        with Image.open(io.BytesIO(_coded(image)), formats=("JPEG",)) as photo:
            if photo.size != (wide, high) or photo.mode not in ("L", "RGB"):
                raise Unfit
            return np.asarray(photo).reshape(high, wide, -1)
    if not _UNPACKED.issuperset(filters):
        raise Unfit
    space: Any = image["/ColorSpace"]
    space = space.get_object()
    indexed = isinstance(space, ArrayObject) and space[0] in ("/Indexed", "/I")
    count = 1 if indexed else _count(space)
    bits = int(image.get("/BitsPerComponent", 8))
    row = (wide * count * bits + 7) // 8
    data = image.get_data()
    if bits not in (1, 2, 4, 8) or len(data) < row * high:
        raise Unfit
    rows = np.frombuffer(data[: row * high], np.uint8).reshape(high, row)
    values = _values(rows, bits)[:, : wide * count].reshape(high, wide, count)
    if indexed:
        return np.take(_palette(space), np.minimum(values[:, :, 0], int(space[2])), axis=0)
    scaled: NDArray[np.uint8] = (values.astype(np.uint16) * 255 // (2**bits - 1)).astype(np.uint8)
    return scaled


def _values(rows: NDArray[np.uint8], bits: int) -> NDArray[np.uint8]:
    if bits == 8:
        return rows
    shifts = np.arange(8 - bits, -1, -bits, dtype=np.uint8)
    parts = (rows[:, :, None] >> shifts) & np.uint8(2**bits - 1)
    return parts.reshape(rows.shape[0], -1).astype(np.uint8)


def _palette(space: Any) -> NDArray[np.uint8]:
    count, most, table = _count(space[1].get_object()), int(space[2]), space[3].get_object()
    data = table.get_data() if isinstance(table, StreamObject) else getattr(table, "original_bytes", table)
    size = (most + 1) * count
    if not isinstance(data, bytes) or len(data) < size:
        raise Unfit
    return np.frombuffer(data[:size], np.uint8).reshape(most + 1, count)


def _count(space: Any) -> int:
    if isinstance(space, NameObject):
        found: int | None = _COUNTS.get(str(space))
    elif isinstance(space, ArrayObject) and space[0] == "/ICCBased":
        found = int(space[1].get_object()["/N"])
    else:
        found = _COUNTS.get(str(space[0])) if isinstance(space, ArrayObject) and space else None
    if found not in _DEVICES:
        raise Unfit
    return found


def _packed(pixels: NDArray[np.uint8]) -> StreamObject:
    high, wide, count = pixels.shape
    made = _named((wide, high), count, 8)
    made.set_data(np.ascontiguousarray(pixels).tobytes())
    return made.flate_encode()


def _named(size: tuple[int, int], count: int, bits: int) -> StreamObject:
    made = StreamObject()
    names = {"/Type": "/XObject", "/Subtype": "/Image", "/ColorSpace": _DEVICES[count]}
    made.update({NameObject(key): NameObject(value) for key, value in names.items()})
    numbers = {"/Width": size[0], "/Height": size[1], "/BitsPerComponent": bits}
    made.update({NameObject(key): NumberObject(value) for key, value in numbers.items()})
    return made


def _filters(image: StreamObject) -> list[str]:
    found = image.get("/Filter")
    found = found.get_object() if found is not None else None
    if found is None or isinstance(found, NullObject):
        return []
    return [str(name.get_object()) for name in found] if isinstance(found, ArrayObject) else [str(found)]
