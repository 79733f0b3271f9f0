"""Drawn faces of people who do not exist, good enough for a face detector to see exactly one."""

import random

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from samples.press import features
from samples.press.looks import Colour, Look, Point, at, look, oval, shade, soft

WHITE: Colour = (252, 252, 252)
BLUE: Colour = (67, 142, 219)
RED: Colour = (205, 38, 34)
LIGHT_GREY: Colour = (206, 207, 208)
YELLOWISH: Colour = (232, 224, 200)

_OVERSAMPLING = 3


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
    features.features(canvas, person, centre, unit)
    _hair_front(canvas, person, centre, unit)
    if person.glasses:
        features.glasses(canvas, person, centre, unit)
    small = canvas.resize(size, Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(size[0] / 620))
    return _grain(small, seed)


def _hair_behind(canvas: Image.Image, person: Look, centre: Point, unit: float) -> None:
    draw = ImageDraw.Draw(canvas)
    half = person.width / 2
    draw.ellipse(oval(at(centre, unit, 0, -0.12), (half + 0.05) * unit, 0.38 * unit), fill=person.hair)
    if person.long_hair:
        draw.rounded_rectangle(
            (*at(centre, unit, -half - 0.05, -0.12), *at(centre, unit, half + 0.05, 0.62)),
            radius=0.12 * unit,
            fill=person.hair,
        )


def _shoulders(canvas: Image.Image, person: Look, centre: Point, unit: float) -> None:
    mask = Image.new("L", canvas.size, 0)
    draw = ImageDraw.Draw(mask)
    draw.ellipse(oval(at(centre, unit, 0, 1.08), 0.72 * unit, 0.42 * unit), fill=255)
    light = Image.linear_gradient("L").resize(canvas.size).point(lambda level: 255 - level // 3)
    cloth = ImageChops.multiply(Image.new("RGB", canvas.size, person.clothes), Image.merge("RGB", (light,) * 3))
    canvas.paste(cloth, mask=mask.filter(ImageFilter.GaussianBlur(unit / 200)))


def _neck(canvas: Image.Image, person: Look, centre: Point, unit: float) -> None:
    draw = ImageDraw.Draw(canvas)
    draw.rounded_rectangle(
        (*at(centre, unit, -0.17, 0.30), *at(centre, unit, 0.17, 0.70)),
        radius=0.08 * unit,
        fill=shade(person.skin, 0.92),
    )
    soft(canvas, shade(person.skin, 0.62), oval(at(centre, unit, 0, 0.50), 0.18 * unit, 0.05 * unit), unit / 40, 0.7)
    draw = ImageDraw.Draw(canvas)
    if person.collar:
        white = (236, 238, 242)
        for side in (-1, 1):
            draw.polygon(
                [
                    at(centre, unit, side * 0.19, 0.58),
                    at(centre, unit, 0.0, 0.78),
                    at(centre, unit, side * 0.26, 0.80),
                ],
                fill=white,
                outline=shade(white, 0.8),
            )
    else:
        draw.ellipse(oval(at(centre, unit, 0, 0.66), 0.17 * unit, 0.07 * unit), fill=shade(person.skin, 0.9))


def _ears(canvas: Image.Image, person: Look, centre: Point, unit: float) -> None:
    draw = ImageDraw.Draw(canvas)
    for side in (-1, 1):
        middle = at(centre, unit, side * person.width * 0.505, 0.06)
        draw.ellipse(oval(middle, 0.045 * unit, 0.095 * unit), fill=shade(person.skin, 0.88))
        draw.ellipse(oval(middle, 0.020 * unit, 0.055 * unit), fill=shade(person.skin, 0.74))


def _face(canvas: Image.Image, person: Look, centre: Point, unit: float) -> None:
    half = person.width / 2
    mask = Image.new("L", canvas.size, 0)
    draw = ImageDraw.Draw(mask)
    draw.ellipse(oval(at(centre, unit, 0, -0.08), half * unit, 0.40 * unit), fill=255)
    draw.ellipse(oval(at(centre, unit, 0, 0.14), half * 0.93 * unit, 0.36 * unit), fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(unit / 220))
    layer = Image.new("RGB", canvas.size, person.skin)
    for side, share in ((-1, 0.42), (1, 0.62)):
        soft(
            layer,
            shade(person.skin, 0.66),
            oval(at(centre, unit, side * half, 0.14), 0.07 * unit, 0.36 * unit),
            unit / 14,
            share,
        )
    soft(
        layer,
        shade(person.skin, 1.08),
        oval(at(centre, unit, -0.02, -0.22), 0.16 * unit, 0.10 * unit),
        unit / 18,
        0.8,
    )
    for side in (-1, 1):
        soft(
            layer,
            (224, 150, 130),
            oval(at(centre, unit, side * 0.19, 0.18), 0.07 * unit, 0.05 * unit),
            unit / 22,
            0.35,
        )
        soft(
            layer,
            shade(person.skin, 0.74),
            oval(at(centre, unit, side * person.eye_gap, -0.015), 0.085 * unit, 0.045 * unit),
            unit / 36,
            0.6,
        )
    soft(layer, shade(person.skin, 0.72), oval(at(centre, unit, 0, 0.475), 0.16 * unit, 0.035 * unit), unit / 30, 0.6)
    canvas.paste(layer, mask=mask)


def _hair_front(canvas: Image.Image, person: Look, centre: Point, unit: float) -> None:
    half = person.width / 2
    mask = Image.new("L", canvas.size, 0)
    draw = ImageDraw.Draw(mask)
    draw.ellipse(oval(at(centre, unit, 0, -0.13), (half + 0.03) * unit, 0.37 * unit), fill=255)
    draw.ellipse(oval(at(centre, unit, person.parting * 0.5, 0.10), half * 0.98 * unit, 0.37 * unit), fill=0)
    draw.rectangle((0, centre[1] - 0.06 * unit, canvas.width, canvas.height), fill=0)
    if person.long_hair:
        for side in (-1, 1):
            draw.ellipse(oval(at(centre, unit, side * (half + 0.01), 0.14), 0.055 * unit, 0.44 * unit), fill=255)
    layer = Image.new("RGB", canvas.size, person.hair)
    soft(
        layer,
        shade(person.hair, 2.0),
        oval(at(centre, unit, -0.12, -0.40), 0.14 * unit, 0.035 * unit),
        unit / 40,
        0.55,
    )
    canvas.paste(layer, mask=mask.filter(ImageFilter.GaussianBlur(unit / 180)))


def _grain(image: Image.Image, seed: str) -> Image.Image:
    """A camera's faint noise; sums of integers, so that no processor rounds it differently."""
    dice = np.random.default_rng(random.Random(f"grain:{seed}").getrandbits(64))
    noise = dice.integers(-2, 3, (image.height, image.width, 1), dtype=np.int16)
    return Image.fromarray(np.clip(np.asarray(image, dtype=np.int16) + noise, 0, 255).astype(np.uint8))
