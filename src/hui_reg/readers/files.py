"""One file from bytes to readings: identify it, make its pages, ask every reader, keep the best claim of each page."""

import hashlib
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from hui_reg.model import FileReadings, Problem, ProblemKind, Reading
from hui_reg.pages.formats import pdf
from hui_reg.pages.formats.identify import OFFICE, PICTURES, decoded, identify, unsupported
from hui_reg.pages.page import Line, Page
from hui_reg.pages.pixels import pictures, scans
from hui_reg.pages.pixels.ocr import CARD_SIDE, PAGE_SIDE
from hui_reg.pages.pixels.pictures import Picture
from hui_reg.pages.pixels.reduce import Image
from hui_reg.pages.unreadable import Unreadable
from hui_reg.readers import VERSIONS, photo
from hui_reg.readers.select import select
from hui_reg.vocabulary import Kind

logger = logging.getLogger(__name__)

_ENOUGH_TEXT: Final = 6
"""Chinese characters from which a text layer counts as one."""
_MUCH_TEXT: Final = 60
_PICTURE_PAGE: Final = 0.08
"""Share of a page from which its pictures may be documents, not just a photo or a stamp."""
_SECONDS: Final = 40.0
"""After this long no further page is begun: the sandbox ends a job after 60."""
_UNFINISHED: Final = "unfinished"
"""In the place of a reader that has no version: what was cut short on a busy machine is read again next time."""
_MOST_EMBEDDED: Final = 40
_SMALLEST_SIDE: Final = 90
_CARD_RATIOS: Final = (1.5, 1.68)
_MOST_LINES_OF_A_CARD: Final = 24
_CODE_WORDS: Final = ("验证码", "学信网", "二维码", "chsi")


@dataclass
class _Gathered:
    """What the pages of a file gave so far."""

    sources: set[str] = field(default_factory=set)
    pages: list[Page] = field(default_factory=list)
    photos: list[Reading] = field(default_factory=list)
    blanks: list[Reading] = field(default_factory=list)
    page_count: int = 0
    problem: Problem | None = None
    hurried: bool = False


def read(data: bytes) -> FileReadings:
    """See :func:`hui_reg.readers.read_file`."""
    sha256 = hashlib.sha256(data).hexdigest()
    format = "unknown"
    try:
        format = identify(data)
        gathered = _gather(data, format)
    except Unreadable as error:
        return FileReadings(sha256=sha256, format=format, problem=Problem(kind=error.kind, detail=error.detail))
    except MemoryError:
        raise
    except Exception as error:  # the last resort: a bug on one file must not cost the others
        logger.warning("reading failed: %s", type(error).__name__)
        detail = f"读取程序在这个文件上出错（{type(error).__name__}），已搁置；请人工查看，并告知维护者"
        return FileReadings(sha256=sha256, format=format, problem=Problem(kind=ProblemKind.CRASHED, detail=detail))
    readings, took_part = select(gathered.pages, [*gathered.photos, *gathered.blanks])
    names = took_part | gathered.sources
    return FileReadings(
        sha256=sha256,
        format=format,
        versions={name: VERSIONS[name] for name in sorted(names)} | ({_UNFINISHED: 0} if gathered.hurried else {}),
        page_count=gathered.page_count,
        readings=tuple(_without_the_forms_photo(readings, format)),
        problem=gathered.problem,
    )


def _without_the_forms_photo(readings: Sequence[Reading], format: str) -> Sequence[Reading]:
    """The photo glued into an Office form is part of the form, as it is on paper, not the photo file asked for."""
    if format not in OFFICE or {reading.kind for reading in readings} != {Kind.APPLICATION_FORM, Kind.PHOTO}:
        return readings
    return [reading for reading in readings if reading.kind != Kind.PHOTO]


def _gather(data: bytes, format: str) -> _Gathered:
    gathered = _Gathered()
    if format == "pdf":
        _from_pdf(data, gathered)
    elif format in PICTURES:
        for picture in pictures.decode(data):
            gathered.page_count += 1
            _from_picture(picture, len(data), gathered)
    elif format in OFFICE:
        _from_office(data, format, gathered)
    elif format == "text":
        _from_text(data, gathered)
    else:
        raise unsupported(format)
    return gathered


def _from_text(data: bytes, gathered: _Gathered) -> None:
    lines = (decoded(data) or "").splitlines()[:5000]
    gathered.page_count = 1
    gathered.sources.add("office")
    cells = tuple(tuple(line.split("\t" if "\t" in line else ",")) for line in lines if "\t" in line or "," in line)
    gathered.pages.append(Page(1, "office", tuple(Line(line) for line in lines if line.strip()), rows=cells))


def _from_office(data: bytes, format: str, gathered: _Gathered) -> None:
    from hui_reg.pages.formats import office

    pages, embedded = office.pages(data, format)
    gathered.sources.add("office")
    gathered.pages += pages
    gathered.page_count = len(pages)
    ends = time.monotonic() + _SECONDS
    for blob in embedded[:_MOST_EMBEDDED]:
        try:
            found = pictures.decode(blob)
        except Unreadable:
            continue  # drawings in formats of their own (EMF, WMF) hold no document
        for picture in found:
            if min(picture.width, picture.height) < _SMALLEST_SIDE:
                continue
            gathered.page_count += 1
            if time.monotonic() > ends:
                gathered.problem, gathered.hurried = _cut_short(gathered.page_count - 1), True
                return
            _from_picture(picture, len(blob), gathered)


