"""The objects of an OFD page as objects of a PDF page: text, pictures, paths, composites, and the seals of signatures.

Places are in millimetres from the top left; a matrix (a, b, c, d, e, f) maps x to ax + cy + e and y to bx + dy + f.
"""

import ctypes
import io
import math
import unicodedata
from functools import cache
from typing import Final

import cv2
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image as Pillow
from PIL import ImageFont

from hui_reg.pages.formats.ofd_fonts import Fonts, letters, our_face
from hui_reg.pages.formats.ofd_notation import clips_of, number, rgb, strokes
from hui_reg.pages.formats.ofd_package import (
    Box,
    Element,
    Missing,
    Package,
    Sheet,
    box_of,
    child,
    named,
    numbers,
    too_large,
)
from hui_reg.pages.pixels import pictures
from hui_reg.pages.unreadable import Unreadable

Matrix = tuple[float, float, float, float, float, float]
Colour = tuple[int, int, int, int]
Substitute = tuple[float, float, str]
"""Where on the page, in its fractions, a box stands for which character."""

GAP: Final = "□"
_SAME: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_POINTS: Final = 72 / 25.4
_BLACK: Final[Colour] = (0, 0, 0, 255)
_MOST_OBJECTS, _DEEPEST = 20_000, 12
_OUTSIDE: Final = 1.0
"""Ems by which a glyph may stand outside its object's box, which cuts off what lies beyond."""
_SEAL_PICTURES: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8")
_FINE: Final = (cv2.IMWRITE_JPEG_QUALITY, 95)
_TRANSPARENT: Final = ("PNG", "GIF", "WEBP", "TIFF")


