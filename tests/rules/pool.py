"""Dossiers by name: random lives (``life 17``), and faultless dossiers with one thing changed.

``picked.txt`` names those that tell some wrong change of the rules from the right ones: see ``benchmarks/mutation``.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

from hui_reg.model import Dossier
from tests.oracle.lives import life
from tests.oracle.mutants import Mutant, faultless, mutants

PICKED = Path(__file__).parent / "picked.txt"
FIRST = 200
"""Of earlier lives everything is compared already."""


def pool(size: int) -> Iterator[tuple[str, Dossier]]:
    """``size`` lives, and as many changed dossiers in no order."""
    for seed in range(FIRST, FIRST + size):
        yield f"life {seed}", life(seed).dossier()
    for name, changed in islice(
        Random(1).sample(sorted(_changed().items(), key=lambda one: one[0]), len(_changed())), size
    ):
        yield name, changed.dossier()


def named(names: Iterable[str]) -> list[tuple[str, Dossier]]:
    """The dossiers of these names, empty ones left out."""
    return [(name, _dossier(name)) for name in names if name]


def _dossier(name: str) -> Dossier:
    if name.startswith("life "):
        return life(int(name.removeprefix("life "))).dossier()
    return _changed()[name].dossier()


@cache
def _changed() -> dict[str, Mutant]:
    return {
        f"{start.name} {mutant.where} {mutant.change}": mutant for start in faultless() for mutant in mutants(start)
    }
