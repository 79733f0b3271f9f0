"""Sheets or cards photographed on a desk: find their outlines and look at them straight from above.

Only a lit sheet on a darker ground counts, brighter within than without along its sides; a frame drawn on paper
never does: to cut a form down to its table would lose its title.
"""

from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hui_reg.pages.pixels.ocr import Quad
from hui_reg.pages.pixels.reduce import Image, reduced

_GLANCE: Final = 480
_LEAST_SHARE: Final = 0.07
_MOST_SHARE: Final = 0.96
_MOST_AT_RIM: Final = 0.25
"""Share of the picture's rim that the sheet may touch."""
_EDGE: Final = 4.0
"""Pixels on either side within which an edge of paper falls off; a shadow's is softer."""
_LEAST_STEP: Final = 14.0
"""Grey levels by which the sheet must be brighter than the desk along its sides: a shadow's edge is no side."""
_LEAST_FILLED: Final = 0.93
_LEAST_COMPANION: Final = 0.35
"""A second sheet counts from this share of the largest on."""
_INK: Final = 28
_MOST_INK_BESIDE: Final = 0.03
_PAPER: Final = 222
_MARGIN: Final = 0.006
_STEPS: Final = (0, 14, 28, -14, -28, -42)

Mask = NDArray[np.uint8]
Contour = NDArray[np.int32]


def flattened(image: Image) -> list[Image]:
    """Every sheet alone, rectangular, from the top; the picture itself where no sheet on a desk is seen."""
    quads = outlines(image)
    return [_straightened(image, quad) for quad in quads] or [image]