def times(outer: Matrix, inner: Matrix) -> Matrix:
    """First the inner, then the outer."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (p * a + r * b, q * a + s * b, p * c + r * d, q * c + s * d, p * e + r * f + t, q * e + s * f + u)


class Drawing:
    """A page being drawn on a new page of a document. ``lost`` counts the pictures that can't be opened."""

    def __init__(self, document: pdfium.PdfDocument, sheet: Sheet, package: Package, fonts: Fonts) -> None:
        self._document, self._sheet, self._package, self._fonts = document, sheet, package, fonts
        self._carried = fonts.of(sheet)
        left, top, width, height = sheet.box
        self._width, self._height = width * _POINTS, height * _POINTS
        self._page = document.new_page(self._width, self._height)
        self._onto: Matrix = (_POINTS, 0.0, 0.0, -_POINTS, -left * _POINTS, (top + height) * _POINTS)
        self._count = 0
        self._decoded: dict[str, pictures.Picture] = {}
        self.lost = 0
        self.substitutes: list[Substitute] = []

    def draw(self) -> None:
        """Everything on it. Raises :class:`Unreadable` when there is no end to it."""
        for layer in self._sheet.layers:
            self._all(layer.element, times(self._onto, (1, 0, 0, 1, *layer.at)), layer.element.get("DrawParam"), 0)
        for seal in self._sheet.seals:
            starts = [at for mark in _SEAL_PICTURES if (at := seal.value.find(mark)) >= 0]
            known = self.lost
            if starts:  # a seal that is itself an OFD is not drawn: the page it stands on is read without it
                self._picture(seal.value[min(starts) :], self._onto, seal.box, _SAME)
            self.lost = known
        self._page.gen_content()
        self._page.close()

    def _all(self, holder: Element, onto: Matrix, param: str | None, depth: int) -> None:
        for item in holder:
            name = named(item)
            if not name or item.get("Visible") == "false" or item.get("Alpha") == "0":
                continue
            self._count += 1
            if self._count > _MOST_OBJECTS or depth > _DEEPEST:
                raise too_large()
            box = box_of(item.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
            own = _ctm(item)
            inside = times(times(onto, (1, 0, 0, 1, box[0], box[1])), own or _SAME)
            look = _Look(self._sheet.resources.params, item, param)
            if name == "TextObject":
                self._text(item, inside, _free(box, own), look)
            elif name == "PathObject":
                self._path(item, inside, look)
            elif name == "ImageObject":
                self._image(item, onto, box, own)
            elif name in ("PageBlock", "Layer"):
                self._all(item, onto, item.get("DrawParam") or param, depth + 1)
            elif name == "CompositeObject":
                unit = child(self._sheet.resources.units.get(item.get("ResourceID", "")), "Content")
                if unit is not None:
                    self._all(unit, inside, item.get("DrawParam") or param, depth + 1)

    def _text(self, item: Element, inside: Matrix, clip: Box | None, look: "_Look") -> None:
        size = next(iter(numbers(item.get("Size"))), 0.0)
        colour = look.colour(item, "FillColor") if item.get("Fill") != "false" else look.colour(item, "StrokeColor")
        if size <= 0 or colour[3] == 0:
            return
        wide = next(iter(numbers(item.get("HScale"))), 1.0) or 1.0
        turn = next(iter(numbers(item.get("CharDirection"))), 0.0)
        font, cuts = self._carried.get(item.get("Font", "")), clips_of(item) if clip is not None else []
        margin = _OUTSIDE * size
        if clip is not None:
            cuts.append((-margin, -margin, clip[2] + 2 * margin, clip[3] + 2 * margin))
        for letter in letters(item, size * wide):
            self._count += 1
            if self._count > _MOST_OBJECTS:
                raise too_large()
            if not all(_is_within(cut, letter.x + size * wide / 2, letter.y) for cut in cuts):
                continue
            onto = times(inside, times((wide, 0, 0, -1, letter.x, letter.y), _turned(turn)))
            glyph = font.text(self._document, letter, size) if font is not None else None
            if glyph is not None:
                self._insert(glyph, onto, colour)
            else:
                self._glyph(letter.char, onto, size, colour)

    def _glyph(self, char: str, onto: Matrix, size: float, colour: Colour) -> None:
        if char.isspace() or unicodedata.category(char)[0] == "C":
            return
        shown = char if ord(char) <= 0xFFFF and _has(char) else GAP
        if shown == GAP:
            x, y = onto[0] * size / 2 + onto[2] * size / 3 + onto[4], onto[1] * size / 2 + onto[3] * size / 3 + onto[5]
            self.substitutes.append((x / self._width, 1 - y / self._height, char))
        made = raw.FPDFPageObj_CreateTextObj(self._document.raw, self._fonts.ours, size)
        units = (f"{shown}\0").encode("utf-16-le")
        raw.FPDFText_SetText(made, (ctypes.c_ushort * (len(units) // 2)).from_buffer_copy(units))
        self._insert(made, onto, colour)

    def _insert(self, made: "raw.FPDF_PAGEOBJECT", onto: Matrix, colour: Colour) -> None:
        raw.FPDFPageObj_SetFillColor(made, *colour)
        raw.FPDFPageObj_TransformF(made, raw.FS_MATRIX(*onto))
        raw.FPDFPage_InsertObject(self._page.raw, made)

    def _image(self, item: Element, onto: Matrix, box: Box, own: Matrix | None) -> None:
        part = self._sheet.resources.pictures.get(item.get("ResourceID", ""))
        try:
            self._picture(self._package.read(part), onto, box, own, part or "")
        except Missing:
            self.lost += 1

    def _picture(self, blob: bytes, onto: Matrix, box: Box, own: Matrix | None, part: str = "") -> None:
        """A picture in its box, or where its matrix puts it. What is transparent lets through what lies below."""
        try:
            sent = self._decoded[part] if part in self._decoded else pictures.decode(blob)[0]
        except Unreadable as error:
            self.lost += error.kind.name != "EMPTY"
            return
        if part:
            self._decoded[part] = sent
        made = pdfium.PdfImage.new(self._document)
        made.load_jpeg(io.BytesIO(cv2.imencode(".jpg", sent.image, _FINE)[1].tobytes()), inline=True)
        unit = (box[2], 0.0, 0.0, box[3], 0.0, 0.0) if own is None or own == _SAME else own
        upright = times(times(onto, (1, 0, 0, 1, box[0], box[1])), times(unit, (1, 0, 0, -1, 0, 1)))
        raw.FPDFPageObj_TransformF(made.raw, raw.FS_MATRIX(*upright))
        if _is_transparent(blob):
            raw.FPDFPageObj_SetBlendMode(made.raw, b"Multiply")
        self._page.insert_obj(made)

    def _path(self, item: Element, inside: Matrix, look: "_Look") -> None:
        data = child(item, "AbbreviatedData")
        filled, stroked = item.get("Fill") == "true", item.get("Stroke") != "false"
        made = None
        for verb, points in strokes("" if data is None else data.text or ""):
            mapped = [_mapped(inside, x, y) for x, y in points]
            if verb == "M" and made is None:
                made = raw.FPDFPageObj_CreateNewPath(*mapped[0])
            elif made is None:
                continue
            elif verb == "C":
                raw.FPDFPath_Close(made)
            elif verb == "M":
                raw.FPDFPath_MoveTo(made, *mapped[0])
            elif verb == "B":
                raw.FPDFPath_BezierTo(made, *mapped[0], *mapped[1], *mapped[2])
            else:
                raw.FPDFPath_LineTo(made, *mapped[-1])
        if made is None:
            return
        raw.FPDFPageObj_SetFillColor(made, *look.colour(item, "FillColor"))
        raw.FPDFPageObj_SetStrokeColor(made, *look.colour(item, "StrokeColor"))
        scale = math.sqrt(abs(inside[0] * inside[3] - inside[1] * inside[2]))
        raw.FPDFPageObj_SetStrokeWidth(made, look.width(item) * scale)
        raw.FPDFPath_SetDrawMode(made, raw.FPDF_FILLMODE_WINDING if filled else raw.FPDF_FILLMODE_NONE, stroked)
        raw.FPDFPage_InsertObject(self._page.raw, made)


class _Look:
    """Colours and widths of an object: its own, or those of the parameters it, or its layer, refers to."""

    def __init__(self, params: dict[str, Element], item: Element, inherited: str | None) -> None:
        self._params: list[Element] = []
        named_next = item.get("DrawParam") or inherited
        while named_next in params and len(self._params) < _DEEPEST:
            self._params.append(params[named_next])
            named_next = params[named_next].get("Relative")

    def colour(self, item: Element, which: str) -> Colour:
        for holder in (item, *self._params):
            found = child(holder, which)
            if found is not None:
                alpha = round(min(number(found.get("Alpha"), 255.0), number(item.get("Alpha"), 255.0)))
                return (*rgb(found.get("Value")), max(0, min(255, alpha)))
        return (*_BLACK[:3], max(0, min(255, round(number(item.get("Alpha"), 255.0)))))

    def width(self, item: Element) -> float:
        widths = (numbers(holder.get("LineWidth")) for holder in (item, *self._params))
        return next((found[0] for found in widths if found), 0.353)


def _ctm(item: Element) -> Matrix | None:
    six = numbers(item.get("CTM"))
    return (six[0], six[1], six[2], six[3], six[4], six[5]) if len(six) == 6 else None


def _free(box: Box, own: Matrix | None) -> Box | None:
    """The box that cuts off, where no matrix lies between it and the glyphs."""
    return box if own in (None, _SAME) and box[2] > 0 else None


def _is_within(cut: Box, x: float, y: float) -> bool:
    return cut[0] <= x <= cut[0] + cut[2] and cut[1] <= y <= cut[1] + cut[3]


def _turned(degrees: float) -> Matrix:
    """Each glyph turned clockwise about its origin."""
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    return (cosine, -sine, sine, cosine, 0.0, 0.0)


def _mapped(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


@cache
def _sample() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(io.BytesIO(our_face()), 16)


@cache
def _has(char: str) -> bool:
    """Whether the typeface draws the character, and not its mark for none."""
    return bytes(_sample().getmask(char)) != bytes(_sample().getmask("\uffff"))


def _is_transparent(blob: bytes) -> bool:
    try:
        with Pillow.open(io.BytesIO(blob), formats=_TRANSPARENT) as opened:
            return "A" in opened.getbands() or "transparency" in opened.info
    except (MemoryError, Unreadable):
        raise
    except Exception:  # a format that knows no transparency, or a header that another decoder understood
        return False
