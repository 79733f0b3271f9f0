"""The run: the tests collected once, each timed and asked which functions it calls; then a fork for every mutant."""

import json
import os
import re
import resource
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import settings

from benchmarks.mutation.changes import Mutant, mutants
from benchmarks.mutation.plant import Functions

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
RESULTS = Path(__file__).with_name("results.json")
TESTS = ROOT / ".mutants-tests.json"
"""What each test calls and costs, so that a run that goes on needn't ask again. Delete it when tests changed much."""
SECONDS = 20.0
"""Of processor time that a mutant's tests may take in all by their own measure: the dearest are left out."""
HANGS = 90
_RULE = re.compile(r"@rule\(\s*\"([A-D]\d{3})\"")
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
    """A plugin of pytest in the place of its loop over the tests."""

    def __init__(self, targets: list[str], minutes: float) -> None:
        self.modules = modules(targets)
        self.until = time.monotonic() + minutes * 60
        self.results: dict[str, str] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
        self.calls: dict[str, set[int]] = defaultdict(set)
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
        self._listen(session)
        functions = Functions(set(self.modules))
        for digit in "0123456789abcdef":  # a run that is broken off has tried a fair sample of every module
            for module, path in self.modules.items():
                for mutant, tree in mutants(path, module):
                    if time.monotonic() > self.until:
                        return True
                    if mutant.key.startswith(digit) and mutant.key not in self.results:
                        self._try(session, functions, mutant, tree, str(path))
                self._save()
        return True

    def _listen(self, session: pytest.Session) -> None:
        """What each test calls and costs, as it was once or by running it now."""
        known = json.loads(TESTS.read_text()) if TESTS.exists() else {}
        fresh = [number for number, item in enumerate(session.items) if item.nodeid not in known]
        self._run_and_note(session, fresh, known)
        TESTS.write_text(json.dumps(known))
        for number, item in enumerate(session.items):
            cost, called = known[item.nodeid]
            self.cost.append(cost)
            self.names.append(item.nodeid)
            for function in called:
                self.calls[function].add(number)

    def _run_and_note(self, session: pytest.Session, fresh: list[int], known: dict[str, object]) -> None:
        names = {str(path): module for module, path in self.modules.items()}
        for number in fresh:
            item, called = session.items[number], set[str]()

            def listen(frame: object, event: str, _: object, called: set[str] = called) -> None:
                if event == "call":
                    code = frame.f_code  # type: ignore[attr-defined]
                    if code.co_filename in names:
                        called.add(f"{names[code.co_filename]}:{code.co_qualname.split('.<')[0]}")

            started = time.process_time()
            sys.setprofile(listen)
            try:
                self._run(item)
            finally:
                sys.setprofile(None)
            known[item.nodeid] = (time.process_time() - started, sorted(called))
            if self.failed:  # it says nothing about mutants
                print(f"{item.nodeid} fails without any mutant and is left out")
                known[item.nodeid] = (0.0, [])
                self.failed = False

    def _run(self, item: pytest.Item) -> None:
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)

    def _try(self, session: pytest.Session, functions: Functions, mutant: Mutant, tree: object, path: str) -> None:
        asked = self._asked(mutant)
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            self._in_child(session, functions, (mutant, tree, path), asked, writing)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            said = pipe.read()
        _, status = os.waitpid(child, 0)
        killer, _, word = said.partition(" ")
        if killer.isdigit():
            self.killers[mutant.module][int(killer)] += 1
        self.results[mutant.key] = word.strip() or (ENDLESS if os.WIFSIGNALED(status) else KILLED)

    def _asked(self, mutant: Mutant) -> list[int]:
        """The tests that run the function: those of its rule and module first, then what killed most, then cheap."""
        if mutant.function:
            found = self.calls.get(f"{mutant.module}:{mutant.function}", set())
        else:
            found = {n for name, numbers in self.calls.items() if name.startswith(f"{mutant.module}:") for n in numbers}
        own, beside = self._about(mutant)
        words = [mutant.module.rpartition(".")[2], *beside]

        def rank(number: int) -> tuple[bool, bool, bool, int, float]:
            name, cost = self.names[number], self.cost[number]
            related = any(word in name for word in words)
            return cost > 1.0, own not in name, not related, -self.killers[mutant.module][number], cost

        chosen: list[int] = []
        total = 0.0
        for number in sorted(found, key=rank):
            total += self.cost[number]
            if total > SECONDS and chosen:
                break
            chosen.append(number)
        return chosen

    def _about(self, mutant: Mutant) -> tuple[str, list[str]]:
        """The id of the function's own rule (nothing in any name where it has none), and those of its module."""
        text = self.modules[mutant.module].read_text(encoding="utf-8")
        ids = [(text.count("\n", 0, found.start()) + 1, found.group(1)) for found in _RULE.finditer(text)]
        before = [rule for line, rule in ids if line <= mutant.line]
        return (before[-1] if before else "\0"), [rule for _, rule in ids]

    def _in_child(self, session, functions, planted, asked: list[int], pipe: int) -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (HANGS, HANGS))
        mutant, tree, path = planted
        session.config.pluginmanager.unregister(name="terminalreporter")
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        said = f"- {ALIVE}"
        try:
            if not functions.plant(mutant, tree, path):
                said = f"- {ABSENT}"
            else:
                for number in asked:
                    self._run(session.items[number])
                    if self.failed:
                        said = f"{number} {KILLED}"
                        break
        except BaseException:
            said = f"- {KILLED}"  # it didn't even compile, or broke the tests' own machinery
        os.write(pipe, said.encode())
        os._exit(0)

    def _save(self) -> None:
        RESULTS.write_text(json.dumps(self.results, indent=0, sort_keys=True))
