"""Papers of the second corpus as lines with places: what their drawing writes, recorded instead of drawn.

So the readers can be shown hundreds of layouts without a pixel; the drawing code stays the corpus's own.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from unittest import mock

from benchmarks.others import cards, college_diplomas, diplomas, faces, ink, records, school_diplomas
from benchmarks.others.people import Person
from benchmarks.others.typefaces import Typefaces
from PIL import Image

from hui_reg.pages.page import Line

Point = tuple[float, float]
_UP, _DOWN = 0.88, 0.14
"""How far print reaches above its baseline and below, in its size."""


@dataclass(frozen=True)
class Drawn:
    """The lines of a paper and its width over its height."""

    lines: tuple[Line, ...]
    aspect: float


def wide(text: str, size: float) -> float:
    """The width of a text whose Han characters are square and whose others are half as wide."""
    return sum(size if ord(character) > 0x2E7F else size / 2 for character in text)


class Recorded:
    """A sheet that keeps what is written on it: as :class:`benchmarks.others.ink.Sheet` and as a page of fpdf2."""

    made: list["Recorded"]

    def __init__(self, size: Point, *_: object) -> None:
        self.size, self.found = size, list[Line]()
        self.pen, self.faces = mock.MagicMock(), None
        self.x = self.y = self.font = 0.0
        Recorded.made.append(self)

    def write(self, at: Point, text: str, size: float, *_: object, anchor: str = "ls", spread: float = 0) -> float:
        long = wide(text, size) + spread * max(len(text) - 1, 0)
        left = at[0] - {"l": 0.0, "m": long / 2, "r": long}[anchor[0]]
        box = (left, at[1] - _UP * size, left + long, at[1] + _DOWN * size)
        width, height = self.size
        if text.strip():
            placed = (box[0] / width, box[1] / height, box[2] / width, box[3] / height)
            self.found.append(Line(" ".join(text.split()), 0.99, placed))
        return left + long

    def lines(
        self, at: Point, width: float, text: str, size: float, *_: object, indent: int = 2, **__: object
    ) -> float:
        x, y, row = at[0] + indent * size, at[1], ""
        leading = next((float(value) for value in _ if isinstance(value, float)), 1.7)
        for word in ink._words(text):
            if x + wide(row + word, size) > at[0] + width and word not in "，。、；：）)":
                self.write((x, y), row, size)
                x, y, row = at[0], y + leading * size, ""
            row += word
        self.write((x, y), row, size)
        return y + leading * size

    def width(self, text: str, size: float, *_: object) -> float:
        return wide(text, size)

    def set_font(self, *_: object, size: float) -> None:
        self.font = size

    def set_xy(self, x: float, y: float) -> None:
        self.x, self.y = x, y

    def text(self, x: float, y: float, text: str) -> None:
        self.write((x, y), text, self.font)

    def cell(self, width: float, height: float, text: str, align: str) -> None:
        at = {"L": self.x, "C": self.x + width / 2, "R": self.x + width}[align]
        self.write((at, self.y + 0.75 * height), text, self.font, anchor={"L": "ls", "C": "ms", "R": "rs"}[align])

    def output(self) -> bytes:
        return b""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_, **__: None  # rules, boxes, seals, pictures: nothing to read


def _recorded(draw: Callable[[], object]) -> Drawn:
    small = Image.new("RGB", (1, 1))
    Recorded.made = []
    with ExitStack() as stack:
        for module in (cards, college_diplomas, school_diplomas):
            stack.enter_context(mock.patch.object(module, "Sheet", Recorded))
        stack.enter_context(mock.patch.object(records, "printer", lambda *_: Recorded((595.0, 842.0))))
        stack.enter_context(mock.patch.object(faces, "portrait", lambda *_: small))
        stack.enter_context(mock.patch.object(cards, "_rounded", lambda image: image))
        draw()
    (sheet,) = Recorded.made
    return Drawn(tuple(sheet.found), sheet.size[0] / sheet.size[1])


def diploma(who: Person, layout: int) -> Drawn:
    return _recorded(lambda: diplomas.draw(who, _TYPE, layout))


def portrait_side(who: Person) -> Drawn:
    return _recorded(lambda: cards.portrait_side(who, _TYPE))


def emblem_side(who: Person) -> Drawn:
    return _recorded(lambda: cards.emblem_side(who, _TYPE))


def record(who: Person, layout: int) -> Drawn:
    return _recorded(lambda: records.pdf(who, _TYPE, layout))


def enrolment(who: Person, layout: int) -> Drawn:
    """The report of somebody who still studies: in the record's layouts, by its own title and labels."""
    facts = records.pairs(who, who.dice("record"))

    def pairs(*_: object) -> list[tuple[str, str]]:
        return list(_of_student(facts))

    with mock.patch.object(records, "TITLE", "教育部学籍在线验证报告"), mock.patch.object(records, "pairs", pairs):
        return record(who, layout)


def _of_student(facts: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for label, value in facts:
        if label.startswith("毕") and label.endswith("日期"):
            yield "预计毕业日期", value
        elif label.endswith("业"):
            if label == "专业":
                yield label, value
            else:
                yield "学籍状态", "在籍（注册学籍）"
        elif "证书编号" not in label and "长姓名" not in label:
            yield label, value


_TYPE = Typefaces("wheel")
