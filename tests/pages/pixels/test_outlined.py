"""Lines of text on the detector's map: where they must be, and where rapidocr's own program finds them."""

import re
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

import hui_reg
from hui_reg.pages.pixels.outlined import outlined

Map = NDArray[np.float32]


def blank(height: int = 96, width: int = 320) -> Map:
    return np.zeros((height, width), np.float32)


def test_a_core_is_grown_to_its_line_and_placed_on_the_picture() -> None:
    likely = blank()
    likely[40:51, 100:201] = 0.9
    (quad,) = outlined(likely, (192, 640))
    (left, top), _, (right, bottom), _ = quad.tolist()
    assert left < 2 * 100 and right > 2 * 200 and top < 2 * 40 and bottom > 2 * 51
    assert quad[0][1] == quad[1][1] and quad[0][0] == quad[3][0], "clockwise from the top left"


@pytest.mark.parametrize("sure", [0.29, 0.45], ids=["below what counts", "counts, not sure enough"])
def test_what_is_not_sure_is_no_line(sure: float) -> None:
    likely = blank()
    likely[40:51, 100:201] = sure
    assert outlined(likely, (96, 320)) == []


def maps(count: int) -> Iterator[tuple[Map, tuple[int, int]]]:
    """Cores of all sizes and slants, sharp, blurred and noisy; many touch one another or the edge."""
    chance = np.random.default_rng(5)
    for _ in range(count):
        height, width = (int(chance.integers(1, 20)) * 32 for _ in "hw")
        likely = blank(height, width)
        for _ in range(int(chance.integers(0, 25))):
            middle = int(chance.integers(0, width)), int(chance.integers(0, height))
            sides = float(chance.integers(1, 200)), float(chance.integers(1, 40))
            slant = float(chance.choice([0, 0, 90, 45, chance.uniform(-90, 90)]))
            corners = np.asarray(cv2.boxPoints((middle, sides, slant)), np.int32)
            cv2.fillPoly(likely, [corners], (float(chance.uniform(0.2, 1)),))
        if chance.random() < 0.5:
            likely = np.asarray(cv2.GaussianBlur(likely, (5, 5), 0), np.float32)
        if chance.random() < 0.2:
            likely = np.clip(likely + chance.normal(0, 0.15, likely.shape), 0, 1).astype(np.float32)
        times = float(chance.choice([1, 1, 1.37, 2, 3.1]))
        yield likely, (int(height * times), int(width * times))


def test_the_lines_are_those_that_rapidocr_finds() -> None:
    from rapidocr.ch_ppocr_det.utils import DBPostProcess

    theirs = DBPostProcess(thresh=0.3, box_thresh=0.5, max_candidates=1000, unclip_ratio=1.6, use_dilation=True)
    found = 0
    for likely, size in maps(80):
        expected = [np.asarray(quad, np.float32) for quad in theirs(likely[None, None], size)[0]]
        quads = outlined(likely, size)
        assert [quad.tolist() for quad in quads] == [quad.tolist() for quad in expected]
        found += len(quads)
    assert found > 100


def test_nothing_of_rapidocr_is_loaded_that_loads_its_engines() -> None:
    """They take most of a second, in every command that reads."""
    imports = re.compile(r"^\s*(?:from|import) (rapidocr[\w.]*)", re.MULTILINE)
    sources = Path(hui_reg.__file__).parent.rglob("*.py")
    named = {name for source in sources for name in imports.findall(source.read_text(encoding="utf-8"))}
    assert named == {"rapidocr.utils.process_img"}
