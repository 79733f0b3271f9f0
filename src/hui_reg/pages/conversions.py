"""Materials brought into the form the notice demands, and nothing of anybody else's: stages for the sandbox worker.

Several files come in one job, each with a length before it. Only the pages named are used, and of a shared page only
the region: the rest may be another person's. Every page is made anew (``excerpts``), or drawn where that fails;
pictures lose their metadata and whatever hangs behind them. A signed file that is one person's pages goes whole.
"""

import io
from collections.abc import Mapping, Sequence

from hui_reg.model import Box, Exhibit, Noun
from hui_reg.pages import crops, excerpts, framing, guard, likeness, office_copies, photographs, signatures, views
from hui_reg.vocabulary import Fact

_INCHES = 150
"""Dots an inch at which a picture becomes a page."""
_LENGTH = 8
_SIDE = 2400
_ATTEMPTS = ((1.0, 95), (1.0, 88), (1.0, 80), (0.75, 85), (0.5, 85), (0.35, 80))
"""Share of the size and JPEG quality, tried until a photo fits."""


class Made(Noun):
    """A finished conversion: its number of pages, how many had to be drawn, and whether it went as it
    came because a signature on it would not survive another form; ``unsigned``: a signature was lost, because the
    file holds more than this person's pages."""

    pages: int
    drawn: int = 0
    signed: bool = False
    unsigned: bool = False


class Part(Noun):
    """What is wanted of one file of a bundle: its format, the pages, and the region of a page shared with others.

    ``others`` are the regions of other documents on that page; ``scanned`` as in
    :class:`~hui_reg.pages.views.Look`.
    """

    format: str
    pages: tuple[int, ...]
    region: Box | None = None
    others: tuple[Box, ...] = ()
    scanned: bool | None = None


class Parts(Noun):
    """What is wanted of a bundle, file by file, and the ID number of whom it is for: no other may be in it."""

    parts: tuple[Part, ...]
    number: str = ""


class Form(Noun):
    """An Office form, and the ID number of whom it is of."""

    number: str = ""


class Photo(Noun):
    """A photo to be converted: its file's format, its page, and the most bytes it may have."""

    format: str
    page: int
    largest: int


def prepare() -> None:
    """Load what the stages here need: before any bytes from outside are seen."""
    import pypdf
    from fontTools import agl, cffLib, subset, ttLib
    from PIL import ImageCms

    from hui_reg.pages.formats.anew import workbooks

    assert workbooks and ImageCms and pypdf and agl and cffLib and subset and ttLib
    views.prepare()


def bundle(files: Sequence[bytes]) -> bytes:
    """Several files as the bytes of one job."""
    return b"".join(len(data).to_bytes(_LENGTH, "big") + data for data in files)


def described(
    exhibits: Sequence[Exhibit], number: str = "", others: Mapping[int, tuple[Box, ...]] | None = None
) -> Parts:
    """The request that goes with a bundle: formats, pages, regions. ``others``: by the exhibit's place, as in Part."""
    known = others or {}
    parts = tuple(_described(exhibit, known.get(place, ())) for place, exhibit in enumerate(exhibits))
    return Parts(parts=parts, number=number)


def _described(exhibit: Exhibit, others: tuple[Box, ...]) -> Part:
    reading = exhibit.reading
    layer = reading.facts.get(Fact.TEXT_LAYER)
    scanned = None if layer is None else not layer
    return Part(format=exhibit.format, pages=reading.pages, region=reading.region, scanned=scanned, others=others)


