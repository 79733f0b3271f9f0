"""What happens to a page between the desk and the mail: bent, folded, lit, photographed, sent through a messenger.

Every wear takes a picture and chance and gives a picture that a person can still read; how strong is drawn each time.
"""

import random
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]
Wear = Callable[[Pixels, random.Random], Pixels]


def _noise(page: Pixels, dice: random.Random, strength: float) -> Pixels:
    cv2.setRNGSeed(dice.getrandbits(31))
    grain = np.empty(page.shape[:2], np.int16)
    cv2.randn(grain, 0, strength)
    return cv2.add(page, cv2.merge([grain] * 3), dtype=cv2.CV_8U)


def _lit(page: Pixels, light: NDArray[np.float32]) -> Pixels:
    """Every pixel times the light that falls on it."""
    return cv2.multiply(page, cv2.merge([np.asarray(light, np.float32)] * 3), dtype=cv2.CV_8U)


def _field(shape: tuple[int, ...], dice: random.Random, low: float, high: float) -> NDArray[np.float32]:
    """A smooth light from one side, between ``low`` and ``high``."""
    corners = np.array([[dice.uniform(low, high) for _ in range(3)] for _ in range(3)], np.float32)
    return cv2.resize(corners, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)


def jpeg(page: Pixels, quality: int) -> Pixels:
    """Once through JPEG."""
    _, data = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def scanner(page: Pixels, dice: random.Random) -> Pixels:
    """A flatbed: slightly askew, faintly grey, sharp."""
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), dice.uniform(-1.4, 1.4), 1)
    page = cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    level = dice.uniform(0.93, 1.0)
    page = np.clip(page.astype(np.float32) * level + dice.uniform(-4, 4), 0, 255).astype(np.uint8)
    page = cv2.GaussianBlur(page, (0, 0), dice.uniform(0.3, 0.7))
    return jpeg(_noise(page, dice, dice.uniform(1, 4)), dice.randint(55, 85))


def photocopy(page: Pixels, dice: random.Random) -> Pixels:
    """Black and white, contrast up, specks and a dark edge."""
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY).astype(np.float32)
    grey = np.clip((grey - 128) * dice.uniform(1.2, 1.7) + 128 + dice.uniform(0, 30), 0, 255)
    rng = np.random.default_rng(dice.getrandbits(32))
    for _ in range(dice.randint(10, 60)):
        y, x = rng.integers(0, grey.shape[0]), rng.integers(0, grey.shape[1])
        cv2.circle(grey, (int(x), int(y)), int(rng.integers(1, 3)), 40, -1)
    if dice.random() < 0.5:
        grey[:, : dice.randint(4, 14)] = 60
    return cv2.cvtColor(grey.astype(np.uint8), cv2.COLOR_GRAY2BGR)


def photographed(page: Pixels, dice: random.Random) -> Pixels:
    """On a table, from a hand: perspective, uneven light, a touch of blur."""
    height, width = page.shape[:2]
    edge = int(0.07 * max(height, width))
    table = np.empty((height + 2 * edge, width + 2 * edge, 3), np.uint8)
    table[:] = dice.choice(((60, 84, 120), (170, 176, 180), (70, 70, 74), (120, 150, 176), (210, 214, 216)))
    rng = np.random.default_rng(dice.getrandbits(32))
    streak = cv2.GaussianBlur(rng.normal(0, 26, (table.shape[0], 1)).astype(np.float32), (1, 9), 2)
    table = np.clip(table + streak[..., None], 0, 255).astype(np.uint8)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    lean = 0.035 * min(width, height)
    target = corners + edge + np.array([[dice.uniform(-lean, lean) for _ in range(2)] for _ in range(4)], np.float32)
    warp = cv2.getPerspectiveTransform(corners, target.astype(np.float32))
    size = (table.shape[1], table.shape[0])
    laid = cv2.warpPerspective(page, warp, size, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full((height, width), 255, np.uint8), warp, size)
    whole = np.where(mask[..., None] > 127, laid, table)
    whole = _lit(whole, _field(whole.shape, dice, 0.72, 1.05))
    whole = cv2.GaussianBlur(whole, (0, 0), dice.uniform(0.4, 1.0))
    return _noise(whole, dice, dice.uniform(1.5, 5))


