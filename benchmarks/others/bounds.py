"""Shares with their 95 % bounds, and curves of risk against coverage."""

from collections.abc import Iterable
from math import sqrt

Z = 1.959964


def wilson(hits: int, tries: int) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson's score; (0, 1) for no tries."""
    if not tries:
        return 0.0, 1.0
    share, z2 = hits / tries, Z * Z
    middle = (share + z2 / (2 * tries)) / (1 + z2 / tries)
    half = Z * sqrt(share * (1 - share) / tries + z2 / (4 * tries * tries)) / (1 + z2 / tries)
    return (0.0 if hits == 0 else middle - half), (1.0 if hits == tries else middle + half)


def told(hits: int, tries: int) -> str:
    """``3/40 = 7.5 % [2.6, 19.9]``."""
    low, high = wilson(hits, tries)
    return f"{hits}/{tries} = {hits / max(tries, 1):.1%} [{100 * low:.1f}, {100 * high:.1f}]"


def curve(graded: Iterable[tuple[float, bool]], steps: tuple[float, ...]) -> list[tuple[float, int, int, int]]:
    """For each threshold: (threshold, covered, of these wrong, all). ``graded`` pairs a confidence with *right*."""
    pairs = list(graded)
    rows = []
    for step in steps:
        kept = [right for confidence, right in pairs if confidence >= step]
        rows.append((step, len(kept), sum(not right for right in kept), len(pairs)))
    return rows
