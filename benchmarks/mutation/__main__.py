"""``python -m benchmarks.mutation [--minutes N] [ROOM …]``: run on from where the last run stopped, write the page."""

import argparse

import pytest

from benchmarks.mutation.report import write
from benchmarks.mutation.run import Runner

ROOMS = ["rules", "notation", "history/standing", "history/state", "history/papers", "history/makeup", "history/dues",
         "history/decisions", "history/flags", "history/following"]  # fmt: skip
TESTS = ["tests/rules", "tests/notation", "tests/history", "tests/oracle"]
UNUSED = ("cacheprovider", "xdist", "logging", "warnings", "unraisableexception", "threadexception", "faulthandler",
          "junitxml", "pastebin", "setuponly", "stepwise", "doctest")  # fmt: skip
"""What each of a thousand forks needn't pay for."""
OPTIONS = ["--tb=no", "-s", "--no-header", "-m", "not slow and not torture",
           *(word for name in UNUSED for word in ("-p", f"no:{name}"))]  # fmt: skip
DEAR = ["--ignore=tests/rules/test_pairs.py", "--ignore=tests/oracle/test_mutants.py",
        "--deselect=tests/rules/test_parts.py::test_any_dossier_gets_an_assessment"]  # fmt: skip
"""Not asked: they cost more than all the others together."""


def main() -> None:
    ask = argparse.ArgumentParser(prog="python -m benchmarks.mutation", description=__doc__)
    ask.add_argument("--minutes", type=float, default=600)
    ask.add_argument("--seconds", type=float, default=20, help="of tests for a mutant")
    ask.add_argument("--again", action="store_true", help="those that lived once more")
    ask.add_argument("--tests", action="append", help="ask these alone: cheaper, and what they kill is killed")
    ask.add_argument("rooms", nargs="*", default=ROOMS)
    asked = ask.parse_args()
    if asked.minutes:
        runner = Runner(asked.rooms, asked.minutes, seconds=asked.seconds, again=asked.again)
        pytest.main([*OPTIONS, *DEAR, *(asked.tests or TESTS)], plugins=[runner])
        runner.save()
    write(ROOMS)


if __name__ == "__main__":
    main()
