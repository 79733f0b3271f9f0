"""Which reader a page belongs to: every reader is asked, the surest claim of each page is kept."""

import logging
from collections.abc import Mapping, Sequence
from typing import Final

from hui_reg.model import Reading
from hui_reg.pages.page import Page
from hui_reg.readers import beside, chsi, health, letters, photo, receipt, roster
from hui_reg.readers.claims import Reader
from hui_reg.readers.diploma import diploma
from hui_reg.readers.form import form
from hui_reg.readers.id_card import card, residence
from hui_reg.readers.parts import Part, parts
from hui_reg.vocabulary import Fact, Kind

logger = logging.getLogger(__name__)

READERS: Final[tuple[Reader, ...]] = (
    photo.READER,
    residence.READER,
    card.READER,
    form.READER,
    roster.READER,
    chsi.READER,
    diploma.READER,
    receipt.READER,
    health.READER,
    letters.READER,
)
"""Every reader, in the order in which equals are preferred."""

_LEAST: Final = 0.5
_TIE: Final = 0.04
_UNDECIDED: Final = 0.6


def select(pages: Sequence[Page], blanks: Sequence[Reading]) -> tuple[list[Reading], set[str]]:
    """The readings kept, in page order, and the names of the readers whose version they depend on.

    ``blanks`` are the pages with nothing on them. A page, or a part of it that is a document by itself, goes to one
    kind only; two kinds that are equally sure of it leave the surer one with a low confidence. As long as a page has
    no owner, it depends on every reader: a better one may claim it.
    """
    asked = _Once()
    documents = [part for page in pages for part in parts(page, asked.claims)]
    claims = [("ocr", reading) for reading in blanks]
    for reader in READERS:
        claims += [(reader.name, reading) for reading in asked.of_parts(reader, documents)]
    claims = [(name, reading) for name, reading in claims if reading.kind_confidence >= _LEAST]
    claims.sort(key=lambda claim: -claim[1].kind_confidence)
    kept: list[tuple[str, Reading]] = []
    for name, reading in claims:
        rivals = [index for index, (_, other) in enumerate(kept) if _rival(other, reading)]
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
    layers = {page.number: page.source != "ocr" for page in pages}
    numbered = {page.number: page for page in pages}
    told = [beside.told(_told_layer(reading, layers), numbered) for _, reading in kept]
    return sorted(told, key=lambda reading: reading.pages), names


def _told_layer(reading: Reading, layers: Mapping[int, bool]) -> Reading:
    """A reading of text with the fact of whether it was text; its boxes refer to the page as drawn, or as scanned."""
    if reading.kind in (Kind.PHOTO, Kind.BLANK) or Fact.TEXT_LAYER in reading.facts:
        return reading
    layer = all(layers.get(number, False) for number in reading.pages)
    return reading.model_copy(update={"facts": {**reading.facts, Fact.TEXT_LAYER.value: layer}})


def _rival(one: Reading, other: Reading) -> bool:
    """Whether two claims want the same page, and not different parts of it."""
    return bool(set(one.pages) & set(other.pages)) and (one.region is None or one.region == other.region)


class _Once:
    """Readers asked about pages, each once about the same ones: most files have one page, which is one document."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, tuple[int, ...]], list[Reading]] = {}
        self._seen: list[Sequence[Page]] = []  # kept, so that no page's id becomes another's

    def claims(self, page: Page) -> list[Reading]:
        """What every reader claims of a page."""
        return [claim for reader in READERS for claim in self._asked(reader, [page])]

    def of_parts(self, reader: Reader, documents: Sequence[Part]) -> list[Reading]:
        """A reader's claims: whole pages are seen together, for a document may take several; a part by itself."""
        found = list(self._asked(reader, [part.page for part in documents if part.region is None]))
        for part in documents:
            if part.region is not None:
                told = self._asked(reader, [part.page])
                found += [claim.model_copy(update={"region": part.region}) for claim in told]
        return found

    def _asked(self, reader: Reader, pages: Sequence[Page]) -> list[Reading]:
        key = reader.name, tuple(map(id, pages))
        if key not in self._told:
            self._seen.append(pages)
            self._told[key] = _asked(reader, pages)
        return self._told[key]


def _asked(reader: Reader, pages: Sequence[Page]) -> list[Reading]:
    """What one reader claims; its bug on these pages must not cost the claims of the others."""
    try:
        return reader.read(pages)
    except MemoryError:
        raise
    except Exception as error:
        logger.error("reader %s failed: %s", reader.name, type(error).__name__)
        return []
