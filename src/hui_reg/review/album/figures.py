"""A page as a figure: its picture, or an Office file's text and tables drawn anew, with the places of values on it."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field

from hui_reg.model import Box
from hui_reg.pages.crops import shown_part
from hui_reg.review.album.html import text
from hui_reg.review.album.papers import Drawn, View, Written
from hui_reg.review.album.values import Read
from hui_reg.review.batch import Picture
from hui_reg.vocabulary import KIND_TITLES, Kind

_MOST_ROWS = 120
_NOTHING = "<p>这一页没有图像，请打开原件</p>"


@dataclass
class Figures:
    """The figures of one section. ``marks``: the element that shows where a value stands, by the value's identity."""

    prefix: str
    drawn: Drawn
    marks: dict[int, str] = field(default_factory=dict)

    def figure(self, number: int, view: View, reads: Sequence[Read]) -> str:
        """One page of a paper, and the marks of what was read on it."""
        kind, here = view.exhibit.reading.kind, self.drawn.get(view.key)
        label = f"<b>{text(view.label)}</b> " if view.label else ""
        caption = f"{label}{text(f'{KIND_TITLES[kind]} · {view.exhibit.file.path} · 第 {view.page} 页')}"
        name = f"{self.prefix}-f{number}"
        if isinstance(here, Picture):
            marks = "".join(self._box(f"{name}-{n}", read, view) for n, read in enumerate(reads))
            look = "apart" if view.label else "photo" if kind is Kind.PHOTO else ""
            return _framed(name, caption, pictured(here, KIND_TITLES[kind], marks), look)
        if here:
            return _framed(name, caption, self._sheet(name, here, reads), "apart" if view.label else "")
        return _framed(name, caption, _NOTHING)

    def _box(self, name: str, read: Read, view: View) -> str:
        box = read.value.box
        if box is None or box[2] <= box[0] or box[3] <= box[1]:
            return ""
        self.marks[id(read)] = name
        return f'<i id="{name}" data-box="{_fractions(_within(box, view))}"></i>'

    def _sheet(self, name: str, rows: Written, reads: Sequence[Read]) -> str:
        """Text and tables of an Office page; the cell in which a value stands bears its mark."""
        ids: dict[tuple[int, int], str] = {}
        for read in reads:
            place = _cell_of(rows, read)
            if place is not None:
                self.marks[id(read)] = ids.setdefault(place, f"{name}-{len(ids)}")
        lines = "".join(_row(cells, n, ids) for n, cells in enumerate(rows[:_MOST_ROWS]))
        return f'<table class="sheet">{lines}</table>'


def pictured(picture: Picture, title: str, marks: str = "") -> str:
    """A picture, with what is marked on it; the script loads it when its section is shown, not hundreds at once."""
    source = "data:image/jpeg;base64," + base64.b64encode(picture.data).decode()
    size = f'width="{picture.width}" height="{picture.height}"'
    return f'<div class="page"><img data-src="{source}" {size} alt="{text(title)}" decoding="async">{marks}</div>'


def _framed(name: str, caption: str, content: str, look: str = "") -> str:
    kind = f' class="{look}"' if look else ""
    return f'<figure id="{name}"{kind}><figcaption>{caption}</figcaption>{content}</figure>'


def alone(name: str, caption: str, title: str, here: Picture | Written | None) -> str:
    """A page on which nothing is marked."""
    if isinstance(here, Picture):
        return _framed(name, text(caption), pictured(here, title))
    if here:
        lines = "".join(_row(cells, n, {}) for n, cells in enumerate(here[:_MOST_ROWS]))
        return _framed(name, text(caption), f'<table class="sheet">{lines}</table>')
    return _framed(name, text(caption), _NOTHING)


def _within(box: Box, view: View) -> Box:
    """A place on the page as a place on its picture, which shows a part of the page where others share it."""
    region = view.exhibit.reading.region
    left, top, right, bottom = shown_part(region) if region else (0.0, 0.0, 1.0, 1.0)
    wide, high = right - left, bottom - top
    return ((box[0] - left) / wide, (box[1] - top) / high, (box[2] - left) / wide, (box[3] - top) / high)


def _fractions(box: Box) -> str:
    return ",".join(f"{edge:.4f}" for edge in box)


def _cell_of(rows: Written, read: Read) -> tuple[int, int] | None:
    """Where a value stands in a drawn page: the first cell with the words read, else with the value."""
    wanted = [_folded(words) for words in (read.value.text, read.value.value or "") if words.strip()]
    for words in wanted:
        for number, cells in enumerate(rows[:_MOST_ROWS]):
            for place, cell in enumerate(cells):
                if words in _folded(cell):
                    return number, place
    return None


def _folded(words: str) -> str:
    return "".join(words.split())


def _row(cells: Sequence[str], number: int, ids: dict[tuple[int, int], str]) -> str:
    made = []
    for place, cell in enumerate(cells):
        if not cell and place:
            continue  # merged into the cell before it
        wide = 1
        while place + wide < len(cells) and not cells[place + wide]:
            wide += 1
        name = f' id="{ids[number, place]}"' if (number, place) in ids else ""
        span = f' colspan="{wide if len(cells) > 1 else 30}"'
        made.append(f"<td{name}{span}>{text(cell)}</td>")
    return f"<tr>{''.join(made)}</tr>"
