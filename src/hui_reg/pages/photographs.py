"""An ID photo's JPEG made anew from its pixels: none of the bytes it came in is passed on.

Within a JPEG there is room for what no decoder shows: profiles and tables that nothing uses, rows below the height,
bytes behind the last block. Tables of quantisation are taken over only where they are the usual ones of some quality.
"""

import io
from functools import cache
from typing import Final

from PIL import Image, ImageCms, JpegImagePlugin

_ORIENTATION: Final = 0x0112
_FINE: Final = 95
_DENSITIES: Final = range(30, 2401)
_USUAL: Final = 300
_SAMPLINGS: Final = (0, 1, 2)


def again(data: bytes) -> bytes | None:
    """An upright JPEG in colour, as finely coded as it was, or finer; None for any other."""
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
        if image.mode != "RGB" or image.getexif().get(_ORIENTATION, 1) != 1:
            return None
        pixels = _in_usual_colours(image)
        quality = _quality(_tables(image))
        sampling = JpegImagePlugin.get_sampling(image)
        density = tuple(round(float(dots)) for dots in image.info.get("dpi", ()))
    if len(density) != 2 or not all(dots in _DENSITIES for dots in density):
        density = _USUAL, _USUAL
    stream = io.BytesIO()
    sampling = sampling if quality is not None and sampling in _SAMPLINGS else 0
    pixels.save(stream, "JPEG", quality=quality or _FINE, subsampling=sampling, dpi=density)
    return stream.getvalue()


def _in_usual_colours(image: Image.Image) -> Image.Image:
    """The pixels in sRGB, without a profile; of one that isn't legible as they are."""
    profile = image.info.get("icc_profile")
    pixels = Image.frombytes("RGB", image.size, image.tobytes())
    if not profile:
        return pixels
    try:
        made = ImageCms.profileToProfile(pixels, ImageCms.ImageCmsProfile(io.BytesIO(profile)), _srgb())
    except (ImageCms.PyCMSError, OSError, ValueError):
        return pixels
    return pixels if made is None else Image.frombytes("RGB", made.size, made.tobytes())


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _tables(image: Image.Image) -> dict[int, list[int]]:
    assert isinstance(image, JpegImagePlugin.JpegImageFile)
    return image.quantization


def _quality(tables: dict[int, list[int]]) -> int | None:
    """The quality whose usual tables these are."""
    return _qualities().get(tuple(tuple(tables[place]) for place in sorted(tables)[:2]))


@cache
def _qualities() -> dict[tuple[tuple[int, ...], ...], int]:
    found = {}
    for quality in range(1, 101):
        Image.new("RGB", (16, 16)).save(stream := io.BytesIO(), "JPEG", quality=quality)
        with Image.open(stream, formats=("JPEG",)) as made:
            found[tuple(tuple(table) for table in _tables(made).values())] = quality
    return found
