"""Parsers of foreign bytes under coverage-guided fuzzing, each from a seed that is whole."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(0)]
RUNS = {"names": 40_000, "mails": 4_000, "zips": 20_000, "tnef": 10_000, "fetches": 40_000}


@pytest.mark.parametrize("name", RUNS)
def test_only_refusals_come_out(name: str, tmp_path: Path) -> None:
    from tests.slow.fuzzing import TARGETS

    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "seed").write_bytes(TARGETS[name][1])
    command = [sys.executable, "-m", "tests.slow.fuzzing", name, str(RUNS[name]), str(corpus)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    assert done.returncode == 0, done.stderr[-4000:]
