"""The recipes of CONTRIBUTING.md do what they promise: each is carried out, from its text, on a copy of the project."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hui_reg.model import Outcome
from hui_reg.notice import parse, shipped
from hui_reg.rules import check
from tests import builders as b

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PACKAGE = "src/hui_reg/"
_BLOCK = re.compile(r"^```\w+ (?P<path>\S+)(?: after `(?P<line>[^\n]*)`)?\n(?P<text>.*?)^```$", re.M | re.S)


def recipe(title: str) -> str:
    """The section of that title."""
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def cook(title: str, copy: Path) -> set[str]:
    """Carry out a recipe on a copy; the files it touched."""
    touched = set()
    for block in _BLOCK.finditer(recipe(title)):
        file = copy / block["path"]
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        if block["line"] is None:
            text = f"{text}\n\n{block['text']}" if text else block["text"]
        else:
            assert text.count(f"{block['line']}\n") == 1, f"{block['path']} has no such line: {block['line']}"
            text = text.replace(f"{block['line']}\n", f"{block['line']}\n{block['text']}")
        file.write_text(text, encoding="utf-8")
        touched.add(block["path"])
    return touched


def python(copy: Path, *words: str, code: int = 0) -> str:
    """What Python says, run on the copy's own code."""
    environment = os.environ | {"PYTHONPATH": f"{copy / 'src'}{os.pathsep}{copy}", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, *words], cwd=copy, env=environment, capture_output=True, encoding="utf-8", timeout=1500
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package, its tools, and what the tests of rules and readers are made of."""
    for name in ("src/hui_reg", "tools", "tests/rules", "tests/oracle", "tests/readers"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("*.pyc.*"))  # being written
    for name in ("tests/__init__.py", "tests/builders.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_a_rule_is_two_files_and_its_cases(copy: Path) -> None:
    touched = cook("A rule", copy)
    assert len([path for path in touched if path.startswith(PACKAGE)]) == 2
    assert [path for path in touched if not path.startswith(PACKAGE)] == ["tests/rules/cases/A199.yml"]
    python(copy, "-m", "tests.rules.said")
    told = python(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/rules/test_cases.py", "-k", "A199")
    assert re.search(r"5 passed", told), told  # three cases, the rule's page, a case of each kind
    assert "联系电话不是手机号码" in python(copy, "-m", "hui_reg", "rules", "A199")


def test_a_kind_is_four_files(copy: Path) -> None:
    touched = cook("A document kind", copy)
    assert len([path for path in touched if path.startswith(PACKAGE)]) <= 4
    assert {path for path in touched if not path.startswith(PACKAGE)} == {"tools/fingerprints.py"}
    found = python(
        copy,
        "-c",
        "from tests.readers.written import at, sheet\n"
        "from hui_reg.readers.select import select\n"
        "page = sheet(at('从业人员工作证明', 0.3, 0.1), at('姓名：张三', 0.2, 0.2), at('从事本职业三年', 0.2, 0.3))\n"
        "(reading,), _ = select([page], [])\n"
        "print(reading.kind.value, reading.fields['name'].value)",
    )
    assert found.split() == ["work_proof", "张三"]
    python(copy, "tools/fingerprints.py", code=1)
    python(copy, "tools/fingerprints.py", "--write")


def test_a_material_is_a_piece_of_the_notice() -> None:
    (block,) = _BLOCK.finditer(recipe("A material, by the notice alone"))
    who = b.person()
    findings = check(b.dossier(who, *b.materials(who)), parse(f"{shipped()}\n{block['text']}")).findings
    assert [(finding.rule, finding.outcome) for finding in findings] == [("A120", Outcome.CORRECT)]


def test_a_countys_notice_is_one_file(copy: Path) -> None:
    text = shipped("yunling-2025-8").replace('id = "yunling-2025-8"', 'id = "shiyan-2026-1"')
    (copy / PACKAGE / "notices" / "shiyan-2026-1.toml").write_text(text, encoding="utf-8")
    python(copy, "-m", "hui_reg", "-w", "office", "init", "--notice", "shiyan-2026-1")
    assert parse((copy / "office" / "notice.toml").read_text(encoding="utf-8")).id == "shiyan-2026-1"
    python(copy, "-m", "hui_reg", "-w", "office", "status")


def test_a_list_is_three_files(copy: Path) -> None:
    assert len(cook("A list after the review", copy)) == 4
    assert "电话表" in python(copy, "-m", "hui_reg", "export", "--help")
    python(copy, "-m", "hui_reg", "-w", "office", "init")
    told = python(copy, "-m", "hui_reg", "-w", "office", "export", "phones")
    assert "电话表：没有人可以列入" in told, "an office without anybody"


def test_a_readers_version(copy: Path) -> None:
    """Each way ends with exit 0 only when nothing is due any more."""
    assert all(way in recipe("A reader's version") for way in ("--write", "--same-results"))
    letters, versions = (copy / PACKAGE / "readers" / name for name in ("letters.py", "versions.py"))
    letters.write_text(letters.read_text(encoding="utf-8") + "\n\nNEW = 1\n", encoding="utf-8")
    assert "letters: its code changed" in python(copy, "tools/fingerprints.py", code=1)
    python(copy, "tools/fingerprints.py", "--same-results", "letters")
    letters.write_text(letters.read_text(encoding="utf-8") + "\n\nNEWER = 2\n", encoding="utf-8")
    raised = re.sub(r'"letters": \d+', '"letters": 99', versions.read_text(encoding="utf-8"))
    versions.write_text(raised, encoding="utf-8")
    python(copy, "tools/fingerprints.py", "--write")


def test_every_command_it_names_is_there() -> None:
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(re.search(rf"^{name}:", made, re.M) for name in re.findall(r"`make ([\w-]+)`", PAGE))
    assert "[CONTRIBUTING.md](CONTRIBUTING.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_an_amended_value_is_a_history() -> None:
    (block,) = _BLOCK.finditer(recipe("A county's notice"))
    text = shipped()
    old = next(line for line in text.splitlines() if line.startswith("deadline"))
    amended = parse(text.replace(old, block["text"].rstrip(), 1))
    assert [change.key for change in amended.changes] == ["registration.deadline"]
    assert "补充通知" in amended.registration.basis
