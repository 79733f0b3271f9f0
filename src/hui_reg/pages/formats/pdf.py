"""PDF pages by pdfium: the text layer as lines with places, links, and pixels where the text does not suffice."""

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from hui_reg.model import Box, ProblemKind
from hui_reg.pages.page import Line
from hui_reg.pages.pixels.reduce import Image
from hui_reg.pages.pixels.scans import in_reading_order
from hui_reg.pages.unreadable import Unreadable

MOST_PAGES: Final = 60
LONGEST_SIDE: Final = 1800
"""Pixels of a rendered page's long side: 150 dpi for A4."""
_MOST_CHARACTERS = 20_000
_INVISIBLE = 3
_RADICALS = (("\u2e80", "\u2fdf"), ("\uf900", "\ufaff"))


@dataclass(frozen=True)
class PdfPage:
    """One page as the PDF tells it. ``pictures`` are the places of larger images, ``hidden`` invisible text
    (a scanner's own OCR, which is not believed)."""

    number: int
    lines: tuple[Line, ...]
    links: tuple[str, ...]
    pictures: tuple[Box, ...]
    hidden: bool
    aspect: float
    handle: pdfium.PdfPage

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


def pages(data: bytes) -> Iterator[PdfPage]:
    """The pages of a PDF, one at a time. Raises :class:`Unreadable`."""
    document = _opened(data)
    try:
        if not len(document):
            raise Unreadable(ProblemKind.DAMAGED, "PDF文件没有任何页面；请重新生成后发送")
        for index in range(min(len(document), MOST_PAGES)):
            try:
                handle = document[index]
                typed = _undrawn(handle, _Placement(handle))
                if any(True for _ in _annotations(handle)):
                    raw.FPDFPage_Flatten(handle, raw.FLAT_NORMALDISPLAY)
                    handle.close()
                    handle = document[index]
                page = _page(handle, index + 1, typed)
            except pdfium.PdfiumError:
                continue  # a single broken page must not cost the others
            yield page
            handle.close()
    finally:
        document.close()


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


def _page(handle: pdfium.PdfPage, number: int, typed: list[Line]) -> PdfPage:
    width, height = handle.get_size()
    place = _Placement(handle)
    pictures, hidden = _objects(handle, place)
    return PdfPage(
        number=number,
        lines=tuple(in_reading_order([*_lines(handle, place), *typed])),
        links=_links(handle),
        pictures=pictures,
        hidden=hidden,
        aspect=width / max(height, 1.0),
        handle=handle,
    )


