"""Pictures made smaller, cheaply: halved as long as that suffices, then interpolated to the size asked for.

Every step before the OCR looks at a page of two thousand pixels through a few hundred. OpenCV averages by two in a
twentieth of the time that it takes by an odd factor, and below two a bilinear step skips no pixel.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""Height x width x 3, blue-green-red."""

cv2.setNumThreads(1)  # a worker is one thread: a second one takes its time from the other worker


def reduced(image: Image, size: tuple[int, int]) -> Image:
    """The picture at ``size`` (width, height) in pixels; a side that is smaller already is enlarged."""
    width, height = size
    while image.shape[1] >= 2 * width and image.shape[0] >= 2 * height:
        even = image[: image.shape[0] & ~1, : image.shape[1] & ~1]
        half = (even.shape[1] // 2, even.shape[0] // 2)
        image = np.asarray(cv2.resize(even, half, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def percentile(levels: NDArray[np.uint8], share: float) -> float:
    """The level below which ``share`` per cent of the pixels lie, as ``numpy.percentile``: counted, not sorted."""
    row = np.ascontiguousarray(levels).reshape(1, -1)
    counts = np.cumsum(cv2.calcHist([row], [0], None, [256], [0, 256]), dtype=np.int64)
    place = share / 100 * (int(counts[-1]) - 1)
    low, high = np.searchsorted(counts, (int(place), int(np.ceil(place))), side="right")
    return float(low + (high - low) * (place - int(place)))


def percentiles(levels: NDArray[np.uint8], share: float) -> NDArray[np.float64]:
    """As ``numpy.percentile`` down the columns of a small picture, in a fifth of its time."""
    ordered = np.sort(levels, axis=0)
    place = share / 100 * (len(ordered) - 1)
    low, high = ordered[int(place)].astype(np.float64), ordered[int(np.ceil(place))].astype(np.float64)
    return np.asarray(low + (high - low) * (place - int(place)), np.float64)
