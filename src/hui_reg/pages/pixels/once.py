"""Pixels are read once in a file, however often they come: the same scan twice, the same picture in two cells."""

from dataclasses import dataclass, field, replace
from hashlib import sha256

from hui_reg.pages.pixels import ocr, scans
from hui_reg.pages.pixels.reduce import Image
from hui_reg.pages.pixels.scans import Scan

_Key = tuple[bytes, tuple[int, ...], int]


@dataclass
class Once:
    """What was read of a file so far, by its pixels.

    Most files have one page: the first picture waits to be hashed until there is another to compare it with.
    """

    _known: dict[_Key, Scan | None] = field(default_factory=dict)
    _first: tuple[Image, int, Scan | None] | None = None

    def read(self, image: Image, number: int, longest: int = ocr.PAGE_SIDE) -> Scan | None:
        """As :func:`~hui_reg.pages.pixels.scans.read`."""
        if self._first is None and not self._known:
            scan = scans.read(image, number, longest)
            self._first = image, longest, scan
            return scan
        if self._first is not None:
            before, side, scan = self._first
            self._known[_key(before, side)], self._first = scan, None
        key = _key(image, longest)
        if key not in self._known:
            self._known[key] = scans.read(image, number, longest)
        found = self._known[key]
        return found and replace(found, page=replace(found.page, number=number))


def _key(image: Image, longest: int) -> _Key:
    return sha256(image.data if image.flags.c_contiguous else image.tobytes()).digest(), image.shape, longest
