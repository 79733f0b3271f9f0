"""The shape of the house: direction of imports, ceilings of files and functions, what `--help` loads."""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import tiers, untested

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "hui_reg"
SOURCES = sorted(PACKAGE.rglob("*.py"))

FILE_CEILING = 300
FUNCTION_CEILING = 60
PARAMETER_CEILING = 6
FOLDER_CEILING = 25
BESIDE_THE_PACKAGE = {"oracle", "samples", "slow"}
"""Folders of tests that stand for no room: a second judge, the invented mails, the slow tier."""
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}


def test_sources_are_found() -> None:
    assert len(SOURCES) > 20


ROOMS = sorted({path.relative_to(PACKAGE).parts[0] for path in SOURCES})
"""Each with all that is in it; a module of the package itself is one too."""


@pytest.mark.parametrize("room", ROOMS)
def test_ceilings_names_and_promises(room: str) -> None:
    within = [path for path in SOURCES if path.relative_to(PACKAGE).parts[0] == room]
    assert within
    faults = {str(path.relative_to(PACKAGE)): list(_faults(path, path.read_text("utf-8"))) for path in within}
    assert {path: told for path, told in faults.items() if told} == {}


def _faults(path: Path, text: str) -> Iterator[str]:
    tree = ast.parse(text)
    if not ast.get_docstring(tree):
        yield "a module docstring is its promise"
    if text.count("\n") > FILE_CEILING:
        yield "too long: find the missing concept and give it a room"
    if path.stem in FORBIDDEN_NAMES:
        yield "its name says nothing"
    if "migrations" in path.parts:
        return  # one step of the schema is one function, however many tables it makes
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            if (length := node.end_lineno - node.lineno + 1) > FUNCTION_CEILING:
                yield f"{node.name} has {length} lines"
            if (brought := _parameters(node)) > PARAMETER_CEILING:
                yield f"{node.name} takes {brought} things: name them"


def test_a_fault_of_a_module_is_found() -> None:
    long = "def f(a, b, c, d, e, f, g):\n" + "    a += 1\n" * FILE_CEILING
    assert len(list(_faults(PACKAGE / "notation" / "utils.py", long))) == 5


def _parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How much a caller must bring. A command takes what its options say, however many."""
    if any("verb(" in ast.unparse(decorator) for decorator in node.decorator_list):
        return 0
    given = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    return sum(argument.arg not in ("self", "cls") for argument in given) + (node.args.vararg is not None)


def test_no_room_is_overfull() -> None:
    rooms = Counter(path.parent for path in SOURCES)
    assert {room.name: held for room, held in rooms.items() if held > FOLDER_CEILING} == {}


def test_only_the_console_prints() -> None:
    """What is printed elsewhere may steer the terminal: names of files and units come from outside."""
    told = re.compile(r"^\s*(?:print|click\.echo|click\.secho|sys\.std(?:out|err)\.write)\(", re.MULTILINE)
    outside = [path for path in SOURCES if "console" not in path.parts]
    assert [path.name for path in outside if told.search(path.read_text(encoding="utf-8"))] == []


def test_imports_flow_one_way() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "arguments", [["--help"], ["fetch", "--help"], ["validate", "--help"], ["export", "review", "--help"]]
)
def test_help_loads_nothing_that_reads_documents(arguments: list[str]) -> None:
    heavy = (
        "cv2",
        "onnxruntime",
        "rapidocr",
        "pypdfium2",
        "pypdf",
        "PIL",
        "openpyxl",
        "numpy",
        "sqlalchemy",
        "imap_tools",
    )
    code = (
        "import sys; from hui_reg.cli import run; run(sys.argv[1:]);"
        f"sys.exit(','.join(sorted(set({heavy!r}) & set(sys.modules))) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "用法" in done.stdout


def test_nothing_copyleft_is_required() -> None:
    required = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower()
    for name in ("pymupdf", "extract-msg", "pillow-heif", "zhconv"):
        assert f"\n{name}==" not in f"\n{required}"


def test_lock_files_name_no_index() -> None:
    for lock in ROOT.glob("*.lock"):
        text = lock.read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        for word in ("http://", "https://", "--index-url", "--extra-index-url", "--find-links"):
            assert word not in text


def test_every_test_stands_beside_a_room() -> None:
    faults = {str(path.relative_to(ROOT / "tests")): list(_misplaced(path)) for path in TESTS}
    assert {path: told for path, told in faults.items() if told} == {}


def test_the_files_that_come_first_are_there() -> None:
    assert [name for name in tiers.LONGEST if not (ROOT / name).exists()] == []


def _misplaced(path: Path) -> Iterator[str]:
    room = path.parent.relative_to(ROOT / "tests")
    if not (path.parent / "__init__.py").exists():
        yield "a folder of tests is a package"
    if not (PACKAGE / room / "__init__.py").exists() and room.parts[0] not in BESIDE_THE_PACKAGE:
        yield f"no room {room}"
    if path.stem.startswith(f"test_{room.name}_"):
        yield "the folder says so already"


def test_what_no_test_imports_is_listed() -> None:
    now, listed = set(untested.untested()), set(untested.listed())
    assert now - listed == set(), "no test imports it by name: test it, or list it (python -m tests.untested)"
    assert listed - now == set(), "tested now, or gone: python -m tests.untested takes it off the list"
