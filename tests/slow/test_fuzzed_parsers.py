"""Parsers of foreign bytes under coverage-guided fuzzing, each from a seed that is whole."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(0)]
RUNS = {
    "fuzzing": {"names": 40_000, "mails": 4_000, "zips": 20_000, "tnef": 10_000, "fetches": 40_000},
    "fuzzing_pages": {
        "word": 2_000, "word relations": 2_000, "sheet": 2_000, "ofd": 100, "doc": 5_000, "rtf": 40_000,
        "html": 40_000, "metafile": 200_000, "jpeg": 20_000, "pdf": 1_000, "joint pdf": 1_000,
        "table of characters": 40_000,
    },
}  # fmt: skip


@pytest.mark.parametrize(("module", "name"), [(module, name) for module in RUNS for name in RUNS[module]])
def test_only_refusals_come_out(module: str, name: str, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "seed").write_bytes(import_module(f"tests.slow.{module}").TARGETS[name][1])
    command = [sys.executable, "-m", f"tests.slow.{module}", name, str(RUNS[module][name]), str(corpus)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    assert done.returncode == 0, done.stderr[-4000:]
