"""An ID photo leaves as pixels: whatever else its bytes may hold, by every segment and behind every one, stays here."""

import io
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image, ImageCms

from hui_reg.pages import conversions, photographs

WORDS = b"LI SI 13900007777 "
LOADS = WORDS * 3
KINDS = [*range(0xE0, 0xF0), 0xFE, 0xDB, 0xC4]
"""Every kind of segment that may come before the scan and that a decoder takes or leaves."""


def photo(quality: int = 88, **more: object) -> bytes:
    ramp = np.tile(np.linspace(40, 220, 120, dtype=np.uint8), (160, 1))
    stream = io.BytesIO()
    Image.fromarray(np.dstack([ramp, ramp[:, ::-1], ramp])).save(stream, "JPEG", quality=quality, **more)
    return stream.getvalue()


def segment(kind: int) -> bytes:
    """A segment that bears the words; a table is an unused one, well formed."""
    body = LOADS
    if kind == 0xDB:
        body = b"\x03" + LOADS.ljust(64, b"A")[:64]
    elif kind == 0xC4:
        body = b"\x13" + bytes([0] * 7 + [len(LOADS)] + [0] * 8) + LOADS
    elif kind == 0xE2:
        body = b"ICC_PROFILE\0\1\1" + LOADS
    return bytes((0xFF, kind)) + (len(body) + 2).to_bytes(2, "big") + body


def carried() -> Iterator[tuple[str, bytes]]:
    """The photo with the words in every place where bytes may stand without being seen."""
    plain = photo()
    scan = plain.index(b"\xff\xda")
    for kind in KINDS:
        for at, place in ((2, "first"), (scan, "before the scan")):
            yield f"{kind:X} {place}", plain[:at] + segment(kind) + plain[at:]
    yield "between scan and end", plain[:-2] + LOADS + plain[-2:]
    yield "behind a restart", plain[:-2] + b"\xff\xd0" + LOADS + plain[-2:]
    yield "behind the end", plain + LOADS
    frame = plain.index(b"\xff\xc0")
    yield "rows below the height", plain[: frame + 5] + (80).to_bytes(2, "big") + plain[frame + 7 :]
    yield "a thumbnail", photo(exif=exif())
    yield "a comment", photo(comment=LOADS)
    yield "a density", photo(dpi=(19785, 21320))


def exif() -> bytes:
    made = Image.Exif()
    made[0x010E] = LOADS.decode()
    return made.tobytes()


PLACES = dict(carried())


@pytest.mark.parametrize("place", PLACES)
def test_no_byte_but_the_pixels_goes_out(place: str) -> None:
    data = PLACES[place]
    _, (out,) = conversions.as_jpeg(data, conversions.Photo(format="jpeg", page=1, largest=1_000_000))
    assert WORDS not in out and b"ICC_PROFILE" not in out
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(out)) as after:
        assert after.size == before.size
        height = before.height
        assert float(np.abs(np.asarray(before).astype(int) - np.asarray(after)).mean()) < 1.5
    if place == "rows below the height":
        frame = out.index(b"\xff\xc0")
        taller = out[: frame + 5] + (2 * height).to_bytes(2, "big") + out[frame + 7 :]
        with Image.open(io.BytesIO(taller)) as more:
            below = np.asarray(more)[height + 16 :]
        assert float(below.std(axis=(0, 1)).max()) < 5


def test_the_usual_tables_of_a_quality_stay() -> None:
    for quality in (60, 88, 95):
        again = photographs.again(photo(quality))
        assert again is not None
        with Image.open(io.BytesIO(photo(quality))) as before, Image.open(io.BytesIO(again)) as after:
            assert after.quantization == before.quantization  # type: ignore[attr-defined]


def test_tables_that_may_say_something_do_not() -> None:
    said = list(LOADS.ljust(64, b"A")[:64])
    again = photographs.again(photo(qtables=[said, said]))
    assert again is not None and WORDS not in again


def test_colours_of_a_profile_become_the_usual_ones() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    for one in (profile, ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()):
        again = photographs.again(photo(icc_profile=one))
        assert again is not None and b"ICC_PROFILE" not in again


def test_what_is_turned_or_grey_is_drawn() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    assert photographs.again(photo(exif=turned.tobytes())) is None
    stream = io.BytesIO()
    Image.new("L", (60, 80)).save(stream, "JPEG")
    assert photographs.again(stream.getvalue()) is None
