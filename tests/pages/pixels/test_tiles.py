"""Long pictures are cut between what stands on them, on a screen and photographed on a table."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from hui_reg.pages.pixels.pictures import Picture
from hui_reg.pages.pixels.tiles import tiles

_GAP = (900, 1150)


def long(*, table: bool) -> Picture:
    """Two papers one above the other, blank between; on a table with a grain, in a light that falls off."""
    sheet = Image.new("RGB", (760, 2100), "white")
    pen = ImageDraw.Draw(sheet)
    for top in [*range(120, _GAP[0], 60), *range(_GAP[1], 1900, 60)]:
        for left in range(90, 640, 30):
            pen.rectangle([left, top, left + 16, top + 22], outline="black", width=4)
    pixels = np.array(sheet, np.float32)
    if table:
        pixels *= np.linspace(1.0, 0.6, 760)[None, :, None]
        grain = np.random.default_rng(3).normal(90, 25, (2300, 1)) + np.zeros((2300, 1000))
        desk = np.repeat(grain[:, :, None], 3, axis=2)
        desk[100:2200, 120:880] = pixels
        pixels = np.asarray(desk + np.random.default_rng(4).normal(0, 2, desk.shape), np.float32)
    image = np.clip(pixels, 0, 255).astype(np.uint8)
    return Picture(image, image.shape[1], image.shape[0])


@pytest.mark.parametrize("table", [False, True])
def test_a_long_picture_is_cut_where_nothing_stands(table: bool) -> None:
    first, second = tiles(long(table=table))
    shift = 100 if table else 0
    assert _GAP[0] - 40 + shift < first.height < _GAP[1] + shift
    assert first.height + second.height == (2300 if table else 2100)
