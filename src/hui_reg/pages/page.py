"""A page as readers of text see it: lines with their places, whether they came from a text layer, OCR or Office."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from hui_reg.model import Box


@dataclass(frozen=True)
class Line:
    """One run of text. ``box`` in fractions of the upright page (0,0,0,0 where there is no layout, as in .docx)."""

    text: str
    confidence: float = 1.0
    box: Box = (0.0, 0.0, 0.0, 0.0)


def _no_second_reading(_: Box) -> Line | None:
    return None


@dataclass(frozen=True)
class Page:
    """One page of a file, 1-based. ``lines`` in reading order.

    ``rows`` are table rows as cells (Office tables and sheets; merged cells once). ``links`` are the targets of
    link annotations, ``codes`` the contents of QR codes. ``aspect`` is width over height of the upright page.
    ``reread`` reads the crop of a box again with the model that knows more characters (names, schools, issuers);
    it returns None where there is nothing to read again (a text layer).
    """

    number: int
    source: Literal["text", "ocr", "office"]
    lines: tuple[Line, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    links: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    aspect: float = 0.707
    reread: Callable[[Box], Line | None] = field(default=_no_second_reading, compare=False)

    @property
    def text(self) -> str:
        """All lines, newline between."""
        return "\n".join(line.text for line in self.lines)
