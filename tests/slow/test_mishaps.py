"""What befalls a workspace besides kills: files lost, one and two at a time; a clock that jumps; a database that
somebody holds, or that is damaged; two runs at once. Plain and under a key.
"""

import datetime as moments
import itertools
import os
import random
import shutil
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from hui_reg.errors import ExitCode
from tests.servers import deeds, killing, wreck
from tests.servers.deeds import DEEDS, run

pytestmark = pytest.mark.slow

NOTHING = wreck.Deed("nothing", ["status", "-q"], deeds.nothing)
_LOSSES = int(os.environ.get("HUI_REG_LOSSES", "60"))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return deeds.template(tmp_path_factory.mktemp("mishaps") / "w")


@pytest.fixture(params=["plain", "under a key"])
def root(request: pytest.FixtureRequest, template: Path, tmp_path: Path) -> Path:
    shutil.copytree(template, tmp_path / "w")
    made = deeds.decided if request.param == "plain" else deeds.encrypted
    made(tmp_path / "w")
    return tmp_path / "w"


def kept_of(state: dict[str, Any]) -> dict[str, Any]:
    """What is kept, without the people, whom the next validation makes of it: its reading would cost all the time."""
    return {name: value for name, value in state.items() if name != "people"}


def losable(root: Path) -> list[Path]:
    """Every file of the store that isn't a mail nor a table taken in: those are nowhere else."""
    mails = {sha256 for sha256, *_ in wreck.state(NOTHING, root)["mails"]}
    taken = {sha256 for sha256, _ in wreck.state(NOTHING, root)["imports"]}
    files = [path for path in (root / "data").rglob("*") if path.is_file() and path.name != "lock"]
    return sorted(path for path in files if path.name not in mails | taken)


@pytest.mark.timeout(7200)
def test_what_is_lost_is_made_again(root: Path, tmp_path: Path) -> None:
    """Each file, and as many pairs as are asked for, drawn at random; all that counts is as it was afterwards."""
    expected, files = wreck.state(NOTHING, root), losable(root)
    pairs = list(itertools.combinations(files, 2))
    random.Random(18).shuffle(pairs)
    losses = [*((file,) for file in files), *pairs[:_LOSSES]]
    kept = tmp_path / "kept"
    shutil.copytree(root, kept)
    for lost in losses:
        shutil.rmtree(root)
        shutil.copytree(kept, root)
        for path in lost:
            path.unlink()
        names = [path.relative_to(root).as_posix() for path in lost]
        assert run(root, "verify", "--rebuild", "-q") in (ExitCode.OK, ExitCode.STORE), names
        assert kept_of(wreck.state(NOTHING, root)) == kept_of(expected), names
        assert run(root, "verify", "-q") == ExitCode.OK, names
    sys.stdout.write(f"\n{len(files)} files, {len(losses)} losses made good\n")


