"""Small things every printed document shares: wrapped text, red seals, fine-line backgrounds, photos pasted in."""

import math
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from samples.press import fonts

Colour = tuple[int, int, int]
BLACK: Colour = (24, 22, 24)
SEAL_RED: Colour = (208, 40, 44)


def write(
    image: Image.Image,
    at: tuple[float, float],
    text: str,
    size: int,
    face: str = fonts.SONG,
    colour: Colour = BLACK,
    spacing: float = 0.0,
    bold: int = 0,
    anchor: str = "l",
) -> float:
    """Write one line with its top at ``at``; returns its width. ``spacing`` in shares of the size, anchor l, m or r."""
    font = fonts.sized(face, size)
    width = sum(font.getlength(character) + spacing * size for character in text) - spacing * size
    x = at[0] - {"l": 0.0, "m": width / 2, "r": width}[anchor]
    draw = ImageDraw.Draw(image)
    for character in text:
        draw.text((x, at[1]), character, font=font, fill=colour, stroke_width=bold, stroke_fill=colour)
        x += font.getlength(character) + spacing * size
    return width


def wrap(text: str, size: int, width: float, face: str = fonts.SONG, spacing: float = 0.0) -> list[str]:
    """Break text into lines no wider than ``width``; closing marks never begin a line."""
    font = fonts.sized(face, size)
    lines, line, used = [], "", 0.0
    for character in text:
        advance = font.getlength(character) + spacing * size
        if used + advance > width and character not in "，。、；：）":
            lines.append(line)
            line, used = "", 0.0
        line, used = line + character, used + advance
    return [*lines, line]


def paragraph(
    image: Image.Image,
    at: tuple[float, float],
    text: str,
    size: int,
    width: float,
    leading: float = 1.6,
    face: str = fonts.SONG,
    colour: Colour = BLACK,
    spacing: float = 0.0,
) -> float:
    """Write wrapped text; returns the y below it."""
    y = at[1]
    for line in wrap(text, size, width, face, spacing):
        write(image, (at[0], y), line, size, face, colour, spacing)
        y += size * leading
    return y


def seal(image: Image.Image, centre: tuple[float, float], text: str, radius: int, seed: str = "") -> None:
    """Press a round red seal with ``text`` along its rim; ink multiplies with what lies beneath."""
    scale = 2
    side = radius * 2 * scale
    layer = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(layer)
    rim = max(3, radius * scale // 22)
    draw.ellipse((rim, rim, side - rim, side - rim), outline=255, width=rim)
    _star(draw, (side / 2, side / 2), radius * scale * 0.26)
    size = max(12, round(radius * scale * min(0.30, 4.1 / max(8, len(text)))))
    spread = min(300.0, 26.0 * len(text))
    for index, character in enumerate(text):
        turn = -spread / 2 + spread * index / max(1, len(text) - 1)
        glyph = Image.new("L", (size * 2, size * 2), 0)
        ImageDraw.Draw(glyph).text(
            (size, size), character, font=fonts.sized(fonts.SONG, size), fill=255, anchor="mm", stroke_width=1
        )
        glyph = glyph.rotate(-turn, resample=Image.Resampling.BICUBIC)
        reach = radius * scale * 0.72
        x = side / 2 + reach * math.sin(math.radians(turn)) - size
        y = side / 2 - reach * math.cos(math.radians(turn)) - size
        layer.paste(255, (round(x), round(y)), glyph)
    dice = random.Random(f"seal:{text}:{seed}")
    layer = layer.rotate(dice.uniform(-9, 9), resample=Image.Resampling.BICUBIC).resize(
        (radius * 2, radius * 2), Image.Resampling.LANCZOS
    )
    ink = Image.new("RGB", layer.size, (255, 255, 255))
    ink.paste(Image.new("RGB", layer.size, SEAL_RED), mask=layer.point(lambda level: level * 215 // 255))
    corner = (round(centre[0] - radius), round(centre[1] - radius))
    box = (*corner, corner[0] + ink.width, corner[1] + ink.height)
    image.paste(ImageChops.multiply(image.crop(box), ink), box)


def _star(draw: ImageDraw.ImageDraw, centre: tuple[float, float], radius: float) -> None:
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        angle = math.radians(-90 + corner * 36)
        points.append((centre[0] + reach * math.cos(angle), centre[1] + reach * math.sin(angle)))
    draw.polygon(points, fill=255)


def tinted(size: tuple[int, int], left: Colour, right: Colour) -> Image.Image:
    """A background fading from ``left`` to ``right``."""
    ramp = Image.linear_gradient("L").rotate(90).resize(size)
    return Image.composite(Image.new("RGB", size, right), Image.new("RGB", size, left), ramp)


def guilloche(image: Image.Image, colour: Colour, waves: int, step: int, share: float = 0.5) -> None:
    """Fine wavy lines, as on cards and certificates."""
    lines = Image.new("L", image.size, 0)
    draw = ImageDraw.Draw(lines)
    width, height = image.size
    for row in range(-height // 4, height + height // 4, step):
        points = [
            (x, row + height * 0.05 * math.sin(2 * math.pi * waves * x / width + row * 0.045))
            for x in range(0, width + 8, 8)
        ]
        draw.line(points, fill=255, width=1)
    mask = lines.filter(ImageFilter.GaussianBlur(0.6)).point(lambda level: round(level * share))
    image.paste(Image.new("RGB", image.size, colour), mask=mask)


def watermark(image: Image.Image, text: str, size: int, colour: Colour = (150, 150, 160)) -> None:
    """Write ``text`` slantwise across, as people do on copies of their cards."""
    layer = Image.new("L", image.size, 0)
    ImageDraw.Draw(layer).text(
        (image.width / 2, image.height / 2), text, font=fonts.sized(fonts.HEI, size), fill=150, anchor="mm"
    )
    layer = layer.rotate(16, resample=Image.Resampling.BICUBIC)
    image.paste(Image.new("RGB", image.size, colour), mask=layer)
