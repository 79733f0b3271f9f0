"""The assignment that fits best overall: items to persons, at most one item a person, by the sum of scores.

Rows are added one at a time along the best alternating path (successive shortest paths, found by relaxation as in
Bellman and Ford), so after every step the matching of the rows so far has the greatest possible sum: the result is
optimal, not first-come. Scores are sparse, a row may stay open at no cost.

A row's *margin* is what the sum loses when just this pairing is forbidden. A small margin means another assignment
fits about as well, and the pairing must not be forced.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

MOST_ROWS: Final = 80
MOST_PAIRS: Final = 600
"""Size of a component beyond which nothing is assigned: so many look-alikes cannot be told apart anyway."""

Scores = Sequence[Mapping[int, float]]
"""For every row, the positive scores of the columns it may take."""


@dataclass(frozen=True)
class Pairing:
    """A row's column in the best assignment, and how much better that is than the best without it."""

    column: int
    margin: float


def best_assignment(scores: Scores) -> list[Pairing | None]:
    """The pairing of every row, None for rows left open."""
    result: list[Pairing | None] = [None] * len(scores)
    for rows in _components(scores):
        part = [scores[row] for row in rows]
        if len(rows) > MOST_ROWS or sum(map(len, part)) > MOST_PAIRS:
            continue
        held = _solve(part)
        total = _sum(part, held)
        for position, column in enumerate(held):
            if column is not None:
                without = [dict(s) for s in part]
                del without[position][column]
                result[rows[position]] = Pairing(column, total - _sum(without, _solve(without)))
    return result


def _sum(scores: Scores, held: Sequence[int | None]) -> float:
    return sum(scores[row][column] for row, column in enumerate(held) if column is not None)


def _components(scores: Scores) -> list[list[int]]:
    """Rows that share columns, directly or over others, in order."""
    group: dict[int, int] = {}
    rows_of: dict[int, list[int]] = {}
    for row, columns in enumerate(scores):
        met = {group[column] for column in columns if column in group}
        merged = sorted({row, *(r for key in met for r in rows_of.pop(key))})
        rows_of[merged[0]] = merged
        for member in merged:
            for column in scores[member]:
                group[column] = merged[0]
    return [rows_of[key] for key in sorted(rows_of)]


def _solve(scores: Scores) -> list[int | None]:
    held: list[int | None] = [None] * len(scores)
    holder: dict[int, int] = {}
    for row in range(len(scores)):
        for moved, column in _best_path(row, scores, held, holder):
            held[moved] = column
            if column is not None:
                holder[column] = moved
    return held


def _best_path(
    start: int, scores: Scores, held: Sequence[int | None], holder: Mapping[int, int]
) -> list[tuple[int, int | None]]:
    """The moves that add most to the sum when ``start`` looks for a column, displacing others where that pays."""
    gain: dict[int, float] = {start: 0.0}
    came: dict[int, tuple[int, int]] = {}
    best = 0.0
    end: tuple[int, int | None] = (start, None)
    queue = [start]
    while queue:
        row = queue.pop(0)
        if gain[row] > best + 1e-9:
            best, end = gain[row], (row, None)
        for column, score in scores[row].items():
            reached = gain[row] + score
            other = holder.get(column)
            if other == row:
                continue
            if other is None:
                if reached > best + 1e-9:
                    best, end = reached, (row, column)
            elif other != start and reached - scores[other][column] > gain.get(other, float("-inf")) + 1e-9:
                gain[other] = reached - scores[other][column]
                came[other] = (row, column)
                queue.append(other)
    if best <= 0.0:
        return []
    moves: list[tuple[int, int | None]] = [end]
    row = end[0]
    while row != start:
        row, column = came[row]
        moves.append((row, column))
    return moves
