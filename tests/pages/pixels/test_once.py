"""The same pixels are read once in a file; others, and the same at another size, are not taken for them."""

from collections.abc import Iterator

import numpy as np
import pytest

from hui_reg.pages.page import Page
from hui_reg.pages.pixels import scans
from hui_reg.pages.pixels.once import Once
from hui_reg.pages.pixels.reduce import Image
from hui_reg.pages.pixels.scans import Scan


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The numbers of the pages that were really read."""
    made: list[int] = []

    def read(image: Image, number: int, longest: int = 0) -> Scan | None:
        made.append(number)
        return None if image.max() == 255 else Scan(Page(number, "ocr", ()), image)

    monkeypatch.setattr(scans, "read", read)
    yield made


def sheet(level: int) -> Image:
    return np.full((40, 60, 3), level, np.uint8)


def test_the_same_pixels_are_read_once_and_keep_their_own_page(readings: list[int]) -> None:
    once, other = Once(), sheet(10)
    other[20, 30] = 11
    found = [
        once.read(image, number) for number, image in enumerate((sheet(10), sheet(10), other, other, sheet(10)), 1)
    ]
    assert [scan.page.number for scan in found if scan] == [1, 2, 3, 4, 5]
    assert readings == [1, 3]


def test_another_size_or_shape_is_another_page(readings: list[int]) -> None:
    once = Once()
    for number, (image, longest) in enumerate(((sheet(7), 736), (sheet(7), 1280), (sheet(7).reshape(60, 40, 3), 736))):
        once.read(image, number, longest)
    assert readings == [0, 1, 2]


def test_a_blank_page_is_known_too(readings: list[int]) -> None:
    once = Once()
    assert [once.read(sheet(255), number) for number in (1, 2, 3)] == [None, None, None]
    assert readings == [1]
