"""What else stands on the pages of a person's paper: documents of others, from which the person's must be cut out.

All that was read on a page counts, whoever it was tied to and if to nobody: only what is the person's own is taken off.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from hui_reg.model import Box, Dossier, Exhibit, FileReadings, Reading
from hui_reg.vocabulary import Fact, Kind

Read = Mapping[str, FileReadings]
"""What was read in files, by SHA-256."""


def beside(exhibit: Exhibit, dossier: Dossier, read: Read) -> tuple[Box, ...] | None:
    """The regions of others' documents on the pages of an exhibit; None where the person's can't be cut out of them."""
    if Fact.BESIDE in exhibit.reading.facts:
        return None
    known = read.get(exhibit.file.sha256)
    if known is None:
        return () if exhibit.reading.region is None else None
    own = Counter(_place(e.reading) for e in dossier.exhibits if e.file.sha256 == exhibit.file.sha256)
    others: list[Reading] = []
    for reading in known.readings:
        if reading.kind is Kind.BLANK or not set(reading.pages) & set(exhibit.reading.pages):
            continue
        if own[_place(reading)]:
            own[_place(reading)] -= 1
        else:
            others.append(reading)
    if not others:
        return ()
    regions = [reading.region for reading in others if reading.region is not None]
    if exhibit.reading.region is None or len(regions) < len(others):
        return None
    return tuple(dict.fromkeys(regions))


def _place(reading: Reading) -> tuple[tuple[int, ...], Box | None]:
    return reading.pages, reading.region


def of_all(exhibits: Sequence[Exhibit], dossier: Dossier, read: Read) -> dict[int, tuple[Box, ...]] | None:
    """:func:`beside` of several, by their place among them; None where one of them can't be cut out."""
    found = {}
    for place, exhibit in enumerate(exhibits):
        regions = beside(exhibit, dossier, read)
        if regions is None:
            return None
        found[place] = regions
    return found
