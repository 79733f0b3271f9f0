"""Which reader a page belongs to: every reader is asked, the surest claim of each page is kept."""

import logging
from collections.abc import Sequence
from typing import Final

from hui_reg.model import Reading
from hui_reg.pages.page import Page
from hui_reg.readers import chsi, letters, photo, receipt, roster
from hui_reg.readers.claims import Reader
from hui_reg.readers.diploma import diploma
from hui_reg.readers.form import form
from hui_reg.readers.id_card import card

logger = logging.getLogger(__name__)

READERS: Final[tuple[Reader, ...]] = (
    photo.READER,
    card.READER,
    form.READER,
    roster.READER,
    chsi.READER,
    diploma.READER,
    receipt.READER,
    letters.READER,
)
"""Every reader, in the order in which equals are preferred."""

_LEAST: Final = 0.5
_TIE: Final = 0.04
_UNDECIDED: Final = 0.6


def select(pages: Sequence[Page], blanks: Sequence[Reading]) -> tuple[list[Reading], set[str]]:
    """The readings kept, in page order, and the names of the readers whose version they depend on.

    ``blanks`` are the pages with nothing on them. A page goes to one kind only; two kinds that
    are equally sure of it leave the surer one with a low confidence. As long as a page has no owner, it depends
    on every reader: a better one may claim it.
    """
    claims = [("ocr", reading) for reading in blanks]
    for reader in READERS:
        claims += [(reader.name, reading) for reading in _asked(reader, pages)]
    claims = [(name, reading) for name, reading in claims if reading.kind_confidence >= _LEAST]
    claims.sort(key=lambda claim: -claim[1].kind_confidence)
    kept: list[tuple[str, Reading]] = []
    for name, reading in claims:
        rivals = [index for index, (_, other) in enumerate(kept) if set(other.pages) & set(reading.pages)]
        if all(kept[index][1].kind == reading.kind for index in rivals):
            kept.append((name, reading))
            continue
        for index in rivals:
            winner = kept[index]
            if winner[1].kind != reading.kind and winner[1].kind_confidence - reading.kind_confidence < _TIE:
                lowered = min(winner[1].kind_confidence, _UNDECIDED)
                kept[index] = (winner[0], winner[1].model_copy(update={"kind_confidence": lowered}))
    names = {name for name, _ in kept}
    owned = {number for _, reading in kept for number in reading.pages}
    if any(page.number not in owned for page in pages):
        names |= {reader.name for reader in READERS}
    return sorted((reading for _, reading in kept), key=lambda reading: reading.pages), names


def _asked(reader: Reader, pages: Sequence[Page]) -> list[Reading]:
    """What one reader claims; its bug on these pages must not cost the claims of the others."""
    try:
        return reader.read(pages)
    except MemoryError:
        raise
    except Exception as error:
        logger.error("reader %s failed: %s", reader.name, type(error).__name__)
        return []
