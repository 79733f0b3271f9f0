"""What lies on a card behind a name: a finger or a white strip leaves it unsure, light and shadow don't."""

import cv2
import numpy as np
import pytest

from hui_reg.model import SURE
from hui_reg.pages.pixels import covered
from hui_reg.pages.pixels.reduce import Image

NAME = (0.2, 0.42, 0.43, 0.52)


def card() -> Image:
    """Pale paper with a line of print in it."""
    image = np.full((400, 640, 3), (226, 220, 208), np.uint8)
    cv2.putText(image, "ABCD", (132, 202), cv2.FONT_HERSHEY_SIMPLEX, 1.3, (40, 40, 40), 3)
    return image


def under(colour: tuple[int, int, int]) -> Image:
    image = card()
    cv2.rectangle(image, (272, 120), (360, 260), colour, -1)
    return image


def lit(more: float) -> Image:
    """Lighter or darker from left to right, and a shadow's edge where the name ends."""
    image = card().astype(np.float32) * np.linspace(1.0, 1.0 + more, 640)[None, :, None]
    image[:, 276:] *= 0.72
    return np.clip(image, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("colour", [(140, 165, 212), (255, 255, 255), (30, 28, 26)], ids=["finger", "white", "black"])
def test_a_line_that_ends_at_something_else_than_paper_is_not_sure(colour: tuple[int, int, int]) -> None:
    assert covered.cap(under(colour))(NAME) < SURE


@pytest.mark.parametrize("image", [card(), lit(0.1), lit(-0.3)], ids=["paper", "lighter", "darker"])
def test_light_and_shadow_cost_nothing(image: Image) -> None:
    assert covered.cap(image)(NAME) == 1.0


def test_a_line_at_the_edge_of_the_picture_is_left_alone() -> None:
    assert covered.cap(card())((0.8, 0.42, 0.999, 0.52)) == 1.0
