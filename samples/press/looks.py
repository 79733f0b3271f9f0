"""What distinguishes one drawn face from another, and the brushes that faces are drawn with."""

import random
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Point = tuple[float, float]

_SKINS: tuple[Colour, ...] = ((238, 205, 178), (228, 190, 160), (243, 214, 192), (219, 180, 150))
_HAIRS: tuple[Colour, ...] = ((28, 24, 24), (38, 30, 28), (52, 40, 36))
_CLOTHES: tuple[Colour, ...] = ((38, 46, 72), (52, 54, 60), (110, 34, 46), (40, 78, 70), (70, 84, 120))


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


def shade(colour: Colour, factor: float) -> Colour:
    red, green, blue = (max(0, min(255, round(channel * factor))) for channel in colour)
    return red, green, blue


def oval(centre: Point, rx: float, ry: float) -> tuple[float, float, float, float]:
    return centre[0] - rx, centre[1] - ry, centre[0] + rx, centre[1] + ry


def at(centre: Point, unit: float, dx: float, dy: float) -> tuple[float, float]:
    return centre[0] + dx * unit, centre[1] + dy * unit


def soft(
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
