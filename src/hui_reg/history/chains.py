"""What gave way to what: keys and names in the order in which one followed another."""

from collections.abc import Iterable, Mapping


def followed(steps: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What gave way to what; of steps that lead in a ring the last one said tells where it ends."""
    after: dict[str, str] = {}
    for old, new in steps:
        if old == new:
            continue
        if old in chain(new, after):
            after.pop(new, None)
        after[old] = new
    return after


def chain(start: str, after: Mapping[str, str]) -> list[str]:
    """All that follow one another from a start; no ring."""
    found = [start]
    while (following := after.get(found[-1])) is not None:
        found.append(following)
    return found
