"""Of a PDF of two people, the package gets the owner's page: no word and no pixel of the other, and all of the owner's.

Every construction (``joint``, ``drawings``, ``pictures``, ``lettered``) in every wrapping is slow; some of each are
always tried.
"""

import numpy as np
import pytest

from hui_reg.pages import conversions
from hui_reg.pages.formats import pdf
from tests.pages import drawings, lettered, pictures, traces
from tests.pages.joint import COPIED, DRAWINGS, MINE, built
from tests.pages.wrappings import WRAPPINGS

assert drawings and lettered and pictures
NAMES, WAYS = list(DRAWINGS), list(WRAPPINGS)
UNOPENED = {"table misplaced", "without its table"}
"""Wrappings after which the page may have to be drawn though its drawing could be copied."""
CASES = [(name, way) for name in NAMES for way in WAYS]
SAMPLE = [(NAMES[(11 * place + 4) % len(NAMES)], way) for place, way in enumerate(WAYS)]


def only_the_owners(name: str, way: str) -> None:
    first = (NAMES.index(name) + WAYS.index(way)) % 2 == 0
    _, plain = built(name, first=first)
    data = WRAPPINGS[way](plain)
    page = 1 if first else 2
    wanted = conversions.Parts(parts=(conversions.Part(format="pdf", pages=(page,)),))
    made, (out,) = conversions.as_pdf(conversions.bundle([data]), wanted)
    assert made.pages == 1
    assert traces.of_the_other(out) == []
    ((before, lines),) = [(shown.render(700), shown.lines) for shown in pdf.pages(data, only=page)]
    (after,) = [shown.render(700) for shown in pdf.pages(out)]
    assert any(MINE in line.text for line in lines)
    if before.shape == after.shape:
        assert float(np.abs(before.astype(int) - after).mean()) < 9
    if name in COPIED and way not in UNOPENED:
        assert made.drawn == 0
        (said,) = [[line.text for line in shown.lines] for shown in pdf.pages(out)]
        assert MINE in said


@pytest.mark.parametrize(("name", "way"), SAMPLE)
def test_some_joint_files_leave_only_the_owners(name: str, way: str) -> None:
    only_the_owners(name, way)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "way"), CASES)
def test_every_joint_file_leaves_only_the_owners(name: str, way: str) -> None:
    only_the_owners(name, way)


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 200
