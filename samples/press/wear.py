"""What happens to a document on its way into a mail: office scanners, phones, copiers and JPEG.

Only integer noise and Pillow's own resampling are used, so that every processor makes the same picture.
"""

import io
import math
import random

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

Quad = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]

_DESKS = ((142, 110, 82), (96, 98, 104), (186, 176, 160), (120, 86, 60))


def jpeg(image: Image.Image, quality: int = 75, dpi: int = 150) -> bytes:
    """The bytes of a JPEG."""
    buffer = io.BytesIO()
    image.convert("L" if image.mode == "L" else "RGB").save(buffer, "JPEG", quality=quality, dpi=(dpi, dpi))
    return buffer.getvalue()


def png(image: Image.Image) -> bytes:
    """The bytes of a PNG."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def scan(page: Image.Image, seed: str, grey: bool = False, skew: float | None = None) -> Image.Image:
    """An office scanner: a little askew, a little soft, paper not quite white, some noise."""
    dice = random.Random(f"scan:{seed}")
    turn = dice.uniform(-0.9, 0.9) if skew is None else skew
    turned = page.rotate(turn, resample=Image.Resampling.BICUBIC, fillcolor=(252, 252, 250))
    soft = turned.filter(ImageFilter.GaussianBlur(dice.uniform(0.4, 0.7)))
    soft = ImageEnhance.Contrast(soft).enhance(dice.uniform(0.90, 0.98))
    worn = noisy(soft, 2, seed)
    return worn.convert("L") if grey else worn


def photocopy(page: Image.Image, seed: str) -> Image.Image:
    """A copier's grey copy, scanned afterwards: harder contrast, specks."""
    dice = random.Random(f"copy:{seed}")
    copy = ImageEnhance.Contrast(page.convert("L")).enhance(1.18).convert("RGB")
    draw = ImageDraw.Draw(copy)
    for _ in range(60):
        x, y, r = dice.randrange(copy.width), dice.randrange(copy.height), dice.choice((0, 0, 1))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(90, 90, 90))
    return scan(copy, seed, grey=True)


def phone(
    document: Image.Image, seed: str, size: tuple[int, int] = (1600, 1200), hard: float = 1.0, corner: int = 0
) -> Image.Image:
    """A phone's picture: the document lies on a desk, seen aslant, with a shadow over one side and soft focus.

    ``corner`` is the radius of the document's round corners, in its own pixels; ``hard`` 1 is an everyday picture.
    """
    dice = random.Random(f"phone:{seed}")
    desk = _desk(size, dice)
    width, height = size
    fit = min(width * 0.80 / document.width, height * 0.80 / document.height)
    half = (document.width * fit / 2, document.height * fit / 2)
    centre = (width / 2 + dice.uniform(-0.02, 0.02) * width, height / 2 + dice.uniform(-0.02, 0.02) * height)
    lean = 0.035 * hard
    turn = math.radians(dice.uniform(-2.5, 2.5) * hard)
    corners = []
    for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        x = sx * half[0] * (1 + dice.uniform(-lean, lean))
        y = sy * half[1] * (1 + dice.uniform(-lean, lean))
        corners.append(
            (centre[0] + x * math.cos(turn) - y * math.sin(turn), centre[1] + x * math.sin(turn) + y * math.cos(turn))
        )
    quad: Quad = (corners[0], corners[1], corners[2], corners[3])
    laid = _lay(desk, document, quad, corner)
    lit = ImageChops.multiply(laid, _shadow(size, dice, hard))
    soft = lit.filter(ImageFilter.GaussianBlur(dice.uniform(0.6, 0.9) * hard))
    return noisy(soft, 4, seed)


def noisy(image: Image.Image, strength: int, seed: str) -> Image.Image:
    """Sensor noise, a sum of two small integers a pixel."""
    dice = np.random.default_rng(random.Random(f"noise:{seed}").getrandbits(64))
    shape = (image.height, image.width, 1)
    noise = dice.integers(-strength, strength + 1, shape, dtype=np.int16) + dice.integers(-1, 2, shape, dtype=np.int16)
    pixels = np.asarray(image.convert("RGB"), dtype=np.int16) + noise
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _desk(size: tuple[int, int], dice: random.Random) -> Image.Image:
    """Wood or stone: streaks along the length of the table."""
    base = dice.choice(_DESKS)
    grain = np.random.default_rng(dice.getrandbits(64))
    streaks = grain.integers(-9, 10, (size[1], 1, 1), dtype=np.int16) + grain.integers(
        -3, 4, (size[1], size[0], 1), dtype=np.int16
    )
    pixels = np.array(base, dtype=np.int16)[None, None, :] + streaks
    desk = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    return desk.filter(ImageFilter.GaussianBlur(1.4))


def _lay(desk: Image.Image, document: Image.Image, quad: Quad, corner: int) -> Image.Image:
    """Put the document on the desk with its corners (clockwise from the upper left) at ``quad``."""
    source = ((0.0, 0.0), (document.width, 0.0), (document.width, document.height), (0.0, document.height))
    coefficients = _perspective(quad, source)
    smooth = Image.Resampling.BICUBIC
    outline = Image.new("L", document.size, 0)
    ImageDraw.Draw(outline).rounded_rectangle((0, 0, document.width - 1, document.height - 1), radius=corner, fill=255)
    shape = outline.transform(desk.size, Image.Transform.PERSPECTIVE, coefficients, smooth)
    flat = document.convert("RGB").transform(desk.size, Image.Transform.PERSPECTIVE, coefficients, smooth)
    under = Image.new("L", desk.size, 0)
    ImageDraw.Draw(under).polygon([(x + 9, y + 11) for x, y in quad], fill=110)
    dark = desk.copy()
    dark.paste(Image.new("RGB", desk.size, (30, 26, 24)), mask=under.filter(ImageFilter.GaussianBlur(9)))
    dark.paste(flat, mask=shape)
    return dark


def _perspective(target: Quad, source: tuple[tuple[float, float], ...]) -> tuple[float, ...]:
    """The eight numbers with which Pillow maps target points back to source points."""
    rows, values = [], []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
        values += [u, v]
    # Rounded: the last bits differ between linear-algebra libraries, and the bytes must not.
    return tuple(
        round(float(c), 9) for c in np.linalg.solve(np.array(rows, dtype=float), np.array(values, dtype=float))
    )


def _shadow(size: tuple[int, int], dice: random.Random, hard: float) -> Image.Image:
    """Uneven light: one side of the picture darker, and the blurred edge of a hand or a phone."""
    darkest = round(255 - 60 * hard)
    ramp = Image.linear_gradient("L").rotate(dice.choice((0, 90, 180, 270))).resize(size)
    light = ramp.point(lambda level: darkest + (255 - darkest) * level // 255)
    edge = Image.new("L", size, 0)
    x = dice.uniform(0.55, 0.85) * size[0]
    ImageDraw.Draw(edge).polygon(
        [(x, 0), (size[0], 0), (size[0], size[1]), (x + 0.1 * size[0], size[1])], fill=round(38 * hard)
    )
    soft = ImageChops.subtract(light, edge.filter(ImageFilter.GaussianBlur(size[0] / 40)))
    warm = soft.point(lambda level: level * 97 // 100)
    return Image.merge("RGB", (soft, soft, warm))
