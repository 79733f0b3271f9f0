"""A page that bears more than one person's: by portraits whichever way up, by numbers, by lines that lie."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from hui_reg.model import Reading
from hui_reg.pages.page import Line, Page
from hui_reg.pages.pixels import persons, scans
from hui_reg.pages.pixels.persons import Portrait
from hui_reg.readers import beside
from hui_reg.vocabulary import Fact, Kind
from tests import builders as b

CLEAR = [Line(f"清楚的第{n}行", 0.98, (0.1, 0.05 * n, 0.6, 0.05 * n + 0.03)) for n in range(8)]
LYING = [Line("EI'SOTDOZ", 0.4, (0.1, 0.6 + 0.02 * n, 0.4, 0.615 + 0.02 * n)) for n in range(6)]
UP, DOWN = Portrait((0.7, 0.1, 0.8, 0.2), 0), Portrait((0.2, 0.7, 0.3, 0.8), 2)


def page(lines: Sequence[Line], upright: Sequence[Portrait], lying: Sequence[Portrait] = ()) -> Page:
    def portraits(every: bool) -> tuple[Portrait, ...]:
        return (*upright, *(lying if every else ()))

    return Page(1, "ocr", tuple(lines), portraits=portraits)


def told(seen: Page, kind: Kind = Kind.ID_CARD) -> Reading:
    reading = b.id_card(b.person()).model_copy(update={"kind": kind, "pages": (1,), "region": None})
    return beside.told(reading, {1: seen})


def test_one_persons_page_says_nothing_of_the_kind() -> None:
    number = Line(b.id_number(), 0.99, (0.1, 0.5, 0.6, 0.53))
    for seen in (page(CLEAR, [UP]), page([*CLEAR, number, number], [UP]), page([*CLEAR, *LYING[:2]], [UP])):
        assert Fact.BESIDE not in told(seen).facts


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (page(CLEAR, [UP, replace(DOWN, quarter_turns=0)]), "2个人像"),
        (page([*CLEAR, *LYING], [UP], [DOWN]), "2个人像"),
        (page([*CLEAR, *LYING], []), "6行横着或倒着、读不出的字"),
        (
            page([*CLEAR, *(Line(b.id_number(serial=n), 0.9, (0.1, 0.5, 0.6, 0.53)) for n in (1, 3))], []),
            "2个身份证号码",
        ),
    ],
)
def test_another_persons_is_told_and_no_value_is_sure(seen: Page, words: str) -> None:
    for kind in (Kind.ID_CARD, Kind.DIPLOMA):
        found = told(seen, kind)
        assert found.facts[Fact.BESIDE] == words
        assert not any(value.sure for value in found.fields.values())


def test_a_poor_scan_is_no_second_document() -> None:
    poor = [replace(line, confidence=0.5) for line in CLEAR]
    assert Fact.BESIDE not in told(page([*poor, *LYING], [UP])).facts


def test_a_form_may_show_several_faces() -> None:
    assert Fact.BESIDE not in told(page(CLEAR, [UP, DOWN]), Kind.APPLICATION_FORM).facts


def test_a_place_is_turned_back_to_the_page_whichever_way_it_was_seen() -> None:
    """Marked pixels stand for a face: where they are found on the turned page, they must be on the page itself."""
    for turns, (x, y) in itertools.product(range(4), ((3, 5), (30, 40), (50, 10))):
        image = np.zeros((64, 80, 3), np.uint8)
        image[y : y + 4, x : x + 6] = 255
        sheet = scans.turned(image, turns)
        rows, columns = np.nonzero(sheet[:, :, 0])
        high, wide = sheet.shape[:2]
        box = (columns.min() / wide, rows.min() / high, (columns.max() + 1) / wide, (rows.max() + 1) / high)
        back = persons._turned_back(box, turns)
        assert back == pytest.approx((x / 80, y / 64, (x + 6) / 80, (y + 4) / 64))
