"""Pictures become upright pixels once, and too large or broken ones say so."""

import struct

import numpy as np
import pytest
from PIL import Image

from hui_reg.model import ProblemKind
from hui_reg.pages.formats.identify import identify
from hui_reg.pages.pixels import pictures
from hui_reg.pages.unreadable import Unreadable
from tests.readers.paper import jpeg, saved


def half_red(size: tuple[int, int] = (80, 40)) -> Image.Image:
    """Left half red, right half white."""
    image = Image.new("RGB", size, "white")
    image.paste((255, 0, 0), (0, 0, size[0] // 2, size[1]))
    return image


def is_red(pixel: np.ndarray) -> bool:
    return bool(pixel[2] > 200 and pixel[0] < 80)


def test_exif_orientation_is_applied_once() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned clockwise
    picture = pictures.decode(jpeg(half_red(), exif=exif))[0]
    assert (picture.width, picture.height) == (40, 80)
    assert picture.image.shape[:2] == (80, 40)
    assert is_red(picture.image[10, 20])
    assert not is_red(picture.image[70, 20])


def test_transparent_becomes_white() -> None:
    picture = pictures.decode(saved(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG"))[0]
    assert picture.image.min() == 255


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16", "LA"])
def test_every_mode_gives_three_channels(mode: str) -> None:
    image = Image.new(mode, (64, 48)) if mode == "I;16" else half_red((64, 48)).convert(mode)
    format = "TIFF" if mode in ("CMYK", "I;16") else "PNG"
    assert pictures.decode(saved(image, format))[0].image.shape == (48, 64, 3)


def test_a_broken_heic_says_so() -> None:
    with pytest.raises(Unreadable):
        pictures.decode(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 400)


def test_pages_of_a_tiff() -> None:
    data = saved(half_red(), "TIFF", save_all=True, append_images=[half_red(), half_red()])
    assert len(pictures.decode(data)) == 3


def test_large_pictures_are_reduced_but_keep_their_size() -> None:
    picture = pictures.decode(jpeg(half_red((6000, 3000)), quality=30))[0]
    assert (picture.width, picture.height) == (6000, 3000)
    assert max(picture.image.shape) == pictures.LONGEST_SIDE


def test_too_many_pixels_are_refused() -> None:
    data = saved(Image.new("1", (20_000, 20_000)), "PNG")
    with pytest.raises(Unreadable) as caught:
        pictures.decode(data)
    assert caught.value.kind == ProblemKind.TOO_LARGE


def test_a_large_jpeg_of_a_phone_is_read_at_a_part_of_its_size() -> None:
    picture = pictures.decode(jpeg(half_red((9000, 6500)), quality=20))[0]
    assert (picture.width, picture.height) == (9000, 6500)
    assert is_red(picture.image[100, 100])


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (20_000, 10), (10, 20_000)])
@pytest.mark.parametrize("format", ["PNG", "JPEG"])
def test_what_has_no_room_for_a_line_is_said_to_be_empty(size: tuple[int, int], format: str) -> None:
    with pytest.raises(Unreadable) as caught:
        pictures.decode(saved(Image.new("RGB", size, "white"), format))
    assert caught.value.kind == ProblemKind.EMPTY
    assert f"{size[0]}×{size[1]}" in caught.value.detail


def test_avif_is_a_picture() -> None:
    data = saved(half_red((600, 400)), "AVIF")
    assert identify(data) == "avif"
    assert is_red(pictures.decode(data)[0].image[100, 100])


def test_a_bitmap_whose_fourth_channel_was_never_filled() -> None:
    """As programs write it: 32 bits a pixel, a mask for alpha in the header, zero in every pixel."""
    pixels = np.zeros((40, 60, 4), np.uint8)
    pixels[..., 2] = 255
    header = struct.pack("<IiiHHIIiiII", 108, 60, 40, 1, 32, 3, pixels.nbytes, 2835, 2835, 0, 0)
    header += struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000) + b"BGRs" + bytes(48)
    start = 14 + len(header)
    data = b"BM" + struct.pack("<IHHI", start + pixels.nbytes, 0, 0, start) + header + pixels.tobytes()
    assert is_red(pictures.decode(data)[0].image[20, 30])


def test_broken_picture_is_damaged() -> None:
    with pytest.raises(Unreadable) as caught:
        pictures.decode(jpeg(half_red((600, 600)))[:700])
    assert caught.value.kind == ProblemKind.DAMAGED
