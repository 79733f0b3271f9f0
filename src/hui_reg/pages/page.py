"""A page as readers see it: lines with their places, from a text layer, OCR or Office, and its pixels if any."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from hui_reg.model import Box

if TYPE_CHECKING:
    from hui_reg.pages.pixels.faces import Face
    from hui_reg.pages.pixels.persons import Portrait
    from hui_reg.pages.pixels.pictures import Picture
    from hui_reg.pages.pixels.reduce import Image


@dataclass(frozen=True)
class Line:
    """One run of text. ``box`` in fractions of the upright page (0,0,0,0 where there is no layout, as in .docx).

    ``smaller``: as a second reading, one by the smaller model, because the larger one's is the first. ``places`` are
    the middles of the characters in shares of the box's width, where they are known (one each, else none).
    """

    text: str
    confidence: float = 1.0
    box: Box = (0.0, 0.0, 0.0, 0.0)
    smaller: bool = False
    places: tuple[float, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Sight:
    """The pixels of a page: ``content`` is what stands on it, upright, cut out of its paper.

    ``picture`` is the frame as it was sent, with its ``faces`` where they were looked for; None for a rendered page.
    ``size`` is that of the picture's bytes (of the file, for a rendered page).
    """

    content: "Image"
    size: int
    picture: "Picture | None" = None
    faces: "tuple[Face, ...] | None" = None


def _no_second_reading(_: Box) -> Line | None:
    return None


def no_portraits(_: bool) -> "tuple[Portrait, ...]":
    return ()


def _no_cells() -> tuple[Box, ...]:
    return ()


@dataclass(frozen=True)
class Page:
    """One page of a file, 1-based. ``lines`` in reading order.

    ``rows`` are table rows as cells (Office tables and sheets; merged cells once). ``links`` are the targets of
    link annotations, ``codes`` the contents of QR codes. ``aspect`` is width over height of the upright page.
    ``sight`` are the pixels of a page read from pixels, ``pictured`` the places on a page with a text layer that were
    read from pixels. ``reread`` reads the crop of a box again with the model that
    knows more characters (names, schools, issuers), ``third`` with one of another family, for where the two disagree;
    they return None where there is nothing to read again (a text layer). ``ruled`` finds ``cells`` and ``portraits``
    the faces of a page with pixels (told whether to look for
    lying ones too): looked for when a reader asks, once.
    """

    number: int
    source: Literal["text", "ocr", "office"]
    lines: tuple[Line, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    links: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    aspect: float = 0.707
    sight: Sight | None = field(default=None, compare=False)
    pictured: tuple[Box, ...] = ()
    reread: Callable[[Box], Line | None] = field(default=_no_second_reading, compare=False)
    third: Callable[[Box], Line | None] = field(default=_no_second_reading, compare=False)
    ruled: Callable[[], tuple[Box, ...]] = field(default=_no_cells, compare=False)
    portraits: "Callable[[bool], tuple[Portrait, ...]]" = field(default=no_portraits, compare=False)

    @property
    def text(self) -> str:
        """All lines, newline between."""
        return "\n".join(line.text for line in self.lines)

    @property
    def cells(self) -> tuple[Box, ...]:
        """The cells of its ruled tables where lines around them can be seen, the smallest first."""
        return self.ruled()
