"""Writing across a page: taken away at its own level, so that thin print below it stays."""

import cv2
import numpy as np
import pytest

from hui_reg.pages.pixels import overwriting
from hui_reg.pages.pixels.reduce import Image

RED, BLUE, GREY = (90, 90, 205), (205, 120, 80), (150, 150, 150)


def page(writing: tuple[int, int, int], light: float = 1.0) -> Image:
    """Print in thin dark grey above, writing in colour below."""
    image = np.full((200, 400, 3), 235, np.uint8)
    cv2.putText(image, "PRINT", (20, 70), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (125, 125, 125), 2)
    cv2.putText(image, "ACROSS", (20, 160), cv2.FONT_HERSHEY_SIMPLEX, 1.6, writing, 3)
    return (image * light).astype(np.uint8)


WRITING = np.array([[10, 110], [260, 110], [260, 175], [10, 175]], np.float32)


@pytest.mark.parametrize("light", [1.0, 0.6])
@pytest.mark.parametrize("writing", [RED, BLUE])
def test_thin_print_stays_where_coloured_writing_goes(writing: tuple[int, int, int], light: float) -> None:
    image = page(writing, light)
    level = overwriting.paper_level(image, [WRITING])
    clean = overwriting.black(image, level)[:, :, 0]
    assert np.percentile(clean[110:175, 10:260], 5) >= 240, "the writing is gone"
    assert clean[20:80, 10:240].min() <= 190, "the print is not"
    assert overwriting.black(image)[20:80, 10:240, 0].min() > 190, "at a card's level it would be"


def test_black_writing_asks_for_no_more_than_a_cards_level() -> None:
    assert overwriting.paper_level(page((20, 20, 20)), [WRITING]) == pytest.approx(0.6)
    assert overwriting.paper_level(page(RED), []) == pytest.approx(0.6)