def as_pdf(data: bytes, wanted: Parts) -> tuple[Made, tuple[bytes, ...]]:
    """All named pages as one PDF. Raises whatever broken files lead to."""
    from pypdf import PdfReader, PdfWriter

    files = _unbundle(data)
    writer = PdfWriter()
    done: set[tuple[bytes, int, Box | None]] = set()
    drawn = 0
    signed = [
        part.format == "pdf" and signatures.is_signed(file) for file, part in zip(files, wanted.parts, strict=True)
    ]
    if signed[0] and len(set(files)) == 1 and _is_all(files[0], wanted) and signatures.goes_whole(files[0]):
        guard.check(files[0], wanted.number)
        return Made(pages=len(PdfReader(io.BytesIO(files[0])).pages), signed=True), (files[0],)
    for file, part in zip(files, wanted.parts, strict=True):
        for page in part.pages:
            if (file, page, part.region) in done:
                continue
            done.add((file, page, part.region))
            made = _excerpt(file, part, page)
            drawn += made is None
            writer.append(io.BytesIO(made or _drawn(file, part, page)), import_outline=False)
    writer.metadata = None
    stream = io.BytesIO()
    writer.write(stream)
    guard.check(stream.getvalue(), wanted.number)
    return Made(pages=len(writer.pages), drawn=drawn, unsigned=any(signed)), (stream.getvalue(),)


def _is_all(file: bytes, wanted: Parts) -> bool:
    """Whether every page of a file is wanted, and whole."""
    from pypdf import PdfReader

    pages = {page for part in wanted.parts if part.region is None for page in part.pages}
    return pages >= set(range(1, len(PdfReader(io.BytesIO(file)).pages) + 1))


def _excerpt(file: bytes, part: Part, page: int) -> bytes | None:
    """A page of a PDF copied by what it draws, checked to look as before; None where it must be drawn."""
    if part.format != "pdf" or part.region is not None:
        return None
    try:
        made = excerpts.excerpt(file, page)
        return made if likeness.alike(file, page, made, silent=part.scanned is True) else None
    except MemoryError:
        raise
    except Exception:  # pypdf raises whatever a broken file leads it to; pdfium may still draw the page
        return None


def _drawn(file: bytes, part: Part, page: int) -> bytes:
    """A page, or its region, as a picture on a PDF page: A4 at most, in its own proportions."""
    look = views.Look(format=part.format, page=page, side=_SIDE, scanned=part.scanned, region=part.region)
    if part.region is not None:
        sheet = views.upright(file, look)
        image = crops.cut_out(sheet, framing.framed(sheet, part.region, part.others))
    else:
        from PIL import Image

        pixels, _ = views.pixels(file, part.format, page)
        image = Image.fromarray(pixels[:, :, ::-1].copy())
    resolution = max(_INCHES, image.width / 8.27, image.height / 11.69)
    stream = io.BytesIO()
    image.save(stream, "PDF", resolution=resolution, quality=88)
    return stream.getvalue()


def as_jpeg(data: bytes, wanted: Photo) -> tuple[Made, tuple[bytes, ...]]:
    """A photo as JPEG of at most so many bytes: its pixels written anew, as finely as they were. Never enlarged.

    The bytes it came in are never passed on: within a JPEG there is room for anything that no decoder shows.
    """
    from PIL import Image

    if wanted.format == "jpeg" and (alone := photographs.again(data)) is not None and len(alone) <= wanted.largest:
        return Made(pages=1), (alone,)
    pixels, _ = views.pixels(data, wanted.format, wanted.page)
    photo = Image.fromarray(pixels[:, :, ::-1].copy())
    for share, quality in _ATTEMPTS:
        size = (round(photo.width * share), round(photo.height * share))
        stream = io.BytesIO()
        smaller = photo if share == 1 else photo.resize(size, Image.Resampling.LANCZOS)
        smaller.save(stream, "JPEG", quality=quality, dpi=(300, 300))
        if stream.tell() <= wanted.largest:
            break
    return Made(pages=1, drawn=1), (stream.getvalue(),)


def as_office(data: bytes, wanted: Form) -> tuple[Made, tuple[bytes, ...]]:
    """An Office form made anew of what it shows. Raises ValueError for one of which that can't be done."""
    return Made(pages=0), (office_copies.copy(data, wanted.number),)


def is_jpeg(_: Made, blobs: tuple[bytes, ...]) -> bool:
    """Whether that can be what :func:`as_jpeg` answers."""
    return len(blobs) == 1 and blobs[0].startswith(b"\xff\xd8\xff")


def is_office(_: Made, blobs: tuple[bytes, ...]) -> bool:
    """Whether that can be what :func:`as_office` answers."""
    return len(blobs) == 1 and blobs[0].startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


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
