"""Modules of the package that no test imports by name. ``python -m tests.untested`` writes the list anew.

A module on the list is tested only through others. The list may get shorter without asking; a name that is new on it
is a decision, seen in the review.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
LIST = ROOT / "tests" / "untested.txt"


def modules() -> Iterator[str]:
    """Every module with code of its own, by its dotted name: no package's front, no migration."""
    for path in sorted((SOURCE / "hui_reg").rglob("*.py")):
        if not path.stem.startswith("__") and "migrations" not in path.parts:
            yield ".".join(path.relative_to(SOURCE).with_suffix("").parts)


def imported() -> set[str]:
    """Every dotted name that some test imports, modules and what is taken from them alike."""
    names: set[str] = set()
    for path in (ROOT / "tests").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def untested() -> list[str]:
    """The modules that no test imports by name, in order."""
    known = imported()
    return [module for module in modules() if module not in known]


def listed() -> list[str]:
    """What the list says today."""
    return LIST.read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    LIST.write_text("".join(f"{module}\n" for module in untested()), encoding="utf-8")
