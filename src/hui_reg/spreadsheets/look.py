"""How cells look: one typeface, one palette, and the measures by which texts fit their columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from hui_reg.notation.widths import in_cell

FACE = "微软雅黑"
INK, FAINT, LINK = "1F2933", "6B7785", "1A5FB4"
_AROUND, _LITTLE = 2.5, 8
"""Characters left free beside a text that keeps off its frame; by how much any column may grow for one."""
WHITE, HEAD, GREY, TINT, LINE = "FFFFFF", "2F4B66", "F3F5F7", "FFF8DC", "D5DBE1"
GREEN, YELLOW, ORANGE, RED = "DFF2E1", "FFF1B8", "FFE0C2", "F9D4D4"
GREEN_INK, YELLOW_INK, ORANGE_INK, RED_INK = "1E6B34", "7A5B00", "8F4300", "A01C1C"


class Style(Protocol):
    """Anything hashable that tells a cell's format in the words of the library."""

    def properties(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Look:
    """The look of a cell. ``text`` gives the format ``@``: digits stay as typed, but long text shows as ####.
    ``shrunk``: type as small as it takes for one line to be whole, where the cell isn't wrapped."""

    fill: str = WHITE
    ink: str = INK
    bold: bool = False
    size: float = 10
    centred: bool = False
    wrap: bool = True
    shrunk: bool = False
    text: bool = False
    link: bool = False
    bordered: bool = True

    def properties(self) -> Mapping[str, Any]:
        """The format in the words of the library."""
        wanted: dict[str, Any] = {
            "font_name": FACE,
            "font_size": self.size,
            "font_color": f"#{LINK if self.link else self.ink}",
            "bold": self.bold,
            "underline": 1 if self.link else 0,
            "align": "center" if self.centred else "left",
            "valign": "vcenter",
            "text_wrap": self.wrap,
            "shrink": self.shrunk,
            "indent": 0 if self.centred or not self.bordered else 1,
        }
        if self.fill != WHITE:
            wanted |= {"bg_color": f"#{self.fill}", "pattern": 1}
        if self.bordered:
            wanted |= {"border": 1, "border_color": f"#{LINE}"}
        if self.text:
            wanted["num_format"] = "@"
        return wanted


@dataclass(frozen=True)
class Plain:
    """A cell as the spreadsheet itself would make it: its own typeface, figures to the right, text to the left.

    ``number`` is the number format, ``fill`` a colour; ``framed`` cells are wrapped and have a thin line around, and
    keep off it.
    """

    bold: bool = False
    size: float = 11
    number: str = "@"
    framed: bool = False
    centred: bool = False
    fill: str = ""

    def properties(self) -> Mapping[str, Any]:
        """The format in the words of the library."""
        wanted: dict[str, Any] = {"bold": self.bold, "font_size": self.size, "num_format": self.number}
        if self.framed:
            wanted |= {"border": 1, "border_color": "#B0B0B0", "valign": "vcenter", "text_wrap": True}
        if self.centred:
            wanted["align"] = "center"
        elif self.framed:
            wanted |= {"align": "left" if self.number == "@" else "right", "indent": 1}
        if self.fill:
            wanted |= {"bg_color": f"#{self.fill}", "pattern": 1}
        return wanted


def size_for(name: str, width: float, largest: float) -> float | None:
    """The size of type at which a name stands in one line of its column, at least 9; None when it must be wrapped."""
    size = 10 * (width - 2) / max(1, in_cell(name)) // 0.5 * 0.5
    return min(largest, size) if size >= 9 else None


def lines_needed(text: str, width: float, margin: float = 3) -> int:
    """Lines a wrapped text takes in a column of ``width`` characters, ``margin`` of them left free."""
    room = max(4.0, width - margin)
    if "\n" not in text:
        if 2 * len(text) <= room:  # most cells: not worth measuring
            return 1
        return max(1, -int(-in_cell(text) // room))
    return sum(max(1, -int(-in_cell(line) // room)) for line in text.split("\n"))


def grown(widths: Sequence[float], texts: Sequence[Sequence[str]]) -> list[float]:
    """The columns' widths, each wide enough for its longest text to stand in one line, where that takes little."""
    wanted = [max(map(in_cell, column), default=0) + _AROUND for column in texts]
    return [
        max(width, need) if need <= max(1.5 * width, width + _LITTLE) else width
        for width, need in zip(widths, wanted, strict=True)
    ]


def row_height(texts: Sequence[tuple[str, float]], least: float = 18) -> float:
    """Points for a row that shows all its texts (pairs of text and column width); Excel's ceiling is 409."""
    lines = max((lines_needed(text, width) for text, width in texts), default=1)
    return min(409.0, max(least, 14.2 * lines + 5))