class _Placement:
    """From the page's own coordinates to fractions of the page as shown (its /Rotate and crop box applied)."""

    def __init__(self, handle: pdfium.PdfPage) -> None:
        self._matrix = [self._shown(handle, x, y) for x, y in ((0, 0), (1000, 0), (0, 1000))]

    @staticmethod
    def _shown(handle: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        size = 1_000_000
        raw.FPDF_PageToDevice(handle, 0, 0, size, size, 0, x, y, across, down)
        return across.value / size, down.value / size

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A box as fractions, clipped to the page."""
        (x0, y0), (xx, yx), (xy, yy) = self._matrix
        xs, ys = [], []
        for x, y in ((left, bottom), (right, top)):
            xs.append(x0 + (xx - x0) * x / 1000 + (xy - x0) * y / 1000)
            ys.append(y0 + (yx - y0) * x / 1000 + (yy - y0) * y / 1000)
        low_x, high_x, low_y, high_y = min(xs), max(xs), min(ys), max(ys)
        return (max(0.0, low_x), max(0.0, low_y), min(1.0, high_x), min(1.0, high_y))


def _objects(handle: pdfium.PdfPage, place: _Placement) -> tuple[tuple[Box, ...], bool]:
    """The places of the larger pictures, and whether most of the text is invisible."""
    pictures, shown, unseen = [], 0, 0
    kinds = [raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_FORM]
    for count, item in enumerate(handle.get_objects(filter=kinds, max_depth=3)):
        if count > 4000:
            break
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            if raw.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE:
                unseen += 1
            else:
                shown += 1
        elif item.type == raw.FPDF_PAGEOBJ_IMAGE:
            try:
                box = place.box(*item.get_bounds())
            except pdfium.PdfiumError:
                continue
            if (box[2] - box[0]) * (box[3] - box[1]) > 0.002:
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


_TYPED = frozenset((raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP))


def _annotations(handle: pdfium.PdfPage) -> Iterator[Any]:
    """Fields, typed comments and stamps that lie over the page: people fill forms that way."""
    for index in range(min(raw.FPDFPage_GetAnnotCount(handle), 500)):
        annotation = raw.FPDFPage_GetAnnot(handle, index)
        if not annotation:
            continue
        if raw.FPDFAnnot_GetSubtype(annotation) in _TYPED:
            yield annotation
        raw.FPDFPage_CloseAnnot(annotation)


def _undrawn(handle: pdfium.PdfPage, place: "_Placement") -> list[Line]:
    """Typed comments that bring no picture of themselves, so that nobody but we has to draw them."""
    lines = []
    for annotation in _annotations(handle):
        length = raw.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
        rect = raw.FS_RECTF()
        if raw.FPDFAnnot_HasKey(annotation, b"AP") or not raw.FPDFAnnot_GetRect(annotation, rect) or length > 4096:
            continue
        buffer = ctypes.create_string_buffer(max(length, 2))
        raw.FPDFAnnot_GetStringValue(
            annotation, b"Contents", ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length
        )
        text = buffer.raw[: max(length - 2, 0)].decode("utf-16-le", "replace").strip()
        if text:
            lines.append(Line(plain(text), 1.0, place.box(rect.left, rect.bottom, rect.right, rect.top)))
    return lines


@dataclass
class _Run:
    text: str
    left: float
    top: float
    right: float
    bottom: float


def _lines(handle: pdfium.PdfPage, place: _Placement) -> list[Line]:
    """Runs of characters that stand side by side; a wide gap or a new row begins another run."""
    page = handle.get_textpage()
    try:
        runs = _runs(page, place, handle.get_width() / max(handle.get_height(), 1.0))
    finally:
        page.close()
    return [Line(text, 1.0, (r.left, r.top, r.right, r.bottom)) for r in runs if (text := plain(r.text).strip())]


def _runs(page: pdfium.PdfTextPage, place: _Placement, aspect: float) -> list[_Run]:
    runs: list[_Run] = []
    current: _Run | None = None
    for index in range(min(page.count_chars(), _MOST_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(page, index)
        if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000:
            continue
        char = chr(code)
        if char in "\r\n":
            current = None
            continue
        rect = raw.FS_RECTF()
        if char.isspace() or not raw.FPDFText_GetLooseCharBox(page, index, rect):
            if current is not None:
                current.text += " "
            continue
        left, top, right, bottom = place.box(rect.left, rect.bottom, rect.right, rect.top)
        tall = max(bottom - top, 1e-4)
        if current is not None and _continues(current, left, top, bottom, tall / max(aspect, 0.01)):
            current.text += char
            current.right, current.top = max(current.right, right), min(current.top, top)
            current.bottom = max(current.bottom, bottom)
        else:
            current = _Run(char, left, top, right, bottom)
            runs.append(current)
    return runs


def _continues(run: _Run, left: float, top: float, bottom: float, em: float) -> bool:
    overlap = min(run.bottom, bottom) - max(run.top, top)
    same_row = overlap > 0.5 * min(run.bottom - run.top, bottom - top)
    return same_row and -0.5 * em < left - run.right < 1.2 * em


def plain(text: str) -> str:
    """Kangxi radicals and compatibility ideographs, which some producers write, as the ordinary characters."""
    return "".join(
        unicodedata.normalize("NFKC", char) if any(low <= char <= high for low, high in _RADICALS) else char
        for char in text
    )
