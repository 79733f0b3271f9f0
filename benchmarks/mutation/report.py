"""docs/mutants.md: how many mutants of each module were tried and killed, and those alive, each with its reason."""

import json
from collections import defaultdict
from math import sqrt
from pathlib import Path

import yaml

from benchmarks.mutation.changes import Mutant, mutants
from benchmarks.mutation.run import ABSENT, ALIVE, RESULTS, ROOT, modules

PAGE = ROOT / "docs" / "mutants.md"
REASONS = Path(__file__).with_name("reasons.yml")
UNEXPLAINED = "no test yet"

HEAD = """# Mutants of the code that decides

Made by `make mutants`, which goes on where it was broken off. A mutant is one small wrong change of `rules/`,
`notation/` or the standing and fold of `history/`: another comparison, number, condition or word, a return of nothing,
a statement left out. It is killed when a test fails. Wording (sentences, hints), default arguments, decorators and
attributes of classes aren't mutated; *not planted* are those that couldn't be put into the running process, and say
nothing.

Each mutant is a fork of one process, in which one function has other code, asked only by the tests that run the
statement, nearest first, until one fails or their time is used up. *Share* is of those tried, with the bounds between
which the share of all lies (Wilson, 95 %); where all were tried it is the share. Mutants of `rules/` are also asked
about the cases, the situations, random lives and changed dossiers directly (`benchmarks/mutation/picking.py`): killed
is what says anything else of one of them, word for word. What lives has its reason, written by hand; *no test yet*
stands where there is none.

| module | mutants | not planted | tried | killed | share |
|---|---|---|---|---|---|
"""


def write(rooms: list[str]) -> None:
    """The page of what is known so far."""
    results: dict[str, str] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    reasons: dict[str, str] = yaml.safe_load(REASONS.read_text(encoding="utf-8")) or {}
    rows, alive = [], defaultdict[str, list[Mutant]](list)
    total = [0, 0, 0, 0]
    for module, path in modules(rooms).items():
        every = [mutant for mutant, _ in mutants(path, module)]
        made = [mutant for mutant in every if results.get(mutant.key) != ABSENT]
        tried = [mutant for mutant in made if mutant.key in results]
        left = [mutant for mutant in tried if results[mutant.key] == ALIVE]
        alive[module] = left
        counts = len(made), len(every) - len(made), len(tried), len(tried) - len(left)
        total = [before + more for before, more in zip(total, counts, strict=True)]
        rows.append(_row(module.removeprefix("hui_reg."), *counts))
    rows.append(_row("**all**", *total))
    PAGE.write_text(HEAD + "".join(rows) + _survivors(alive, reasons), encoding="utf-8")


def _row(name: str, made: int, absent: int, tried: int, killed: int) -> str:
    share = f"{killed / tried:.1%}" if tried else "–"
    if 0 < tried < made:
        share += " ({:.0%}–{:.0%})".format(*wilson(killed, tried))
    return f"| {name} | {made} | {absent or ''} | {tried} | {killed} | {share} |\n"


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """Between which shares the true one lies, 95 times of 100."""
    share, scale = hits / of, 1 + z * z / of
    middle, half = share + z * z / (2 * of), z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - half) / scale, (middle + half) / scale


def _survivors(alive: dict[str, list[Mutant]], reasons: dict[str, str]) -> str:
    parts = ["\n## Alive\n"]
    for module, left in alive.items():
        if left:
            parts.append(
                f"\n### {module.removeprefix('hui_reg.')}\n\n| where | change | why it may live |\n|---|---|---|\n"
            )
            parts += [_line(mutant, reasons) for mutant in left]
    return "".join(parts)


def _line(mutant: Mutant, reasons: dict[str, str]) -> str:
    source = mutant.source.replace("|", "\\|")
    why = reasons.get(place(mutant), UNEXPLAINED)
    return f"| `{mutant.function or '—'}` | `{source}`: {mutant.what.replace('|', '/')} | {why} |\n"


def place(mutant: Mutant) -> str:
    """How a mutant is named in the table of reasons: it stays the same when lines move."""
    return f"{mutant.module.removeprefix('hui_reg.')}:{mutant.function or '—'}: {mutant.source}: {mutant.what}"
