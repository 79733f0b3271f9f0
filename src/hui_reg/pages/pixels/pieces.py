"""Cards copied onto one sheet, each lying its own way: find them, so that each can be turned by itself."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hui_reg.pages.pixels.reduce import Image, reduced

_GLANCE: Final = 400
_CONTRAST: Final = 14
_RATIOS: Final = (1.3, 1.95)
_LEAST_SHARE: Final = 0.05
_LEAST_FILLED: Final = 0.6
_MOST: Final = 8
_LEAST_EXPLAINED: Final = 0.93
_MARGIN: Final = 4


def pieces(image: Image) -> list[Image]:
    """Two to eight pieces of a card's proportions that hold all there is on the sheet; else an empty list."""
    height, width = image.shape[:2]
    scale = min(1.0, _GLANCE / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    ink = _ink(reduced(image, size))
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    boxes = [tuple(int(value) for value in row) for row in stats[1:count] if _is_card(row, joined.size)]
    if not 2 <= len(boxes) <= _MOST:
        return []
    explained = sum(int(ink[y : y + h, x : x + w].sum()) for x, y, w, h, _ in boxes)
    if explained < _LEAST_EXPLAINED * int(ink.sum()):
        return []
    return [_cut(image, box, scale) for box in sorted(boxes, key=lambda box: (box[1] // 40, box[0]))]


def _ink(small: Image) -> NDArray[np.uint8]:
    """What differs from the paper, the brightest there is: cropped to its content, a sheet is mostly cards."""
    paper = np.percentile(small.reshape(-1, 3), 97, axis=0).astype(np.uint8)
    blue, green, red = cv2.split(cv2.absdiff(small, np.broadcast_to(paper, small.shape).copy()))
    return (np.asarray(cv2.max(blue, cv2.max(green, red))) > _CONTRAST).astype(np.uint8)


def _is_card(row: NDArray[np.int32], whole: int) -> bool:
    w, h, area = int(row[2]), int(row[3]), int(row[4])
    ratio = max(w, h) / max(1, min(w, h))
    large = w * h >= _LEAST_SHARE * whole
    return _RATIOS[0] <= ratio <= _RATIOS[1] and large and area >= _LEAST_FILLED * w * h


def _cut(image: Image, box: tuple[int, ...], scale: float) -> Image:
    x, y, w, h = box[:4]
    top, left = max(0, round((y - _MARGIN) / scale)), max(0, round((x - _MARGIN) / scale))
    return np.ascontiguousarray(image[top : round((y + h + _MARGIN) / scale), left : round((x + w + _MARGIN) / scale)])
