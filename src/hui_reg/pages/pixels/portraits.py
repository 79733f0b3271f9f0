"""What can be measured of an identity photo: its colour, its background, its head, its sharpness."""

from collections.abc import Mapping, Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hui_reg.pages.pixels.faces import Face
from hui_reg.pages.pixels.pictures import Picture
from hui_reg.pages.pixels.reduce import Image, percentile
from hui_reg.vocabulary import Fact

_GLANCE: Final = 240
"""Pixels of the width at which joints of tiles are looked for: grain of the sensor is gone, lines are not."""
_STEP, _LIGHT = 7, 130
"""Levels by which a joint differs from its tile, and the darkest level of a joint: hair and clothes are darker."""
_HEAD_BY_EYES_AND_MOUTH = 3.2
_CHIN_BELOW_MOUTH = 0.56
"""Anatomy: crown to chin is 3.2 times the distance from eyes to mouth; the chin lies 0.56 of it below the mouth."""

Colour = tuple[int, int, int]
_GROUNDS: Final[Mapping[Fact, tuple[tuple[Colour, Colour], ...]]] = {
    Fact.BLUE_SHARE: (((92, 60, 70), (135, 255, 255)),),
    Fact.RED_SHARE: (((0, 130, 90), (9, 255, 255)), ((168, 130, 90), (179, 255, 255))),
}
"""The grounds of identity photos besides white, as ranges of hue (of 180), saturation and value. Skin and hair are
less saturated than a red ground."""


def measure(picture: Picture, size: int, faces: Sequence[Face]) -> dict[str, float | str | bool]:
    """The facts of ``vocabulary.FACTS`` for a photo."""
    image = picture.image
    facts: dict[str, float | str | bool] = {
        Fact.WIDTH: picture.width,
        Fact.HEIGHT: picture.height,
        Fact.BYTES: size,
        Fact.CHROMA: _chroma(image, faces),
        Fact.WHITE_SHARE: _white_share(image, faces),
        **{fact: _coloured_share(image, faces, colours) for fact, colours in _GROUNDS.items()},
        Fact.BORDER_LEVEL: float(np.median(_upper_rim(image).min(axis=1))),
        Fact.FACES: len(faces),
        Fact.CELLS: _cells(image),
    }
    if faces:
        facts[Fact.HEAD_RATIO] = _head_ratio(image, faces[0])
        facts[Fact.SHARPNESS] = _sharpness(image, faces[0])
    return facts


def _cells(image: Image) -> str:
    """What scaling and compressing leave as it is: the mean grey of each cell, as ``Fact.CELLS`` has it."""
    grey = cv2.resize(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), (12, 16), interpolation=cv2.INTER_AREA)
    return grey.astype(np.uint8).tobytes().hex()


def _chroma(image: Image, faces: Sequence[Face]) -> float:
    """How coloured the picture is, or its face: a small one on much white ground makes no photo grey."""
    if not faces:
        return _coloured(image, 99)
    face = faces[0]
    rows, columns = (
        slice(max(0, round(face.top)), round(face.bottom)),
        slice(max(0, round(face.left)), round(face.right)),
    )
    seen = image[rows, columns]
    return max(_coloured(image, 90), _coloured(seen, 90) if seen.size else 0.0)


def _coloured(image: Image, share: float) -> float:
    """The distance of the channels below which ``share`` per cent of the picture lies."""
    small = cv2.resize(image, (128, 160), interpolation=cv2.INTER_AREA)
    return percentile(small.max(axis=2) - small.min(axis=2), share)


def _upper_rim(image: Image) -> Image:
    """Pixels of the upper border and of both sides above a third, inside a hair's breadth of the edge."""
    height, width = image.shape[:2]
    inset, band = max(1, round(width * 0.01)), max(2, round(width * 0.05))
    third = height // 3
    inner = image[inset : height - inset, inset : width - inset]
    parts = (inner[:band], inner[:third, :band], inner[:third, -band:])
    return np.concatenate([part.reshape(-1, 3) for part in parts])


