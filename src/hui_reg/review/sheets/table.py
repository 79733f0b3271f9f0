"""A plain sheet: one heading line, rows of text, frozen and filtered, printing on landscape A4."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from hui_reg.review.batch import Picture
from hui_reg.review.returning.returned import MARK, OWNER, PAPER, RIGHT
from hui_reg.spreadsheets import look as style
from hui_reg.spreadsheets.book import MOST_LINKS, Book, Page, letters
from hui_reg.spreadsheets.cleaning import clean
from hui_reg.spreadsheets.look import Look
from hui_reg.vocabulary import KIND_TITLES, Kind

HEADING = Look(fill=style.HEAD, ink=style.WHITE, bold=True, centred=True)
TO_TYPE = replace(HEADING, fill="9A6B00")
"""The heading of a column that people type in."""
PLAIN = Look()
CENTRED = Look(centred=True)
DIGITS = Look(centred=True, text=True)
LINKED = Look(link=True)


@dataclass(frozen=True)
class Heading:
    """A column of a plain sheet: its title, its width in characters, the look of its cells, whether people type in
    it (one of ``choices``, where there are any) or never see it."""

    title: str
    width: float
    look: Look = PLAIN
    typed: bool = False
    hidden: bool = False
    choices: tuple[str, ...] = ()


TYPED_VALUE = Heading(RIGHT, 26, Look(fill=style.TINT, text=True), typed=True)
TYPED_OWNER = Heading(OWNER, 22, Look(fill=style.TINT, text=True), typed=True)
_KINDS = (
    *("身份证正反面", "身份证人像面", "身份证国徽面", "毕业证", "申报表", "学信网备案表", "证件照"),
    *(KIND_TITLES[kind] for kind in (Kind.ENROLMENT_REPORT, Kind.ENROLMENT_LETTER, Kind.RECOGNITION_REPORT)),
    "不是材料",
)
TYPED_KIND = Heading(PAPER, 16, Look(fill=style.TINT, text=True), typed=True, choices=_KINDS)
TYPED_MARK = Heading(MARK, 4, Look(ink=style.FAINT, wrap=False, text=True, bordered=False), hidden=True)
NOT_TO_TYPE = Look(fill=style.GREY)


@dataclass(frozen=True)
class Cell:
    """One cell: text, a link into the evidence tree, a look other than its column's."""

    text: str = ""
    target: str | None = None
    look: Look | None = None


def new_sheet(
    book: Book, title: str, widths: Sequence[float], *, frozen: tuple[int, int], heading_row: int | None = 0
) -> Page:
    """An empty sheet with column widths, frozen rows and columns, and print settings. Rows are 0-based."""
    page = book.page(title)
    page.widths(widths)
    page.freeze(*frozen)
    page.dress()
    page.print_on_a4(heading=heading_row)
    return page


class Table:
    """A plain sheet, written row by row, several side by side; an empty one says so in its first cell."""

    def __init__(self, book: Book, title: str, headings: Sequence[Heading], *, frozen: tuple[int, int]) -> None:
        self._widths = [heading.width for heading in headings]
        self._looks = [(heading.look, replace(heading.look, link=True)) for heading in headings]
        self._hidden = [heading.hidden for heading in headings]
        self._choices = {number: heading for number, heading in enumerate(headings) if heading.choices}
        self._rows, self._links = 0, 0
        self._sheet = new_sheet(book, title, self._widths, frozen=frozen)
        for number, heading in enumerate(headings):
            if heading.hidden:
                self._sheet.hide_column(number, heading.width)
        self._sheet.line(0, [(heading.title, TO_TYPE if heading.typed else HEADING) for heading in headings], 22)

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write these rows below the others."""
        for row in rows:
            self._rows += 1
            seen = zip(row, self._widths, self._hidden, strict=True)
            texts = [(cell.text, width) for cell, width, hidden in seen if not hidden]
            self._sheet.height(self._rows, style.row_height(texts))
            for column, cell in enumerate(row):
                target = cell.target if self._links < MOST_LINKS else None
                self._links += target is not None
                look = cell.look or self._looks[column][target is not None]
                self._sheet.put(self._rows, column, cell.text, look, target)

    def finish(self) -> None:
        """Nothing follows."""
        if self._rows:
            self._sheet.filter(0, self._rows, len(self._widths))
            for number, heading in self._choices.items():
                column = letters(number)
                cells = f"{column}2:{column}{self._rows + 1}"
                self._sheet.offer(cells, heading.choices, heading.title, "请从列表中选择一种；都不是的请留空")
        else:
            self._sheet.put(1, 0, "（没有）", Look(ink=style.FAINT, bordered=False, wrap=False))


def texts(cells: Iterable[Cell]) -> list[str]:
    """What people see of a row, as it is written."""
    return [clean(cell.text) for cell in cells]


def place_picture(sheet: Page, picture: Picture, row: int, column: int, width: float, height: float) -> None:
    """Anchor a picture inside one cell, ``width`` characters by ``height`` points large."""
    room = (width * 7 + 5, height * 96 / 72)
    sheet.picture(picture.data, (picture.width, picture.height), (row, column), room)
