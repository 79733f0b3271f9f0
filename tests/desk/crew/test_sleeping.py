"""A computer that falls asleep at any moment of a run: its connections are gone, another one does the same meanwhile,
and it wakes up. Or it never does.

Whatever it had planned, nothing of it is written after its turn: not to the ledger, not to the journals beside it, and
nothing of the other's is taken away.
"""

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store import soundness
from hui_reg.store.database import Database, open_database
from hui_reg.store.joint import turns
from hui_reg.store.joint.holders import HeldBlobs
from tests.desk.crew.test_at_once import (
    FORK,
    Pair,
    Words,
    _run,
    contradicting,
    decided_now,
    everything,
    paid_once,
    pair,
    seated_once,
)
from tests.desk.crew.test_two_computers import ROOMS, unit_receipt

__all__ = ["pair"]
ROUNDS = 20


def prepared(pair: Pair, folder: Path, what: str, seed: int) -> tuple[tuple[Words, Words], Callable[[], None]]:
    """What both do, and what must hold whoever did it."""
    receipt = unit_receipt(folder / "A.pdf")
    pay: Words = ("import", "receipts", receipt)
    if what == "receipts":
        return (pay, pay), paid_once(pair, receipt)
    if what == "exam":
        assert pair.alone(0, pay) == 0
        first, second = (("export", "exam", *ROOMS, "--seed", 2 * seed + n) for n in (0, 1))
        return (first, second), lambda: seated_once(pair)

    def one_decision() -> None:
        assert len(decided_now(pair)) == 1

    mine, others = (("import", "review", sheet, "--by", "审二") for sheet in contradicting(pair, folder))
    return (mine, others), one_decision


@pytest.mark.slow
@pytest.mark.parametrize("wakes", [True, False], ids=["wakes", "never wakes"])
@pytest.mark.parametrize("what", ["receipts", "exam", "review"])
def test_a_sleeper_writes_nothing_after_its_turn(pair: Pair, tmp_path: Path, what: str, wakes: bool) -> None:
    takes = 0.0
    for seed in range(ROUNDS):
        pair.again()
        (mine, others), holds = prepared(pair, tmp_path, what, seed)
        if not takes:
            began = time.monotonic()
            assert pair.alone(0, mine) in (0, 1)
            takes = time.monotonic() - began
            continue
        sleeper = FORK.Process(target=_run, args=(pair.office[0].root, mine, lambda: None, False))
        sleeper.start()
        assert sleeper.pid is not None
        time.sleep(random.Random(seed).uniform(0, takes))
        with contextlib.suppress(ProcessLookupError):
            os.kill(sleeper.pid, signal.SIGSTOP if wakes else signal.SIGKILL)
        pair.cut()
        assert pair.alone(1, others) in (0, 1)
        holds()
        written = everything(pair)
        with contextlib.suppress(ProcessLookupError):  # it was done before it was put to sleep
            os.kill(sleeper.pid, signal.SIGCONT)
        sleeper.join(300)
        if sleeper.exitcode in (ExitCode.LOCKED, ExitCode.STORE):
            assert everything(pair) == written
        else:
            assert sleeper.exitcode in (0, 1, -signal.SIGKILL), sleeper.exitcode
        holds()
        for one in pair.office:
            with open_workspace(one.root) as workspace, workspace.database.begin() as connection:
                copies = workspace.database.chronicle.copies
                assert all(soundness.tells_the_same(connection, copy) for copy in copies)


def test_a_sleeper_clears_nothing_of_anothers(address: str, tmp_path: Path) -> None:
    """A purge that slept between the rows and the files: what another computer received meanwhile stays."""
    mine, others = open_database(address), open_database(address)
    a = HeldBlobs(tmp_path / "x", tmp_path / "x", "共用", lambda: mine)
    b = HeldBlobs(tmp_path / "x", tmp_path / "x", "共用", lambda: others)
    a.put_all([b"old 1", b"old 2"])
    with turns.held(mine):
        assert mine.turn is not None
        mine.turn._session.invalidate()
        mine.engine.dispose()
        while _runs(others):  # the server notices in a moment
            time.sleep(0.05)
        with turns.held(others):
            new = b.put(b"new")
        with pytest.raises(HuiRegError, match="另一台电脑开始了运行") as told:
            a.clear()
    assert told.value.code is ExitCode.LOCKED
    assert b.get(new) == b"new"
    mine.close()
    others.close()


def _runs(database: Database) -> str:
    with database.begin() as connection:
        return turns.running(connection)
