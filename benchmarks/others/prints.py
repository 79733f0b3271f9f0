"""Forms on paper: drawn as a printed page, and printed to PDF by fpdf2 with a text layer (as Word's own PDF has)."""

import io
import logging
import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from fpdf import FPDF
from PIL import Image

from benchmarks.others.forms import Cell, Form
from benchmarks.others.grid import placed
from benchmarks.others.ink import Sheet
from benchmarks.others.typefaces import Typefaces

logging.getLogger("fontTools").setLevel(logging.ERROR)
A4 = (1240, 1754)
_MADE = datetime(2024, 6, 20, 9, 0, tzinfo=UTC)


def picture(form: Form, type_: Typefaces, dice: random.Random, photo: Image.Image | None = None) -> Image.Image:
    """A page at 150 dpi, labels in one face and answers in another."""
    form = _in_type(form)
    page = Sheet(A4, type_)
    labels, values = dice.choice((("song", "kai"), ("song", "song"), ("hei", "song"), ("song", "hei"), ("fang", "kai")))
    page.write((620, 140), form.title, 42, dice.choice(("black", "heavy song", "hei")), anchor="ms")
    y = 190.0
    if form.rows:
        tall = min(72, (1754 - 190 - 180) / len(form.rows))
        columns, lines = placed(form.rows)
        unit = 1080 / columns
        for line in lines:
            for at in line:
                if at.cell is not None:
                    left, top = 80 + at.column * unit, y
                    right, bottom = left + at.span * unit, y + tall * at.cell.rows
                    page.box(left, top, right, bottom)
                    _fill(page, at.cell, (left, top, right, bottom), labels if at.cell.role != "value" else values)
                    if at.cell.role == "photo" and photo is not None and dice.random() < 0.6:
                        small = photo.resize((int(right - left) - 12, int(bottom - top) - 12))
                        page.paste(small, (int(left) + 6, int(top) + 6))
            y += tall
    for text in form.lines:
        y += 70
        page.write((110, y), text, 29, values)
    y += 60
    for text in form.foot:
        page.write((90, y), text, 25, labels)
        y += 56
    return page.image


def _fill(page: Sheet, cell: Cell, at: tuple[float, float, float, float], face: str) -> None:
    left, top, right, bottom = at
    wide, tall, text = right - left - 12, bottom - top - 6, cell.text
    if not text or cell.role == "photo":
        return
    if cell.role == "heading" and cell.rows > 1:
        size = int(min(26, wide - 4, tall / len(text) / 1.2))
        page.down(((left + right) / 2, top + (tall - len(text) * size * 1.15) / 2), text, size, face)
        return
    size = 27
    while size > 20 and page.width(text, size, face) > wide:
        size -= 1
    if page.width(text, size, face) <= wide:
        centred = cell.role != "value" or len(text) < 4
        x, anchor = ((left + right) / 2, "mm") if centred else (left + 8, "lm")
        page.write((x, (top + bottom) / 2), text, size, face, anchor=anchor)
    else:
        count = 2 if page.width(text, size, face) <= 1.9 * wide else 3
        size = min(size, int(tall / count / 1.1))
        page.lines((left + 6, top + size + (tall - count * size * 1.15) / 2), wide, text, size, face, 1.15, indent=0)


def pdf(form: Form, type_: Typefaces, face: str = "song") -> bytes:
    """The form as a PDF with text, one page, drawn by fpdf2 in points."""
    form = _in_type(form)
    text = form.title + "".join(c.text for row in form.rows for c in row) + "".join((*form.lines, *form.foot))
    page = printer(type_, face, text)
    page.set_font("body", size=16)
    page.set_xy(40, 40)
    page.cell(515, 26, form.title, align="C")
    y = 80.0
    if form.rows:
        columns, lines = placed(form.rows)
        unit, tall = 515 / columns, min(32, 640 / len(lines))
        for line in lines:
            for at in line:
                if at.cell is not None:
                    wide, high = at.span * unit, tall * at.cell.rows
                    page.rect(40 + at.column * unit, y, wide, high)
                    _put(page, at.cell, (40 + at.column * unit, y, wide, high))
            y += tall
    page.set_font("body", size=11)
    for text in (*form.lines, *form.foot):
        y += 24
        page.set_xy(44, y)
        page.cell(500, 16, text)
    return bytes(page.output())


def _in_type(form: Form) -> Form:
    """Ticks as every typeface has them."""
    marks = str.maketrans("☑☒☐", "√■□")
    return replace(form, rows=[[replace(cell, text=cell.text.translate(marks)) for cell in row] for row in form.rows])


def _put(page: FPDF, cell: Cell, at: tuple[float, float, float, float]) -> None:
    left, top, wide, high = at
    if not cell.text:
        return
    size = 10.5
    page.set_font("body", size=size)
    if cell.role == "heading" and cell.rows > 1:
        step = min(13.0, (high - 4) / len(cell.text))
        page.set_font("body", size=min(size, step))
        for number, letter in enumerate(cell.text):
            page.text(left + wide / 2 - 5, top + (high - step * len(cell.text)) / 2 + step * (number + 0.8), letter)
        return
    while size > 7 and page.get_string_width(cell.text) > wide - 5:
        size -= 0.5
        page.set_font("body", size=size)
    rows: Any = page.multi_cell(wide, size * 1.15, cell.text, dry_run=True, output="LINES", align="C")
    page.set_xy(left, top + (high - len(rows) * size * 1.15) / 2)
    page.multi_cell(wide, size * 1.15, cell.text, align="C" if cell.role == "label" or len(rows) == 1 else "L")


def printer(type_: Typefaces, face: str, text: str) -> FPDF:
    """An empty A4 page in points with one typeface, ``body``, that has all of ``text``."""
    page = FPDF(unit="pt", format="A4")
    page.set_auto_page_break(False)
    page.set_creation_date(_MADE)
    page.add_font("body", "", str(type_.small(type_.for_text(face, text))))
    page.add_page()
    return page


def as_jpeg(page: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    page.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def scan_pdf(pages: list[Image.Image], quality: int = 75, dpi: int = 150) -> bytes:
    """Pictures as the pages of a PDF, as a scanner writes them: no text."""
    page = FPDF(unit="pt")
    page.set_creation_date(_MADE)
    for picture_ in pages:
        size = (picture_.width * 72 / dpi, picture_.height * 72 / dpi)
        page.add_page(format=(min(size), max(size)), orientation="L" if size[0] > size[1] else "P")
        page.image(io.BytesIO(as_jpeg(picture_, quality)), 0, 0, *size)
    return bytes(page.output())