def curl(page: Pixels, dice: random.Random) -> Pixels:
    """The paper's edge rises: lines bow, one side darker."""
    height, width = page.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    bow = dice.uniform(0.008, 0.022) * height * dice.choice((-1, 1))
    phase = dice.uniform(0.6, 1.4)
    bent = cv2.remap(page, x + 0.3 * bow * np.sin(y / height * 2), y + bow * np.sin(x / width * np.pi * phase), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
    return _lit(bent, 1 - 0.22 * np.clip(np.sin(x / width * np.pi * phase + 0.4), 0, 1))


def fold(page: Pixels, dice: random.Random) -> Pixels:
    """One or two creases: the light steps, the line itself is pale and slightly off."""
    height, width = page.shape[:2]
    out = page.astype(np.float32)
    for _ in range(dice.choice((1, 2))):
        if dice.random() < 0.5:
            at = int(height * dice.choice((0.33, 0.5, 0.66)) + dice.uniform(-20, 20))
            out[at:] *= dice.uniform(0.84, 0.95)
            out[at - 2 : at + 2] = out[at - 2 : at + 2] * 0.5 + 115
        else:
            at = int(width * dice.choice((0.33, 0.5, 0.66)) + dice.uniform(-20, 20))
            out[:, at:] *= dice.uniform(0.84, 0.95)
            out[:, at - 2 : at + 2] = out[:, at - 2 : at + 2] * 0.5 + 115
    return np.clip(out, 0, 255).astype(np.uint8)


def _spot(shape: tuple[int, ...], dice: random.Random, wide: float) -> NDArray[np.float32]:
    height, width = shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    a, b = dice.uniform(0.15, 0.85) * width, dice.uniform(0.15, 0.85) * height
    r = wide * max(height, width)
    return np.asarray(np.exp(-(((x - a) / r) ** 2 + ((y - b) / (r * dice.uniform(0.5, 1))) ** 2)), np.float32)


def glare(page: Pixels, dice: random.Random) -> Pixels:
    """A lamp in the lamination: print under it is pale, not gone."""
    spot = _spot(page.shape, dice, dice.uniform(0.08, 0.2)) * dice.uniform(0.45, 0.7)
    return cv2.add(_lit(page, 1 - spot), cv2.merge([255 * spot] * 3), dtype=cv2.CV_8U)


def hand_shadow(page: Pixels, dice: random.Random) -> Pixels:
    """The phone and the hand before the lamp."""
    height, width = page.shape[:2]
    mask = np.zeros((height, width), np.float32)
    x, y = dice.uniform(0.2, 0.8) * width, height * dice.choice((0.0, 1.0))
    cv2.ellipse(mask, (int(x), int(y)), (int(width * 0.32), int(height * 0.55)), dice.uniform(-30, 30), 0, 360, 1.0, -1)
    for finger in range(3):
        cv2.line(mask, (int(x), int(y)), (int(x + (finger - 1) * width * 0.18), int(abs(y - height * 0.62))), 1.0, int(width * 0.06))  # fmt: skip
    return _lit(page, 1 - cv2.GaussianBlur(mask, (0, 0), width * 0.018) * dice.uniform(0.3, 0.5))


def low_light(page: Pixels, dice: random.Random) -> Pixels:
    """An evening at the window: dim, warm, grainy."""
    dim = dice.uniform(0.36, 0.55)
    tint = np.array((0.82, 0.95, 1.0), np.float32)
    dark = cv2.transform(page, np.diag(tint * dim).astype(np.float32)) + 8
    return _noise(cv2.GaussianBlur(dark, (0, 0), 0.7), dice, dice.uniform(5, 9))


def moire(page: Pixels, dice: random.Random) -> Pixels:
    """Taken off a screen: slanted coloured bands over a fine grid."""
    height, width = page.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    grid = 0.95 + 0.05 * (np.mod(y, 3) < 2)
    bands = []
    for turn in (0.4, 0.5, 0.3):
        period = dice.uniform(9, 15)
        wave = np.sin(2 * np.pi * (x * np.cos(turn) + y * np.sin(turn)) / period + np.sin(y / 90) * 2)
        bands.append(np.asarray(grid * (1 + dice.uniform(0.05, 0.1) * wave), np.float32))
    return cv2.multiply(page, cv2.merge(bands), dtype=cv2.CV_8U)


def messenger(width: int) -> Wear:
    """As a chat sends it on: ``width`` pixels on the short side at most, JPEG of low quality."""

    def send(page: Pixels, dice: random.Random) -> Pixels:
        short = min(page.shape[:2])
        if short > width:
            share = width / short
            page = cv2.resize(page, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        return jpeg(page, dice.randint(45, 70))

    return send


LIGHT: tuple[Wear, ...] = (curl, fold, glare, hand_shadow)
HARD: tuple[Wear, ...] = (curl, fold, glare, hand_shadow, low_light, moire, photocopy)


def wear(page: Image.Image, profile: str, dice: random.Random, least: int = 540) -> Image.Image:
    """The page after ``profile`` (clean, office, phone, hostile); ``least`` is the narrowest a messenger makes it."""
    if profile == "clean":
        return page
    pixels = np.ascontiguousarray(np.asarray(page.convert("RGB"))[:, :, ::-1])
    if profile == "office":
        if dice.random() < 0.3:
            pixels = photocopy(pixels, dice)
        pixels = scanner(pixels, dice)
    elif profile == "phone":
        if dice.random() < 0.3:
            pixels = dice.choice(LIGHT)(pixels, dice)
        pixels = photographed(pixels, dice)
        if dice.random() < 0.3:
            pixels = messenger(1080)(pixels, dice)
    else:
        for one in dice.sample(HARD, dice.choice((1, 1, 2))):
            pixels = one(pixels, dice)
        pixels = photographed(pixels, dice)
        widths = [width for width in (540, 720, 960) if width >= least]
        pixels = messenger(dice.choice(widths))(pixels, dice)
    return Image.fromarray(np.ascontiguousarray(pixels[:, :, ::-1]))
