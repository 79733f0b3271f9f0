"""A family of like cases in two tiers: a sample of it at every change, all of it in the slow tier."""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

import pytest


def sampled(values: Iterable[Any], each: int) -> list[Any]:
    """Parameters of a test: each ``each``-th of the values is fast, the first among them, the others are slow."""
    return [
        value if number % each == 0 else pytest.param(value, marks=pytest.mark.slow)
        for number, value in enumerate(values)
    ]


def crossed(each: int, *axes: Sequence[Any]) -> list[Any]:
    """Likewise of every combination; the sample has every value of each axis."""
    chosen = list(product(*map(range, map(len, axes))))[::each]
    assert all({of[axis] for of in chosen} == set(range(len(axes[axis]))) for axis in range(len(axes))), "other steps"
    return [
        pytest.param(*values, marks=() if number % each == 0 else pytest.mark.slow)
        for number, values in enumerate(product(*axes))
    ]
