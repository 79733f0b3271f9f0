"""PDF pages by pdfium: the text layer as lines with places, links, and pixels where the text does not suffice."""

import ctypes
import io
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from hui_reg.model import Box, ProblemKind
from hui_reg.notation.characters import ordinary
from hui_reg.pages.formats.pdf_forms import Filled, annotations, filled, prepare_forms, undrawn, with_fields
from hui_reg.pages.formats.pdf_glyphs import INVISIBLE, MOST_CHARACTERS, Glyph, Glyphs
from hui_reg.pages.formats.pdf_places import Placement
from hui_reg.pages.page import Line
from hui_reg.pages.pixels.reduce import Image
from hui_reg.pages.pixels.scans import in_reading_order
from hui_reg.pages.unreadable import Unreadable

MOST_PAGES: Final = 60
LONGEST_SIDE: Final = 1800
"""Pixels of a rendered page's long side: 150 dpi for A4."""
_MOST_OBJECTS = 4000
_WHOLE_PAGE, _SMALLEST_PICTURE = 0.8, 0.002
"""Shares of the page from which a picture covers all of it, and from which it counts."""
_SAMPLED = 400
"""Characters whose angle is asked to see how a page's text stands."""


@dataclass(frozen=True)
class PdfPage:
    """One page as the PDF tells it. ``pictures`` are the places of larger images, ``hidden`` text that is
    not believed: invisible (a scanner's own OCR), or written over other text; ``undrawn`` those of the lines that are
    typed comments or fields and need stand in no picture of the page."""

    number: int
    lines: tuple[Line, ...]
    links: tuple[str, ...]
    pictures: tuple[Box, ...]
    hidden: bool
    aspect: float
    handle: pdfium.PdfPage
    undrawn: tuple[Line, ...] = ()

    @property
    def characters(self) -> int:
        """How many Chinese characters the text layer holds."""
        return sum(1 for line in self.lines for char in line.text if "\u4e00" <= char <= "\u9fff")

    @property
    def picture_share(self) -> float:
        """Which share of the page larger pictures cover."""
        return min(1.0, sum((right - left) * (bottom - top) for left, top, right, bottom in self.pictures))

    def render(self, longest: int = LONGEST_SIDE) -> Image:
        """The page's pixels, its long side at ``longest``."""
        width, height = self.handle.get_size()
        scale = min(longest / max(width, height, 1.0), 20.0)
        bitmap = self.handle.render(scale=scale, prefer_bgrx=False)
        pixels = bitmap.to_numpy()
        if pixels.ndim == 2 or pixels.shape[2] == 1:
            pixels = np.repeat(pixels.reshape(*pixels.shape[:2], 1), 3, axis=2)
        image: Image = np.ascontiguousarray(pixels[:, :, :3])
        bitmap.close()
        return image


def pages(data: bytes, only: int | None = None) -> Iterator[PdfPage]:
    """The pages of a PDF, or the one numbered ``only``, one at a time. Raises :class:`Unreadable`."""
    document = _opened(data)
    try:
        if not len(document):
            raise Unreadable(ProblemKind.DAMAGED, "PDF文件没有任何页面；请重新生成后发送")
        prepare_forms(document)
        for index in range(min(len(document), MOST_PAGES)):
            if only not in (None, index + 1):
                continue
            try:
                page = page_of(document, index)
            except pdfium.PdfiumError:
                continue  # a single broken page must not cost the others
            yield page
            page.handle.close()
    finally:
        document.close()


def page_of(document: pdfium.PdfDocument, index: int) -> PdfPage:
    """One page of an open document, upright, with what is typed on it drawn. Raises ``PdfiumError``."""
    handle = _with_a_size(document, index)
    _turn_upright(handle)
    typed, fields = undrawn(handle, Placement(handle)), filled(handle, Placement(handle))
    if any(True for _ in annotations(handle)):
        raw.FPDFPage_Flatten(handle, raw.FLAT_NORMALDISPLAY)
        handle.close()
        handle = document[index]
        _turn_upright(handle)
    return _page(handle, index + 1, typed, fields)


