"""Identity photos: whether a picture is one, and the measurements the rules judge it by.

A photo is a picture of one large face with hardly any text. Whether it is a *good* photo is for the rules;
here it is only measured.
"""

from typing import Final

import cv2
import numpy as np

from hui_reg.model import Reading
from hui_reg.pages.pixels.faces import Face, find
from hui_reg.pages.pixels.pictures import Picture
from hui_reg.pages.pixels.reduce import Image
from hui_reg.vocabulary import Kind

PORTRAIT_RATIOS: Final = (0.55, 0.95)
_LARGE_FACE = 0.20
"""Least height of the face over the height of the picture."""
_MUCH_TEXT = 12
_LARGEST_WITHOUT_FACE = 1500
_HEAD_BY_EYES_AND_MOUTH = 3.2
_CHIN_BELOW_MOUTH = 0.56
"""Anatomy: crown to chin is 3.2 times the distance from eyes to mouth; the chin lies 0.56 of it below the mouth."""


def is_likely(image: Image) -> bool:
    """Whether a look for faces is worth its cost before any text is read."""
    height, width = image.shape[:2]
    return bool(width <= 1.05 * height)


def faces_of(image: Image) -> list[Face]:
    """The faces large enough for a photo of a person; an empty list if the largest is not."""
    faces = find(image)
    return faces if faces and faces[0].height >= _LARGE_FACE * image.shape[0] else []


def read(picture: Picture, size: int, number: int, characters: int, faces: list[Face] | None = None) -> Reading | None:
    """A photo's measurements; None when the picture is something else.

    ``size`` is that of the file in bytes, ``characters`` how many were read in the picture, ``faces`` those of
    :func:`faces_of` where already known.
    """
    image = picture.image
    found = faces_of(image) if faces is None else faces
    likely = _likelihood(picture, found, characters)
    if likely is None:
        return None
    return Reading(
        kind=Kind.PHOTO, kind_confidence=likely, pages=(number,), facts=measure(picture, size, found),
    )  # fmt: skip


def _likelihood(picture: Picture, faces: list[Face], characters: int) -> float | None:
    ratio = picture.width / max(picture.height, 1)
    upright = PORTRAIT_RATIOS[0] <= ratio <= PORTRAIT_RATIOS[1]
    if characters > _MUCH_TEXT:
        return None
    if faces:
        if not upright:
            return 0.7
        return 0.95 if len(faces) == 1 and characters == 0 else 0.85
    small = max(picture.width, picture.height) <= _LARGEST_WITHOUT_FACE
    return 0.6 if upright and small and characters <= 2 and _is_plain_above(picture.image) else None


def _is_plain_above(image: Image) -> bool:
    """Whether the upper rim and corners are of one colour, as behind a sitter."""
    rim = _upper_rim(image).astype(np.float32)
    return bool(rim.std(axis=0).max() < 30)


def measure(picture: Picture, size: int, faces: list[Face]) -> dict[str, float | str | bool]:
    """The facts of ``vocabulary.FACTS`` for a photo."""
    image = picture.image
    facts: dict[str, float | str | bool] = {
        "width": picture.width,
        "height": picture.height,
        "bytes": size,
        "chroma": _chroma(image),
        "white_share": _white_share(image, faces),
        "border_level": float(np.median(_upper_rim(image).min(axis=1))),
        "faces": len(faces),
    }
    if faces:
        facts["head_ratio"] = _head_ratio(image, faces[0])
        facts["sharpness"] = _sharpness(image, faces[0])
    return facts


def _chroma(image: Image) -> float:
    small = cv2.resize(image, (128, 160), interpolation=cv2.INTER_AREA).astype(np.int16)
    return float(np.percentile(small.max(axis=2) - small.min(axis=2), 90))


def _upper_rim(image: Image) -> Image:
    """Pixels of the upper border and of both sides above a third, inside a hair's breadth of the edge."""
    height, width = image.shape[:2]
    inset, band = max(1, round(width * 0.01)), max(2, round(width * 0.05))
    third = height // 3
    inner = image[inset : height - inset, inset : width - inset]
    parts = (inner[:band], inner[:third, :band], inner[:third, -band:])
    return np.concatenate([part.reshape(-1, 3) for part in parts])


def _white_share(image: Image, faces: list[Face]) -> float:
    """Share of near-white pixels above mid-height, outside a box round the head."""
    height, width = image.shape[:2]
    upper = image[: height // 2].astype(np.int16)
    background = np.ones(upper.shape[:2], bool)
    if faces:
        face = faces[0]
        wide, centre = (face.right - face.left), (face.left + face.right) / 2
        strip = round(0.07 * width)  # some background always counts, however near the head is
        left, right = max(strip, round(centre - 0.95 * wide)), min(width - strip, round(centre + 0.95 * wide))
        background[max(0, round(face.top - 0.45 * face.height)) :, left:right] = False
    else:
        background[height // 12 :, width // 5 : -width // 5] = False
    seen = upper[background]
    if not len(seen):
        return 0.0
    white = (seen.min(axis=1) >= 225) & (seen.max(axis=1) - seen.min(axis=1) <= 22)
    return round(float(white.mean()), 4)


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
