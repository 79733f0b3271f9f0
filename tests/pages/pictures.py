"""The constructions of ``joint`` whose trick lies in how the owner's own picture is stored."""

import zlib
from typing import Any

import numpy as np
from PIL import Image

from tests.pages.joint import BLUE, MY_CARD, MY_WORD, OTHERS, RED, Joint, drawing, jpeg, pixels


def _pictures(name: str, *, copied: bool = False, **keys: Any) -> None:
    """A drawing whose own card is stored another way: ``data``, and keys of the picture."""

    def build(joint: Joint) -> None:
        filled = {key: value(joint) if callable(value) else value for key, value in keys.items()}
        joint.add("/XObject", "/Mine", joint.image(filled.pop("data"), **filled))

    drawing(name, copied=copied)(build)


_RAW = pixels(RED).tobytes()
_BOTH = np.concatenate([pixels(RED)[:, :80], pixels(BLUE)[:, 80:]], axis=1)
_LEFT = np.zeros((100, 160), np.uint8)
_LEFT[:, :80] = 255
_FLAT: dict[str, Any] = {"Filter": "/FlateDecode"}
_EXIF = Image.Exif()
_EXIF[0x010E] = OTHERS
_THUMB = pixels(BLUE, (16, 10)).tobytes()
_JFIF = b"\xff\xe0" + (18 + len(_THUMB) - 2).to_bytes(2, "big") + b"JFIF\0\x01\x02\0\0\x01\0\x01\x10\x0a" + _THUMB
_PLAIN = jpeg(RED)
_BODY = _PLAIN[2 + 2 + int.from_bytes(_PLAIN[4:6], "big") :]
_pictures("packed picture", copied=True, data=zlib.compress(_RAW), **_FLAT)
_pictures("more rows than the height", copied=True, data=zlib.compress(_RAW + pixels(BLUE).tobytes()), **_FLAT)
_pictures("a tail behind the packed data", copied=True, data=zlib.compress(_RAW) + jpeg(BLUE), **_FLAT)
_pictures("metadata of a JPEG", copied=True, data=jpeg(RED, exif=_EXIF, comment=OTHERS.encode()))
_pictures("a second picture behind a JPEG", copied=True, data=_PLAIN + jpeg(BLUE) + OTHERS.encode())
_pictures("a JPEG within deflate", copied=True, data=zlib.compress(jpeg(RED, exif=_EXIF) + jpeg(BLUE)),
          Filter=["/FlateDecode", "/DCTDecode"])  # fmt: skip
_pictures("a thumbnail in the head of a JPEG", copied=True, data=b"\xff\xd8" + _JFIF + _BODY)
_pictures("colours' profile of a JPEG", copied=True, data=jpeg(RED, icc_profile=OTHERS.encode() * 20))
_pictures("Adobe's note of a JPEG", copied=True,
          data=b"\xff\xd8\xff\xee\0\x17Adobe\0\x64\0\0\0\0\x01" + OTHERS.encode() + _BODY)  # fmt: skip
_pictures("half of it transparent", copied=True, data=zlib.compress(_BOTH.tobytes()), **_FLAT,
          SMask=lambda j: j.image(zlib.compress(_LEFT.tobytes()), ColorSpace="/DeviceGray", **_FLAT))  # fmt: skip
_pictures("half of it transparent, coarsely", data=zlib.compress(_BOTH.tobytes()), **_FLAT,
          SMask=lambda j: j.image(zlib.compress(b"\xff\0"), ColorSpace="/DeviceGray", Width=2, Height=1,
                                  **_FLAT))  # fmt: skip
_pictures("half of it masked", data=zlib.compress(_BOTH.tobytes()), **_FLAT,
          Mask=lambda j: j.image(zlib.compress(np.packbits(_LEFT == 0, axis=1).tobytes()), ImageMask=True,
                                 BitsPerComponent=1, ColorSpace=None, **_FLAT))  # fmt: skip
_pictures("its colour masked", data=zlib.compress(_BOTH.tobytes()), **_FLAT, Mask=[20, 30, 55, 65, 210, 220])
_pictures("all of it one colour", data=zlib.compress(pixels(BLUE).tobytes()), **_FLAT, Decode=[1, 1, 0, 0, 0, 0])
_pictures("a palette that hides", copied=True, data=zlib.compress((pixels(BLUE)[:, :, 0] // 2).tobytes()), **_FLAT,
          ColorSpace=["/Indexed", "/DeviceRGB", 127, bytes(RED) * 128])  # fmt: skip
_pictures("a palette with more colours", copied=True, data=zlib.compress(bytes(16000)), **_FLAT,
          ColorSpace=["/Indexed", "/DeviceRGB", 0, bytes(RED) + OTHERS.encode()])  # fmt: skip
_pictures("a profile with metadata", copied=True, data=zlib.compress(_RAW), **_FLAT,
          ColorSpace=lambda j: ["/ICCBased", j.stream(OTHERS.encode() * 9, N=3, Alternate="/DeviceRGB")])  # fmt: skip
_pictures("alternates", copied=True, data=_PLAIN,
          Alternates=lambda j: [{"/Image": j.resources["/XObject"]["/Theirs"]}], Name="/OTHERWORD",
          OPI={"/2.0": {"/F": OTHERS}}, Metadata=lambda j: j.stream(OTHERS.encode()))  # fmt: skip
_pictures("a picture of a layer", data=_PLAIN, OC={"/Type": "/OCG", "/Name": OTHERS})


def _scan(data: bytes) -> bytes:
    """The coded part of a JPEG, with the head of its scan."""
    return data[data.index(b"\xff\xda") : -2]


_pictures("a second scan in a JPEG", data=_PLAIN[:-2] + _scan(jpeg(BLUE)) + b"\xff\xd9")
_pictures("a second frame in a JPEG", data=_PLAIN[:-2] + jpeg(BLUE)[2:])


@drawing("one picture of both cards, clipped")
def _both_clipped(joint: Joint) -> None:
    joint.add("/XObject", "/Mine", joint.image(zlib.compress(_BOTH.tobytes()), **_FLAT))
    joint.drawn = b"q 20 20 69 90 re W n " + MY_CARD + b"Q " + MY_WORD


@drawing("one picture of both cards, over the edge")
def _both_over(joint: Joint) -> None:
    joint.add("/XObject", "/Mine", joint.image(zlib.compress(_BOTH.tobytes()), **_FLAT))
    joint.drawn = b"q 140 0 0 90 231 20 cm /Mine Do Q " + MY_WORD
