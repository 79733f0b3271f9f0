"""Bytes to pages, read once: the text of each, from its own layer or from its pixels."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from hui_reg.model import Box, Problem, ProblemKind
from hui_reg.pages.formats import pdf
from hui_reg.pages.formats.identify import PICTURES
from hui_reg.pages.leaves import Leaf, leaves
from hui_reg.pages.page import Line, Page, Sight
from hui_reg.pages.pixels import faces, scans
from hui_reg.pages.pixels.ocr import CARD_SIDE, PAGE_SIDE
from hui_reg.pages.pixels.pictures import Picture
from hui_reg.pages.pixels.reduce import Image

_SECONDS: Final = 40.0
"""After this long no further page is begun: the sandbox ends a job after 60."""
_CARD_RATIOS: Final = (1.5, 1.68)
_LARGEST_CARD: Final = 1300
_CODE_WORDS: Final = ("验证码", "学信网", "二维码", "chsi")
_LEAST_PICTURE: Final = 0.04
"""Share of a page from which a picture in it is read too, and the pixels it must have."""
_LEAST_REGION: Final = 60


@dataclass
class Pages:
    """What a file gave: its pages in order, the numbers of blank ones, and what took part (``versions.VERSIONS``).

    ``hurried``: cut short on a busy machine, to be read again next time.
    """

    pages: list[Page] = field(default_factory=list)
    blanks: list[int] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    count: int = 0
    problem: Problem | None = None
    hurried: bool = False


def pages_of(data: bytes, format: str) -> Pages:
    """The pages of a file. Raises :class:`~hui_reg.pages.unreadable.Unreadable`."""
    made = Pages(sources={"pdf"} if format == "pdf" else set() if format in PICTURES else {"office"})
    ends = time.monotonic() + _SECONDS
    for leaf in leaves(data, format):
        made.count = leaf.number if format != "pdf" else made.count + 1
        if leaf.written is None and time.monotonic() > ends:
            made.hurried = True
            break
        _take(leaf, made)
    if format == "pdf":
        _account_for_pdf(data, made)
    elif made.hurried:
        made.problem = _cut_short(made.count - 1)
    return made


def _account_for_pdf(data: bytes, made: Pages) -> None:
    """Say what a PDF has that was not read."""
    seen = made.count - made.hurried
    made.count = pdf.page_count(data)
    if made.hurried or made.count > pdf.MOST_PAGES:
        made.problem = _cut_short(max([0, *(page.number for page in made.pages), *made.blanks]))
    elif seen < made.count:
        detail = f"文件中有{made.count - seen}页已损坏，无法打开；请重新生成后发送"
        made.problem = Problem(kind=ProblemKind.DAMAGED, detail=detail)


def _cut_short(last: int) -> Problem:
    detail = f"文件页数过多，只识读了前{last}页；请按人拆分成几个文件后重新发送"
    return Problem(kind=ProblemKind.TOO_LARGE, detail=detail)


def _take(leaf: Leaf, made: Pages) -> None:
    if leaf.written is not None:
        made.pages.append(leaf.written)
        return
    if leaf.printed is not None and not leaf.is_scanned:
        made.pages.append(_text_page(leaf.printed, leaf.is_pictured, made))
        return
    made.sources.add("ocr")
    page = _read_page(leaf.printed, leaf) if leaf.printed is not None else _picture_page(leaf)
    if page is None:
        made.blanks.append(leaf.number)
    else:
        made.pages.append(page)


def _picture_page(leaf: Leaf) -> Page | None:
    """A picture as a page; None when it is blank. Where a large face is seen, letters are looked for as on a card."""
    assert leaf.picture is not None
    picture = leaf.picture
    found = tuple(faces.large(picture.image)) if faces.is_upright(picture.image) else ()
    scan = scans.read(picture.image, leaf.number, CARD_SIDE if found else _detail(picture.image))
    return None if scan is None else _seen(scan, Sight(scan.image, leaf.size, picture, found or None))


def _read_page(printed: pdf.PdfPage, leaf: Leaf) -> Page | None:
    """A page of a PDF from its pixels; None when it is blank."""
    scan = scans.read(printed.render(), leaf.number)
    return None if scan is None else _seen(scan, Sight(scan.image, leaf.size), printed.links)


def _seen(scan: scans.Scan, sight: Sight, links: tuple[str, ...] = ()) -> Page:
    page = scan.page
    return Page(
        number=page.number, source="ocr", lines=page.lines, links=links, codes=page.codes, aspect=page.aspect,
        sight=sight, reread=page.reread,
    )  # fmt: skip


def _detail(image: Image) -> int:
    height, width = image.shape[:2]
    ratio = max(height, width) / max(1, min(height, width))
    is_card = _CARD_RATIOS[0] <= ratio <= _CARD_RATIOS[1] and max(height, width) <= _LARGEST_CARD
    return CARD_SIDE if is_card else PAGE_SIDE


def _text_page(printed: pdf.PdfPage, pictured: bool, made: Pages) -> Page:
    """A page with a text layer; larger pictures in it are read too, and codes where the text speaks of them."""
    lines = list(printed.lines)
    whole = "".join(line.text for line in lines)
    image = printed.render() if pictured or any(word in whole for word in _CODE_WORDS) else None
    if pictured and image is not None:
        made.sources.add("ocr")
        lines += _lines_in_pictures(printed, image)
    return Page(
        number=printed.number, source="text", lines=tuple(lines), links=printed.links,
        codes=scans.codes(image) if image is not None else (), aspect=printed.aspect,
    )  # fmt: skip


def _lines_in_pictures(printed: pdf.PdfPage, image: Image) -> Iterator[Line]:
    height, width = image.shape[:2]
    for left, top, right, bottom in printed.pictures:
        if (right - left) * (bottom - top) < _LEAST_PICTURE:
            continue
        rows = slice(round(top * height), round(bottom * height))
        region = np.ascontiguousarray(image[rows, round(left * width) : round(right * width)])
        scan = scans.read(region, printed.number) if min(region.shape[:2]) > _LEAST_REGION else None
        for line in scan.page.lines if scan else ():
            x0, y0, x1, y1 = line.box
            across, down = right - left, bottom - top
            box = (left + x0 * across, top + y0 * down, left + x1 * across, top + y1 * down)
            if not _covered(box, printed.lines):
                yield Line(line.text, line.confidence, box)


def _covered(box: Box, lines: Sequence[Line]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(line.box[0] <= x <= line.box[2] and line.box[1] <= y <= line.box[3] for line in lines)


def as_picture(image: Image) -> Picture:
    """Pixels that were not sent by themselves, as a picture of their own size."""
    return Picture(image, image.shape[1], image.shape[0])