def _white_share(image: Image, faces: Sequence[Face]) -> float:
    """Share of near-white pixels of the ground that lie near no joint or edge.

    White tiles and panels are no plain ground, however white each of them is.
    """
    upper, background = image[: image.shape[0] // 2], _ground(image, faces)
    seen = upper[background].astype(np.int16)
    if not len(seen):
        return 0.0
    white = (seen.min(axis=1) >= 225) & (seen.max(axis=1) - seen.min(axis=1) <= 22)
    return round(float((white & ~_joints(upper)[background]).mean()), 4)


def _coloured_share(image: Image, faces: Sequence[Face], colours: Sequence[tuple[Colour, Colour]]) -> float:
    """Share of the ground's pixels that are within one of some ranges of hue, saturation and value."""
    upper = cv2.cvtColor(image[: image.shape[0] // 2], cv2.COLOR_BGR2HSV)
    within = np.zeros(upper.shape[:2], bool)
    for least, most in colours:
        within |= cv2.inRange(upper, np.array(least), np.array(most)) > 0
    seen = within[_ground(image, faces)]
    return round(float(seen.mean()), 4) if len(seen) else 0.0


def _ground(image: Image, faces: Sequence[Face]) -> NDArray[np.bool_]:
    """Which pixels above mid-height are behind the sitter: all outside a box round the head."""
    height, width = image.shape[:2]
    background = np.ones((height // 2, width), bool)
    if faces:
        face = faces[0]
        wide, centre = (face.right - face.left), (face.left + face.right) / 2
        strip = round(0.07 * width)  # some background always counts, however near the head is
        left, right = max(strip, round(centre - 0.95 * wide)), min(width - strip, round(centre + 0.95 * wide))
        background[max(0, round(face.top - 0.45 * face.height)) :, left:right] = False
    else:
        background[height // 12 :, width // 5 : -width // 5] = False
    return background


def _joints(upper: Image) -> NDArray[np.bool_]:
    """Where a ground changes within a hair's breadth between two light levels, and a little around it."""
    height, width = upper.shape[:2]
    size = (_GLANCE, max(8, round(height * _GLANCE / width)))
    small = cv2.resize(upper.min(axis=2), size, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (3, 3), 0)
    step = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, np.ones((5, 5), np.uint8))
    light = cv2.erode(small, np.ones((5, 5), np.uint8)) > _LIGHT
    joints = ((step > _STEP) & light).astype(np.uint8)
    around = cv2.dilate(joints, np.ones((9, 9), np.uint8))
    return np.asarray(cv2.resize(around, (width, height), interpolation=cv2.INTER_NEAREST) > 0)


def _head_ratio(image: Image, face: Face) -> float:
    """Crown to chin over the height: the crown by the background above it, else by the face's proportions."""
    height = image.shape[0]
    feature = max(face.mouth[1] - face.eyes[1], 1.0)
    chin = face.mouth[1] + _CHIN_BELOW_MOUTH * feature
    usual = _HEAD_BY_EYES_AND_MOUTH * feature
    crown = _crown(image, face)
    head = chin - crown if crown is not None and 0.75 * usual < chin - crown < 1.35 * usual else usual
    return round(float(head / height), 3)


def _crown(image: Image, face: Face) -> float | None:
    """The first row below the upper edge where something stands out from the background over the face."""
    reach = round(face.eye_distance * 0.5)
    left, right = max(0, round(face.eyes[0]) - reach), round(face.eyes[0]) + reach
    column = image[: max(1, round(face.eyes[1])), left : max(right, left + 1)].astype(np.int16)
    if not column.size:
        return None
    background = np.median(_upper_rim(image), axis=0)
    differs = (np.abs(column - background).max(axis=2) > 45).mean(axis=1) > 0.4
    rows = np.flatnonzero(differs)
    return float(rows[0]) if len(rows) else None


def _sharpness(image: Image, face: Face) -> float:
    """Variance of the Laplacian of the face at 256 x 256."""
    rows = slice(max(0, round(face.top)), max(1, round(face.bottom)))
    columns = slice(max(0, round(face.left)), max(1, round(face.right)))
    crop = image[rows, columns]
    if not crop.size:
        return 0.0
    grey = cv2.resize(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), (256, 256), interpolation=cv2.INTER_AREA)
    return round(float(cv2.Laplacian(grey, cv2.CV_64F).var()), 1)


def is_plain_above(image: Image) -> bool:
    """Whether the upper rim and corners are of one colour, as behind a sitter."""
    rim = _upper_rim(image).astype(np.float32)
    return bool(rim.std(axis=0).max() < 30)
