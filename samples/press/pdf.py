"""PDF files: pictures on pages as scanners make them, and pages of text as programs print them.

The same input gives the same bytes: no clock and no chance enters the files.
"""

import hashlib
import io
import tempfile
from pathlib import Path

from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from samples.press import fonts, wear

rl_config.useA85 = 0  # plain binary streams, as everybody else writes them
Image_or_Jpeg = Image.Image | bytes
MILLIMETRE = 72 / 25.4


def of_pictures(
    *pictures: Image_or_Jpeg, quality: int = 68, dpi: float = 150, password: str | None = None, title: str = ""
) -> bytes:
    """A PDF with one picture a page, the page as large as the picture, as scanners and phone apps write it."""
    buffer = io.BytesIO()
    lock = StandardEncryption(password, strength=128) if password else None
    canvas = Canvas(buffer, invariant=1, pageCompression=1, encrypt=lock)
    canvas.setCreator("Scan")
    canvas.setTitle(title or "scan")
    for picture in pictures:
        data = picture if isinstance(picture, bytes) else wear.jpeg(picture, quality)
        opened = Image.open(io.BytesIO(data))
        width, height = opened.width * 72 / dpi, opened.height * 72 / dpi
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(io.BytesIO(data)), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def joined(*parts: bytes) -> bytes:
    """Several PDFs bound into one, as offices do with a PDF editor."""
    writer = PdfWriter()
    for part in parts:
        for page in PdfReader(io.BytesIO(part)).pages:
            writer.add_page(page)
    writer.metadata = None
    writer.generate_file_identifiers = lambda: None  # type: ignore[method-assign]
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


class Sheet:
    """One A4 page of text with embedded fonts. Lengths in millimetres from the upper left corner.

    ``characters`` is everything that will be written: the embedded fonts hold only these.
    """

    def __init__(self, characters: str, title: str) -> None:
        self._buffer = io.BytesIO()
        self._canvas = Canvas(self._buffer, pagesize=A4, invariant=1, pageCompression=1)
        self._canvas.setTitle(title)
        # reportlab keeps the first font it met under a (PostScript) name: each set of characters needs its own.
        wanted = "".join(sorted(set(characters)))
        self._suffix = hashlib.sha256(wanted.encode()).hexdigest()[:12]
        with tempfile.TemporaryDirectory() as folder:
            for name, face in (("hei", fonts.HEI), ("song", fonts.SONG)):
                target = Path(folder) / f"{name}.ttf"
                fonts.true_type(face, wanted, target, self._suffix)
                pdfmetrics.registerFont(TTFont(name + self._suffix, target))

    def write(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 10.5,
        face: str = "song",
        colour: str = "#000000",
        anchor: str = "l",
    ) -> float:
        """Write a line with its baseline at ``y``; returns its width in millimetres."""
        font = face + self._suffix
        self._canvas.setFont(font, size)
        self._canvas.setFillColor(colour)
        draw = {"l": self._canvas.drawString, "m": self._canvas.drawCentredString, "r": self._canvas.drawRightString}
        draw[anchor](x * MILLIMETRE, self._up(y), text)
        return float(pdfmetrics.stringWidth(text, font, size)) / MILLIMETRE

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5, colour: str = "#000000") -> None:
        """A straight line."""
        self._canvas.setLineWidth(width)
        self._canvas.setStrokeColor(colour)
        self._canvas.line(x0 * MILLIMETRE, self._up(y0), x1 * MILLIMETRE, self._up(y1))

    def box(self, x: float, y: float, width: float, height: float, fill: str | None = None) -> None:
        """A rectangle by its upper left corner; filled without a border, or bordered without filling."""
        self._canvas.setStrokeColor("#000000")
        self._canvas.setLineWidth(0.5)
        if fill:
            self._canvas.setFillColor(fill)
        self._canvas.rect(
            x * MILLIMETRE,
            self._up(y + height),
            width * MILLIMETRE,
            height * MILLIMETRE,
            stroke=0 if fill else 1,
            fill=1 if fill else 0,
        )

    def picture(self, x: float, y: float, width: float, height: float, image: Image.Image, quality: int = 80) -> None:
        """A picture by its upper left corner."""
        reader = ImageReader(io.BytesIO(wear.jpeg(image, quality) if image.mode == "RGB" else wear.png(image)))
        self._canvas.drawImage(reader, x * MILLIMETRE, self._up(y + height), width * MILLIMETRE, height * MILLIMETRE)

    def link(self, x: float, y: float, width: float, height: float, target: str) -> None:
        """A link annotation by its upper left corner."""
        left, top = x * MILLIMETRE, self._up(y)
        self._canvas.linkURL(target, (left, top - height * MILLIMETRE, left + width * MILLIMETRE, top), relative=0)

    def turn(self) -> None:
        """Go on to a new page."""
        self._canvas.showPage()

    def save(self) -> bytes:
        """End the page and return the file."""
        self._canvas.showPage()
        self._canvas.save()
        return self._buffer.getvalue()

    def _up(self, y: float) -> float:
        return float(A4[1]) - y * MILLIMETRE


def picture_of(document: bytes, page: int = 0, dpi: int = 150) -> Image.Image:
    """A page of a PDF as it comes out of a printer."""
    import pypdfium2

    opened = pypdfium2.PdfDocument(document)
    try:
        return opened[page].render(scale=dpi / 72).to_pil().convert("RGB")
    finally:
        opened.close()


def cut(data: bytes, share: float = 0.4) -> bytes:
    """A file whose upload broke off."""
    return data[: int(len(data) * share)]
