"""One file from bytes to readings: identify it, make its pages, ask every reader, keep the best claim of each page."""

import hashlib
import logging
from collections.abc import Sequence
from typing import Final

from hui_reg.corrections import Ask
from hui_reg.model import FileReadings, Problem, ProblemKind, Reading
from hui_reg.pages.active import active_content
from hui_reg.pages.formats import pdf
from hui_reg.pages.formats.identify import OFFICE, identify
from hui_reg.pages.page import Page
from hui_reg.pages.paging import pages_of
from hui_reg.pages.unreadable import Unreadable
from hui_reg.readers import VERSIONS
from hui_reg.readers.asked import answered
from hui_reg.readers.select import select
from hui_reg.vocabulary import Fact, Kind

logger = logging.getLogger(__name__)

_MOST_SECOND_LOOKS: Final = 4
"""Pages of text that nobody claims and that are read from their pixels in one file."""
_MOST_OF_A_WRAPPER: Final = 300
"""Characters of a portfolio's own page, at most."""
_UNFINISHED: Final = "unfinished"
"""In the place of a reader that has no version: what was cut short on a busy machine is read again next time."""


def read(data: bytes, asks: Sequence[Ask] = ()) -> FileReadings:
    """See :func:`hui_reg.readers.read_file`."""
    sha256 = hashlib.sha256(data).hexdigest()
    format = "unknown"
    try:
        format = identify(data)
        made = pages_of(data, format)
        readings, took_part = select(made.pages, [_blank(number) for number in made.blanks])
        if unclaimed := _unclaimed_text(made.pages, readings):
            made = pages_of(data, format, unclaimed, made.once)
            readings, took_part = select(made.pages, [_blank(number) for number in made.blanks])
        answers, named = answered(made.pages, asks)
        took_part |= named
        readings = [*readings, *_wrapper(data, format, made.pages, readings)]
    except Unreadable as error:
        return _unread(sha256, format, Problem(kind=error.kind, detail=error.detail))
    except MemoryError:
        raise
    except Exception as error:  # the last resort: a bug on one file must not cost the others
        logger.warning("reading failed: %s", type(error).__name__)
        detail = f"读取程序在这个文件上出错（{type(error).__name__}），已搁置；请人工查看，并告知维护者"
        return _unread(sha256, format, Problem(kind=ProblemKind.CRASHED, detail=detail))
    return FileReadings(
        sha256=sha256,
        format=format,
        versions={name: VERSIONS[name] for name in sorted(took_part | made.sources)}
        | ({_UNFINISHED: 0} if made.hurried else {}),
        page_count=made.count,
        readings=tuple(_told_active(_without_the_forms_photo(readings, format), active_content(data, format))),
        problem=made.problem,
        asked=answers,
    )


def _unread(sha256: str, format: str, problem: Problem) -> FileReadings:
    """Nothing was read: whichever part of us learns something new may be what it waited for."""
    return FileReadings(sha256=sha256, format=format, versions=VERSIONS, problem=problem)


def _unclaimed_text(pages: Sequence[Page], readings: Sequence[Reading]) -> frozenset[int]:
    """Pages whose text layer says nothing to any reader: some tables map glyphs to other characters."""
    claimed = {number for reading in readings for number in reading.pages if reading.kind is not Kind.LETTER}
    unclaimed = [page.number for page in pages if page.source == "text" and page.number not in claimed]
    return frozenset(unclaimed[:_MOST_SECOND_LOOKS])


def _wrapper(data: bytes, format: str, pages: Sequence[Page], readings: Sequence[Reading]) -> list[Reading]:
    """The pages of a portfolio that only tell how to open it: its files come as files of their own."""
    claimed = {number for reading in readings for number in reading.pages}
    bare = [page.number for page in pages if page.number not in claimed and len(page.text) <= _MOST_OF_A_WRAPPER]
    if not bare or format != "pdf" or not pdf.is_portfolio(data):
        return []
    return [Reading(kind=Kind.LETTER, kind_confidence=0.9, pages=(number,)) for number in bare]


def _blank(number: int) -> Reading:
    return Reading(kind=Kind.BLANK, kind_confidence=0.95, pages=(number,))


def _told_active(readings: Sequence[Reading], found: Sequence[str]) -> Sequence[Reading]:
    """The readings with the fact of what the file carries besides its pages."""
    if not found:
        return readings
    told = {Fact.ACTIVE.value: "、".join(found)}
    return [reading.model_copy(update={"facts": {**reading.facts, **told}}) for reading in readings]


def _without_the_forms_photo(readings: Sequence[Reading], format: str) -> Sequence[Reading]:
    """The photo glued into an Office form is part of the form, as it is on paper, not the photo file asked for."""
    if format not in OFFICE or {r.kind for r in readings} - {Kind.LETTER} != {Kind.APPLICATION_FORM, Kind.PHOTO}:
        return readings
    return [reading for reading in readings if reading.kind != Kind.PHOTO]
