"""``python -m benchmarks.mutation [--minutes N] [ROOM …]``: run on from where the last run stopped, write the page."""

import argparse

import pytest

from benchmarks.mutation.report import write
from benchmarks.mutation.run import Runner

ROOMS = ["rules", "notation", "history/standing", "history/state", "history/papers", "history/makeup", "history/dues",
         "history/decisions", "history/flags", "history/following"]  # fmt: skip
TESTS = ["tests/rules", "tests/notation", "tests/history", "tests/oracle"]
DEAR = ["tests/rules/test_parts.py", "tests/rules/test_pairs.py", "tests/oracle/test_mutants.py"]
"""Not asked: they cost more than all the others together."""


def main() -> None:
    ask = argparse.ArgumentParser(prog="python -m benchmarks.mutation", description=__doc__)
    ask.add_argument("--minutes", type=float, default=600)
    ask.add_argument("rooms", nargs="*", default=ROOMS)
    asked = ask.parse_args()
    if asked.minutes:
        runner = Runner(asked.rooms, asked.minutes)
        options = [
            "-x",
            "--tb=no",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            "--no-header",
            "-m",
            "not slow and not torture",
        ]
        pytest.main([*options, *(f"--ignore={path}" for path in DEAR), *TESTS], plugins=[runner])
        runner._save()
    write(ROOMS)


if __name__ == "__main__":
    main()
