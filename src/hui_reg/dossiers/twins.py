"""Papers that were sent as two persons': the same bytes, or one photo in two encodings. Pure.

A photo is the same picture, or its mirror image, when the mean greys of its cells are: scaling and compressing hardly
move them, another face does, wherever it differs at all. Of 19,306 pairs of drawn faces, all before one backdrop, two
came so near. A picture that was cut, turned or made brighter is not known again.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from operator import add
from typing import Final, Generic, TypeVar

from hui_reg.dossiers.names import Likeness, likeness
from hui_reg.dossiers.people import UNNAMED
from hui_reg.model import Dossier, Exhibit, File
from hui_reg.notation.names import key as name_key
from hui_reg.notation.resident_id import is_valid
from hui_reg.vocabulary import Fact, Kind

_CELLS: Final = 192
_ACROSS: Final = 12
"""Cells of a row."""
_MOST_APART: Final = 5.5
"""Greys (of 256) by which the least alike twentieth of the cells may differ on average."""
_WORST: Final = _CELLS // 20
_BAND: Final = 24
"""Cells whose mean is compared first: two rows."""
BAND_APART: Final = int(_MOST_APART * _BAND)
"""Greys, summed over a band, by which photos of one picture may differ there at most."""
_LOOKED_UP: Final = 4
"""Bands by which photos are looked up: with more, more boxes are empty and more have to be opened."""


@dataclass(frozen=True)
class Held:
    """A paper in the place where it lies: with the person ``key``, whose ``name`` and ``id_number`` these are.

    ``cells`` are those of a photo that shows a face, else None; ``turn`` is its turn among the person's papers.
    """

    key: str
    name: str
    id_number: str
    turn: int
    file: File
    pages: tuple[int, ...]
    kind: Kind
    cells: bytes | None = None

    @property
    def order(self) -> tuple[object, ...]:
        return self.file.message, self.file.path, self.pages, self.kind.value, self.turn

    @cached_property
    def bands(self) -> tuple[int, ...]:
        """How bright each two rows of cells are, in greys summed up."""
        return bands_of(self.cells or b"")


Shared = tuple[Held, Held]
"""A person's paper, and another person's that is the same."""
Named = TypeVar("Named")


@dataclass(frozen=True, slots=True)
class _Photo(Generic[Named]):
    """A photo to be compared, and how bright each two rows of its cells are, in greys summed up."""

    name: Named
    cells: bytes
    bands: tuple[int, ...]


def bands_of(cells: bytes) -> tuple[int, ...]:
    return tuple(sum(cells[i : i + _BAND]) for i in range(0, len(cells), _BAND))


def with_shared(dossiers: Sequence[Dossier]) -> list[Dossier]:
    """The dossiers, each with what was sent as another person's too."""
    found = shared_papers(held_papers(dossiers))
    return [sharing(dossier, found.get(dossier.key, ())) for dossier in dossiers]


def sharing(dossier: Dossier, found: Iterable[Shared]) -> Dossier:
    """The dossier with what of it was sent as another person's too."""
    own = {_place(exhibit): exhibit for exhibit in (*dossier.exhibits, *dossier.strangers)}
    shared = tuple(
        (own[mine.file.message, mine.file.path, mine.pages, mine.kind], theirs.name, theirs.file)
        for mine, theirs in found
    )
    return dossier.model_copy(update={"shared": shared}) if shared != dossier.shared else dossier


def held_papers(dossiers: Sequence[Dossier]) -> list[Held]:
    """Every paper in force once, with the person in whose place it lies rather than the one whom it names. What was
    replaced since is nobody's fault any more."""
    strange = {_place(exhibit) for dossier in dossiers for exhibit in dossier.strangers}
    held = []
    for dossier in dossiers:
        own = [e for e in dossier.exhibits if _place(e) not in strange and not e.superseded]
        for turn, exhibit in enumerate((*own, *dossier.strangers)):
            reading = exhibit.reading
            held.append(
                Held(dossier.key, dossier.name, dossier.id_number, turn, exhibit.file, reading.pages, reading.kind,
                     _cells(exhibit))
            )  # fmt: skip
    return held


def shared_papers(held: Sequence[Held], about: Container[str] | None = None) -> dict[str, tuple[Shared, ...]]:
    """By key, which papers are the same as other people's, each person's in an order of their own; ``about`` (None:
    everybody) are those asked for, of whose papers ``held`` has every like."""
    found: dict[str, dict[Shared, None]] = defaultdict(dict)
    for one, other in (*_same_bytes(held), *_same_pictures(held)):
        if not _one_person(one, other):
            found[one.key][one, other] = None
            found[other.key][other, one] = None
    return {key: _each_once(pairs) for key, pairs in found.items() if about is None or key in about}