def _with_a_size(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    """A page; cropped to nothing it is shown whole, as viewers do. Raises ``PdfiumError`` where it has no size."""
    handle = document[index]
    if min(handle.get_size()) <= 0:
        handle.set_cropbox(*handle.get_mediabox())
        handle.close()
        handle = document[index]
    if min(handle.get_size()) <= 0:
        handle.close()
        raise pdfium.PdfiumError("a page without a size")
    return handle


def is_portfolio(data: bytes) -> bool:
    """Whether a PDF only wraps the files attached to it, as its page says; False where that can't be told."""
    try:
        root = PdfReader(io.BytesIO(data)).trailer["/Root"].get_object()
    except MemoryError:
        raise
    except Exception:  # pypdf raises whatever a broken file leads it to; pdfium may still have drawn the page
        return False
    return isinstance(root, DictionaryObject) and "/Collection" in root


def _turn_upright(handle: pdfium.PdfPage) -> None:
    """Show the page so that most of its text stands upright, whatever /Rotate says; vertical writing stays."""
    page = handle.get_textpage()
    try:
        count = page.count_chars()
        every = range(0, min(count, MOST_CHARACTERS), max(1, count // _SAMPLED))
        turns = Counter(-round(math.degrees(raw.FPDFText_GetCharAngle(page, i)) / 90) % 4 for i in every)
    finally:
        page.close()
    if turns:
        most, often = turns.most_common(1)[0]
        if often > 0.6 * turns.total() and handle.get_rotation() != 90 * most:
            handle.set_rotation(90 * most)


def _opened(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise Unreadable(ProblemKind.ENCRYPTED, "PDF文件设有打开密码；请取消密码后重新发送") from error
        raise Unreadable(ProblemKind.DAMAGED, "PDF文件已损坏，无法打开；请重新生成后发送") from error


def page_count(data: bytes) -> int:
    """How many pages a readable PDF has."""
    document = _opened(data)
    try:
        return len(document)
    finally:
        document.close()


def _page(handle: pdfium.PdfPage, number: int, typed: list[Line], fields: list[Filled]) -> PdfPage:
    width, height = handle.get_size()
    place = Placement(handle)
    pictures, hidden = _objects(handle, place)
    lines, values, crossed = _lines(handle, place, fields)
    typed = [*typed, *values]
    return PdfPage(
        number=number,
        lines=tuple(in_reading_order([*lines, *typed])),
        undrawn=tuple(typed),
        links=_links(handle),
        pictures=pictures,
        hidden=hidden or crossed,
        aspect=width / max(height, 1.0),
        handle=handle,
    )


def _objects(handle: pdfium.PdfPage, place: Placement) -> tuple[tuple[Box, ...], bool]:
    """The places of the larger pictures, and whether most of the text is invisible or lies below a picture."""
    pictures: list[Box] = []
    shown = unseen = 0
    kinds = [raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_FORM]
    for count, item in enumerate(handle.get_objects(filter=kinds, max_depth=3)):
        if count > _MOST_OBJECTS:
            break
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            if raw.FPDFTextObj_GetTextRenderMode(item) in INVISIBLE:
                unseen += 1
            else:
                shown += 1
        elif item.type == raw.FPDF_PAGEOBJ_IMAGE:
            try:
                box = place.box(*item.get_bounds())
            except pdfium.PdfiumError:
                continue
            share = (box[2] - box[0]) * (box[3] - box[1])
            if share > _WHOLE_PAGE:
                shown, unseen = 0, unseen + shown  # drawn over all the text before it
            if share > _SMALLEST_PICTURE:
                pictures.append(box)
    return tuple(pictures), unseen > shown


def _links(handle: pdfium.PdfPage) -> tuple[str, ...]:
    """The web addresses behind the page's link annotations."""
    position, link = ctypes.c_int(0), raw.FPDF_LINK()
    found: list[str] = []
    while len(found) < 100 and raw.FPDFLink_Enumerate(handle, position, link):
        action = raw.FPDFLink_GetAction(link)
        if not action or raw.FPDFAction_GetType(action) != raw.PDFACTION_URI:
            continue
        document = handle.pdf
        length = raw.FPDFAction_GetURIPath(document, action, None, 0)
        buffer = ctypes.create_string_buffer(min(length, 4096))
        raw.FPDFAction_GetURIPath(document, action, buffer, len(buffer))
        found.append(buffer.raw.split(b"\x00")[0].decode("utf-8", "replace"))
    return tuple(dict.fromkeys(found))


@dataclass
class _Run:
    text: str
    left: float
    top: float
    right: float
    bottom: float
    pale: bool


def _lines(handle: pdfium.PdfPage, place: Placement, fields: Sequence[Filled]) -> tuple[list[Line], list[Line], bool]:
    """Runs of characters that stand side by side, what fields hold, and whether some characters stand on each other.

    A wide gap, a new row or paler ink begins another run.
    """
    aspect = handle.get_width() / max(handle.get_height(), 1.0)
    page = handle.get_textpage()
    try:
        glyphs = Glyphs.of(page, place, aspect)
    finally:
        page.close()
    free, values = with_fields(glyphs.found, fields)
    lines = [
        Line(text, 1.0, (run.left, run.top, run.right, run.bottom))
        for run in _runs(free, aspect)
        if run.right > run.left and run.bottom > run.top and (text := ordinary(run.text).strip())
    ]  # what lies outside the page as shown has no width left
    return lines, values, glyphs.crossed


def _runs(glyphs: Sequence[Glyph], aspect: float) -> list[_Run]:
    runs: list[_Run] = []
    current: _Run | None = None
    for glyph in glyphs:
        if glyph.char == "\n":
            current = None
        elif glyph.char == " ":
            if current is not None:
                current.text += " "
        elif current is not None and current.pale == glyph.pale and _continues(current, glyph.box, aspect):
            current.text += glyph.char
            current.right, current.top = max(current.right, glyph.box[2]), min(current.top, glyph.box[1])
            current.bottom = max(current.bottom, glyph.box[3])
        else:
            current = _Run(glyph.char, *glyph.box, glyph.pale)
            runs.append(current)
    return runs


def _continues(run: _Run, box: Box, aspect: float) -> bool:
    left, top, _, bottom = box
    em = max(bottom - top, 1e-4) / max(aspect, 0.01)
    overlap = min(run.bottom, bottom) - max(run.top, top)
    same_row = overlap > 0.5 * min(run.bottom - run.top, bottom - top)
    return same_row and -0.5 * em < left - run.right < 1.2 * em
