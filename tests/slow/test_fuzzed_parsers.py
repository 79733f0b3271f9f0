"""Parsers of foreign bytes under coverage-guided fuzzing, each from a whole seed and what earlier runs found.

``HUI_REG_FUZZ_SECONDS=600`` fuzzes each for so long instead of the number of runs below; ``HUI_REG_FUZZ_CORPUS=FOLDER``
goes on with what lies there, a folder a target, and keeps what is found (``python -m tests.slow.corpora FOLDER`` packs
the smallest of it into ``tests/slow/corpora``).
"""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from tests.slow import corpora

pytestmark = [pytest.mark.slow, pytest.mark.timeout(0)]
RUNS = {
    "fuzzing": {"names": 40_000, "mails": 4_000, "zips": 20_000, "tnef": 10_000, "fetches": 40_000},
    "fuzzing_pages": {
        "word": 2_000, "word relations": 2_000, "sheet": 2_000, "ofd": 100, "doc": 5_000, "rtf": 40_000,
        "html": 40_000, "metafile": 200_000, "jpeg": 20_000, "pdf": 1_000, "joint pdf": 1_000,
        "table of characters": 40_000, "type 1": 2_000,
    },
}  # fmt: skip


@pytest.mark.parametrize(("module", "name"), [(module, name) for module in RUNS for name in RUNS[module]])
def test_only_refusals_come_out(module: str, name: str, tmp_path: Path) -> None:
    corpus = Path(os.environ.get("HUI_REG_FUZZ_CORPUS") or tmp_path).absolute() / name.replace(" ", "_")
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate([import_module(f"tests.slow.{module}").TARGETS[name][1], *corpora.kept(name)]):
        (corpus / f"seed{number}").write_bytes(data)
    seconds = os.environ.get("HUI_REG_FUZZ_SECONDS")
    runs, more = ("-1", [f"-max_total_time={seconds}"]) if seconds else (str(RUNS[module][name]), [])
    command = [sys.executable, "-m", f"tests.slow.{module}", name, runs, str(corpus), *more]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    assert done.returncode == 0, done.stderr[-4000:]
