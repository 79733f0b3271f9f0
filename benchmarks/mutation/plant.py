"""Put a mutant into the running process: other code in the functions that exist, other values under the same names."""

import ast
import functools
import gc
import sys
import types
from collections import defaultdict
from collections.abc import Iterator

from benchmarks.mutation.changes import Mutant

Place = tuple[str, str, int]
"""Module, qualified name, first line of a function."""
OURS = "hui_reg"
"""What the program keeps may come of a mutant's code; what the tests keep (their tables) doesn't, and is dear."""


class Functions:
    """Every function of some modules, as objects that exist: whoever holds one gets the other code."""

    def __init__(self, modules: set[str]) -> None:
        self.found: dict[Place, list[types.FunctionType]] = defaultdict(list)
        self.caches = []
        gc.unfreeze()  # the tests froze what they had imported
        for held in gc.get_objects():
            if isinstance(held, types.FunctionType) and held.__module__ in modules:
                code = held.__code__
                self.found[held.__module__, code.co_qualname, code.co_firstlineno].append(held)
            elif isinstance(held, functools._lru_cache_wrapper) and str(held.__module__).startswith(OURS):
                self.caches.append(held)

    def plant(self, mutant: Mutant, tree: ast.Module, filename: str) -> bool:
        """Whether the mutant lives in this process now. To be done in a fork: there is no way back."""
        for cache in self.caches:
            cache.cache_clear()
        if not mutant.function:
            return _values(mutant.module, compile(ast.fix_missing_locations(tree), filename, "exec"))
        around = ast.Module([s for s in tree.body if s.lineno <= mutant.line <= (s.end_lineno or s.lineno)], [])
        code = compile(ast.fix_missing_locations(around), filename, "exec")
        planted = False
        for inner in _codes(code):
            if inner.co_qualname == mutant.function or inner.co_qualname.startswith(f"{mutant.function}.<locals>."):
                for function in self.found.get((mutant.module, inner.co_qualname, inner.co_firstlineno), ()):
                    function.__code__ = inner
                    planted = True
        return planted


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    for held in code.co_consts:
        if isinstance(held, types.CodeType):
            yield held
            yield from _codes(held)


def _values(module: str, code: types.CodeType) -> bool:
    """The module's constants as the changed code makes them, wherever they were imported under their own names."""
    old = vars(sys.modules[module])
    new = {key: old[key] for key in ("__name__", "__file__", "__package__", "__spec__", "__loader__")}
    exec(code, new)
    changed = {}
    for name, value in new.items():
        if name in old and not callable(value) and not name.startswith("__") and repr(value) != repr(old[name]):
            changed[name] = value
    for name, value in changed.items():
        was = old[name]
        for other in list(sys.modules.values()):
            held = vars(other) if isinstance(other, types.ModuleType) else {}
            if held.get(name) is was:
                held[name] = value
    return bool(changed)
