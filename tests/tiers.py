"""When tests run: of a family of like cases a sample at every change, all in the slow tier; what takes long first."""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any, Final

import pytest

LONGEST: Final = (
    "tests/samples/test_main_job.py",  # reads the samples; the next that need them come when they are read
    "tests/test_contributing.py",
    "tests/test_risk.py",
    "tests/commands/amend/test_rulings.py",
    "tests/intake/mailbox/test_servers_as_they_are.py",
    "tests/intake/test_kill_sample.py",
    "tests/intake/mailbox/test_dovecot.py",
    "tests/review/album/test_browser.py",
    "tests/samples/test_further_notices.py",
    "tests/readers/form/test_form.py",
    "tests/desk/test_sane.py",
    "tests/readers/id_card/test_card.py",
)
"""The files that take ten seconds or more."""


def longest_first(items: list[pytest.Item]) -> None:
    """Order tests by file: those of the end are short, so no process is left alone with a long one."""
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(LONGEST)))


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
