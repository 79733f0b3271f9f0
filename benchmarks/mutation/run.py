"""The run: the tests collected once, each timed and asked which lines it runs; then a fork for every mutant."""

import gc
import json
import os
import re
import resource
import time
from collections import Counter, defaultdict
from functools import cache, partial
from pathlib import Path

import pytest
from hypothesis import settings

from benchmarks.mutation.changes import Mutant, mutants
from benchmarks.mutation.listening import ANYWHERE, Heard, functions, listen
from benchmarks.mutation.plant import Functions

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
RESULTS = Path(__file__).with_name("results.json")
HANGS = 20
"""Seconds of processor time after which a mutant runs without end."""
OFTEN = 20
"""Mutants after which what is known is written down."""
BROAD = "random_lives["
"""The tests that see most at once."""
DEAR = 0.5
"""A test that takes longer is asked after all the others."""
RULE = re.compile(r"@rule\(\s*\"([A-D]\d{3})\"")
KILLED, ALIVE, ENDLESS, ABSENT = "killed", "alive", "endless", "not planted"


def modules(targets: list[str]) -> dict[str, Path]:
    """The modules under some rooms or paths, by dotted name."""
    found: dict[str, Path] = {}
    for target in targets:
        path = SOURCE / "hui_reg" / target
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]:
            if not file.stem.startswith("__"):
                found[".".join(file.relative_to(SOURCE).with_suffix("").parts)] = file
    return found


