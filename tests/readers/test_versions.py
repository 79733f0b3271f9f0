"""A reader's version can't be forgotten: its code and its version are held against each other."""

import subprocess
import sys
from pathlib import Path

import pytest
from tools import fingerprints

from hui_reg.readers.versions import VERSIONS

ROOT = Path(__file__).parents[2]


def test_no_code_changed_without_its_version() -> None:
    assert fingerprints.due() == {}, "see CONTRIBUTING.md, A reader's version"


def test_every_version_stands_for_files_and_every_file_for_a_version() -> None:
    assert set(fingerprints.ROOMS) == set(VERSIONS)
    counted = {path for name in VERSIONS for path in fingerprints.sources(name)}
    named = {fingerprints.PACKAGE / f"{module}.py" for module in fingerprints.NO_READER}
    there = {path for room in ("readers", "pages") for path in (fingerprints.PACKAGE / room).rglob("*.py")}
    assert there - counted == named & there
    assert all(path.exists() for path in named)


@pytest.mark.parametrize("change", ["    return 1\n", "x = lambda: 2\n", "if True:\n    y = 3\n"])
def test_a_change_of_code_is_seen_and_one_of_words_is_not(tmp_path: Path, change: str) -> None:
    file = tmp_path / "a.py"
    code = 'def f():\n    """Words."""\n    return 0\n'
    file.write_text(code, "utf-8")
    before = fingerprints.fingerprint([file])
    file.write_text("# a comment\nimport os\n" + code.replace("Words", "Other words"), "utf-8")
    assert fingerprints.fingerprint([file]) == before
    file.write_text(code + change, "utf-8")
    assert fingerprints.fingerprint([file]) != before


def test_as_a_command_it_says_nothing_when_nothing_is_due() -> None:
    done = subprocess.run([sys.executable, ROOT / "tools" / "fingerprints.py"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")
