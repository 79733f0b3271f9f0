"""Drawn faces of people who do not exist, good enough for a face detector to see exactly one."""

import random
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]

WHITE: Colour = (252, 252, 252)
BLUE: Colour = (67, 142, 219)
RED: Colour = (205, 38, 34)
LIGHT_GREY: Colour = (206, 207, 208)
YELLOWISH: Colour = (232, 224, 200)

_SKINS: tuple[Colour, ...] = ((238, 205, 178), (228, 190, 160), (243, 214, 192), (219, 180, 150))
_HAIRS: tuple[Colour, ...] = ((28, 24, 24), (38, 30, 28), (52, 40, 36))
_CLOTHES: tuple[Colour, ...] = ((38, 46, 72), (52, 54, 60), (110, 34, 46), (40, 78, 70), (70, 84, 120))
_OVERSAMPLING = 3


@dataclass(frozen=True)
class Look:
    """What distinguishes one drawn face from another; lengths as shares of the head's height."""

    skin: Colour
    hair: Colour
    clothes: Colour
    width: float
    eye_gap: float
    eye_size: float
    brow: float
    nose: float
    mouth: float
    long_hair: bool
    parting: float
    glasses: bool
    collar: bool


def look(seed: str, sex: str) -> Look:
    """The face that belongs to a seed (a name, say): always the same one."""
    dice = random.Random(f"face:{seed}")
    woman = sex == "女"
    return Look(
        skin=dice.choice(_SKINS),
        hair=dice.choice(_HAIRS),
        clothes=dice.choice(_CLOTHES),
        width=dice.uniform(0.64, 0.70) - (0.02 if woman else 0),
        eye_gap=dice.uniform(0.150, 0.164),
        eye_size=dice.uniform(0.062, 0.072) + (0.004 if woman else 0),
        brow=dice.uniform(0.016, 0.024) - (0.006 if woman else 0),
        nose=dice.uniform(0.046, 0.058),
        mouth=dice.uniform(0.098, 0.118),
        long_hair=woman and dice.random() < 0.75,
        parting=dice.choice((-0.12, 0.12, 0.0)),
        glasses=dice.random() < 0.2,
        collar=dice.random() < 0.7,
    )


def portrait(
    seed: str,
    sex: str,
    size: tuple[int, int] = (358, 441),
    background: Colour = WHITE,
    head: float = 0.62,
) -> Image.Image:
    """A head-and-shoulders picture of ``size`` pixels; ``head`` is crown to chin over the height."""
    person = look(seed, sex)
    width, height = size[0] * _OVERSAMPLING, size[1] * _OVERSAMPLING
    canvas = Image.new("RGB", (width, height), background)
    unit = head * height
    centre = (width / 2, 0.09 * height + unit * 0.5)
    _hair_behind(canvas, person, centre, unit)
    _shoulders(canvas, person, centre, unit)
    _neck(canvas, person, centre, unit)
    _ears(canvas, person, centre, unit)
    _face(canvas, person, centre, unit)
    _features(canvas, person, centre, unit)
    _hair_front(canvas, person, centre, unit)
    if person.glasses:
        _glasses(canvas, person, centre, unit)
    small = canvas.resize(size, Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(size[0] / 620))
    return _grain(small, seed)


def _shade(colour: Colour, factor: float) -> Colour:
    red, green, blue = (max(0, min(255, round(channel * factor))) for channel in colour)
    return red, green, blue


def _oval(centre: tuple[float, float], rx: float, ry: float) -> tuple[float, float, float, float]:
    return centre[0] - rx, centre[1] - ry, centre[0] + rx, centre[1] + ry


def _at(centre: tuple[float, float], unit: float, dx: float, dy: float) -> tuple[float, float]:
    return centre[0] + dx * unit, centre[1] + dy * unit


