"""How the sheets look, and the one way a cell is made: text that stays text.

Every cell is an inline string whatever it says; what a spreadsheet might take for a formula once it is edited
carries quotePrefix. Links are relative and come from the evidence plan alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.url import Url, UrlTypes
from xlsxwriter.worksheet import Worksheet

from hui_reg.spreadsheets.cleaning import clean, looks_like_formula

FACE = "微软雅黑"
INK, FAINT, LINK = "1F2933", "6B7785", "1A5FB4"
WHITE, HEAD, GREY, TINT, LINE = "FFFFFF", "2F4B66", "F3F5F7", "FFF8DC", "D5DBE1"
GREEN, YELLOW, ORANGE, RED = "DFF2E1", "FFF1B8", "FFE0C2", "F9D4D4"
GREEN_INK, YELLOW_INK, ORANGE_INK, RED_INK = "1E6B34", "7A5B00", "8F4300", "A01C1C"


@dataclass(frozen=True)
class Look:
    """The look of a cell. ``text`` gives the format ``@``: digits stay as typed, but long text shows as ####."""

    fill: str = WHITE
    ink: str = INK
    bold: bool = False
    size: float = 10
    centred: bool = False
    wrap: bool = True
    text: bool = False
    link: bool = False
    bordered: bool = True


class Cells:
    """Writes cells of one workbook; equal looks share one format."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._formats: dict[tuple[Look, bool], Format] = {}

    def put(self, sheet: Worksheet, row: int, column: int, text: str, look: Look, target: str | None = None) -> None:
        """Write plain text at a 0-based place; with ``target`` (relative, from the evidence plan) also a link."""
        text = clean(text)
        format = self._format(look, looks_like_formula(text))
        if not text:
            sheet.write_blank(row, column, None, format)
        elif target is None:
            sheet.write_string(row, column, text, format)
        else:
            sheet.write_url(row, column, _Relative(target, text), format)

    def line(self, sheet: Worksheet, row: int, cells: Sequence[tuple[str, Look]], height: float | None = None) -> None:
        """Write a row from its first column on."""
        sheet.set_row(row, height)
        for column, (text, look) in enumerate(cells):
            self.put(sheet, row, column, text, look)

    def _format(self, look: Look, quoted: bool) -> Format:
        known = self._formats.get((look, quoted))
        if known is None:
            known = self._formats[look, quoted] = self._book.add_format(_properties(look, quoted))
        return known


class _Relative(Url):  # type: ignore[misc, unused-ignore]  # the library carries no types
    """A link to a file beside the workbook, with forward slashes: the library's own have backslashes, which only
    Excel on Windows follows."""

    def __init__(self, target: str, text: str) -> None:
        self._shown = text
        super().__init__(target)

    def _parse_url(self) -> None:
        self._link_type = UrlTypes.EXTERNAL
        self._link = self._relationship_link = self._original_url
        self._text = self._shown


def _properties(look: Look, quoted: bool) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        "font_name": FACE,
        "font_size": look.size,
        "font_color": f"#{LINK if look.link else look.ink}",
        "bold": look.bold,
        "underline": 1 if look.link else 0,
        "align": "center" if look.centred else "left",
        "valign": "vcenter",
        "text_wrap": look.wrap,
        "indent": 0 if look.centred or not look.bordered else 1,
        "quote_prefix": quoted,
    }
    if look.fill != WHITE:
        wanted |= {"bg_color": f"#{look.fill}", "pattern": 1}
    if look.bordered:
        wanted |= {"border": 1, "border_color": f"#{LINE}"}
    if look.text:
        wanted["num_format"] = "@"
    return wanted


def display_width(text: str) -> int:
    """Columns a line takes: Chinese characters are two wide."""
    return (len(text) + len(text.encode("utf-8", "replace"))) // 2


def size_for(name: str, width: float, largest: float) -> float | None:
    """The size of type at which a name stands in one line of its column, at least 9; None when it must be wrapped."""
    size = 10 * (width - 2) / max(1, display_width(name)) // 0.5 * 0.5
    return min(largest, size) if size >= 9 else None


def lines_needed(text: str, width: float) -> int:
    """Lines a wrapped text takes in a column of ``width`` characters."""
    room = max(4.0, width - 3)
    if "\n" not in text:
        if 2 * len(text) <= room:  # most cells: not worth measuring
            return 1
        return max(1, -int(-display_width(text) // room))
    return sum(max(1, -int(-display_width(line) // room)) for line in text.split("\n"))


def row_height(texts: Sequence[tuple[str, float]], least: float = 18) -> float:
    """Points for a row that shows all its texts (pairs of text and column width); Excel's ceiling is 409."""
    lines = max((lines_needed(text, width) for text, width in texts), default=1)
    return min(409.0, max(least, 14.2 * lines + 5))
