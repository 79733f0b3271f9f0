"""Two computers do the same at the same moment, round after round: in forked processes that start together.

Whoever comes second is refused (exit 5) or works on what the first one wrote; whatever they do, the ledger has each
payment, seat, ticket and decision once. Without the turn the keys of the database alone see to that; and a run whose
turn was lost between planning and writing writes nothing.
"""

import contextlib
import io
import multiprocessing
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from hui_reg import cli
from hui_reg.desk import ledger as desk_ledger
from hui_reg.desk import receipts, sandboxed
from hui_reg.desk.workspace import open_workspace
from hui_reg.sandbox.jobs import Done, Job
from hui_reg.store import entries
from hui_reg.store.joint import turns
from hui_reg.store.joint.holders import HeldBlobs
from tests.desk.crew.conftest import Computer
from tests.desk.crew.test_two_computers import ROOMS, ledger, opinions, unit_receipt

FORK = multiprocessing.get_context("fork")
Words = Sequence[object]


class Here(contextlib.AbstractContextManager["Here"]):
    """In place of the sandbox: the jobs of our own files are done at once."""

    def __exit__(self, *_: object) -> None: ...

    def run(self, stage: Any, _model: object, jobs: Iterator[Job]) -> Iterator[Done[Any]]:
        for job in jobs:
            yield Done(job.key, *job.call(stage))


class Pair:
    """Two computers on copies of one office, a fresh one each round."""

    def __init__(self, office: list[Computer], folder: Path) -> None:
        self.office, self._kept = office, folder / "as it was"
        self._name = str(make_url(office[0].address).database)
        for number, one in enumerate(office):
            shutil.copytree(one.root, self._kept / str(number))
        self._was = f"was_{self._name[-50:]}"
        self._do(f'DROP DATABASE IF EXISTS "{self._was}"')
        self._do(f'ALTER DATABASE "{self._name}" RENAME TO "{self._was}"')

    def again(self) -> None:
        """As it was before the first round."""
        self._do(f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)')
        self._do(f'CREATE DATABASE "{self._name}" TEMPLATE "{self._was}"')
        for number, one in enumerate(self.office):
            shutil.rmtree(one.root)
            shutil.copytree(self._kept / str(number), one.root)

    def cut(self) -> None:
        """Every connection to the database is lost."""
        self._do(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self._name}'")

    def _do(self, statement: str) -> None:
        engine = create_engine(self.office[0].address.replace(f"/{self._name}?", "/postgres?"))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(statement))
        engine.dispose()

    def at_once(self, both: Iterable[Words], *, keys_alone: bool = False) -> list[int]:
        """Two commands, begun at the same moment; how each ended."""
        gate = FORK.Barrier(2)
        started = [
            FORK.Process(target=_run, args=(one.root, words, gate.wait, keys_alone))
            for one, words in zip(self.office, both, strict=True)
        ]
        for process in started:
            process.start()
        for process in started:
            process.join(300)
        return [process.exitcode if process.exitcode is not None else -1 for process in started]

    def alone(self, number: int, words: Words) -> int:
        """One command in a process of its own."""
        process = FORK.Process(target=_run, args=(self.office[number].root, words, lambda: None, False))
        process.start()
        process.join(300)
        return process.exitcode if process.exitcode is not None else -1


def _run(root: Path, words: Words, gate: Callable[[], object], keys_alone: bool) -> None:
    gate()
    with contextlib.ExitStack() as changed:
        changed.enter_context(contextlib.redirect_stdout(io.StringIO()))
        changed.enter_context(contextlib.redirect_stderr(io.StringIO()))
        if keys_alone:
            changed.enter_context(mock.patch.object(turns, "held", _everybodys))
        code = cli.run(["-w", str(root), *map(str, words)])
        sys.stdout.flush()
    os._exit(code)


@contextlib.contextmanager
def _everybodys(database: Any) -> Iterator[None]:
    """A turn that everybody has."""
    database.turn = mock.Mock()
    yield
    database.turn = None


