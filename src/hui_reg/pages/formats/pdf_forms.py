"""What people type over a PDF: fields of forms, typed comments and stamps, drawn or not."""

import ctypes
from collections.abc import Iterator
from typing import Any, Final

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from hui_reg.model import ProblemKind
from hui_reg.notation.characters import ordinary
from hui_reg.pages.formats.pdf_places import Placement
from hui_reg.pages.page import Line
from hui_reg.pages.unreadable import Unreadable

_DYNAMIC: Final = "这是动态表单（XFA），别的程序读不出内容；请用 Adobe Acrobat 打开后“打印”为PDF，再重新发送"
_TYPED: Final = frozenset((raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP))
_UNSEEN: Final = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW


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
