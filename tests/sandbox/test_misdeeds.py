"""Every misdeed costs its own file only: on the real pool, with what it was after still as it was."""

import json
import os
import resource
import socket
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from hui_reg.model import ProblemKind
from hui_reg.sandbox import landlock, walls
from hui_reg.sandbox.pool import Done, Job, Limits, Sandbox
from tests.sandbox.misdeeds import HARMLESS, MISDEEDS, Scene, Told, commit

HERE = (Path(__file__).parents[2],)
LIMITS = Limits(seconds=0.4, memory_mib=128, answer_mib=8)
PASSWORD = "HUI_REG_MAILBOX__PASSWORD"

OUT_OF_TIME = {
    "sleep", "sleep_for_ever_in_pieces", "spin", "spin_inside_c", "spin_and_ignore_every_signal",
    "answer_drop_by_drop", "answer_half_and_hang",
}  # fmt: skip
TOO_LARGE = {
    "allocate", "map_memory", "share_memory", "claim_a_huge_document", "claim_huge_blobs", "claim_many_blobs",
    "answer_for_ever", "answer_a_wide_list",
}  # fmt: skip
NEEDS_LANDLOCK = {"read_a_secret", "list_a_home", "read_the_password_file", "read_the_parents_environment",
                  "open_the_parents_memory"}  # fmt: skip
"""What only Landlock stops: where there is none, ``doctor`` says that files can be read."""

pytestmark = pytest.mark.skipif(bool(walls.missing()), reason="this kernel has no Landlock or seccomp")


@dataclass
class Victim:
    """A process like the parent, files like the user's, and a door that somebody might knock at."""

    folder: Path
    process: "subprocess.Popen[bytes]" = field(default_factory=lambda: subprocess.Popen(["sleep", "3600"]))
    door: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    def __post_init__(self) -> None:
        self.secret = self.folder / "id_rsa"
        self.secret.write_text("somebody's key")
        self.secret.chmod(0o600)
        self.door.setblocking(False)
        self.before = self.state()

    def scene(self, misdeed: str) -> Scene:
        where = {"secret": str(self.secret), "folder": str(self.folder), "port": self.door.getsockname()[1]}
        return Scene(misdeed=misdeed, parent=self.process.pid, **where)

    def state(self) -> object:
        """All that a misdeed might have changed."""
        found, pid = self.secret.stat(), self.process.pid
        file = (self.secret.read_text(), stat.S_IMODE(found.st_mode), found.st_uid, found.st_mtime_ns, found.st_nlink)
        limits = [resource.prlimit(pid, which) for which in (resource.RLIMIT_NOFILE, resource.RLIMIT_AS)]
        attributes = os.listxattr(self.secret)
        rest = (os.sched_getaffinity(pid), os.getpriority(os.PRIO_PROCESS, pid), self.process.poll(), attributes)
        return file, limits, rest, sorted(path.name for path in self.folder.iterdir())

    def assert_untouched(self) -> None:
        assert self.state() == self.before
        with pytest.raises(BlockingIOError):
            self.door.accept()


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victim]:
    victim = Victim(tmp_path_factory.mktemp("home"))
    yield victim
    victim.process.kill()
    victim.process.wait()
    victim.door.close()


@pytest.fixture(scope="module")
def pool() -> Iterator[Sandbox]:
    """One worker at a time, so that the next file gets the place of the wicked one."""
    os.environ[PASSWORD] = "s3cr3t"
    with Sandbox(workers=1, limits=LIMITS, readable=HERE) as sandbox:
        yield sandbox
    del os.environ[PASSWORD]


def believable(key: str, told: Told, blobs: tuple[bytes, ...]) -> bool:
    return told.whose == key and not blobs


def attempted(pool: Sandbox, victim: Victim, misdeed: str) -> dict[str, Done[Told]]:
    """A file before, the wicked one, one after it in the same mail, and a stranger's."""
    order = (("before", "mail"), (misdeed, "mail"), ("after", "mail"), ("stranger", "another mail"))
    jobs = [
        Job(key, key.encode, victim.scene(misdeed if key == misdeed else ""), group, partial(believable, key))
        for key, group in order
    ]
    done = list(pool.run(commit, Told, jobs))
    assert [one.key for one in done] == [key for key, _ in order]
    return {one.key: one for one in done}


def contained(done: dict[str, Done[Told]], misdeed: str) -> None:
    """The others are read, and read as themselves; the wicked one has a problem, in a sentence with a remedy."""
    for innocent in ("before", "after", "stranger"):
        assert done[innocent].document == Told(whose=innocent), innocent
    problem = done[misdeed].problem
    assert problem is not None
    expected = ProblemKind.TIMEOUT if misdeed in OUT_OF_TIME else ProblemKind.CRASHED
    assert problem.kind is (ProblemKind.TOO_LARGE if misdeed in TOO_LARGE else expected)
    assert "请" in problem.detail
    assert problem.detail.isprintable()
    assert len(problem.detail) < 200


SAMPLE = sorted(MISDEEDS.keys() - HARMLESS.keys())


@pytest.mark.parametrize("misdeed", SAMPLE)
def test_a_misdeed_costs_its_own_file_only(pool: Sandbox, victim: Victim, misdeed: str) -> None:
    contained(attempted(pool, victim, misdeed), misdeed)
    victim.assert_untouched()


@pytest.mark.parametrize("misdeed", sorted(HARMLESS))
def test_what_may_be_done_harms_nobody(pool: Sandbox, victim: Victim, misdeed: str) -> None:
    done = attempted(pool, victim, misdeed)
    for key in ("before", misdeed, "after", "stranger"):
        assert done[key].document is not None, key
    victim.assert_untouched()


def test_there_are_misdeeds_enough() -> None:
    assert len(MISDEEDS) >= 100


def test_a_worker_finds_no_password(pool: Sandbox, victim: Victim) -> None:
    done = attempted(pool, victim, "read_its_environment")["read_its_environment"]
    assert done.document is not None
    assert json.loads(done.document.note).keys() == walls.environment().keys()
    assert "s3cr3t" not in done.document.note


def test_a_worker_holds_its_pipe_and_nothing_else(pool: Sandbox, victim: Victim) -> None:
    done = attempted(pool, victim, "tell_its_descriptors")["tell_its_descriptors"]
    assert done.document is not None
    assert len(json.loads(done.document.note)) == 4


@pytest.mark.torture
@pytest.mark.parametrize("misdeed", sorted(MISDEEDS.keys() - HARMLESS.keys()))
@pytest.mark.parametrize("abi", range(8))
def test_with_every_landlock_there_has_been(
    abi: int, misdeed: str, victim: Victim, monkeypatch: pytest.MonkeyPatch, pools: dict[int, Sandbox]
) -> None:
    if abi > landlock.abi():
        pytest.fail(f"this kernel's Landlock can't play ABI {abi}")
    done = attempted(pools[abi], victim, misdeed)
    if abi or misdeed not in NEEDS_LANDLOCK:
        contained(done, misdeed)
    victim.assert_untouched()


@pytest.fixture(scope="module")
def pools() -> Iterator[dict[int, Sandbox]]:
    """A pool for each ABI, none for 0."""
    made: dict[int, Sandbox] = {}
    with pytest.MonkeyPatch.context() as patch:
        for abi in range(8):
            patch.setattr(landlock, "abi", lambda abi=abi: abi)
            made[abi] = Sandbox(workers=1, limits=LIMITS, readable=HERE).__enter__()
            assert list(made[abi].run(commit, Told, [Job("a", lambda: b"a", Scene())]))
    yield made
    for sandbox in made.values():
        sandbox.__exit__()
