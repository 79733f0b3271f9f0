"""A share counted in a sample, and what it may really be."""

from math import sqrt

_Z = 1.959963984540054


def interval(hits: int, tries: int) -> tuple[float, float]:
    """The 95 % interval of a share of ``hits`` in ``tries``, by Wilson's score (1927); (0, 1) for no tries."""
    if not tries:
        return 0.0, 1.0
    share, z2 = hits / tries, _Z * _Z
    middle = (share + z2 / (2 * tries)) / (1 + z2 / tries)
    half = _Z * sqrt(share * (1 - share) / tries + z2 / (4 * tries * tries)) / (1 + z2 / tries)
    return (0.0 if hits == 0 else middle - half), (1.0 if hits == tries else middle + half)
