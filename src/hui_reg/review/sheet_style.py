"""How the sheets look, and the one way a cell is made: text that stays text.

openpyxl would turn ``=…`` into a formula and an error word into an error; here every cell is an inline string, and
what a spreadsheet might take for a formula when it is edited carries quotePrefix.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from hui_reg.review.safe_text import clean, looks_like_formula

FACE = "微软雅黑"
INK, FAINT, LINK = "1F2933", "6B7785", "1A5FB4"
WHITE, HEAD, GREY, TINT, LINE = "FFFFFF", "2F4B66", "F3F5F7", "FFF8DC", "D5DBE1"
GREEN, YELLOW, ORANGE, RED = "DFF2E1", "FFF1B8", "FFE0C2", "F9D4D4"
GREEN_INK, YELLOW_INK, ORANGE_INK, RED_INK = "1E6B34", "7A5B00", "8F4300", "A01C1C"
_EDGE = Side(style="thin", color=LINE)
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)


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
    top: bool = False


class Cells:
    """Makes cells for one workbook; equal looks share one style."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._styles: dict[tuple[Look, bool], Any] = {}

    def make(
        self, sheet: Any, text: str, look: Look, *, row: int = 0, column: int = 0, target: str | None = None
    ) -> Any:
        """A cell of plain text; with ``target`` (relative, from the evidence plan) and its place, also a link."""
        text = clean(text)
        cell: Any = WriteOnlyCell(sheet)
        cell._value = text or None
        cell.data_type = "s"
        cell._style = self._style(sheet, look, looks_like_formula(text))
        if target is not None:
            cell._hyperlink = Hyperlink(ref=f"{get_column_letter(column)}{row}", target=target)
        return cell

    def _style(self, sheet: Any, look: Look, quoted: bool) -> Any:
        known = self._styles.get((look, quoted))
        if known is not None:
            return known
        sample: Any = WriteOnlyCell(sheet)
        sample.font = Font(
            name=FACE,
            size=look.size,
            bold=look.bold,
            color=LINK if look.link else look.ink,
            underline="single" if look.link else None,
        )
        sample.fill = PatternFill("solid", fgColor=look.fill)
        sample.alignment = Alignment(
            horizontal="center" if look.centred else "left",
            vertical="top" if look.top else "center",
            wrap_text=look.wrap,
            indent=0 if look.centred or not look.bordered else 1,
        )
        if look.bordered:
            sample.border = _BORDER
        if look.text:
            sample.number_format = "@"
        sample.quotePrefix = quoted
        self._styles[look, quoted] = sample._style
        return sample._style


def display_width(text: str) -> int:
    """Columns a line takes: Chinese characters are two wide."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def lines_needed(text: str, width: float) -> int:
    """Lines a wrapped text takes in a column of ``width`` characters."""
    room = max(4.0, width - 3)
    return sum(max(1, -int(-display_width(line) // room)) for line in text.split("\n")) if text else 1


def row_height(texts: Sequence[tuple[str, float]], least: float = 18) -> float:
    """Points for a row that shows all its texts (pairs of text and column width); Excel's ceiling is 409."""
    lines = max((lines_needed(text, width) for text, width in texts), default=1)
    return min(409.0, max(least, 14.2 * lines + 5))
