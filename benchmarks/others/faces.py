"""Faces of nobody: a head as a lit surface, its features as dabs of colour, good enough for a face detector."""

import random

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Plane = NDArray[np.float32]
Colour = tuple[int, int, int]

WHITE: Colour = (254, 254, 254)
BLUE: Colour = (72, 138, 208)


def portrait(seed: str, sex: str, size: tuple[int, int], ground: Colour = WHITE, count: int = 1) -> Image.Image:
    """Head and shoulders of the person ``seed``; with ``count`` 0 an empty chair, with 2 a couple."""
    width, height = size
    canvas = np.empty((height, width, 3), np.float32)
    canvas[:] = ground
    for number in range(count):
        middle = (number + 0.5) / count
        _person(canvas, random.Random(f"others-face:{seed}:{number}"), sex, middle, 0.60 / max(1.0, 0.7 * count))
    noise = np.random.default_rng(random.Random(f"grain:{seed}").getrandbits(32)).normal(0, 1.2, canvas.shape)
    return Image.fromarray(np.clip(canvas + noise, 0, 255).astype(np.uint8))


def _person(canvas: Plane, dice: random.Random, sex: str, middle: float, tall: float) -> None:
    """Paint one person whose head takes ``tall`` of the height, centred at ``middle`` of the width."""
    height, width = canvas.shape[:2]
    unit = tall * height
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    u, v = (x - middle * width) / unit, (y - 0.47 * height) / unit  # the head spans v from -0.5 to 0.5
    skin = np.array(dice.choice(((238, 204, 178), (232, 194, 166), (246, 216, 196), (240, 208, 184))), np.float32)
    hair = np.array(dice.choice(((22, 20, 22), (36, 28, 26), (50, 38, 32))), np.float32)
    cloth = np.array(dice.choice(((30, 40, 66), (60, 60, 64), (120, 40, 50), (36, 84, 76))), np.float32)
    half = dice.uniform(0.355, 0.385)
    edge = 1.5 / unit

    def inside(value: Plane) -> Plane:
        return np.clip(0.5 - value / (2 * edge), 0, 1)

    def lay(mask: Plane, colour: NDArray[np.float32]) -> None:
        _lay(canvas, mask, colour)

    if sex == "女" and dice.random() < 0.7:  # long hair behind
        lay(inside(np.hypot(u / (half + 0.09), np.maximum(np.abs(v + 0.05) - 0.35, 0) / 0.22) * 0.2 - 0.2), hair)
    lay(inside(np.hypot(u / 0.78, (v - 1.02) / 0.42) * 0.4 - 0.4), cloth * (0.85 + 0.15 * np.cos(u * 3))[..., None])
    neck = skin * (0.78 - 0.25 * np.exp(-(((v - 0.47) / 0.07) ** 2)))[..., None]
    lay(inside(np.maximum(np.abs(u) - 0.16, np.abs(v - 0.52) - 0.17)), neck)
    for side in (-1, 1):
        lay(inside(np.hypot((u - side * half) / 0.05, (v - 0.04) / 0.10) * 0.05 - 0.05), skin * 0.82)
    jaw = half * np.where(v > 0.05, 1 - 0.27 * (np.clip(v - 0.05, 0, 1) / 0.45) ** 2, 1.0)
    outline = np.sqrt((u / jaw) ** 2 + (v / 0.5) ** 2)
    lay(inside((outline - 1) * 0.35), _lit(u, v, half, skin))
    rows, columns = np.flatnonzero(np.abs(v[:, 0] - 0.05) < 0.3), np.flatnonzero(np.abs(u[0]) < 0.32)
    middle_of_face = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    _features(canvas[middle_of_face], u[middle_of_face], v[middle_of_face], dice)
    line = -0.27 + dice.uniform(-0.02, 0.03) + 0.9 * (u - dice.uniform(-0.1, 0.1)) ** 2
    top = np.minimum(inside((np.hypot(u / (half + 0.03), (v + 0.02) / 0.53) - 1) * 0.35), inside(v - line))
    lay(top, hair * (1 + 0.8 * np.exp(-(((v + 0.40) / 0.05) ** 2)))[..., None])


def _lit(u: Plane, v: Plane, half: float, skin: NDArray[np.float32]) -> Plane:
    """The skin as light from the upper left makes it: an egg with a nose, sockets and cheeks."""
    depth = np.sqrt(np.clip(1 - (u / (half + 0.05)) ** 2 - (v / 0.62) ** 2, 0.02, 1)) * 0.45
    depth += 0.065 * np.exp(-((u / 0.055) ** 2)) * np.exp(-(((v - 0.10) / 0.10) ** 2))
    for side in (-1, 1):
        depth -= 0.035 * np.exp(-(((u - side * 0.17) / 0.09) ** 2) - (((v + 0.02) / 0.05) ** 2))
        depth += 0.02 * np.exp(-(((u - side * 0.19) / 0.08) ** 2) - (((v - 0.13) / 0.08) ** 2))
    step = float(abs(u[0, 1] - u[0, 0]))
    down, right = np.gradient(depth, step)
    light = (-0.35 * -right * -1 + 0.45 * down * -1 * -1 * 0.6 + 1.0) / np.sqrt(1 + right**2 + down**2)
    return np.asarray(skin * np.clip(0.42 + 0.62 * light, 0.3, 1.12)[..., None], np.float32)


def _lay(canvas: Plane, mask: Plane, colour: NDArray[np.float32]) -> None:
    """Paint ``colour`` where ``mask`` is, in place."""
    canvas += (colour - canvas) * mask[..., None]


def _features(canvas: Plane, u: Plane, v: Plane, dice: random.Random) -> None:
    """Brows, eyes, nostrils, mouth."""

    def lay(mask: Plane, colour: NDArray[np.float32]) -> None:
        _lay(canvas, np.asarray(mask, np.float32), colour)

    def dab(x: float, y: float, wide: float, tall: float, hard: float = 4.0) -> Plane:
        return np.clip(hard * (1 - np.hypot((u - x) / wide, (v - y) / tall)), 0, 1)

    gap, eye = dice.uniform(0.165, 0.185), dice.uniform(0.026, 0.034)
    dark = np.array((32, 24, 22), np.float32)
    for side in (-1, 1):
        bend = 0.25 * (u - side * gap) ** 2 / 0.05
        lay(np.clip(3 * (1 - np.hypot((u - side * gap) / 0.095, (v + 0.115 - bend * 0.12) / 0.021)), 0, 0.85), dark)
        lay(dab(side * gap, -0.015, 0.078, eye + 0.012) * 0.5, dark * 3)
        lay(dab(side * gap, -0.012, 0.068, eye), np.array((240, 238, 236), np.float32))
        lay(dab(side * gap, -0.014, 0.033, 0.033), dark)
        lay(dab(side * gap - 0.01, -0.024, 0.009, 0.009), np.array((250, 250, 250), np.float32))
        lay(np.clip(4 * (1 - np.hypot((u - side * gap) / 0.08, (v + 0.012 + eye - bend * 0.5) / 0.009)), 0, 0.9), dark)
        lay(dab(side * 0.033, 0.178, 0.020, 0.011) * 0.7, dark * 2)
    lip = np.array(dice.choice(((186, 96, 92), (176, 92, 84), (196, 108, 104))), np.float32)
    wide = dice.uniform(0.118, 0.135)
    lay(dab(0, 0.285, wide, 0.030, 3.0) * 0.85, lip)
    lay(np.clip(3 * (1 - np.hypot(u / wide, (v - 0.283 + 0.3 * u**2) / 0.007)), 0, 0.8), lip * 0.45)
