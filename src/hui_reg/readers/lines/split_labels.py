"""Labels that are written in pieces on a page: with gaps between their letters, one below the other, or wrapped."""

from collections.abc import Sequence
from dataclasses import dataclass

from hui_reg.notation.folding import fold
from hui_reg.pages.page import Line
from hui_reg.readers.lines.layout import MOST_LINES
from hui_reg.readers.lines.numbers import middle
from hui_reg.readers.lines.spans import union


def join_split_labels(lines: Sequence[Line], names: frozenset[str], aspect: float) -> list[Line]:
    """``lines`` with the pieces of one label made one line: ``姓`` + ``名``, letters one below the other, wraps.

    The last piece may carry a colon and the value.
    """
    if len(lines) > MOST_LINES:
        return list(lines)
    starts = frozenset(name[:length] for name in names for length in range(1, len(name)))
    taken: set[int] = set()
    joined: dict[int, Line] = {}
    texts = [fold(line.text) for line in lines]
    pieces = _Pieces(lines, texts, names, starts, aspect)
    for index, text in enumerate(texts):
        if index in taken or text not in starts:
            continue
        chain = _chain(pieces, [index], text, taken)
        if chain is not None:
            taken.update(chain)
            whole = "".join(texts[place] for place in chain)
            sure = min(lines[place].confidence for place in chain)
            joined[index] = Line(whole, sure, union([lines[place].box for place in chain]))
    return [joined.get(index, line) for index, line in enumerate(lines) if index in joined or index not in taken]


@dataclass(frozen=True)
class _Pieces:
    """The lines of a page with their folded texts, and the labels they may be pieces of."""

    lines: Sequence[Line]
    texts: Sequence[str]
    names: frozenset[str]
    starts: frozenset[str]
    aspect: float


def _chain(pieces: _Pieces, chain: list[int], text: str, taken: set[int]) -> list[int] | None:
    """The longest continuation of ``chain``, which reads ``text`` so far, to a whole label."""
    best = chain if text in pieces.names and len(chain) > 1 else None
    if text not in pieces.starts:
        return best
    for index, piece in enumerate(pieces.texts):
        head, colon, _ = piece.partition(":")
        longer = text + head
        fits = longer in pieces.names or (longer in pieces.starts and not colon)
        if index in chain or index in taken or not head or not fits:
            continue
        if not _adjoins(pieces.lines[chain[-1]], pieces.lines[index], len(head), pieces.aspect):
            continue
        found = _chain(pieces, [*chain, index], longer, taken)
        if found is not None and (best is None or len(found) > len(best)):
            best = found
    return best


def _adjoins(last: Line, following: Line, length: int, aspect: float) -> bool:
    """Whether a piece follows another closely: to its right in the row, or centred below it."""
    height = min(last.box[3] - last.box[1], following.box[3] - following.box[1])
    if height <= 0:
        return False
    single = length == 1
    right = following.box[0] - last.box[2]
    in_row = abs(middle(following.box) - middle(last.box)) <= 0.5 * height
    if in_row and -0.5 * height <= right * aspect <= (3.5 if single else 1.0) * height:
        return True
    below = following.box[1] - last.box[3]
    centred = abs((following.box[0] + following.box[2]) - (last.box[0] + last.box[2])) / 2 * aspect <= 0.8 * height
    if not centred and abs(following.box[0] - last.box[0]) * aspect <= 0.5 * height:
        return -0.5 * height <= below <= 0.6 * height  # a cell's text begins at its left edge
    return centred and -0.5 * height <= below <= (2.5 if single else 0.8) * height
