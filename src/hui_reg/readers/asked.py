"""Pages of which staff said what they are, read as that: the reader's doubt whether it is one doesn't count.

What the reader would say of itself of the page is preferred; only where it makes no claim is it made to read all the
same. What it doesn't find is not there; nothing is guessed.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from hui_reg.corrections import Ask
from hui_reg.model import Reading
from hui_reg.pages.page import Page
from hui_reg.readers import chsi, photo
from hui_reg.readers.claims import Reader
from hui_reg.readers.diploma import diploma
from hui_reg.readers.form import form
from hui_reg.readers.id_card import card, residence
from hui_reg.vocabulary import Kind

logger = logging.getLogger(__name__)

Insisting = Callable[[Sequence[Page]], Reading | None]


def _chsi(kind: Kind) -> tuple[Reader, Insisting]:
    return chsi.READER, lambda pages: chsi.read_as(kind, pages[0])


_AS: Final[Mapping[Kind, tuple[Reader, Insisting]]] = {
    Kind.APPLICATION_FORM: (form.READER, form.read_as_form),
    Kind.DIPLOMA: (diploma.READER, lambda pages: diploma.read_as(Kind.DIPLOMA, pages)),
    Kind.DEGREE_CERTIFICATE: (diploma.READER, lambda pages: diploma.read_as(Kind.DEGREE_CERTIFICATE, pages)),
    Kind.ID_CARD: (card.READER, lambda pages: None),
    Kind.RESIDENCE_CARD: (residence.READER, lambda pages: None),
    Kind.PHOTO: (photo.READER, lambda pages: photo.read_as_photo(pages[0])),
    Kind.EDUCATION_RECORD: _chsi(Kind.EDUCATION_RECORD),
    Kind.ENROLMENT_REPORT: _chsi(Kind.ENROLMENT_REPORT),
    Kind.DEGREE_REPORT: _chsi(Kind.DEGREE_REPORT),
    Kind.RECOGNITION_REPORT: _chsi(Kind.RECOGNITION_REPORT),
    Kind.RECORD_SCREENSHOT: _chsi(Kind.RECORD_SCREENSHOT),
}
"""By kind the reader that knows it, and how it reads pages that it wouldn't claim."""


def answered(pages: Sequence[Page], asks: Sequence[Ask]) -> tuple[dict[str, Reading | None], set[str]]:
    """What is made of each, by its key, and the names of the readers asked."""
    answers: dict[str, Reading | None] = {}
    names: set[str] = set()
    for ask in asks:
        meant = [page for page in pages if not ask.pages or page.number in ask.pages]
        answers[ask.key] = None
        if ask.kind in _AS and meant:
            reader, insisting = _AS[ask.kind]
            names.add(reader.name)
            answers[ask.key] = _read(ask.kind, reader, insisting, meant)
    return answers, names


def _read(kind: Kind, reader: Reader, insisting: Insisting, pages: Sequence[Page]) -> Reading | None:
    try:
        own = [claim for claim in reader.read(pages) if claim.kind is kind]
        return max(own, key=lambda claim: claim.kind_confidence, default=None) or insisting(pages)
    except MemoryError:
        raise
    except Exception as error:
        logger.error("reader %s failed: %s", reader.name, type(error).__name__)
        return None
