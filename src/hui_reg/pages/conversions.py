"""Materials brought into the form the notice demands: stages for the sandbox worker.

Several files come in one job, each with a length before it. Only the pages named are used: the rest may be another
person's.
"""

import io
from collections.abc import Sequence

from hui_reg.model import Exhibit, Noun
from hui_reg.pages import views

_INCHES = 150
"""Dots an inch at which a picture becomes a page."""
_LENGTH = 8
_ATTEMPTS = ((1.0, 95), (1.0, 88), (1.0, 80), (0.75, 85), (0.5, 85), (0.35, 80))
"""Share of the size and JPEG quality, tried until a photo fits."""


class Made(Noun):
    """A finished conversion: its number of pages, and whether the bytes are those that came."""

    pages: int
    unchanged: bool = False


class Part(Noun):
    """What is wanted of one file of a bundle: its format and the pages."""

    format: str
    pages: tuple[int, ...]


class Parts(Noun):
    """What is wanted of a bundle, file by file."""

    parts: tuple[Part, ...]


class Photo(Noun):
    """A photo to be converted: its file's format, its page, and the most bytes it may have."""

    format: str
    page: int
    largest: int


def prepare() -> None:
    """Load what the stages here need: before any bytes from outside are seen."""
    import pypdf

    assert pypdf
    views.prepare()


def bundle(files: Sequence[bytes]) -> bytes:
    """Several files as the bytes of one job."""
    return b"".join(len(data).to_bytes(_LENGTH, "big") + data for data in files)


def described(exhibits: Sequence[Exhibit]) -> Parts:
    """The request that goes with a bundle: formats and pages."""
    return Parts(parts=tuple(Part(format=e.format, pages=e.reading.pages) for e in exhibits))


def as_pdf(data: bytes, wanted: Parts) -> tuple[Made, tuple[bytes, ...]]:
    """All named pages as one PDF; a whole PDF stays byte for byte. Raises whatever broken files lead to."""
    from pypdf import PdfReader, PdfWriter

    files = _unbundle(data)
    if len(files) == 1 and wanted.parts[0].format == "pdf":
        count = len(PdfReader(io.BytesIO(files[0])).pages)
        if set(range(1, count + 1)) <= set(wanted.parts[0].pages):
            return Made(pages=count, unchanged=True), (files[0],)
    writer = PdfWriter()
    done: set[tuple[bytes, int]] = set()
    for file, part in zip(files, wanted.parts, strict=True):
        for page in part.pages:
            if (file, page) in done:
                continue
            done.add((file, page))
            if part.format == "pdf":
                writer.append(io.BytesIO(file), pages=[page - 1], import_outline=False)
            else:
                writer.append(io.BytesIO(_picture_page(file, part.format, page)))
    stream = io.BytesIO()
    writer.write(stream)
    return Made(pages=len(writer.pages)), (stream.getvalue(),)


def as_jpeg(data: bytes, wanted: Photo) -> tuple[Made, tuple[bytes, ...]]:
    """A photo as JPEG of at most so many bytes; a plain JPEG that fits stays byte for byte. Never enlarged."""
    from PIL import Image

    if wanted.format == "jpeg" and len(data) <= wanted.largest:
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
            if image.mode == "RGB" and not image.getexif():
                return Made(pages=1, unchanged=True), (data,)
    pixels, _ = views.pixels(data, wanted.format, wanted.page)
    photo = Image.fromarray(pixels[:, :, ::-1].copy())
    for share, quality in _ATTEMPTS:
        size = (round(photo.width * share), round(photo.height * share))
        stream = io.BytesIO()
        smaller = photo if share == 1 else photo.resize(size, Image.Resampling.LANCZOS)
        smaller.save(stream, "JPEG", quality=quality, dpi=(300, 300))
        if stream.tell() <= wanted.largest:
            break
    return Made(pages=1), (stream.getvalue(),)


def is_jpeg(_: Made, blobs: tuple[bytes, ...]) -> bool:
    """Whether that can be what :func:`as_jpeg` answers."""
    return len(blobs) == 1 and blobs[0].startswith(b"\xff\xd8\xff")


def is_pdf(_: Made, blobs: tuple[bytes, ...]) -> bool:
    """Whether that can be what :func:`as_pdf` answers."""
    return len(blobs) == 1 and b"%PDF-" in blobs[0][:1024]


def _unbundle(data: bytes) -> list[bytes]:
    files, position = [], 0
    while position < len(data):
        size = int.from_bytes(data[position : position + _LENGTH], "big")
        position += _LENGTH
        files.append(data[position : position + size])
        position += size
    return files


def _picture_page(data: bytes, format: str, page: int) -> bytes:
    """A picture as a PDF page: A4 at most, in its own proportions."""
    from PIL import Image

    pixels, _ = views.pixels(data, format, page)
    image = Image.fromarray(pixels[:, :, ::-1].copy())
    resolution = max(_INCHES, image.width / 8.27, image.height / 11.69)
    stream = io.BytesIO()
    image.save(stream, "PDF", resolution=resolution, quality=88)
    return stream.getvalue()
