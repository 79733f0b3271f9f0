"""Drawing with the typefaces of Debian's packages, and wearing the drawing down."""

import random
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FACES = {
    "kai": ("/usr/share/fonts/truetype/arphic/ukai.ttc", "fonts-arphic-ukai"),
    "ming": ("/usr/share/fonts/truetype/arphic/uming.ttc", "fonts-arphic-uming"),
    "hei": ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", "fonts-wqy-zenhei"),
    "micro": ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "fonts-wqy-microhei"),
    "noto": ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "fonts-noto-cjk"),
}


@lru_cache(maxsize=128)
def font(face: str, size: int) -> ImageFont.FreeTypeFont:
    path, package = FACES[face]
    if not Path(path).exists():
        raise SystemExit(f"the benchmark needs a typeface: apt-get install {package}")
    return ImageFont.truetype(path, size)


def write(page: Image.Image, at: tuple[float, float], text: str, size: int, face: str = "ming",
          fill: tuple[int, int, int] = (25, 25, 30), anchor: str = "la", gap: float = 0) -> float:  # fmt: skip
    """Draw a run of text, with extra space between the characters; returns the right end."""
    pen = ImageDraw.Draw(page)
    if not gap:
        pen.text(at, text, fill, font(face, size), anchor=anchor)
        return at[0] + pen.textlength(text, font(face, size))
    x = at[0]
    for character in text:
        pen.text((x, at[1]), character, fill, font(face, size), anchor=anchor)
        x += pen.textlength(character, font(face, size)) + gap
    return x


def wrapped(page: Image.Image, left: int, top: int, width: int, text: str, size: int, face: str, leading: float = 1.7,
            indent: int = 2) -> int:  # fmt: skip
    """A paragraph broken by width, first line indented; returns the bottom."""
    x: float = left + indent * size
    y = top
    pen = ImageDraw.Draw(page)
    for character in text:
        step = pen.textlength(character, font(face, size))
        if x + step > left + width:
            x, y = left, y + round(size * leading)
        pen.text((x, y), character, (25, 25, 30), font(face, size))
        x += step
    return y + round(size * leading)


def seal(page: Image.Image, centre: tuple[int, int], radius: int, text: str) -> None:
    """A round red stamp, half transparent, over what is there."""
    layer = Image.new("RGBA", page.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    x, y = centre
    red = (200, 30, 40, 150)
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=red, width=max(3, radius // 22))
    pen.regular_polygon((x, y, radius // 4), 5, fill=red)
    for index, character in enumerate(text[:14]):
        angle = np.deg2rad(-150 + 300 * (index + 0.5) / min(len(text), 14) - 90 + 90)
        px, py = x + 0.76 * radius * np.sin(angle), y - 0.76 * radius * np.cos(angle)
        pen.text((px, py), character, red, font("ming", max(12, radius // 5)), anchor="mm")
    page.paste(Image.alpha_composite(page.convert("RGBA"), layer).convert("RGB"))


def office_scan(page: Image.Image, dice: random.Random) -> Image.Image:
    """A flatbed of an office: a little askew, noise, sometimes grey, JPEG."""
    turned = page.rotate(dice.uniform(-1.5, 1.5), Image.Resampling.BICUBIC, expand=True, fillcolor=(250, 250, 250))
    if dice.random() < 0.3:
        turned = turned.convert("L").convert("RGB")
    pixels = np.asarray(turned).astype(np.int16)
    noise = np.random.default_rng(dice.randrange(2**31)).normal(0, 5, pixels.shape[:2])[..., None]
    pixels = np.clip(pixels * dice.uniform(0.93, 1.0) + noise, 0, 255).astype(np.uint8)
    return Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(dice.uniform(0.2, 0.7)))


def phone_picture(page: Image.Image, dice: random.Random) -> Image.Image:
    """A hand-held picture: on some desk, in perspective, uneven light, a bit soft."""
    width, height = page.size
    margin = round(0.12 * max(width, height))
    desk = dice.choice(((92, 66, 44), (60, 62, 66), (180, 172, 160), (120, 92, 70)))
    ground = Image.new("RGB", (width + 2 * margin, height + 2 * margin), desk)
    grain = np.random.default_rng(dice.randrange(2**31)).normal(0, 9, (ground.height, 1, 1))
    ground = Image.fromarray(np.clip(np.asarray(ground) + grain, 0, 255).astype(np.uint8))
    ground.paste(page, (margin, margin))
    shift = 0.035 * max(width, height)
    corners: list[tuple[float, float]] = [(0, 0), (ground.width, 0), (ground.width, ground.height), (0, ground.height)]
    source = [(x + dice.uniform(-shift, shift), y + dice.uniform(-shift, shift)) for x, y in corners]
    ground = ground.transform(
        ground.size, Image.Transform.PERSPECTIVE, _coefficients(corners, source), Image.Resampling.BICUBIC
    )
    ground = ground.rotate(dice.uniform(-4, 4), Image.Resampling.BICUBIC, expand=False, fillcolor=desk)
    light = np.linspace(dice.uniform(0.72, 0.95), dice.uniform(0.9, 1.08), ground.width)[None, :, None]
    pixels = np.asarray(ground) * light
    pixels += np.random.default_rng(dice.randrange(2**31)).normal(0, 4, pixels.shape)
    picture = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).filter(
        ImageFilter.GaussianBlur(dice.uniform(0.5, 1.1))
    )
    return picture.rotate(dice.choice((0, 0, 0, 90, 270, 180)), expand=True)


def _coefficients(target: list[tuple[float, float]], source: list[tuple[float, float]]) -> list[float]:
    rows, right = [], []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    return list(np.linalg.solve(np.array(rows), np.array(right)))
