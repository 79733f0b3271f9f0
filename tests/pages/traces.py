"""What of a person is in a PDF: words in any string or stream, coded pictures, pixels of a colour, what is drawn."""

import io
from typing import Any, Final

import numpy as np
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import StreamObject

from hui_reg.pages.formats import pdf
from tests.pages.joint import BLUE, OTHERS, RED, jpeg, pixels

_FEW: Final = 12
"""Pixels of the colour that count as a trace."""
_SCAN: Final = jpeg(BLUE)[jpeg(BLUE).index(b"\xff\xda") :]
_CODED: Final = (
    _SCAN[200:248],
    _SCAN[-148:-100],
    pixels(BLUE).tobytes()[:960],
    pixels(BLUE, (16, 10)).tobytes()[60:108],
)
assert not any(piece in jpeg(RED) for piece in _CODED)


def of_the_other(data: bytes) -> list[str]:
    """Every trace of the other person in a file, told in words."""
    found = []
    texts = list(_everything(data))
    for text in texts:
        wide = OTHERS.encode("utf-16-be")
        for word in (OTHERS.encode(), wide, OTHERS.encode().hex().encode(), wide.hex().encode()):
            if word in text or word.upper() in text:
                found.append(f"word in {text[:60]!r}")
        found += [f"coded picture {index}" for index, piece in enumerate(_CODED) if piece in text]
    reader = PdfReader(io.BytesIO(data))
    found += [f"text of page {n}" for n, page in enumerate(reader.pages) if OTHERS in page.extract_text()]
    for page in pdf.pages(data):
        found += [f"line {line.text}" for line in page.lines if OTHERS in line.text]
        found += ["drawn"] if coloured(page.render(700)[:, :, ::-1]) else []
    return found


def coloured(image: np.ndarray[Any, Any]) -> bool:
    """Whether an RGB picture has pixels of the other's colour."""
    near = np.abs(image.astype(int) - np.array(BLUE)).max(axis=2) < 40
    return int(near.sum()) >= _FEW


def _everything(data: bytes) -> list[bytes]:
    """The file, and each object of it, packed and unpacked; and pictures' pixels as a trace in words."""
    reader = PdfReader(io.BytesIO(data))
    texts = [data, repr(reader.trailer).encode(), repr(reader.metadata).encode()]
    for number in range(1, int(reader.trailer["/Size"])):  # type: ignore[call-overload]
        found = reader.get_object(number)
        texts.append(repr(found).encode())
        if not isinstance(found, StreamObject):
            continue
        texts.append(bytes(found._data))
        filters = found.get("/Filter")
        if filters == "/DCTDecode":
            photo = Image.open(io.BytesIO(found._data)).convert("RGB")
            texts.append(OTHERS.encode() + b" as pixels" if coloured(np.asarray(photo)) else b"")
            continue
        texts.append(unpacked := found.get_data())
        if found.get("/ColorSpace") == "/DeviceRGB":
            whole = unpacked[: len(unpacked) // 3 * 3]
            image = np.frombuffer(whole, np.uint8).reshape(1, -1, 3)
            texts.append(OTHERS.encode() + b" as pixels" if coloured(image) else b"")
    return texts
