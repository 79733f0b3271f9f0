"""Red seals lie over dates and signatures: take their ink away, and leave red titles as they are."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hui_reg.pages.pixels.reduce import Image, reduced

_GLANCE: Final = 400
_RED: Final = 40
"""Levels by which the ink of a seal is redder than anything else."""
_TINT: Final = 13
"""Levels by which a pixel near a seal's ink is redder than the paper: thin letters are pale."""
_SIZES: Final = (0.08, 0.45)
"""A seal's width over the page's long side."""
_ROUNDNESS: Final = (0.7, 1.43)
_LEAST_RING: Final = 0.6
"""Share of the rim that must be there: letters are square, seals have a ring."""
_LEAST_RED: Final = 0.02


def without_seals(image: Image) -> Image:
    """The page with the red taken out where seals are; the same picture where there are none."""
    height, width = image.shape[:2]
    scale = min(1.0, _GLANCE / max(height, width))
    small = reduced(image, (max(8, round(width * scale)), max(8, round(height * scale))))
    seals = _round_blobs(red(small))
    if not seals:
        return image
    clean = image.copy()
    for left, top, right, bottom in seals:
        rows = slice(int(top / scale), int(np.ceil(bottom / scale)) + 1)
        columns = slice(int(left / scale), int(np.ceil(right / scale)) + 1)
        clean[rows, columns] = _bleached(clean[rows, columns])
    return clean


def without_red(crop: Image) -> Image | None:
    """A line as if no seal had been put on it; None where there is no red."""
    return _bleached(crop) if red(crop).mean() >= _LEAST_RED else None


def red(image: Image) -> NDArray[np.bool_]:
    """Where the picture is red."""
    return _redness(image) > _RED


def _redness(image: Image) -> NDArray[np.int16]:
    blue, green, red_ = cv2.split(image)
    return red_.astype(np.int16) - cv2.max(blue, green).astype(np.int16)


def _bleached(image: Image) -> Image:
    """Ink of a seal becomes paper; black below it stays as black as its red channel is below the seal's own."""
    strong = red(image)
    if not strong.any() or strong.all():
        return image
    paper = np.median(image[~strong], axis=0)
    redness = _redness(image)
    tinted = redness > float(np.median(redness[~strong])) + _TINT
    level = image[:, :, 2].astype(np.float32)
    through = np.minimum(1.0, level / max(float(np.percentile(level[strong], 60)), 1.0))
    clean = np.where(tinted[:, :, None], through[:, :, None] * paper, image)
    edge = cv2.dilate(tinted.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    pale = edge & (clean.min(axis=2) > 0.72 * float(paper.min()))
    return np.where(pale[:, :, None], paper, clean).astype(np.uint8)


def _round_blobs(mask: NDArray[np.bool_]) -> list[tuple[int, int, int, int]]:
    """Left, top, right, bottom of the red rings."""
    joined = cv2.dilate(mask.astype(np.uint8), np.ones((5, 5), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    for index in range(1, count):
        x, y, w, h = (int(value) for value in stats[index, :4])
        size = max(w, h) / max(mask.shape)
        if not (_SIZES[0] <= size <= _SIZES[1] and _ROUNDNESS[0] <= w / h <= _ROUNDNESS[1]):
            continue
        if _ring(labels[y : y + h, x : x + w] == index) >= _LEAST_RING:
            found.append((x, y, x + w, y + h))
    return found


def _ring(blob: NDArray[np.bool_]) -> float:
    """Share of the directions in which the blob reaches the ellipse that its box encloses, and not beyond."""
    height, width = blob.shape
    rim = np.zeros(72, bool)
    beyond = np.zeros(72, bool)
    angles = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    for reach in (0.82, 0.88, 0.94, 1.0, 1.14, 1.22):
        columns = np.clip(np.round((np.cos(angles) * reach + 1) * (width - 1) / 2), 0, width - 1).astype(int)
        rows = np.clip(np.round((np.sin(angles) * reach + 1) * (height - 1) / 2), 0, height - 1).astype(int)
        inside = (abs(np.cos(angles) * reach) <= 1) & (abs(np.sin(angles) * reach) <= 1)
        if reach <= 1:
            rim |= blob[rows, columns]
        else:
            beyond |= blob[rows, columns] & inside
    return float((rim & ~beyond).mean())
