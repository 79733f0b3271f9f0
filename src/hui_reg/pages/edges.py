"""Rectangles on a PDF page by their edges: what two have in common, and which holds the other. Pure."""

from typing import Final

Edges = tuple[float, float, float, float]
"""Left, bottom, right, top, in points."""

_SLACK: Final = 0.01
"""Share of the page's sides by which a picture may stand over an edge."""


def inside(box: Edges, other: Edges) -> Edges | None:
    """What two have in common; None for nothing."""
    left, bottom = max(box[0], other[0]), max(box[1], other[1])
    right, top = min(box[2], other[2]), min(box[3], other[3])
    return (left, bottom, right, top) if left <= right and bottom <= top else None


def share(part: Edges, cover: Edges) -> float:
    """Which share of ``part`` lies below ``cover``."""
    common = inside(part, cover)
    area = (part[2] - part[0]) * (part[3] - part[1])
    return 0.0 if common is None else (common[2] - common[0]) * (common[3] - common[1]) / area if area else 1.0


def wider(box: Edges, page: Edges) -> Edges:
    """A box made a little larger, by a share of the page."""
    wide, high = _SLACK * (page[2] - page[0]), _SLACK * (page[3] - page[1])
    return box[0] - wide, box[1] - high, box[2] + wide, box[3] + high


def holds(box: Edges, inner: Edges) -> bool:
    """Whether a box lies within another."""
    return box[0] <= inner[0] and box[1] <= inner[1] and inner[2] <= box[2] and inner[3] <= box[3]
