"""Papers that were sent as two persons': the same bytes, or one photo in two encodings. Pure.

A photo is the same picture when the mean greys of its cells are: scaling and compressing hardly move them, another
face does, wherever it differs at all. In 8,010 pairs of drawn faces, all before one backdrop, none came so near.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

from hui_reg.model import Dossier, Exhibit, File
from hui_reg.notation.resident_id import is_valid
from hui_reg.vocabulary import Fact, Kind

_CELLS: Final = 192
_MOST_APART: Final = 5.5
"""Greys (of 256) by which the least alike twentieth of the cells may differ on average."""
_WORST: Final = _CELLS // 20
_BAND: Final = 24
"""Cells whose mean is compared first: two rows."""

Owned = tuple[int, Exhibit]
"""A paper, and the position of the dossier in whose place it lies."""


def with_shared(dossiers: Sequence[Dossier]) -> list[Dossier]:
    """The dossiers, each with what was sent as another person's too."""
    owned = list(_in_their_places(dossiers))
    shared: dict[int, dict[tuple[str, str, str], tuple[Exhibit, str, File]]] = defaultdict(dict)
    for (one, mine), (other, theirs) in (*_same_bytes(owned), *_same_pictures(owned)):
        if not _one_person(dossiers[one], dossiers[other]):
            for place, own, name, foreign in (
                (one, mine, dossiers[other].name, theirs.file),
                (other, theirs, dossiers[one].name, mine.file),
            ):
                shared[place].setdefault((own.file.path, name, foreign.path), (own, name, foreign))
    return [
        dossier.model_copy(update={"shared": tuple(found[key] for key in sorted(found))}) if found else dossier
        for place, dossier in enumerate(dossiers)
        for found in (shared.get(place, {}),)
    ]


def _in_their_places(dossiers: Sequence[Dossier]) -> Iterator[Owned]:
    """Every paper once, with the person in whose place it lies rather than the one whom it names."""
    strange = {_place(exhibit) for dossier in dossiers for exhibit in dossier.strangers}
    for number, dossier in enumerate(dossiers):
        own = [exhibit for exhibit in dossier.exhibits if _place(exhibit) not in strange]
        yield from ((number, exhibit) for exhibit in (*own, *dossier.strangers))


def _place(exhibit: Exhibit) -> tuple[object, ...]:
    return exhibit.file.message, exhibit.file.path, exhibit.reading.pages, exhibit.reading.kind


def _one_person(one: Dossier, other: Dossier) -> bool:
    """Whether two dossiers are one person's, sent by two units or told by name only."""
    if one is other or (one.id_number and one.id_number == other.id_number):
        return True
    return one.name == other.name and not (one.id_number and other.id_number)


def _same_bytes(owned: Iterable[Owned]) -> Iterator[tuple[Owned, Owned]]:
    groups: dict[tuple[object, ...], dict[int, Owned]] = defaultdict(dict)
    for number, exhibit in owned:
        key = (exhibit.file.sha256, exhibit.reading.pages, exhibit.reading.kind)
        groups[key].setdefault(number, (number, exhibit))
    for group in groups.values():
        yield from combinations(group.values(), 2)


def _same_pictures(owned: Iterable[Owned]) -> Iterator[tuple[Owned, Owned]]:
    """Pairs of photos that show one picture, looked for among those of about the same grey where photos vary most."""
    photos = [(cells, entry) for entry in owned if (cells := _cells(entry[1])) is not None]
    if len(photos) < 2:
        return
    bands = [[sum(c[i : i + _BAND]) / _BAND for i in range(0, _CELLS, _BAND)] for c, _ in photos]
    widest = max(range(len(bands[0])), key=lambda band: max(b[band] for b in bands) - min(b[band] for b in bands))
    order = sorted(range(len(photos)), key=lambda i: bands[i][widest])
    for position, i in enumerate(order):
        for j in order[position + 1 :]:
            if bands[j][widest] - bands[i][widest] > _MOST_APART:
                break
            if photos[i][1][0] != photos[j][1][0] and _alike(photos[i][0], photos[j][0], bands[i], bands[j]):
                first, second = sorted((i, j))
                yield photos[first][1], photos[second][1]


def _cells(exhibit: Exhibit) -> bytes | None:
    """The cells of a photo that shows a face; a sheet that shows nothing looks like every other."""
    facts = exhibit.reading.facts
    if exhibit.reading.kind is not Kind.PHOTO or not facts.get(Fact.FACES):
        return None
    cells = bytes.fromhex(str(facts.get(Fact.CELLS, "")))
    return cells if len(cells) == _CELLS else None


def _alike(one: bytes, other: bytes, bands: Sequence[float], other_bands: Sequence[float]) -> bool:
    if any(abs(a - b) > _MOST_APART for a, b in zip(bands, other_bands, strict=True)):
        return False
    apart = sorted(abs(a - b) for a, b in zip(one, other, strict=True))
    return sum(apart[-_WORST:]) / _WORST <= _MOST_APART


def with_other_units(dossiers: Sequence[Dossier]) -> list[Dossier]:
    """Name, in each dossier, the other units that sent the same ID number."""
    units: dict[str, list[str]] = defaultdict(list)
    for dossier in dossiers:
        units[dossier.id_number].append(dossier.unit)
    result = []
    for dossier in dossiers:
        others = tuple(u for u in units[dossier.id_number] if u != dossier.unit) if is_valid(dossier.id_number) else ()
        result.append(dossier.model_copy(update={"other_units": others}) if others else dossier)
    return result