def _soft(
    canvas: Image.Image, colour: Colour, box: tuple[float, float, float, float], blur: float, share: float
) -> None:
    """Lay a blurred oval of ``colour`` over the canvas."""
    reach = blur * 3
    left, top, right, bottom = (
        round(edge) for edge in (box[0] - reach, box[1] - reach, box[2] + reach, box[3] + reach)
    )
    mask = Image.new("L", (right - left, bottom - top), 0)
    moved = (box[0] - left, box[1] - top, box[2] - left, box[3] - top)
    ImageDraw.Draw(mask).ellipse(moved, fill=round(255 * share))
    canvas.paste(colour, (left, top, right, bottom), mask.filter(ImageFilter.GaussianBlur(blur)))


def _hair_behind(canvas: Image.Image, person: Look, centre: tuple[float, float], unit: float) -> None:
    draw = ImageDraw.Draw(canvas)
    half = person.width / 2
    draw.ellipse(_oval(_at(centre, unit, 0, -0.12), (half + 0.05) * unit, 0.38 * unit), fill=person.hair)
    if person.long_hair:
        draw.rounded_rectangle(
            (*_at(centre, unit, -half - 0.05, -0.12), *_at(centre, unit, half + 0.05, 0.62)),
            radius=0.12 * unit,
            fill=person.hair,
        )