def _straightened(image: Image, quad: Quad) -> Image:
    width = round(float(max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3]))))
    height = round(float(max(np.linalg.norm(quad[3] - quad[0]), np.linalg.norm(quad[2] - quad[1]))))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(quad, target)
    flat = cv2.warpPerspective(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(flat, np.uint8)


def outlines(image: Image) -> list[Quad]:
    """The four corners of each sheet on a darker ground, clockwise from the top left; the sheets from the top."""
    height, width = image.shape[:2]
    scale = min(1.0, _GLANCE / max(height, width))
    size = (max(16, round(width * scale)), max(16, round(height * scale)))
    small = np.asarray(cv2.GaussianBlur(reduced(image, size), (5, 5), 0), np.uint8)
    if _on_white(small):
        return []
    best: list[Quad] = []
    for light, mask in _masks(small):
        found = [quad for quad in _quads(mask) if _stands_out(light, quad)]
        if (len(found), _area(found)) > (len(best), _area(best)) and not _ink_beside(small, found):
            best = found
    return [_grown(quad) / np.float32(scale) for quad in sorted(best, key=lambda quad: float(quad[:, 1].mean()))]


def _on_white(small: Image) -> bool:
    """Whether the rim is as bright as paper all round: a scan, on which nothing can stand out."""
    rim = np.concatenate([small[0], small[-1], small[:, 0], small[:, -1]])
    return bool(np.percentile(rim.min(axis=1), 30) >= _PAPER)


def _masks(small: Image) -> Iterator[tuple[Mask, Mask]]:
    """What may be sheet: by brightness, by paleness, by lack of colour (which a shadow leaves as it is)."""
    blue, green, red = cv2.split(small)
    brightest = np.asarray(cv2.max(blue, cv2.max(green, red)), np.uint8)
    palest = np.asarray(cv2.min(blue, cv2.min(green, red)), np.uint8)
    colourless = np.asarray(255 - cv2.split(cv2.cvtColor(small, cv2.COLOR_BGR2HSV))[1], np.uint8)
    for light in (brightest, palest, colourless):
        level, _ = cv2.threshold(light, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        for step in _STEPS:
            _, mask = cv2.threshold(light, min(level + step, 250), 255, cv2.THRESH_BINARY)
            closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
            yield light, np.asarray(closed, np.uint8)


def _quads(mask: Mask) -> list[Quad]:
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    whole = float(mask.shape[0] * mask.shape[1])
    shapes = [np.asarray(contour, np.int32) for contour in contours]
    sized = sorted(((cv2.contourArea(shape), shape) for shape in shapes), key=lambda pair: -pair[0])
    found: list[Quad] = []
    for area, contour in sized[:4]:
        if not _LEAST_SHARE * whole < area < _MOST_SHARE * whole or area < _LEAST_COMPANION * sized[0][0]:
            continue
        if _share_at_rim(contour, mask.shape) > _MOST_AT_RIM:
            continue
        corners = _four_corners(np.asarray(cv2.convexHull(contour), np.int32))
        if corners is not None and area > _LEAST_FILLED * cv2.contourArea(corners):
            found.append(_clockwise(corners.reshape(4, 2).astype(np.float32)))
    return found


def _share_at_rim(contour: Contour, shape: tuple[int, ...]) -> float:
    points = contour.reshape(-1, 2)
    at_rim = (points.min(axis=1) <= 1) | (points[:, 0] >= shape[1] - 2) | (points[:, 1] >= shape[0] - 2)
    return float(at_rim.sum()) / (2 * (shape[0] + shape[1]))


def _stands_out(light: Mask, quad: Quad) -> bool:
    """Whether every side is a step from bright to dark, all the way; one may lie outside the picture."""
    centre = quad.mean(axis=0)
    reach = _EDGE
    steps, outside_picture = 0, 0
    for one, other in zip(quad, np.roll(quad, -1, axis=0), strict=True):
        along = one + (other - one) * np.linspace(0.1, 0.9, 24)[:, None]
        across = other - one
        normal = np.array([across[1], -across[0]]) / max(float(np.linalg.norm(across)), 1e-6)
        if float(np.dot(normal, (one + other) / 2 - centre)) < 0:
            normal = -normal
        beyond = along + reach * normal
        if (
            (beyond.min(axis=1) < 0).all()
            or (beyond[:, 0] >= light.shape[1]).all()
            or (beyond[:, 1] >= light.shape[0]).all()
        ):
            outside_picture += 1
            continue
        inside, outside = _levels(light, along - reach * normal), _levels(light, beyond)
        steps += bool(np.median(inside - outside) >= _LEAST_STEP and (inside > outside).mean() > 0.8)
    return steps >= 3 and steps + outside_picture == 4


def _ink_beside(small: Image, quads: list[Quad]) -> bool:
    """Whether something is written outside the sheets: then they are not all of the paper, and nothing is cut."""
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    written = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((9, 9), np.uint8)) > _INK
    sheets = np.zeros(grey.shape, np.uint8)
    for quad in quads:
        cv2.fillConvexPoly(sheets, quad.round().astype(np.int32), 1)
    around = cv2.dilate(sheets, np.ones((17, 17), np.uint8))
    beside, within = int(written[around == 0].sum()), int(written[sheets > 0].sum())
    return beside > max(30, _MOST_INK_BESIDE * within)


def _levels(light: Mask, points: NDArray[np.float64]) -> NDArray[np.float64]:
    columns = np.clip(np.round(points[:, 0]).astype(int), 0, light.shape[1] - 1)
    rows = np.clip(np.round(points[:, 1]).astype(int), 0, light.shape[0] - 1)
    return np.asarray(light[rows, columns], np.float64)


def _four_corners(hull: Contour) -> Contour | None:
    around = cv2.arcLength(hull, True)
    for tolerance in (0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.06):
        found = cv2.approxPolyDP(hull, tolerance * around, True)
        if len(found) == 4:
            return np.asarray(found, np.int32)
        if len(found) < 4:
            return None
    return None


def _clockwise(corners: NDArray[np.float32]) -> Quad:
    """From the top left corner; the sheet's sides then run along the picture's."""
    centre = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - centre[1], corners[:, 0] - centre[0])
    around = corners[np.argsort(angles)]
    first = int(np.argmin(around.sum(axis=1)))
    return np.asarray(np.roll(around, -first, axis=0), np.float32)


def _area(quads: list[Quad]) -> float:
    return sum(float(cv2.contourArea(quad)) for quad in quads)


def _grown(quad: Quad) -> Quad:
    centre = quad.mean(axis=0)
    return np.asarray(centre + (quad - centre) * (1 + _MARGIN), np.float32)
