"""What people type over a PDF: fields of forms, typed comments and stamps, drawn or not."""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from hui_reg.model import Box, ProblemKind
from hui_reg.notation.characters import ordinary
from hui_reg.pages.formats.pdf_glyphs import Glyph
from hui_reg.pages.formats.pdf_places import Placement
from hui_reg.pages.page import Line
from hui_reg.pages.unreadable import Unreadable

_DYNAMIC: Final = "这是动态表单（XFA），别的程序读不出内容；请用 Adobe Acrobat 打开后“打印”为PDF，再重新发送"
_TYPED: Final = frozenset((raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP))
_UNSEEN: Final = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW


_WRITTEN: Final = frozenset((raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX))
_MOST_BYTES: Final = 4096
_TALLEST: Final = 0.018
"""Share of a page's height that a line of a field takes at most, however tall the field is."""


@dataclass(frozen=True)
class Filled:
    """What a form's field holds, and its place."""

    text: str
    box: Box

    def lines(self) -> list[Line]:
        """A line for each of the text's; a single one in the middle of its field, several from its top."""
        left, top, right, bottom = self.box
        texts = [ordinary(text).strip() for text in self.text.splitlines()]
        high = min((bottom - top) / max(len(texts), 1), _TALLEST)
        first = (top + bottom - high) / 2 if len(texts) == 1 else top
        return [
            Line(text, 1.0, (left, first + row * high, right, first + (row + 1) * high))
            for row, text in enumerate(texts)
            if text
        ]


def filled(handle: pdfium.PdfPage, place: Placement) -> list[Filled]:
    """The fields of a page that hold text, whatever is drawn in them."""
    form = handle.formenv
    if form is None:
        return []
    found = []
    for annotation in annotations(handle):
        rect = raw.FS_RECTF()
        if raw.FPDFAnnot_GetSubtype(annotation) != raw.FPDF_ANNOT_WIDGET or not raw.FPDFAnnot_GetRect(annotation, rect):
            continue
        if raw.FPDFAnnot_GetFormFieldType(form, annotation) not in _WRITTEN:
            continue
        if raw.FPDFAnnot_GetFormFieldFlags(form, annotation) & raw.FPDF_FORMFLAG_TEXT_PASSWORD:
            continue
        length = raw.FPDFAnnot_GetFormFieldValue(form, annotation, None, 0)
        buffer = ctypes.create_string_buffer(max(length, 2))
        if length > _MOST_BYTES:
            continue
        raw.FPDFAnnot_GetFormFieldValue(form, annotation, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length)
        text = buffer.raw[: max(length - 2, 0)].decode("utf-16-le", "replace").strip()
        if text:
            found.append(Filled(text, place.box(rect.left, rect.bottom, rect.right, rect.top)))
    return found


def with_fields(glyphs: Sequence[Glyph], fields: Sequence[Filled]) -> tuple[list[Glyph], list[Line]]:
    """The characters of a page that no field accounts for, and the lines of the fields.

    Where nobody brought a font for it, less is drawn of a field than it holds: what it holds is what was typed. Where
    something else is drawn, that is what people see, and it stays.
    """
    kept, lines = list(glyphs), []
    for field in fields:
        inside = [glyph for glyph in kept if any(glyph.box) and _holds(field.box, glyph.box)]
        rest = iter("".join(ordinary(field.text).split()))
        if all(char in rest for glyph in inside for char in ordinary(glyph.char)):
            drawn = {id(glyph) for glyph in inside}
            kept = [glyph for glyph in kept if id(glyph) not in drawn]
            lines += field.lines()
    return kept, lines


def _holds(field: Box, glyph: Box) -> bool:
    x, y = (glyph[0] + glyph[2]) / 2, (glyph[1] + glyph[3]) / 2
    return field[0] <= x <= field[2] and field[1] <= y <= field[3]


def annotations(handle: pdfium.PdfPage) -> Iterator[Any]:
    """Fields, typed comments and stamps that lie over the page: people fill forms that way."""
    for index in range(min(raw.FPDFPage_GetAnnotCount(handle), 500)):
        annotation = raw.FPDFPage_GetAnnot(handle, index)
        if not annotation:
            continue
        if raw.FPDFAnnot_GetSubtype(annotation) in _TYPED and not raw.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
            yield annotation
        raw.FPDFPage_CloseAnnot(annotation)


def undrawn(handle: pdfium.PdfPage, place: Placement) -> list[Line]:
    """Typed comments that bring no picture of themselves, so that nobody but we has to draw them."""
    lines = []
    for annotation in annotations(handle):
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
            lines.append(Line(ordinary(text), 1.0, place.box(rect.left, rect.bottom, rect.right, rect.top)))
    return lines


def prepare_forms(document: pdfium.PdfDocument) -> None:
    """Have fields drawn that bring no picture of themselves. Raises :class:`Unreadable` for a form made by scripts."""
    kind = document.get_formtype()
    if kind == raw.FORMTYPE_ACRO_FORM:
        document.init_forms()
    elif kind in (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND) and not any(
        True for _ in annotations(document[0])
    ):
        raise Unreadable(ProblemKind.UNSUPPORTED, _DYNAMIC)
