"""Where the cells of a form lie: columns and spans, with cells over several rows continued in the rows below."""

from dataclasses import dataclass

from benchmarks.others.forms import COLUMNS, Cell


@dataclass(frozen=True)
class Placed:
    """A cell in its row; ``cell`` is None where one from above goes on."""

    column: int
    span: int
    cell: Cell | None


def placed(rows: list[list[Cell]]) -> tuple[int, list[list[Placed]]]:
    """The number of columns, and the cells of every row from left to right; last cells stretch to the edge."""
    columns = max(COLUMNS, *(sum(cell.span for cell in row) for row in rows))
    out: list[list[Placed]] = []
    going_on: dict[int, tuple[int, int]] = {}  # column → span, rows still to come
    for row in rows:
        slack = columns - sum(cell.span for cell in row) - sum(span for span, _ in going_on.values())
        waiting, column, line = list(row), 0, []
        below: dict[int, tuple[int, int]] = {}
        while column < columns:
            if column in going_on:
                span, left = going_on[column]
                line.append(Placed(column, span, None))
            else:
                cell = waiting.pop(0)
                stretch = slack if not waiting else 0
                span, left = cell.span + stretch, cell.rows
                line.append(Placed(column, span, cell))
            if left > 1:
                below[column] = (span, left - 1)
            column += span
        out.append(line)
        going_on = below
    return columns, out