def _each_once(pairs: Iterable[Shared]) -> tuple[Shared, ...]:
    once: dict[tuple[str, str, str], Shared] = {}
    for mine, theirs in sorted(pairs, key=lambda pair: (pair[0].order, pair[1].order, pair[1].key)):
        once.setdefault((mine.file.path, theirs.name, theirs.file.path), (mine, theirs))
    return tuple(once[key] for key in sorted(once))


def _place(exhibit: Exhibit) -> tuple[object, ...]:
    return exhibit.file.message, exhibit.file.path, exhibit.reading.pages, exhibit.reading.kind


def _one_person(one: Held, other: Held) -> bool:
    """Whether two dossiers are one person's, sent by two units or told by name only."""
    if one.key == other.key or (one.id_number and one.id_number == other.id_number):
        return True
    return one.name == other.name and not (one.id_number and other.id_number)


def _same_bytes(held: Iterable[Held]) -> Iterator[Shared]:
    groups: dict[tuple[object, ...], dict[str, Held]] = defaultdict(dict)
    for paper in held:
        groups[paper.file.sha256, paper.pages, paper.kind].setdefault(paper.key, paper)
    for group in groups.values():
        yield from combinations(group.values(), 2)


def _same_pictures(held: Iterable[Held]) -> Iterator[Shared]:
    photos = ((paper, paper.cells) for paper in held if paper.cells is not None)
    return ((one, other) for one, other in alike(photos) if one.key != other.key)


def alike(photos: Iterable[tuple[Named, bytes]]) -> Iterator[tuple[Named, Named]]:
    """Pairs of photos that show one picture, of photos that are named by whatever stands for them, each with its cells.
    Looked for among those of about the same grey where photos vary most."""
    seen = [_Photo(name, cells, bands_of(cells)) for name, cells in photos]
    if len(seen) < 2:
        return
    spread = [max(p.bands[i] for p in seen) - min(p.bands[i] for p in seen) for i in range(_CELLS // _BAND)]
    widest = sorted(range(len(spread)), key=lambda i: -spread[i])[:_LOOKED_UP]
    near: dict[tuple[int, ...], list[_Photo[Named]]] = defaultdict(list)
    for photo in seen:
        box = tuple(photo.bands[i] // BAND_APART for i in widest)
        for steps in product((-1, 0, 1), repeat=len(box)):
            for other in near.get(tuple(map(add, box, steps)), ()):
                if _are_alike(photo, other):
                    yield other.name, photo.name
        near[box].append(photo)


def _cells(exhibit: Exhibit) -> bytes | None:
    """The cells of a photo that shows a face; a sheet that shows nothing looks like every other."""
    facts = exhibit.reading.facts
    if exhibit.reading.kind is not Kind.PHOTO or not facts.get(Fact.FACES):
        return None
    cells = bytes.fromhex(str(facts.get(Fact.CELLS, "")))
    return cells if len(cells) == _CELLS else None


def _are_alike(one: _Photo[Named], other: _Photo[Named]) -> bool:
    if any(abs(a - b) > BAND_APART for a, b in zip(one.bands, other.bands, strict=True)):
        return False
    return _within(one.cells, other.cells) or _within(_mirrored(one.cells), other.cells)


def _within(one: bytes, other: bytes) -> bool:
    apart = sorted(abs(a - b) for a, b in zip(one, other, strict=True))
    return sum(apart[-_WORST:]) / _WORST <= _MOST_APART


def _mirrored(cells: bytes) -> bytes:
    """The cells of the picture seen in a mirror; its bands are the same, as each is whole rows."""
    return b"".join(cells[start : start + _ACROSS][::-1] for start in range(0, len(cells), _ACROSS))


def with_other_units(dossiers: Sequence[Dossier]) -> list[Dossier]:
    """Name, in each dossier, the other units that sent the same ID number."""
    sent: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for dossier in dossiers:
        sent[dossier.id_number].append((dossier.unit, dossier.name))
    return [sent_elsewhere(dossier, sent[dossier.id_number]) for dossier in dossiers]


def sent_elsewhere(dossier: Dossier, sent: Iterable[tuple[str, str]]) -> Dossier:
    """The dossier with the other ones of the units that ``sent`` its ID number, each with the name, in their order."""
    known = [(u, n) for u, n in sent if u != dossier.unit] if is_valid(dossier.id_number) else []
    units = tuple(unit for unit, _ in known)
    apart = tuple((unit, name) for unit, name in known if _is_anothers(name, dossier.name))
    if (units, apart) == (dossier.other_units, dossier.otherwise_named):
        return dossier
    return dossier.model_copy(update={"other_units": units, "otherwise_named": apart})


def _is_anothers(name: str, known: str) -> bool:
    return UNNAMED not in (name, known) and likeness(name_key(name), name_key(known)) is Likeness.DIFFERENT
