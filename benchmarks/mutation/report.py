"""docs/mutants.md: how many mutants of each module were tried and killed, and those alive, each with its reason."""

import json
from collections import defaultdict
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
a statement left out. It is killed when a test fails. Wording (sentences, hints) isn't mutated.

A run tries every module's mutants in an order that makes a broken-off run a fair sample; the aim is 90 % killed. *No
test yet* is said of a mutant that the nearest tests (20 seconds of them) let live; tests written since may kill it,
which the next run finds out when its line is taken out of `benchmarks/mutation/results.json`.

| module | mutants | tried | killed | share |
|---|---|---|---|---|
"""


def write(rooms: list[str]) -> None:
    """The page of what is known so far."""
    results: dict[str, str] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    reasons: dict[str, str] = yaml.safe_load(REASONS.read_text(encoding="utf-8")) or {}
    rows, alive = [], defaultdict[str, list[Mutant]](list)
    total = [0, 0, 0]
    for module, path in modules(rooms).items():
        made = [mutant for mutant, _ in mutants(path, module) if results.get(mutant.key) != ABSENT]
        tried = [mutant for mutant in made if mutant.key in results]
        left = [mutant for mutant in tried if results[mutant.key] == ALIVE]
        alive[module] = left
        counts = len(made), len(tried), len(tried) - len(left)
        total = [before + more for before, more in zip(total, counts, strict=True)]
        rows.append(_row(module.removeprefix("hui_reg."), *counts))
    rows.append(_row("**all**", *total))
    PAGE.write_text(HEAD + "".join(rows) + _survivors(alive, reasons), encoding="utf-8")


def _row(name: str, made: int, tried: int, killed: int) -> str:
    return f"| {name} | {made} | {tried} | {killed} | {f'{killed / tried:.1%}' if tried else '–'} |\n"


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
