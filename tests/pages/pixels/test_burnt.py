"""Light that shines back: what ends at burnt-out paper is not sure, and white paper is no light."""

import cv2
import numpy as np
import pytest

from hui_reg.model import SURE
from hui_reg.pages.pixels import burnt
from hui_reg.pages.pixels.reduce import Image


def lit(strength: float, paper: int = 205) -> Image:
    """A card of this tint with a spot of light in its middle, which wholly burns it out from a strength of 1 on."""
    image = np.full((400, 640, 3), paper, np.float32)
    y, x = np.mgrid[0:400, 0:640].astype(np.float32)
    spot = np.exp(-(((x - 320) / 90) ** 2 + ((y - 200) / 90) ** 2))[..., None]
    return np.clip(image + strength * 90 * spot, 0, 255).astype(np.uint8)


NAME = (0.2, 0.46, 0.43, 0.54)
"""Ends where the light is; the next is far from it, the third begins there."""
ADDRESS, BEHIND = (0.1, 0.8, 0.6, 0.88), (0.57, 0.46, 0.8, 0.54)


def test_what_ends_or_begins_at_burnt_out_paper_is_not_sure() -> None:
    capped = burnt.cap(lit(1.6))
    assert capped(NAME) < SURE
    assert capped(BEHIND) < SURE
    assert capped(ADDRESS) == 1.0


@pytest.mark.parametrize("image", [lit(0.4), lit(0), lit(1.6, paper=248)], ids=["pale", "even", "a scan"])
def test_light_that_burns_nothing_out_costs_nothing(image: Image) -> None:
    assert burnt.cap(image)(NAME) == 1.0


def test_white_paper_beside_a_card_is_no_light() -> None:
    image = lit(0)
    image[:, 280:] = 255
    cv2.rectangle(image, (480, 0), (640, 400), (200, 205, 190), -1)
    assert burnt.cap(image)(NAME) == 1.0
