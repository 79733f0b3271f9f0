"""What must not change the verdict of a photo: how it is encoded, turned, sized, cut a little, framed or sent."""

import io
import random
from collections.abc import Callable, Mapping

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageOps
from samples.press import faces

from hui_reg.notice import Notice, parse, shipped
from hui_reg.readers import read_file
from hui_reg.rules import check
from hui_reg.vocabulary import Kind
from tests import builders as b
from tests.readers.paper import pdf


@pytest.fixture(scope="module")
def notice() -> Notice:
    return parse(shipped())


Pixels = Callable[[Image.Image, random.Random], Image.Image]
Encoding = Callable[[Image.Image, random.Random], bytes]
SIZE = (358, 441)
WHO = b.person("张三")
OF_PHOTOS = ("B207", "B208", "B209")


def _pair() -> Image.Image:
    pair = Image.new("RGB", (560, 600), faces.WHITE)
    pair.paste(faces.portrait("甲", "男", (270, 340)), (5, 150))
    pair.paste(faces.portrait("乙", "女", (270, 340)), (285, 150))
    return pair


PHOTOS: Mapping[str, tuple[Callable[[str, str], Image.Image], tuple[str, ...]]] = {
    "good": (lambda seed, sex: faces.portrait(seed, sex, SIZE), ()),
    "large": (lambda seed, sex: faces.portrait(seed, sex, (716, 882)), ()),
    "grey": (lambda seed, sex: faces.portrait(seed, sex, SIZE).convert("L").convert("RGB"), ("B207",)),
    "blue": (lambda seed, sex: faces.portrait(seed, sex, SIZE, faces.BLUE), ("B208",)),
    "red": (lambda seed, sex: faces.portrait(seed, sex, SIZE, faces.RED), ("B208",)),
    "far away": (lambda seed, sex: faces.portrait(seed, sex, SIZE, head=0.2), ("B209",)),
    "two people": (lambda _, __: _pair(), ("B208", "B209")),
    "on its side": (lambda seed, sex: faces.portrait(seed, sex, SIZE).rotate(90, expand=True), ("B209",)),
}
"""Photos, and the rules that speak of them."""
FRAMED = ("far away", "two people", "on its side")
"""Whose fault is in the frame: a photo on an empty page is judged by what is to be seen there, upright."""


def _scaled(image: Image.Image, dice: random.Random) -> Image.Image:
    share = dice.choice((0.85, 1.2, 1.5, 2.5))
    how = dice.choice((Image.Resampling.LANCZOS, Image.Resampling.BILINEAR))
    return image.resize((round(image.width * share), round(image.height * share)), how)


def _cropped(image: Image.Image, dice: random.Random) -> Image.Image:
    wide, high = image.size
    left, top, right, bottom = (dice.uniform(0, 0.02) for _ in range(4))
    return image.crop((round(left * wide), round(top * high), round((1 - right) * wide), round((1 - bottom) * high)))


def _framed(image: Image.Image, dice: random.Random) -> Image.Image:
    """A white margin, as a print has it, or one of the ground's colour."""
    wide = round(dice.uniform(0.005, 0.03) * image.width)
    return ImageOps.expand(image, wide, fill=image.getpixel((image.width // 2, 2)))  # type: ignore[arg-type]


def _light(image: Image.Image, dice: random.Random) -> Image.Image:
    share = dice.uniform(0.985, 1.01)
    return image.point(lambda level: min(255, round(level * share)))


def _grain(image: Image.Image, dice: random.Random) -> Image.Image:
    noise = np.random.default_rng(dice.randrange(10**6)).normal(0, 1.5, (image.height, image.width, 1))
    return Image.fromarray(np.clip(np.asarray(image, np.float32) + noise, 0, 255).astype(np.uint8))


CHANGES: tuple[Pixels, ...] = (_scaled, _cropped, _framed, _light, _grain)


def _saved(image: Image.Image, format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def _jpeg(image: Image.Image, dice: random.Random) -> bytes:
    options = {"quality": dice.randint(70, 96), "progressive": dice.random() < 0.3, "subsampling": dice.choice((0, 2))}
    return _saved(image, "JPEG", **options)


def _twice(image: Image.Image, dice: random.Random) -> bytes:
    return _jpeg(Image.open(io.BytesIO(_jpeg(image, dice))), dice)


def _with_profile(image: Image.Image, dice: random.Random) -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return _saved(image, dice.choice(("JPEG", "PNG", "TIFF")), icc_profile=profile)


_UNDONE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}  # fmt: skip


def _turned_by_exif(image: Image.Image, dice: random.Random) -> bytes:
    orientation = dice.choice(tuple(_UNDONE))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "HUAWEI"
    return _saved(image.transpose(_UNDONE[orientation]), "JPEG", quality=90, exif=exif)


def _with_alpha(image: Image.Image, dice: random.Random) -> bytes:
    return _saved(image.convert("RGBA"), dice.choice(("PNG", "WEBP", "TIFF")))


def _other_format(image: Image.Image, dice: random.Random) -> bytes:
    format, options = dice.choice(
        (("PNG", {}), ("BMP", {}), ("TIFF", {"compression": "tiff_lzw"}), ("WEBP", {"quality": 85}),
         ("AVIF", {"quality": 85}), ("TIFF", {"compression": "jpeg"}), ("GIF", {}))
    )  # fmt: skip
    return _saved(image, str(format), **options)


def _cmyk(image: Image.Image, _: random.Random) -> bytes:
    return _saved(image.convert("CMYK"), "JPEG", quality=92)


def _with_a_tail(image: Image.Image, dice: random.Random) -> bytes:
    return _jpeg(image, dice) + bytes(dice.randrange(256) for _ in range(40))


def _alone_in_a_pdf(image: Image.Image, _: random.Random) -> bytes:
    return pdf(image)


ENCODINGS: tuple[Encoding, ...] = (
    _jpeg, _twice, _with_profile, _turned_by_exif, _with_alpha, _other_format, _cmyk, _with_a_tail, _alone_in_a_pdf,
)  # fmt: skip


def assert_verdict_kept(number: int, notice: Notice) -> None:
    """Photo ``number``: drawn, changed in up to three ways, encoded, read, and judged as it was before."""
    dice = random.Random(f"photo-{number}")
    kind = tuple(PHOTOS)[number % len(PHOTOS)]
    draw, expected = PHOTOS[kind]
    image = draw(f"人{number}", dice.choice("男女"))
    changes = dice.sample(CHANGES, dice.randint(0, 3))
    for change in changes:
        image = change(image, dice)
    encode = ENCODINGS[number // len(PHOTOS) % len(ENCODINGS)]
    if encode is _alone_in_a_pdf and kind in FRAMED:
        encode = _jpeg
    data = encode(image, dice)
    told = [kind, *(change.__name__ for change in changes), encode.__name__]
    readings = read_file(data)
    (reading,) = readings.readings
    assert reading.kind is Kind.PHOTO, told
    exhibit = b.exhibit(reading, "照片", format=readings.format)
    findings = check(b.dossier(WHO, *b.materials(WHO)[:4], exhibit), notice).findings
    assert tuple(f.rule for f in findings if f.rule in OF_PHOTOS) == expected, (told, [f.message for f in findings])


def test_changes_that_must_not_change_the_verdict_of_a_photo(notice: Notice) -> None:
    for number in range(0, 72, 17):
        assert_verdict_kept(number, notice)


@pytest.mark.slow
def test_three_hundred_changes_of_photos(notice: Notice) -> None:
    for number in range(300):
        assert_verdict_kept(number, notice)
