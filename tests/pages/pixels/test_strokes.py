"""A level stroke between two characters of print is noticed; blanks, dashes at another height and letters are not."""

import numpy as np
import pytest

from hui_reg.pages.pixels.reduce import Image
from hui_reg.pages.pixels.strokes import passed_over

_SIDE, _BIG = 40, 48


def line(pattern: str) -> tuple[Image, str, tuple[float, ...]]:
    """A line: a square for ``口``, a stroke for ``一`` (which is not told), low for ``_``, nothing for a blank."""
    crop: Image = np.full((_BIG, _SIDE * len(pattern), 3), 255, np.uint8)
    places = []
    for place, character in enumerate(pattern):
        left = place * _SIDE
        if character == "口":
            crop[6:42, left + 4 : left + 36] = 20
            places.append((left + _SIDE / 2) / crop.shape[1])
        elif character in "一_":
            top = 22 if character == "一" else 41
            crop[top : top + 4, left + 4 : left + 36] = 20
    return crop, "口" * len(places), tuple(places)


@pytest.mark.parametrize(
    ("pattern", "at"),
    [
        ("口口口一口口", 3),
        ("口一口口口口", 1),
        ("口口口口口", None),
        ("口口口 口口", None),
        ("口口口_口口", None),
        ("口一口", None),  # too short to tell how far apart its characters stand
    ],
)
def test_a_stroke_nobody_read_is_noticed(pattern: str, at: int | None) -> None:
    assert passed_over(*line(pattern)) == at


def test_where_characters_stand_must_be_known() -> None:
    crop, text, _ = line("口口口一口口")
    assert passed_over(crop, text, ()) is None