@pytest.fixture
def pair(office: list[Computer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pair:
    monkeypatch.setattr(sandboxed, "opened", lambda *_, **__: Here())
    monkeypatch.setattr(receipts, "opened", lambda *_, **__: Here())
    return Pair(office, tmp_path)


def paid_once(pair: Pair, receipt: Path) -> Callable[[], None]:
    def look() -> None:
        paid = Counter(str(one["who"]) for one in ledger(pair.office[0], "payment"))
        assert len(paid) == 10 and set(paid.values()) == {1}, paid

    return look


def seated_once(pair: Pair) -> None:
    seats = ledger(pair.office[1], "seat")
    assert len({one["ticket"] for one in seats}) == len({(one["room"], one["seat"]) for one in seats}) == len(seats)
    assert len({one["who"] for one in seats}) == len(seats) == 10


ROUNDS = 20
WAYS = pytest.mark.parametrize("keys_alone", [False, True], ids=["turn", "keys"])


@pytest.mark.slow
@WAYS
def test_one_receipt_is_booked_once(pair: Pair, tmp_path: Path, keys_alone: bool) -> None:
    receipt = unit_receipt(tmp_path / "A.pdf")
    words = ("import", "receipts", receipt)
    for _ in range(ROUNDS):
        pair.again()
        ended = pair.at_once((words, words), keys_alone=keys_alone)
        assert set(ended) <= {0, 5} and 0 in ended, ended
        paid_once(pair, receipt)()
        assert [pair.alone(n, words) for n in (0, 1)] == [0, 0]
        paid_once(pair, receipt)()


@pytest.mark.slow
@WAYS
def test_no_seat_or_ticket_is_given_twice(pair: Pair, tmp_path: Path, keys_alone: bool) -> None:
    for seed in range(ROUNDS):
        pair.again()
        assert pair.alone(0, ("import", "receipts", unit_receipt(tmp_path / "A.pdf"))) == 0
        ended = pair.at_once(
            (("export", "exam", *ROOMS, "--seed", seed * 2 + n) for n in (0, 1)), keys_alone=keys_alone
        )
        assert set(ended) <= {0, 5} and 0 in ended, ended
        seated_once(pair)
        assert pair.alone(1, ("export", "exam", *ROOMS)) == 0
        seated_once(pair)


@pytest.mark.slow
def test_of_contradicting_reviews_one_counts(pair: Pair, tmp_path: Path) -> None:
    for _ in range(ROUNDS):
        pair.again()
        ended = pair.at_once(("import", "review", sheet, "--by", "审二") for sheet in contradicting(pair, tmp_path))
        assert set(ended) <= {0, 1, 5}, ended
        assert len(decided_now(pair)) == 1


def contradicting(pair: Pair, folder: Path) -> list[Path]:
    """The sheet of those who wait for the second review, filled in by two people."""
    out = folder / "复核" / "审核表.xlsx"
    assert pair.alone(0, ("export", "review", "--stage", "second", "--output", out)) in (0, 1)
    return [opinions(out, folder / f"{choice}.xlsx", choice, "复核意见") for choice in ("暂缓", "需补正")]


def decided_now(pair: Pair) -> set[str]:
    """What was decided in this round."""
    return {str(one["choice"]) for one in ledger(pair.office[0], "second_review") if "export" in one}


GAPS = {"receipts": (HeldBlobs, "put_all"), "exam": (desk_ledger, "enter"), "review": (HeldBlobs, "put_all")}
"""What each command does first when all is planned."""


@pytest.mark.parametrize("what", [pytest.param(one, marks=() if one == "exam" else pytest.mark.slow) for one in GAPS])
def test_a_run_that_lost_its_turn_after_planning_writes_nothing(pair: Pair, tmp_path: Path, what: str) -> None:
    """Its connections are cut when all is planned, and the other computer does the same in the gap."""
    pair.again()
    mine: Words = ("import", "receipts", unit_receipt(tmp_path / "A.pdf"))
    others = mine
    if what == "exam":
        assert pair.alone(0, mine) == 0
        mine, others = (("export", "exam", *ROOMS, "--seed", seed) for seed in (1, 2))
    elif what == "review":
        mine, others = (("import", "review", sheet, "--by", "审二") for sheet in contradicting(pair, tmp_path))
    owner, name = GAPS[what]
    goes_on = getattr(owner, name)
    written = tmp_path / "as the other left it"

    def in_the_gap(*given: Any, **named: Any) -> Any:
        setattr(owner, name, goes_on)  # in this process alone
        pair.cut()
        assert pair.alone(1, others) in (0, 1)
        written.write_text(everything(pair), encoding="utf-8")
        return goes_on(*given, **named)

    with mock.patch.object(owner, name, in_the_gap):
        assert pair.alone(0, mine) == 5
    assert written.read_text(encoding="utf-8") == everything(pair)


def everything(pair: Pair) -> str:
    """The whole ledger."""
    with open_workspace(pair.office[1].root) as workspace, workspace.database.begin() as connection:
        return "\n".join(one.model_dump_json() for one in entries.load(connection))