def _shoulders(canvas: Image.Image, person: Look, centre: tuple[float, float], unit: float) -> None:
    mask = Image.new("L", canvas.size, 0)
    draw = ImageDraw.Draw(mask)
    draw.ellipse(_oval(_at(centre, unit, 0, 1.08), 0.72 * unit, 0.42 * unit), fill=255)
    light = Image.linear_gradient("L").resize(canvas.size).point(lambda level: 255 - level // 3)
    cloth = ImageChops.multiply(Image.new("RGB", canvas.size, person.clothes), Image.merge("RGB", (light,) * 3))
    canvas.paste(cloth, mask=mask.filter(ImageFilter.GaussianBlur(unit / 200)))


def _neck(canvas: Image.Image, person: Look, centre: tuple[float, float], unit: float) -> None:
    draw = ImageDraw.Draw(canvas)
    draw.rounded_rectangle(
        (*_at(centre, unit, -0.17, 0.30), *_at(centre, unit, 0.17, 0.70)),
        radius=0.08 * unit,
        fill=_shade(person.skin, 0.92),
    )
    _soft(
        canvas, _shade(person.skin, 0.62), _oval(_at(centre, unit, 0, 0.50), 0.18 * unit, 0.05 * unit), unit / 40, 0.7
    )
    draw = ImageDraw.Draw(canvas)
    if person.collar:
        white = (236, 238, 242)
        for side in (-1, 1):
            draw.polygon(
                [
                    _at(centre, unit, side * 0.19, 0.58),
                    _at(centre, unit, 0.0, 0.78),
                    _at(centre, unit, side * 0.26, 0.80),
                ],
                fill=white,
                outline=_shade(white, 0.8),
            )
    else:
        draw.ellipse(_oval(_at(centre, unit, 0, 0.66), 0.17 * unit, 0.07 * unit), fill=_shade(person.skin, 0.9))


def _ears(canvas: Image.Image, person: Look, centre: tuple[float, float], unit: float) -> None:
    draw = ImageDraw.Draw(canvas)
    for side in (-1, 1):
        middle = _at(centre, unit, side * person.width * 0.505, 0.06)
        draw.ellipse(_oval(middle, 0.045 * unit, 0.095 * unit), fill=_shade(person.skin, 0.88))
        draw.ellipse(_oval(middle, 0.020 * unit, 0.055 * unit), fill=_shade(person.skin, 0.74))


def _face(canvas: Image.Image, person: Look, centre: tuple[float, float], unit: float) -> None:
    half = person.width / 2
    mask = Image.new("L", canvas.size, 0)
    draw = ImageDraw.Draw(mask)
    draw.ellipse(_oval(_at(centre, unit, 0, -0.08), half * unit, 0.40 * unit), fill=255)
    draw.ellipse(_oval(_at(centre, unit, 0, 0.14), half * 0.93 * unit, 0.36 * unit), fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(unit / 220))
    layer = Image.new("RGB", canvas.size, person.skin)
    for side, share in ((-1, 0.42), (1, 0.62)):
        _soft(
            layer,
            _shade(person.skin, 0.66),
            _oval(_at(centre, unit, side * half, 0.14), 0.07 * unit, 0.36 * unit),
            unit / 14,
            share,
        )
    _soft(
        layer,
        _shade(person.skin, 1.08),
        _oval(_at(centre, unit, -0.02, -0.22), 0.16 * unit, 0.10 * unit),
        unit / 18,
        0.8,
    )
    for side in (-1, 1):
        _soft(
            layer,
            (224, 150, 130),
            _oval(_at(centre, unit, side * 0.19, 0.18), 0.07 * unit, 0.05 * unit),
            unit / 22,
            0.35,
        )
        _soft(
            layer,
            _shade(person.skin, 0.74),
            _oval(_at(centre, unit, side * person.eye_gap, -0.015), 0.085 * unit, 0.045 * unit),
            unit / 36,
            0.6,
        )
    _soft(
        layer, _shade(person.skin, 0.72), _oval(_at(centre, unit, 0, 0.475), 0.16 * unit, 0.035 * unit), unit / 30, 0.6
    )
    canvas.paste(layer, mask=mask)


def _features(canvas: Image.Image, person: Look, centre: tuple[float, float], unit: float) -> None:
    for side in (-1, 1):
        _eye(canvas, person, _at(centre, unit, side * person.eye_gap, 0.0), side, unit)
    _nose(canvas, person, centre, unit)
    _mouth(canvas, person, centre, unit)


def _eye(canvas: Image.Image, person: Look, middle: tuple[float, float], side: int, unit: float) -> None:
    draw = ImageDraw.Draw(canvas)
    rx, ry = person.eye_size * unit, person.eye_size * 0.44 * unit
    white = Image.new("L", canvas.size, 0)
    pen = ImageDraw.Draw(white)
    pen.ellipse(_oval(middle, rx, ry), fill=255)
    eye = Image.new("RGB", canvas.size, (240, 238, 236))
    iris = ImageDraw.Draw(eye)
    iris.ellipse(_oval(middle, ry * 1.05, ry * 1.05), fill=(58, 38, 28))
    iris.ellipse(_oval(middle, ry * 0.55, ry * 0.55), fill=(14, 10, 10))
    iris.ellipse(_oval((middle[0] - ry * 0.35, middle[1] - ry * 0.4), ry * 0.2, ry * 0.2), fill=(250, 250, 250))
    canvas.paste(eye, mask=white)
    lid = max(2, round(0.011 * unit))
    draw.arc(_oval((middle[0], middle[1]), rx * 1.04, ry * 1.05), 188, 352, fill=(30, 22, 20), width=lid)
    draw.arc(
        _oval((middle[0], middle[1] - ry * 0.7), rx * 1.02, ry * 0.9),
        205,
        335,
        fill=_shade(person.skin, 0.62),
        width=max(1, lid // 2),
    )
    draw.arc(_oval(middle, rx, ry), 20, 160, fill=_shade(person.skin, 0.58), width=max(1, lid // 3))
    brow = [
        (middle[0] + dx * rx * side, middle[1] - (0.088 - lift) * unit)
        for dx, lift in ((-1.05, 0.004), (-0.4, -0.006), (0.5, -0.010), (1.25, 0.012))
    ]
    draw.line(brow, fill=_shade(person.hair, 1.3), width=max(3, round(person.brow * 1.5 * unit)), joint="curve")


def _nose(canvas: Image.Image, person: Look, centre: tuple[float, float], unit: float) -> None:
    shadow = _shade(person.skin, 0.70)
    _soft(canvas, shadow, _oval(_at(centre, unit, 0.040, 0.09), 0.016 * unit, 0.09 * unit), unit / 60, 0.55)
    _soft(
        canvas, _shade(person.skin, 1.1), _oval(_at(centre, unit, 0.0, 0.10), 0.014 * unit, 0.10 * unit), unit / 60, 0.8
    )
    _soft(canvas, shadow, _oval(_at(centre, unit, 0, 0.212), 0.07 * unit, 0.018 * unit), unit / 60, 0.75)
    draw = ImageDraw.Draw(canvas)
    for side in (-1, 1):
        draw.ellipse(
            _oval(_at(centre, unit, side * person.nose * 0.55, 0.205), 0.016 * unit, 0.009 * unit),
            fill=_shade(person.skin, 0.42),
        )
        draw.arc(
            _oval(_at(centre, unit, side * person.nose, 0.185), 0.022 * unit, 0.028 * unit),
            300 if side > 0 else 90,
            450 if side > 0 else 240,
            fill=_shade(person.skin, 0.66),
            width=max(1, round(0.007 * unit)),
        )


def _mouth(canvas: Image.Image, person: Look, centre: tuple[float, float], unit: float) -> None:
    draw = ImageDraw.Draw(canvas)
    x, y = _at(centre, unit, 0, 0.315)
    wide = person.mouth * unit
    upper, lower = (176, 84, 80), (196, 106, 100)
    draw.polygon(
        [
            (x - wide, y),
            (x - wide * 0.35, y - 0.026 * unit),
            (x, y - 0.018 * unit),
            (x + wide * 0.35, y - 0.026 * unit),
            (x + wide, y),
            (x, y + 0.008 * unit),
        ],
        fill=upper,
    )
    draw.chord((x - wide * 0.86, y - 0.036 * unit, x + wide * 0.86, y + 0.040 * unit), 10, 170, fill=lower)
    draw.line(
        [
            (x - wide * 1.02, y - 0.002 * unit),
            (x - wide * 0.4, y + 0.005 * unit),
            (x, y + 0.002 * unit),
            (x + wide * 0.4, y + 0.005 * unit),
            (x + wide * 1.02, y - 0.002 * unit),
        ],
        fill=(96, 40, 40),
        width=max(2, round(0.008 * unit)),
    )
    _soft(canvas, _shade(person.skin, 0.74), _oval((x, y + 0.062 * unit), wide * 0.6, 0.010 * unit), unit / 70, 0.7)


def _hair_front(canvas: Image.Image, person: Look, centre: tuple[float, float], unit: float) -> None:
    half = person.width / 2
    mask = Image.new("L", canvas.size, 0)
    draw = ImageDraw.Draw(mask)
    draw.ellipse(_oval(_at(centre, unit, 0, -0.13), (half + 0.03) * unit, 0.37 * unit), fill=255)
    draw.ellipse(_oval(_at(centre, unit, person.parting * 0.5, 0.10), half * 0.98 * unit, 0.37 * unit), fill=0)
    draw.rectangle((0, centre[1] - 0.06 * unit, canvas.width, canvas.height), fill=0)
    if person.long_hair:
        for side in (-1, 1):
            draw.ellipse(_oval(_at(centre, unit, side * (half + 0.01), 0.14), 0.055 * unit, 0.44 * unit), fill=255)
    layer = Image.new("RGB", canvas.size, person.hair)
    _soft(
        layer,
        _shade(person.hair, 2.0),
        _oval(_at(centre, unit, -0.12, -0.40), 0.14 * unit, 0.035 * unit),
        unit / 40,
        0.55,
    )
    canvas.paste(layer, mask=mask.filter(ImageFilter.GaussianBlur(unit / 180)))


def _glasses(canvas: Image.Image, person: Look, centre: tuple[float, float], unit: float) -> None:
    draw = ImageDraw.Draw(canvas)
    line = max(2, round(0.010 * unit))
    for side in (-1, 1):
        middle = _at(centre, unit, side * person.eye_gap, 0.012)
        draw.rounded_rectangle(
            _oval(middle, 0.108 * unit, 0.078 * unit), radius=0.04 * unit, outline=(44, 40, 44), width=line
        )
    draw.line([_at(centre, unit, -0.045, 0.0), _at(centre, unit, 0.045, 0.0)], fill=(44, 40, 44), width=line)


def _grain(image: Image.Image, seed: str) -> Image.Image:
    """A camera's faint noise; sums of integers, so that no processor rounds it differently."""
    dice = np.random.default_rng(random.Random(f"grain:{seed}").getrandbits(64))
    noise = dice.integers(-2, 3, (image.height, image.width, 1), dtype=np.int16)
    return Image.fromarray(np.clip(np.asarray(image, dtype=np.int16) + noise, 0, 255).astype(np.uint8))
