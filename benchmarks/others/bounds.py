"""Shares with their 95 % bounds, and curves of risk against coverage."""

from collections.abc import Iterable

from hui_reg.notation.shares import interval


def told(hits: int, tries: int) -> str:
    """``3/40 = 7.5 % [2.6, 19.9]``."""
    low, high = interval(hits, tries)
    return f"{hits}/{tries} = {hits / max(tries, 1):.1%} [{100 * low:.1f}, {100 * high:.1f}]"


def curve(graded: Iterable[tuple[float, bool]], steps: tuple[float, ...]) -> list[tuple[float, int, int, int]]:
    """For each threshold: (threshold, covered, of these wrong, all). ``graded`` pairs a confidence with *right*."""
    pairs = list(graded)
    rows = []
    for step in steps:
        kept = [right for confidence, right in pairs if confidence >= step]
        rows.append((step, len(kept), sum(not right for right in kept), len(pairs)))
    return rows
