"""One page, several documents: a card and a diploma on one sheet, cards pasted on a form, two records side by side.

A page is one document until two parts of it, each read alone, are clearly two: of different kinds, or of different
people or graduations.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hui_reg.model import Box, Reading
from hui_reg.pages.page import Line, Page
from hui_reg.readers.lines.spans import union
from hui_reg.vocabulary import Field, Kind

Claims = Callable[[Page], list[Reading]]
"""All claims of all readers on one page."""

_LEAST: Final = 0.5
_CLEAR: Final = 0.8
"""How sure each part must be by itself."""
_FEWEST_LINES: Final = 12
"""Lines of a page below which it holds one document."""
_BROAD: Final = 1.2
_FEWEST_SIDE_BY_SIDE: Final = 24
_GUTTER: Final = 0.008
"""Width of the empty strip between two documents side by side, as a share of the page."""
_AROUND: Final = 0.06
"""How far beside its value a label may stand, as a share of the page's width; half of it above and below."""
_MOST_TRIES: Final = 3
_MOST_PARTS: Final = 4


@dataclass(frozen=True)
class Part:
    """A page, or what one document takes of it. ``region`` is None for a whole page."""

    page: Page
    region: Box | None = None


def parts(page: Page, claims: Claims, depth: int = 2) -> list[Part]:
    """The documents of a page, each as a page of its own lines."""
    if page.source == "office" or len(page.lines) < _FEWEST_LINES or depth == 0:
        return [Part(page)]
    made = [claim for claim in claims(page) if claim.kind_confidence >= _LEAST]
    seen = {claim.kind for claim in made}
    for groups in _divisions(page, made):
        divided = [_part_of(page, group) for group in groups if group]
        if len(divided) > 1 and _are_documents([claims(part) for part in divided], seen):
            found = [deeper for part in divided for deeper in parts(part, claims, depth - 1)]
            return [Part(part.page, _region(part.page.lines)) for part in found][:_MOST_PARTS]
    return [Part(page)]


def _part_of(page: Page, lines: Sequence[Line]) -> Page:
    """Some lines as a page; one of pictures alone was read from pixels, whatever the rest of the page is."""
    pixels = all(any(_is_inside(line.box, place) for place in page.pictured) for line in lines)
    return replace(page, lines=tuple(lines), source="ocr" if pixels else page.source)


def _divisions(page: Page, made: Sequence[Reading]) -> Iterator[list[list[Line]]]:
    """Ways of sharing out a page's lines that are worth a try: the tightest claim against the rest, left and right."""
    if len({claim.kind for claim in made}) > 1:
        places = [place for claim in made if (place := _place_of(claim, page.number)) is not None]
        for place in sorted(places, key=_area)[:_MOST_TRIES]:
            inside = [line for line in page.lines if _is_inside(line.box, place)]
            yield [inside, [line for line in page.lines if line not in inside]]
    if page.aspect >= _BROAD and len(page.lines) >= _FEWEST_SIDE_BY_SIDE:
        yield from _by_gutter(page.lines)


def _place_of(claim: Reading, number: int) -> Box | None:
    """Where a claim's values stand."""
    boxes = [value.box for value in claim.fields.values() if value.box and value.page == number and any(value.box)]
    return union(boxes) if len(boxes) > 1 else None


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _is_inside(box: Box, place: Box) -> bool:
    """Whether the middle of a line lies within a place, or so near that it is a label of its values."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return place[0] - _AROUND < x < place[2] + _AROUND and place[1] - _AROUND / 2 < y < place[3] + _AROUND / 2


def _by_gutter(lines: Sequence[Line]) -> Iterator[list[list[Line]]]:
    """Left and right of the widest empty strip near the middle."""
    edges = sorted((line.box[0], line.box[2]) for line in lines)
    reach, strips = 0.0, []
    for left, right in edges:
        if left - reach >= _GUTTER and 0.3 < (left + reach) / 2 < 0.7:
            strips.append((left - reach, (left + reach) / 2))
        reach = max(reach, right)
    if strips:
        _, middle = max(strips)
        left_side = [line for line in lines if line.box[2] <= middle]
        yield [left_side, [line for line in lines if line.box[2] > middle]]


def _are_documents(made: Sequence[list[Reading]], seen: Collection[Kind]) -> bool:
    """Whether every part is surely a document by itself, and no two are pieces of one.

    ``seen`` are the kinds that the whole page was taken for: half a page may look like another kind, as its columns
    of labels and values fall apart. Every document of a person's names the person, but for the emblem side of a card.
    """
    best = [max(claims, key=lambda claim: claim.kind_confidence, default=None) for claims in made]
    for claim in best:
        if claim is None or claim.kind_confidence < _CLEAR or claim.kind not in seen:
            return False
        name = claim.fields.get(Field.NAME)
        if claim.kind is not Kind.ID_CARD and (name is None or name.value is None):
            return False
    known = [_identity(claim) for claim in best if claim is not None]
    return len(set(known)) == len(known)


def _identity(claim: Reading) -> tuple[Kind, str]:
    """What tells one document from another of its kind: whose, and which."""
    told = [claim.fields.get(field) for field in (Field.NAME, Field.ID_NUMBER, Field.CERTIFICATE_NUMBER)]
    return claim.kind, "|".join((value.value or "") if value else "" for value in told)


def _region(lines: Sequence[Line]) -> Box:
    return union([line.box for line in lines])
