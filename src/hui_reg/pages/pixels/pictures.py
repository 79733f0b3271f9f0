"""Bytes of a picture to upright pixels: few formats, bounded size, EXIF orientation applied once."""

import io
import math
import warnings
from dataclasses import dataclass
from functools import cache
from typing import Final

import cv2
import numpy as np
import pi_heif
from PIL import AvifImagePlugin, ImageOps, UnidentifiedImageError
from PIL import Image as Pillow

from hui_reg.model import ProblemKind
from hui_reg.pages.pixels.reduce import Image
from hui_reg.pages.unreadable import Unreadable

FORMATS: Final = ("JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP", "HEIF", "AVIF")
MOST_PIXELS: Final = 50_000_000
MOST_OF_A_PHONE: Final = 210_000_000
"""Pixels of a JPEG, which is decoded at a half, a quarter or an eighth: phones of today take 200 million."""
LEAST_SIDE: Final = 12
"""Pixels below which not one line of print has room: a spacer, a rule, a picture gone wrong."""
MOST_FRAMES: Final = 20
LONGEST_SIDE: Final = 2000
"""Larger pictures are reduced: a page needs no more, and a phone's 12 megapixels cost memory."""
_WIDEST_OF_LONG, _LONG, _LONGEST_ROLL = 1400, 2.2, 24_000
"""Pixels of the shorter side to which a picture longer than so many times its width is reduced, and of the longer."""

_TOO_LARGE = "图片超过{}万像素，无法读取；请缩小后重新发送"
_TOO_SMALL = "图片只有{}×{}像素，看不出内容；请重新拍照或扫描后发送"
_DAMAGED = "图片已损坏，无法打开；请重新拍照或扫描后发送"


@dataclass(frozen=True)
class Picture:
    """One frame. ``width`` and ``height`` are those of the file, upright, before any reduction."""

    image: Image
    width: int
    height: int


@cache
def _opener() -> object:
    pi_heif.register_heif_opener()  # type: ignore[no-untyped-call, unused-ignore]
    Pillow.MAX_IMAGE_PIXELS = MOST_OF_A_PHONE
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    return Pillow


def decode(data: bytes) -> list[Picture]:
    """The frames of a picture, at most :data:`MOST_FRAMES`. Raises :class:`Unreadable`."""
    _opener()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            warnings.filterwarnings("ignore", category=UserWarning)
            with Pillow.open(io.BytesIO(data), formats=FORMATS) as opened:
                return _frames(opened)
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as error:
        raise Unreadable(ProblemKind.TOO_LARGE, _TOO_LARGE.format(MOST_OF_A_PHONE // 10_000)) from error
    except UnidentifiedImageError as error:
        raise Unreadable(ProblemKind.DAMAGED, _DAMAGED) from error
    except (MemoryError, Unreadable):
        raise
    except Exception as error:  # decoders raise whatever a broken file leads them to
        raise Unreadable(ProblemKind.DAMAGED, _DAMAGED) from error


def _frames(opened: Pillow.Image) -> list[Picture]:
    count = getattr(opened, "n_frames", 1) if opened.format == "TIFF" else 1
    pictures = []
    for frame in range(min(count, MOST_FRAMES)):
        if frame:
            opened.seek(frame)
        pictures.append(_upright(opened))
    return pictures


def _check_size(opened: Pillow.Image) -> None:
    """Before a pixel is decoded. A progressive JPEG is held whole whatever size is asked of it."""
    width, height = opened.size
    if min(width, height) < LEAST_SIDE:
        raise Unreadable(ProblemKind.EMPTY, _TOO_SMALL.format(width, height))
    by_parts = opened.format == "JPEG" and not opened.info.get("progressive")
    most = MOST_OF_A_PHONE if by_parts else 2 * MOST_PIXELS if opened.format == "JPEG" else MOST_PIXELS
    if width * height > most:
        raise Unreadable(ProblemKind.TOO_LARGE, _TOO_LARGE.format(most // 10_000))


def _upright(opened: Pillow.Image) -> Picture:
    _check_size(opened)
    width, height = opened.size
    scale = _reduction(width, height)
    if opened.format == "JPEG" and scale < 1:
        opened.draft(None, (math.ceil(width * scale), math.ceil(height * scale)))  # decoding at a half or a quarter
    turned = ImageOps.exif_transpose(opened)
    if opened.format == "BMP" and turned.mode == "RGBA" and turned.getchannel("A").getextrema() == (0, 0):
        turned = turned.convert("RGB")  # programs write bitmaps with a fourth channel that they never fill
    if (turned.width > turned.height) != (width > height):
        width, height = height, width
    scale = _reduction(*turned.size)
    if scale < 1:
        smaller = (max(1, round(turned.width * scale)), max(1, round(turned.height * scale)))
        turned = _plain(turned).resize(smaller, Pillow.Resampling.BOX)
    pixels = cv2.cvtColor(np.asarray(_plain(turned)), cv2.COLOR_RGB2BGR)
    return Picture(np.asarray(pixels, np.uint8), width, height)


def _reduction(width: int, height: int) -> float:
    """By how much a picture is reduced; a long one by its shorter side, for it holds several pages."""
    shorter, longer = sorted((width, height))
    if longer > _LONG * shorter:
        return min(1.0, _WIDEST_OF_LONG / max(shorter, 1), _LONGEST_ROLL / longer)
    return min(1.0, LONGEST_SIDE / longer)


def _plain(picture: Pillow.Image) -> Pillow.Image:
    """Three channels of eight bits; what is transparent becomes white paper."""
    if picture.mode in ("I;16", "I;16B", "I", "F"):
        levels = np.asarray(picture, np.float32)
        spread = max(1.0, float(levels.max() - levels.min()))
        return Pillow.fromarray(((levels - levels.min()) * (255 / spread)).astype(np.uint8)).convert("RGB")
    if "A" in picture.getbands() or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        paper = Pillow.new("RGBA", clear.size, "white")
        return Pillow.alpha_composite(paper, clear).convert("RGB")
    return picture.convert("RGB")
