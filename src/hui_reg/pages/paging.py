"""Bytes to pages, read once: the text of each, from its own layer or from its pixels."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from hui_reg.model import Box, Problem, ProblemKind
from hui_reg.pages import visibility
from hui_reg.pages.formats import ofd, pdf
from hui_reg.pages.formats.identify import PICTURES
from hui_reg.pages.leaves import Leaf, leaves
from hui_reg.pages.page import Line, Page, Sight, no_portraits
from hui_reg.pages.pixels import faces, persons, ruled, scans
from hui_reg.pages.pixels.ocr import CARD_SIDE, PAGE_SIDE
from hui_reg.pages.pixels.once import Once
from hui_reg.pages.pixels.pictures import Picture
from hui_reg.pages.pixels.reduce import Image
from hui_reg.pages.pixels.scans import in_reading_order

_PRINTED: Final[Mapping[str, Callable[[bytes], int]]] = {"pdf": pdf.page_count, "ofd": ofd.page_count}
"""Formats whose pages are printed, and how many a file of each has."""
_SECONDS: Final = 40.0
"""After so much processor time no further page is begun: the sandbox ends a job after 60. What a file may hold is told
by its pages, never by a clock."""
_CARD_RATIOS: Final = (1.5, 1.68)
_LARGEST_CARD: Final = 1300
_LOST: Final = "文件里有{}张图片的格式打不开；请把图片另存为JPG后重新插入，或直接发送图片"
_LEAST_PICTURE: Final = 0.04
"""Share of a page from which a picture in it is read too, and the pixels it must have."""
_LEAST_REGION: Final = 60


@dataclass
class Pages:
    """What a file gave: its pages in order, the numbers of blank ones, and what took part (``versions.VERSIONS``).

    ``lost`` counts the pictures that can't be opened; ``hurried``: cut short on a busy machine, to be read again next
    time.
    """

    pages: list[Page] = field(default_factory=list)
    blanks: list[int] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    count: int = 0
    problem: Problem | None = None
    lost: int = 0
    hurried: bool = False
    once: Once = field(default_factory=Once)


def pages_of(data: bytes, format: str, unbelieved: Collection[int] = (), once: Once | None = None) -> Pages:
    """The pages of a file; those ``unbelieved`` are read from their pixels, whatever their text layer says.

    ``once`` is what was read of this file before. Raises :class:`~hui_reg.pages.unreadable.Unreadable`.
    """
    sources = {format} if format in _PRINTED else set() if format in PICTURES else {"office"}
    made = Pages(sources=sources, once=once or Once())
    ends = time.process_time() + _SECONDS
    for leaf in leaves(data, format):
        if leaf.lost is not None:
            made.lost += not (leaf.lost.kind is ProblemKind.DAMAGED and format in _PRINTED)  # a page, told below
            continue
        made.count = max(made.count, leaf.number) if format not in _PRINTED else made.count + 1
        if leaf.written is None and time.process_time() > ends:
            made.hurried = True
            break
        _take(leaf, made, leaf.number not in unbelieved)
    if format in _PRINTED:
        _account_for_printed(made, _PRINTED[format](data))
    elif made.hurried:
        made.problem = _out_of_time(made.count - 1)
    elif made.lost:
        made.problem = _pictures_lost(made)
    return made


def _pictures_lost(made: Pages) -> Problem:
    return Problem(kind=ProblemKind.UNSUPPORTED, detail=_LOST.format(made.lost))


def _account_for_printed(made: Pages, count: int) -> None:
    """Say what a PDF or OFD of so many pages has that was not read."""
    seen = made.count - made.hurried
    made.count = count
    last = max([0, *(page.number for page in made.pages), *made.blanks])
    if made.hurried:
        made.problem = _out_of_time(last)
    elif made.count > pdf.MOST_PAGES:
        made.problem = _too_many(last)
    elif seen < made.count:
        detail = f"文件中有{made.count - seen}页已损坏，无法打开；请重新生成后发送"
        made.problem = Problem(kind=ProblemKind.DAMAGED, detail=detail)
    elif made.lost:
        made.problem = _pictures_lost(made)


def _too_many(last: int) -> Problem:
    detail = f"文件页数过多，只识读了前{last}页；请按人拆分成几个文件后重新发送"
    return Problem(kind=ProblemKind.TOO_LARGE, detail=detail)


def _out_of_time(last: int) -> Problem:
    """Our machine's fault, or the pages': a person looks, or has it tried again."""
    detail = f"识读用时过长，只识读了前{last}页；请人工查看其余各页，或运行 hui-reg retry 再试"
    return Problem(kind=ProblemKind.TIMEOUT, detail=detail)


def _take(leaf: Leaf, made: Pages, believed: bool) -> None:
    if leaf.written is not None:
        made.pages.append(leaf.written)
        return
    if leaf.printed is not None and believed and not leaf.is_scanned:
        text = _text_page(leaf.printed, leaf.is_pictured, made)
        if text is not None:
            made.pages.append(text)
            return
    made.sources.add("ocr")
    page = _read_page(leaf.printed, leaf, made.once) if leaf.printed is not None else _picture_page(leaf, made.once)
    if page is None:
        made.blanks.append(leaf.number)
    else:
        made.pages.append(page)


def _picture_page(leaf: Leaf, once: Once) -> Page | None:
    """A picture as a page; None when it is blank. Where a large face is seen, letters are looked for as on a card."""
    assert leaf.picture is not None
    picture = leaf.picture
    found = tuple(faces.large(picture.image)) if faces.is_upright(picture.image) else ()
    scan = once.read(picture.image, leaf.number, CARD_SIDE if found else _detail(picture.image))
    return None if scan is None else _seen(scan, Sight(scan.image, leaf.size, picture, found or None))


def _read_page(printed: pdf.PdfPage, leaf: Leaf, once: Once) -> Page | None:
    """A page of a PDF from its pixels; None when it is blank."""
    scan = once.read(printed.render(), leaf.number)
    return None if scan is None else _seen(scan, Sight(scan.image, leaf.size), printed.links)


def _seen(scan: scans.Scan, sight: Sight, links: tuple[str, ...] = ()) -> Page:
    page = scan.page
    return Page(
        number=page.number, source="ocr", lines=page.lines, links=links, codes=page.codes, aspect=page.aspect,
        sight=sight, reread=page.reread, third=page.third, ruled=ruled.when_asked(scan.image),
        portraits=persons.when_asked(scan.image),
    )  # fmt: skip


def _detail(image: Image) -> int:
    height, width = image.shape[:2]
    ratio = max(height, width) / max(1, min(height, width))
    is_card = _CARD_RATIOS[0] <= ratio <= _CARD_RATIOS[1] and max(height, width) <= _LARGEST_CARD
    return CARD_SIDE if is_card else PAGE_SIDE


def _text_page(printed: pdf.PdfPage, pictured: bool, made: Pages) -> Page | None:
    """A page by its text layer, as far as it can be seen; None when the pixels say something else.

    Larger pictures in it are read too, and codes where the text speaks of them.
    """
    image = printed.render()
    drawn = [line for line in printed.lines if line not in printed.undrawn]
    lines = visibility.shown(drawn, image)
    if not visibility.agrees(lines, image):
        return None
    lines = in_reading_order([*lines, *printed.undrawn])
    whole = "".join(line.text for line in lines)
    expected = any(word in whole for word in scans.CODE_WORDS)
    codes = scans.codes(image, expected=expected) if pictured or expected else ()
    scanned = _in_pictures(printed, image, made.once) if pictured else []
    if scanned:
        made.sources.add("ocr")
    for place, scan in scanned:
        lines += (line for line in _moved_into(place, scan.page.lines) if not _covered(line.box, lines))
    return Page(
        number=printed.number, source="text", lines=tuple(lines), links=printed.links, codes=codes,
        aspect=printed.aspect, pictured=tuple(place for place, _ in scanned), ruled=ruled.when_asked(image),
        reread=_rereading(scanned, lambda page: page.reread), third=_rereading(scanned, lambda page: page.third),
        portraits=persons.when_asked(image) if pictured else no_portraits,
    )  # fmt: skip


def _in_pictures(printed: pdf.PdfPage, image: Image, once: Once) -> list[tuple[Box, scans.Scan]]:
    """The larger pictures of a page that hold something, read, with their places."""
    height, width = image.shape[:2]
    found: list[tuple[Box, scans.Scan]] = []
    for left, top, right, bottom in dict.fromkeys(printed.pictures):
        if (right - left) * (bottom - top) < _LEAST_PICTURE:
            continue
        rows = slice(round(top * height), round(bottom * height))
        region = np.ascontiguousarray(image[rows, round(left * width) : round(right * width)])
        scan = once.read(region, printed.number) if min(region.shape[:2]) > _LEAST_REGION else None
        if scan is not None:
            found.append(((left, top, right, bottom), scan))
    return found


def _moved_into(place: Box, lines: Sequence[Line]) -> Iterator[Line]:
    """Lines of a picture as lines of the page it stands on."""
    left, top, right, bottom = place
    across, down = right - left, bottom - top
    for line in lines:
        x0, y0, x1, y1 = line.box
        box = (left + x0 * across, top + y0 * down, left + x1 * across, top + y1 * down)
        yield Line(line.text, line.confidence, box)


def _rereading(
    scanned: Sequence[tuple[Box, scans.Scan]], of: Callable[[Page], Callable[[Box], Line | None]]
) -> Callable[[Box], Line | None]:
    """A second (or third) reading of what stands in the pictures of a page; elsewhere there is none."""

    def reread(box: Box) -> Line | None:
        for (left, top, right, bottom), scan in scanned:
            if left <= (box[0] + box[2]) / 2 <= right and top <= (box[1] + box[3]) / 2 <= bottom:
                across, down = right - left, bottom - top
                inside = (
                    (box[0] - left) / across,
                    (box[1] - top) / down,
                    (box[2] - left) / across,
                    (box[3] - top) / down,
                )
                seen = of(scan.page)(inside)
                return seen and Line(seen.text, seen.confidence, box)
        return None

    return reread


def _covered(box: Box, lines: Sequence[Line]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(line.box[0] <= x <= line.box[2] and line.box[1] <= y <= line.box[3] for line in lines)


def as_picture(image: Image) -> Picture:
    """Pixels that were not sent by themselves, as a picture of their own size."""
    return Picture(image, image.shape[1], image.shape[0])
