"""Levels of pixels by counting."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hui_reg.pages.pixels.reduce import percentile, percentiles


@given(st.lists(st.integers(0, 255), min_size=1, max_size=300), st.integers(0, 100))
def test_percentiles_are_those_of_numpy(levels: list[int], share: int) -> None:
    pixels = np.array(levels, np.uint8)
    assert percentile(pixels, share) == pytest.approx(float(np.percentile(pixels, share)))


@given(st.lists(st.lists(st.integers(0, 255), min_size=3, max_size=3), min_size=1, max_size=60), st.integers(0, 100))
def test_percentiles_of_columns_too(levels: list[list[int]], share: int) -> None:
    pixels = np.array(levels, np.uint8)
    assert percentiles(pixels, share) == pytest.approx(np.percentile(pixels, share, axis=0))
