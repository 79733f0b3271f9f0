"""Which test runs which line: every test run once under coverage, kept for the runs that go on."""

import ast
import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import coverage
import pytest

from benchmarks.mutation.changes import functions_of

KEPT = Path(__file__).parents[2] / ".mutants-tests.json"
"""What each test runs and costs, so that a run that goes on needn't ask again. Delete it when tests changed much."""
BATCH = 200
Run = Callable[[int, int | None], bool]


@dataclass
class Heard:
    """By test: its cost in seconds of processor time, and the lines it runs, from the head of their function."""

    bodies: dict[str, str]
    """The hash of each function when it was listened to; an offset in a function that changed says nothing."""
    tests: dict[str, tuple[float, dict[str, list[int]]]]


@dataclass(frozen=True)
class Function:
    """``module:Class.function`` and its lines; without a name, what stands at the module's level."""

    name: str
    first: int
    last: int
    body: str


def functions(modules: dict[str, Path]) -> dict[str, list[Function]]:
    """The outermost functions by module, the module's own level last."""
    found: dict[str, list[Function]] = {}
    for module, path in modules.items():
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        own = [
            Function(f"{module}:{name}", node.lineno, node.end_lineno or node.lineno, _hash(text, node))
            for name, node in functions_of(tree)
        ]
        found[module] = [*own, Function(f"{module}:", 1, text.count("\n") + 1, "")]
    return found


def _hash(text: str, node: ast.AST) -> str:
    return hashlib.sha256((ast.get_source_segment(text, node) or "").encode()).hexdigest()[:16]


def listen(
    items: list[pytest.Item],
    modules: dict[str, Path],
    run: Run,
    note: Callable[[str], None],
) -> Heard:
    """What each test runs, as it was heard once or by running it now.

    ``run`` gets a test's number and that of the one to follow, and says whether it failed.
    """
    known = functions(modules)
    bodies = {function.name: function.body for of in known.values() for function in of}
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {"bodies": {}, "tests": {}}
    heard = Heard(bodies, dict(kept["tests"]))
    stale = {name for name, body in kept["bodies"].items() if bodies.get(name) != body}
    for _, lines in heard.tests.values():
        for name in stale & lines.keys():
            lines[name] = [ANYWHERE]
    fresh = [number for number, item in enumerate(items) if item.nodeid not in heard.tests]
    for start in range(0, len(fresh), BATCH):
        _hear(items, fresh[start : start + BATCH], (modules, known), run, heard)
        KEPT.write_text(json.dumps({"bodies": bodies, "tests": heard.tests}))
        note(f"{min(start + BATCH, len(fresh))} of {len(fresh)} tests listened to")
    return heard


ANYWHERE = -1
"""An offset that stands for every line of its function."""


def _hear(
    items: list[pytest.Item],
    numbers: list[int],
    told: tuple[dict[str, Path], dict[str, list[Function]]],
    run: Run,
    heard: Heard,
) -> None:
    modules, known = told
    cover = coverage.Coverage(data_file=None, include=[str(path) for path in modules.values()], config_file=False)
    costs: dict[str, float] = {}
    cover.start()
    for number, following in zip(numbers, [*numbers[1:], None], strict=True):
        name = items[number].nodeid
        cover.switch_context(name)
        started = time.process_time()
        failed = run(number, following)
        costs[name] = -1.0 if failed else time.process_time() - started
    cover.stop()
    lines: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    data = cover.get_data()
    for module, path in modules.items():
        for line, names in data.contexts_by_lineno(str(path)).items():
            function = next(f for f in known[module] if f.first <= line <= f.last)
            for name in names:
                lines[name][function.name].add(line - function.first if function.body else ANYWHERE)
    for name, cost in costs.items():
        if cost < 0:
            print(f"{name} fails without any mutant and is left out", flush=True)
        ran = {function: sorted(found) for function, found in lines[name].items()} if cost >= 0 else {}
        heard.tests[name] = (max(cost, 0.0), ran)
