"""The pool keeps its promises to the caller: order, groups, laziness, and no blame without a fresh worker."""

import os
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.model import Noun, ProblemKind
from hui_reg.sandbox import starting, walls
from hui_reg.sandbox.pool import Job, Limits, Sandbox

HERE = (Path(__file__).parents[2],)
MIB = 1 << 20


class Length(Noun):
    bytes: int
    worker: int = 0
    note: str = ""


class Wish(Noun):
    note: str
    times: int = 1


def measure(data: bytes, wish: Wish) -> tuple[Length, tuple[bytes, ...]]:
    return Length(bytes=len(data), note=wish.note), (data[:2],) * wish.times


def who(data: bytes) -> tuple[Length, tuple[bytes, ...]]:
    return Length(bytes=len(data), worker=os.getpid()), ()


class Troubled(Length):
    problem: str | None = None


def troubled(data: bytes) -> tuple[Troubled, tuple[bytes, ...]]:
    return Troubled(bytes=len(data), worker=os.getpid(), problem="damaged" if data == b"bad" else None), ()


_SEEN: list[bytes] = []


def dies_of_the_second_file(data: bytes) -> tuple[Length, tuple[bytes, ...]]:
    _SEEN.append(data)
    if len(_SEEN) > 1 or data == b"deadly":
        os._exit(1)
    return Length(bytes=len(data)), ()


def double(data: bytes) -> tuple[Length, tuple[bytes, ...]]:
    return Length(bytes=len(data)), (data, data)


def of(key: str, group: str = "") -> Job:
    return Job(key, key.encode, group=group)


@pytest.fixture(scope="module")
def pair() -> Iterator[Sandbox]:
    with Sandbox(workers=2, limits=Limits(seconds=20, answer_mib=64), readable=HERE) as sandbox:
        yield sandbox


def test_documents_and_blobs_come_back_in_order(pair: Sandbox) -> None:
    jobs = [Job(str(n), partial(bytes, n), Wish(note=f"第{n}", times=n % 3)) for n in range(40)]
    done = list(pair.run(measure, Length, jobs))
    assert [d.key for d in done] == [str(n) for n in range(40)]
    assert [d.document for d in done] == [Length(bytes=n, note=f"第{n}") for n in range(40)]
    assert [d.blobs for d in done] == [(bytes(min(n, 2)),) * (n % 3) for n in range(40)]


def test_large_files_and_large_answers_pass(pair: Sandbox) -> None:
    contents = os.urandom(20 * MIB)
    for done in pair.run(double, Length, [Job(str(n), lambda: contents) for n in range(3)]):
        assert done.blobs == (contents, contents)


def test_an_answer_beyond_the_cap_is_a_problem(pair: Sandbox) -> None:
    too_much, enough = pair.run(double, Length, [Job("a", partial(bytes, 40 * MIB)), of("b")])
    assert too_much.problem is not None
    assert too_much.problem.kind is ProblemKind.TOO_LARGE
    assert enough.document is not None


