"""Pictures for sheets and pages: the parts of a page that somebody should see, as small JPEGs.

Nothing is enlarged. What opens the bytes that come from outside stands in ``views``, and runs in the
sandbox worker.
"""

import io
from collections.abc import Callable, Sequence

from PIL import Image

from hui_reg.model import Box, Noun

_BACKGROUND = (255, 255, 255)


class Size(Noun):
    """Size of the encoded picture in pixels."""

    width: int
    height: int


Stage = tuple[Size, tuple[bytes, ...]]
Draw = Callable[..., Stage]


def cut(image: Image.Image, boxes: Sequence[Box], side: int) -> Stage:
    """The parts of a picture inside ``boxes`` (fractions), each with a margin, below each other, as JPEG."""
    parts = [image.crop(_pixels(box, *image.size)) for box in boxes]
    paper = Image.new("RGB", (max(p.width for p in parts), sum(p.height for p in parts)), _BACKGROUND)
    top = 0
    for part in parts:
        paper.paste(part, (0, top))
        top += part.height
    return _encoded(_shrunk(paper, side))


def cut_out(image: Image.Image, box: Box) -> Image.Image:
    """A part of a picture, in its own size."""
    left, top, right, bottom = box
    return image.crop(
        (
            round(left * image.width), round(top * image.height),
            round(right * image.width), round(bottom * image.height),
        )
    )  # fmt: skip


def shown_part(box: Box) -> Box:
    """The part of a page, in fractions, that :func:`cut` shows of a box: with its margin."""
    left, top, right, bottom = box
    if left >= right or top >= bottom:
        return (0.0, 0.0, 1.0, 1.0)
    margin = min(0.4 * (bottom - top), 0.05)
    return (max(0.0, left - margin), max(0.0, top - margin), min(1.0, right + margin), min(1.0, bottom + margin))


def _pixels(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    left, top, right, bottom = shown_part(box)
    return (
        min(width - 1, round(left * width)),
        min(height - 1, round(top * height)),
        min(width, max(1, round(right * width))),
        min(height, max(1, round(bottom * height))),
    )


def _shrunk(image: Image.Image, side: int) -> Image.Image:
    if max(image.size) > side:
        image = image.copy()
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
    return image


def _encoded(image: Image.Image, quality: int = 82) -> Stage:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality, optimize=True)
    return Size(width=image.width, height=image.height), (stream.getvalue(),)