def _from_picture(picture: Picture, size: int, gathered: _Gathered) -> None:
    """A picture as the file's next page: a photo where one large face fills it, else a scan."""
    number = gathered.page_count
    gathered.sources.add("ocr")
    faces = photo.faces_of(picture.image) if photo.is_likely(picture.image) else []
    scan = scans.read(picture.image, number, CARD_SIDE if faces else _detail(picture.image))
    if scan is None:
        gathered.blanks.append(_blank(number))
        return
    if _may_be_photo(scan.page):
        found = photo.read(picture, size, number, _characters(scan.page), faces or None)
        found = found or _photo_on_paper(scan.image, size, scan.page)
        if found is not None:
            gathered.photos.append(found)
            gathered.sources.add("photo")
    gathered.pages.append(scan.page)


def _photo_on_paper(image: Image, size: int, page: Page) -> Reading | None:
    """A print on an otherwise empty sheet, or a photo alone on the page of a PDF."""
    height, width = image.shape[:2]
    if min(height, width) < _SMALLEST_SIDE:
        return None
    return photo.read(Picture(image, width, height), size, page.number, _characters(page))


def _detail(image: Image) -> int:
    height, width = image.shape[:2]
    ratio = max(height, width) / max(1, min(height, width))
    return CARD_SIDE if _CARD_RATIOS[0] <= ratio <= _CARD_RATIOS[1] and max(height, width) <= 1300 else PAGE_SIDE


def _may_be_photo(page: Page) -> bool:
    return _characters(page) <= 12


def _characters(page: Page) -> int:
    """Chinese characters and digits that were read with some confidence."""
    return sum(
        1
        for line in page.lines
        if line.confidence > 0.7
        for char in line.text
        if "\u4e00" <= char <= "\u9fff" or char.isdigit()
    )


def _blank(number: int) -> Reading:
    return Reading(kind=Kind.BLANK, kind_confidence=0.95, pages=(number,))


# ── PDF ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _from_pdf(data: bytes, gathered: _Gathered) -> None:
    ends = time.monotonic() + _SECONDS
    gathered.page_count = pdf.page_count(data)
    last = seen = 0
    for pdf_page in pdf.pages(data):
        if time.monotonic() > ends:
            gathered.hurried = True
            break
        last, seen = pdf_page.number, seen + 1
        _from_pdf_page(pdf_page, len(data), gathered)
    if gathered.hurried or gathered.page_count > pdf.MOST_PAGES:
        gathered.problem = _cut_short(last)
    elif seen < gathered.page_count:
        detail = f"文件中有{gathered.page_count - seen}页已损坏，无法打开；请重新生成后发送"
        gathered.problem = Problem(kind=ProblemKind.DAMAGED, detail=detail)


def _cut_short(last: int) -> Problem:
    detail = f"文件页数过多，只识读了前{last}页；请按人拆分成几个文件后重新发送"
    return Problem(kind=ProblemKind.TOO_LARGE, detail=detail)


def _from_pdf_page(pdf_page: pdf.PdfPage, size: int, gathered: _Gathered) -> None:
    characters = 0 if pdf_page.hidden else pdf_page.characters
    pictured = pdf_page.picture_share >= _PICTURE_PAGE
    gathered.sources.add("pdf")
    if characters >= _MUCH_TEXT or (characters >= _ENOUGH_TEXT and not pictured):
        gathered.pages.append(_text_page(pdf_page, pictured, gathered))
        return
    gathered.sources.add("ocr")
    image = pdf_page.render()
    scan = scans.read(image, pdf_page.number)
    if scan is None:
        gathered.blanks.append(_blank(pdf_page.number))
        return
    page = Page(
        number=pdf_page.number, source="ocr", lines=scan.page.lines, links=pdf_page.links, codes=scan.page.codes,
        aspect=scan.page.aspect, reread=scan.page.reread,
    )  # fmt: skip
    if _may_be_photo(page):
        found = _photo_on_paper(scan.image, size, page)
        if found is not None:
            gathered.photos.append(found)
            gathered.sources.add("photo")
    gathered.pages.append(page)


def _text_page(pdf_page: pdf.PdfPage, pictured: bool, gathered: _Gathered) -> Page:
    """A page with a text layer; larger pictures in it are read too, and codes where the text speaks of them."""
    lines = list(pdf_page.lines)
    codes: tuple[str, ...] = ()
    whole = "".join(line.text for line in lines)
    image = pdf_page.render() if pictured or any(word in whole for word in _CODE_WORDS) else None
    if image is not None:
        codes = scans.codes(image)
    if pictured and image is not None:
        gathered.sources.add("ocr")
        lines += _lines_in_pictures(pdf_page, image)
    return Page(
        number=pdf_page.number, source="text", lines=tuple(lines), links=pdf_page.links, codes=codes,
        aspect=pdf_page.aspect,
    )  # fmt: skip


def _lines_in_pictures(pdf_page: pdf.PdfPage, image: Image) -> Iterator[Line]:
    height, width = image.shape[:2]
    for left, top, right, bottom in pdf_page.pictures:
        if (right - left) * (bottom - top) < _PICTURE_PAGE / 2:
            continue
        rows = slice(round(top * height), round(bottom * height))
        region = np.ascontiguousarray(image[rows, round(left * width) : round(right * width)])
        scan = scans.read(region, pdf_page.number) if min(region.shape[:2]) > 60 else None
        for line in scan.page.lines if scan else ():
            x0, y0, x1, y1 = line.box
            across, down = right - left, bottom - top
            box = (left + x0 * across, top + y0 * down, left + x1 * across, top + y1 * down)
            if not _covered(box, pdf_page.lines):
                yield Line(line.text, line.confidence, box)


def _covered(box: tuple[float, float, float, float], lines: Sequence[Line]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(line.box[0] <= x <= line.box[2] and line.box[1] <= y <= line.box[3] for line in lines)
