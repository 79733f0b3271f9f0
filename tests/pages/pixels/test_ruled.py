"""The cells of ruled tables are found by their lines, drawn or scanned; letters rule nothing."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from hui_reg.pages.pixels import ruled
from hui_reg.pages.pixels.ruled import when_asked


def table(rows: int, columns: int, width: int, *, gap: int = 0) -> Image.Image:
    sheet = Image.new("RGB", (1000, 1400), "white")
    pen = ImageDraw.Draw(sheet)
    for row in range(rows + 1):
        pen.line([100, 100 + 40 * row, 900, 100 + 40 * row], fill="black", width=width)
    for column in range(columns + 1):
        x = 100 + 800 * column // columns
        pen.line([x, 100, x, 100 + 40 * rows], fill="black", width=width)
    if gap:
        pen.line([150, 140, 150 + gap, 140], fill="white", width=3)
    for row in range(rows):
        pen.rectangle([120, 112 + 40 * row, 134, 126 + 40 * row], outline="black", width=2)  # a letter like 口
    return sheet


@pytest.mark.parametrize(
    ("rows", "columns", "width", "turn"), [(1, 1, 1, 0), (5, 4, 1, 0), (9, 5, 3, 0), (6, 4, 2, 0.4)]
)
def test_every_cell_is_found_once(rows: int, columns: int, width: int, turn: float) -> None:
    sheet = table(rows, columns, width).rotate(turn, fillcolor="white", resample=Image.Resampling.BICUBIC)
    found = when_asked(np.ascontiguousarray(np.array(sheet)[:, :, ::-1]))()
    assert len(found) == rows * columns
    assert all(abs((right - left) * 1000 - 800 / columns) < 12 for left, _, right, _ in found)


def test_a_page_without_lines_has_no_cells() -> None:
    assert when_asked(np.full((800, 600, 3), 255, np.uint8))() == ()
    assert when_asked(np.zeros((3, 3, 3), np.uint8))() == ()


def test_lines_are_looked_for_once_and_only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []

    def look(grey: np.ndarray) -> tuple[()]:
        looks.append(grey.shape)
        return ()

    monkeypatch.setattr(ruled, "_cells", look)
    find = when_asked(np.full((80, 60, 3), 255, np.uint8))
    assert not looks
    assert find() == find() == ()
    assert looks == [(80, 60)]