class Runner:
    """A plugin of pytest in the place of its loop over the tests.

    A mutant's tests may take ``seconds`` of processor time in all by their own measure: the dearest are left out.
    With ``again`` those that lived are tried once more, else only those never tried.
    """

    def __init__(self, targets: list[str], minutes: float, *, seconds: float, again: bool) -> None:
        self.modules = modules(targets)
        self.until = time.monotonic() + minutes * 60
        self.seconds, self.again = seconds, again
        self.results: dict[str, str] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
        self.functions = {f.name: f for of in functions(self.modules).values() for f in of}
        self.by_function: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        self.cost: list[float] = []
        self.names: list[str] = []
        self.killers: dict[str, Counter[int]] = defaultdict(Counter)
        self.failed = False

    def pytest_configure(self) -> None:
        settings.register_profile("mutants", deadline=None, derandomize=True, database=None, max_examples=25)
        settings.load_profile("mutants")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed |= report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._hear(session, listen(session.items, self.modules, partial(self._alone, session), _say))
        self._warm(session)
        planting = Functions(set(self.modules))
        gc.collect()
        gc.freeze()  # so that a fork shares the memory
        for module, path in self.modules.items():
            started, tried = time.process_time() + _children(), 0
            for mutant, tree in mutants(path, module):
                if time.monotonic() > self.until:
                    return True
                known = self.results.get(mutant.key)
                if known is None or (self.again and known == ALIVE):
                    self._try(session, planting, mutant, tree, str(path))
                    tried += 1
                    if tried % OFTEN == 0:
                        self.save()
            if tried:
                self.save()
                _say(f"{module}: {tried} tried in {time.process_time() + _children() - started:.0f} s")
        return True

    def save(self) -> None:
        """What is known so far."""
        RESULTS.write_text(json.dumps(self.results, indent=0, sort_keys=True))

    def _hear(self, session: pytest.Session, heard: Heard) -> None:
        for number, item in enumerate(session.items):
            cost, ran = heard.tests[item.nodeid]
            self.cost.append(cost)
            self.names.append(item.nodeid)
            for function, offsets in ran.items():
                for offset in offsets:
                    self.by_function[function][offset].add(number)

    def _warm(self, session: pytest.Session) -> None:
        """The cheapest test of each file once: what they set up for the whole run is there before the forks."""
        cheapest: dict[str, int] = {}
        for number in sorted(range(len(self.names)), key=lambda number: self.cost[number]):
            cheapest.setdefault(self.names[number].partition("::")[0], number)
        order = list(cheapest.values())
        for number, following in zip(order, [*order[1:], *order[:1]], strict=True):
            self._alone(session, number, following)

    def _alone(self, session: pytest.Session, number: int, following: int | None) -> bool:
        self.failed = False
        self._run(session.items[number], None if following is None else session.items[following])
        return self.failed

    def _run(self, item: pytest.Item, following: pytest.Item | None) -> None:
        """``following`` keeps what both share set up."""
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)

    def _try(self, session: pytest.Session, planting: Functions, mutant: Mutant, tree: object, path: str) -> None:
        asked = self._asked(mutant)
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            self._in_child(session, planting, (mutant, tree, path), asked, writing)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            said = pipe.read()
        _, status = os.waitpid(child, 0)
        killer, _, word = said.partition(" ")
        if killer.isdigit():
            self.killers[f"{mutant.module}:{mutant.function}"][int(killer)] += 1
            self.killers[mutant.module][int(killer)] += 1
        self.results[mutant.key] = word.strip() or (ENDLESS if os.WIFSIGNALED(status) else KILLED)

    def _asked(self, mutant: Mutant) -> list[int]:
        """The tests that run the statement: its rule's first, what killed its neighbours, its module's."""
        found = self._running(mutant)
        own, beside = self._about(mutant)
        words = [mutant.module.rpartition(".")[2], *beside]
        near, around = self.killers[f"{mutant.module}:{mutant.function}"], self.killers[mutant.module]

        def rank(number: int) -> tuple[bool, bool, int, bool, bool, int, float]:
            name, cost = self.names[number], self.cost[number]
            related = any(word in name for word in words)
            return cost > DEAR, own not in name, -near[number], not related, BROAD not in name, -around[number], cost

        chosen: list[int] = []
        total = 0.0
        for number in sorted(found, key=rank):
            if total + self.cost[number] <= self.seconds or not chosen:
                total += self.cost[number]
                chosen.append(number)
        return chosen

    def _running(self, mutant: Mutant) -> set[int]:
        if not mutant.function:
            names = [name for name in self.by_function if name.startswith(f"{mutant.module}:")]
            return {n for name in names for numbers in self.by_function[name].values() for n in numbers}
        name = f"{mutant.module}:{mutant.function}"
        first, last = (line - self.functions[name].first for line in mutant.statement)
        offsets = self.by_function[name]
        return set().union(*(offsets.get(at, set()) for at in (ANYWHERE, *range(first, last + 1))))

    def _about(self, mutant: Mutant) -> tuple[str, list[str]]:
        """The id of the function's own rule (nothing in any name where it has none), and those of its module."""
        ids = _rules(self.modules[mutant.module])
        named = re.search(r"[A-D]\d{3}", mutant.what)
        before = [named[0]] if named else [rule for line, rule in ids if line <= mutant.line]
        return (before[-1] if before else "\0"), [rule for _, rule in ids]

    def _in_child(self, session, planting, planted, asked: list[int], pipe: int) -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (HANGS, HANGS))
        gc.disable()
        mutant, tree, path = planted
        session.config.pluginmanager.unregister(name="terminalreporter")
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        said = f"- {ALIVE}"
        try:
            if not planting.plant(mutant, tree, path):
                said = f"- {ABSENT}"
            elif (killer := self._killer(session, asked)) is not None:
                said = f"{killer} {KILLED}"
        except BaseException:
            said = f"- {KILLED}"  # it didn't even compile, or broke the tests' own machinery
        os.write(pipe, said.encode())
        os._exit(0)

    def _killer(self, session: pytest.Session, asked: list[int]) -> int | None:
        items = [session.items[number] for number in asked]
        if items:
            session._setupstate.teardown_exact(items[0])
        self.failed = False
        for number, item, following in zip(asked, items, [*items[1:], None], strict=True):
            self._run(item, following)
            if self.failed:
                return number
        return None


@cache
def _rules(path: Path) -> list[tuple[int, str]]:
    """The rules of a module with the line on which each begins."""
    text = path.read_text(encoding="utf-8")
    return [(text.count("\n", 0, found.start()) + 1, found.group(1)) for found in RULE.finditer(text)]


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _say(text: str) -> None:
    print(text, flush=True)
