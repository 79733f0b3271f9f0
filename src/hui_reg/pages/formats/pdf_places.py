"""Places on a page of a PDF, as fractions of the page as it is shown."""

import ctypes

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from hui_reg.model import Box


class Placement:
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
