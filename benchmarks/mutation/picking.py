"""``python -m benchmarks.mutation.picking``: mutants of ``rules/``, each asked about a pool of dossiers without pytest.

The pool are the cases, then random lives and faultless dossiers with one thing changed, of ``tests/oracle``. A mutant
is killed when something else is said of one. What told it and is no case goes to ``tests/rules/picked.txt``, so that
``tests/rules/test_cases.py`` compares it from then on (``python -m tests.rules.said`` first). A pick proves that the
mutant differs, not that the code is right: the oracle says that.
"""

import argparse
import ast
import gc
import json
import os
import random
import re
import resource
import signal
import time
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import coverage

from benchmarks.mutation.changes import Mutant, mutants
from benchmarks.mutation.plant import Functions
from benchmarks.mutation.run import ALIVE, HANGS, KILLED, RESULTS, RULE, modules
from hui_reg.model import Dossier
from hui_reg.notice import Notice, parse, shipped
from hui_reg.rules import check
from tests.rules import said
from tests.rules.pool import PICKED, named, pool

MANY = 200
TRIED = Path(__file__).parents[2] / ".mutants-picked.json"
"""By mutant the number of the dossier that told it in its run, empty where none did. Delete it when tests changed."""


class Picker:
    """The pool with what is said of each dossier, and which lines each runs."""

    def __init__(self, paths: dict[str, Path], size: int) -> None:
        self.notice: Notice = parse(shipped())
        further = (*named(PICKED.read_text(encoding="utf-8").split("\n")), *pool(size))
        self.pool: list[tuple[str, Dossier, Notice]] = [*said.written(self.notice)]
        self.cases = len(self.pool)
        self.pool += ((name, dossier, self.notice) for name, dossier in further)
        self.lines: dict[str, dict[int, set[int]]] = {module: defaultdict(set) for module in paths}
        self.said: list[list[str]] = []
        self.kills: Counter[int] = Counter()
        cover = coverage.Coverage(data_file=None, include=[str(p) for p in paths.values()], config_file=False)
        cover.start()
        for number, (_, dossier, notice) in enumerate(self.pool):
            cover.switch_context(str(number))
            self.said.append(said.of(check(dossier, notice)))
        cover.stop()
        for module, path in paths.items():
            for line, numbers in cover.get_data().contexts_by_lineno(str(path)).items():
                self.lines[module][line] = {int(number) for number in numbers if number}

    def candidates(self, mutant: Mutant) -> list[int]:
        """Those that run the statement: the rule's own cases first, then what told others, then cases."""
        first, last = mutant.statement
        found = set().union(*(self.lines[mutant.module].get(line, set()) for line in range(first, last + 1)))
        if not mutant.function:
            found = set(range(len(self.pool)))
        mixed = random.Random(mutant.key).sample(sorted(found), len(found))
        own, wide = own_rule(mutant), len(found) > MANY  # what everything runs is told apart by the richest
        return sorted(
            mixed, key=lambda n: (not self.pool[n][0].startswith(own), -self.kills[n], (n >= self.cases) is not wide)
        )

    def told_apart(self, numbers: list[int]) -> int | None:
        """The first dossier of which something else is said now; None where all is the same."""
        for number in numbers:
            try:
                if said.of(check(*self.pool[number][1:])) != self.said[number]:
                    return number
            except Exception:
                return number
        return None


def pick(picker: Picker, planting: Functions, planted: tuple[Mutant, ast.Module, str], seconds: float) -> str:
    """The number of a dossier that tells the mutant, empty where none did; ``killed`` where it never came to an end."""
    reading, writing = os.pipe()
    numbers = picker.candidates(planted[0])
    child = os.fork()
    if not child:
        try:
            gc.disable()
            resource.setrlimit(resource.RLIMIT_CPU, (HANGS, HANGS))
            signal.signal(signal.SIGVTALRM, lambda *_: os._exit(0))
            signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
            if planting.plant(*planted) and (found := picker.told_apart(numbers)) is not None:
                os.write(writing, str(found).encode())
            os._exit(0)
        except BaseException:
            os._exit(1)  # it didn't even compile
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    return told or (KILLED if os.WIFSIGNALED(status) or os.WEXITSTATUS(status) else "")


def own_rule(mutant: Mutant) -> str:
    """The id of the rule around a mutant, or named in it; a heading of no case where there is none."""
    named = re.search(r"[A-D]\d{3}", mutant.what)
    before = [rule for line, rule in rules_of(mutant.module) if line <= mutant.line]
    return named[0] if named else before[-1] if before else "\0"


@cache
def rules_of(module: str) -> list[tuple[int, str]]:
    """The rules of a module with the line on which each begins."""
    text = modules(["rules"])[module].read_text(encoding="utf-8")
    return [(text.count("\n", 0, found.start()) + 1, found[1]) for found in RULE.finditer(text)]


def main() -> None:
    ask = argparse.ArgumentParser(prog="python -m benchmarks.mutation.picking", description=__doc__)
    ask.add_argument("--minutes", type=float, default=60)
    ask.add_argument("--seconds", type=float, default=2, help="of processor time for a mutant")
    ask.add_argument("--size", type=int, default=300)
    ask.add_argument("rooms", nargs="*", default=["rules"])
    asked = ask.parse_args()
    until = time.monotonic() + 60 * asked.minutes
    results = json.loads(RESULTS.read_text())
    tried: dict[str, str] = json.loads(TRIED.read_text()) if TRIED.exists() else {}
    names = dict.fromkeys(name for name in PICKED.read_text(encoding="utf-8").split("\n") if name)
    paths = modules(asked.rooms)
    picker = Picker(paths, asked.size)
    planting = Functions(set(paths))
    gc.collect()
    gc.freeze()
    for module, path in paths.items():
        counts: Counter[str] = Counter()
        for mutant, tree in mutants(path, module):
            if results.get(mutant.key, ALIVE) != ALIVE or mutant.key in tried or time.monotonic() > until:
                continue
            tried[mutant.key] = found = pick(picker, planting, (mutant, tree, str(path)), asked.seconds)
            counts[found[:1]] += 1
            if found == KILLED or found.isdigit():
                results[mutant.key] = KILLED
            else:
                results.setdefault(mutant.key, ALIVE)
            if found.isdigit():
                picker.kills[int(found)] += 1
                if int(found) >= picker.cases:
                    names[picker.pool[int(found)][0]] = None
        RESULTS.write_text(json.dumps(results, indent=0, sort_keys=True))
        TRIED.write_text(json.dumps(tried))
        PICKED.write_text("".join(f"{name}\n" for name in sorted(names)), encoding="utf-8")
        print(module, f"{sum(counts.values())} asked, {counts['']} alive, {len(names)} picked", flush=True)


if __name__ == "__main__":
    main()