class _Jumped(type):
    """A clock that stands elsewhere; what it is compared with are ordinary moments."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, moments.datetime)


def jumped(days: int) -> type:
    class Shifted(moments.datetime, metaclass=_Jumped):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return moments.datetime.now(tz) + moments.timedelta(days=days)

    return Shifted


@contextmanager
def clock(days: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, module in list(sys.modules.items()):
            if name.startswith("hui_reg.") and getattr(module, "datetime", None) is moments.datetime:
                patch.setattr(module, "datetime", jumped(days))
        yield


@pytest.mark.timeout(1200)
def test_the_clock_jumps(template: Path, tmp_path: Path) -> None:
    root = tmp_path / "w"
    shutil.copytree(template, root)
    steps: list[tuple[int, tuple[object, ...]]] = [
        (-400, ("validate",)),
        (3000, ("export", "roster")),
        (-1, ("import", "review", root / "filled.xlsx")),
        (-9000, ("export", "notices")),
        (1, ("amend", "note", "傅红梅", "已电话说明")),
        (-400, ("verify",)),
        (4000, ("backup", tmp_path / "a.age")),
        (-30, ("archive", "--confirm", deeds.PURGED)),
        (0, ("verify",)),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUI_REG_BACKUP_PASSPHRASE", wreck.WORDS)
        for days, words in steps:
            with clock(days):
                assert run(root, *words, "-q") in (ExitCode.OK, ExitCode.SET_ASIDE), words
    told = wreck.state(NOTHING, root)
    assert [entry["kind"] for entry in told["ledger"]][-1] == "ruling", "in the order in which it was said"
    with clock(-9000):
        assert run(root, "purge", "-q", "--confirm", deeds.PURGED) == ExitCode.USAGE, "its time has not come"


@pytest.mark.timeout(1200)
def test_a_database_that_somebody_holds(template: Path, tmp_path: Path) -> None:
    root = tmp_path / "w"
    shutil.copytree(template, root)
    before = wreck.state(NOTHING, root)
    holder = sqlite3.connect(root / "data" / "hui-reg.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    for words in (("import", "review", root / "filled.xlsx"), ("amend", "note", "傅红梅", "x"), ("status",),
                  ("verify",), ("verify", "--rebuild")):  # fmt: skip
        assert run(root, *words, "-q") == ExitCode.STORE, words
    holder.execute("ROLLBACK")
    holder.close()
    assert run(root, "verify", "-q") == ExitCode.OK
    assert wreck.state(NOTHING, root) == before


@pytest.mark.timeout(3600)
def test_a_damaged_database_is_said_to_be_and_made_anew(root: Path, tmp_path: Path) -> None:
    """However it is damaged: no command calls that a bug, none makes it worse, rebuilding brings everything back."""
    expected, chance = wreck.state(NOTHING, root), random.Random(18)
    database = root / "data" / "hui-reg.db"
    whole = database.read_bytes()
    kept = tmp_path / "kept"
    shutil.copytree(root, kept)

    def page(number: int) -> bytes:
        start = number * 4096
        return whole[:start] + chance.randbytes(4096) + whole[start + 4096 :]

    damages: dict[str, Callable[[], bytes]] = {
        "empty": lambda: b"",
        "cut off": lambda: whole[: len(whole) // 2],
        "no database": lambda: chance.randbytes(len(whole)),
        "first page": lambda: page(0),
        **{f"page {number}": partial(page, number) for number in range(1, len(whole) // 4096, 3)},
        "zeros": lambda: bytes(len(whole)),
    }
    for name, damage in damages.items():
        shutil.rmtree(root)
        shutil.copytree(kept, root)
        database.write_bytes(damage())
        for words in (("status",), ("amend", "list"), ("export", "roster", "--output", tmp_path / "r.xlsx")):
            assert run(root, *words, "-q") != ExitCode.BUG, (name, words)
        assert run(root, "verify", "--rebuild", "-q") in (ExitCode.OK, ExitCode.STORE), name
        assert kept_of(wreck.state(NOTHING, root)) == kept_of(expected), name


@pytest.mark.timeout(3600)
def test_two_runs_at_once(template: Path, tmp_path: Path) -> None:
    """Each writing command against each: one waits or is told to, and both are done in the end."""
    ours = [
        deed for deed in DEEDS if deed.name in ("validate", "import review", "backup", "amend", "archive", "encrypt")
    ]
    for one, other in itertools.product(ours, ours):
        root = tmp_path / "work" / "w"
        shutil.rmtree(root.parent, ignore_errors=True)
        shutil.copytree(template, root)
        one.made(root)
        children = [killing._fork(partial(wreck._carry_out, deed, root)) for deed in (one, other)]
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        good = {ExitCode.OK, ExitCode.SET_ASIDE, ExitCode.LOCKED, ExitCode.USAGE}
        assert set(codes) <= good, (one.name, other.name, codes)
        assert run(root, "verify", "-q") == ExitCode.OK, (one.name, other.name)
        wreck.state(NOTHING, root)


@pytest.mark.timeout(3600)
def test_two_fetches_at_once_and_one_of_them_killed(template: Path, tmp_path: Path) -> None:
    """One is killed at any system call while the other is anywhere in its own: the next has everything, once."""
    deed, chance = next(deed for deed in DEEDS if deed.name == "fetch"), random.Random(18)
    before = wreck.prepared(template, tmp_path / "before", deed)
    wreck.warm(deed, wreck.fresh(before, tmp_path / "work"))
    root = wreck.fresh(before, tmp_path / "work")
    counts = wreck.count(deed, root)
    expected = wreck.state(deed, root)
    died = Counter[bool]()

    def later(seconds: float) -> None:
        time.sleep(seconds)
        wreck._carry_out(deed, root)

    for _ in range(_LOSSES):
        root = wreck.fresh(before, tmp_path / "work")
        call = chance.choice(sorted(counts))
        point = ("SIGKILL", call, chance.randint(1, counts[call]))
        other = killing._fork(partial(later, chance.choice((0.0, 0.1, 0.2, 0.4, 0.8))))
        died[wreck.wrecked(deed, root, point) < 0] += 1
        code = os.waitstatus_to_exitcode(os.waitpid(other, 0)[1])
        assert code in (ExitCode.OK, ExitCode.SET_ASIDE, ExitCode.LOCKED), (point, code)
        wreck.ends_right(deed, root, expected)
    sys.stdout.write(f"\n{died[True]} killed, {died[False]} refused because the other was at it\n")