def test_no_worker_serves_two_groups(pair: Sandbox) -> None:
    jobs = [of(str(n), group=str(n // 3)) for n in range(30)]
    groups: dict[int, set[int]] = {}
    for done in pair.run(who, Length, jobs):
        assert done.document is not None
        groups.setdefault(done.document.worker, set()).add(int(done.key) // 3)
    assert all(len(served) == 1 for served in groups.values())
    assert len(groups) < len(jobs), "a worker stays for its group"


def test_a_group_that_comes_back_gets_another_worker() -> None:
    with Sandbox(workers=1, readable=HERE) as sandbox:
        done = list(sandbox.run(who, Length, [of("a", "x"), of("b", "y"), of("c", "x")]))
    assert len({one.document.worker for one in done if one.document}) == 3


def test_what_goes_wrong_in_a_worn_worker_is_tried_in_a_fresh_one() -> None:
    with Sandbox(workers=1, readable=HERE) as sandbox:
        done = list(sandbox.run(dies_of_the_second_file, Length, map(of, ("a", "b", "deadly", "c"))))
    assert [one.document is not None for one in done] == [True, True, False, True]


def test_a_worker_ends_with_a_file_that_could_not_be_read() -> None:
    with Sandbox(workers=1, readable=HERE) as sandbox:
        done = [one.document for one in sandbox.run(troubled, Troubled, map(of, ("a", "bad", "b")))]
    workers = [document.worker for document in done if document]
    assert workers[0] == workers[1] != workers[2]


def test_bytes_are_loaded_late_and_let_go() -> None:
    loaded: list[str] = []

    def load(key: str) -> bytes:
        loaded.append(key)
        return b"x"

    with (
        Sandbox(workers=1, readable=HERE) as sandbox,
        closing(sandbox.run(who, Length, (Job(str(n), partial(load, str(n))) for n in range(100)))) as running,
    ):
        next(running)
        assert len(loaded) <= 4


def test_a_run_inside_a_run(pair: Sandbox) -> None:
    for done in pair.run(who, Length, [of(str(n), "outer") for n in range(10)]):
        inner = next(pair.run(who, Length, [of(f"{done.key} inner", "inner")]))
        assert inner.document == Length(bytes=len(f"{done.key} inner"), worker=inner.document.worker)


def test_a_run_that_is_left_early_harms_no_other(pair: Sandbox) -> None:
    with closing(pair.run(who, Length, [of(str(n)) for n in range(10)])) as running:
        assert next(running).key == "0"
    assert [done.key for done in pair.run(who, Length, [of("a"), of("b")])] == ["a", "b"]


def test_what_can_not_be_loaded_is_raised_in_its_turn(pair: Sandbox) -> None:
    def missing() -> bytes:
        raise FileNotFoundError("gone")

    running = pair.run(who, Length, [of("a"), Job("b", missing), of("c")])
    assert next(running).key == "a"
    with pytest.raises(FileNotFoundError):
        next(running)
    assert [done.key for done in pair.run(who, Length, [of("d")])] == ["d"]


def test_no_worker_is_started_for_no_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "nursery", None)
    with Sandbox(workers=2, readable=HERE) as sandbox:
        assert list(sandbox.run(who, Length, [])) == []


def test_workers_that_can_not_start_end_the_run_with_a_sentence() -> None:
    """The code lies outside the folders that the walls allow."""
    with Sandbox(workers=1) as sandbox, pytest.raises(HuiRegError) as caught:
        list(sandbox.run(who, Length, [of("a")]))
    if walls.missing():
        pytest.fail("without Landlock the code is found")
    assert caught.value.code is ExitCode.COMPONENT_MISSING
    assert "tests" in caught.value.message
    assert "请" in caught.value.hint


@pytest.mark.parametrize("nursery", [starting.Zygote, starting.Spawner])
def test_a_worker_that_dies_at_its_start_ends_the_run_with_a_sentence(
    nursery: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "nursery", nursery)
    monkeypatch.setattr(Sandbox, "_plan", lambda _: walls.Plan(memory_mib=64, life_seconds=2**70))
    with Sandbox(workers=1) as sandbox, pytest.raises(HuiRegError) as caught:
        list(sandbox.run(measure, Length, [of("a")]))
    assert caught.value.code is ExitCode.COMPONENT_MISSING


@pytest.mark.parametrize("nursery", [starting.Zygote, starting.Spawner])
def test_an_interpreter_that_can_not_start_ends_the_run_with_a_sentence(
    nursery: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "nursery", nursery)
    monkeypatch.setattr(starting, "_BOOT", "raise SystemExit('no numpy here')")
    with Sandbox(workers=1) as sandbox, pytest.raises(HuiRegError, match="no numpy here"):
        list(sandbox.run(measure, Length, [of("a")]))


def test_a_zygote_that_is_killed_ends_the_run_and_its_workers() -> None:
    with Sandbox(workers=2, readable=HERE) as sandbox, pytest.raises(HuiRegError):
        for done in sandbox.run(who, Length, [of(str(n), str(n)) for n in range(20)]):
            if done.key == "3":
                sandbox._nursery._process.kill()


def test_ctrl_c_while_a_worker_starts_is_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    told = starting.Zygote._told

    def interrupted(zygote: starting.Zygote) -> dict[str, object]:
        monkeypatch.setattr(starting.Zygote, "_told", told)
        raise KeyboardInterrupt

    with Sandbox(workers=2, readable=HERE) as sandbox, pytest.raises(KeyboardInterrupt):
        for done in sandbox.run(who, Length, [of(str(n), str(n)) for n in range(9)]):
            if done.key == "2":
                monkeypatch.setattr(starting.Zygote, "_told", interrupted)


def test_a_run_may_be_dropped_after_its_pool() -> None:
    with Sandbox(workers=2, readable=HERE) as sandbox:
        running = sandbox.run(who, Length, [of(str(n)) for n in range(9)])
        next(running)
    running.close()


def test_nothing_is_left_when_the_pool_closes() -> None:
    with Sandbox(workers=2, readable=HERE) as sandbox:
        done = list(sandbox.run(who, Length, [of(str(n), str(n % 2)) for n in range(4)]))
        zygote = sandbox._nursery._process.pid
    for pid in {zygote, *(one.document.worker for one in done if one.document)}:
        while Path(f"/proc/{pid}").exists():  # killed, and about to be reaped
            time.sleep(0.01)


def test_where_nothing_can_be_forked_every_worker_is_started_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "nursery", starting.Spawner)
    with Sandbox(workers=2, readable=HERE) as sandbox:
        jobs = [Job(key, key.encode, Wish(note=key), group) for key, group in (("a", "x"), ("b", "x"), ("c", "y"))]
        assert [one.document for one in sandbox.run(measure, Length, jobs)] == [
            Length(bytes=1, note=key) for key in ("a", "b", "c")
        ]
