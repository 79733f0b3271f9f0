"""Any command killed at any system call: how it is done, and what must be true of what is left.

The command runs in a fork of the test, in one thread and without workers, so that every system call has one number and
strace can kill at it. After the kill: ``verify`` finds nothing lost, the same command run again ends as it would have
ended undisturbed, and nothing half-made is left.
"""

import concurrent.futures
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from hui_reg import cli, durable
from hui_reg.desk import sandboxed
from hui_reg.desk.custody import enciphering, leftovers, packing
from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode
from hui_reg.store import blobs, chronicle, entries, exports, keeper, mails, results, soundness
from tests.servers import killing
from tests.servers.disk import Disk

CALLS = ("write", "pwrite64", "fsync", "fdatasync", "rename", "unlink", "mkdir", "ftruncate", "openat")
WORDS = "correct horse battery"


@dataclass(frozen=True)
class Deed:
    """A command on a workspace as ``made`` leaves it; ``words`` may hold ``{root}`` and ``{beside}``."""

    name: str
    words: Sequence[str]
    made: Callable[[Path], None]
    again: Sequence[ExitCode] = (ExitCode.OK, ExitCode.SET_ASIDE)
    restores: bool = False
    repeats: bool = False
    """Whether done twice it is said twice: cut off behind its saying, a validation finishes it."""

    def line(self, root: Path) -> list[str]:
        place = root.parent / "restored" if self.restores else root
        return ["-w", str(place), *(word.format(root=root, beside=root.parent) for word in self.words)]


class _Pool(killing._Inline):
    def shutdown(self, *_: object, **__: object) -> None: ...


def _alone(patch: pytest.MonkeyPatch) -> None:
    """In the child: everything in this one thread and process."""
    durable._swept.clear()  # a process of its own hasn't swept anything yet
    patch.setattr(keeper, "ThreadPoolExecutor", _Pool)
    patch.setattr(blobs, "ThreadPoolExecutor", _Pool)
    patch.setattr(sandboxed, "Sandbox", _Pool)
    patch.setattr(concurrent.futures, "ProcessPoolExecutor", _Pool)
    patch.setattr(packing, "lock", lambda key, words: f"{words}|{key}".encode())
    patch.setattr(packing, "unlock", lambda locked, words: locked.decode().removeprefix(f"{words}|"))
    patch.setenv("HUI_REG_BACKUP_PASSPHRASE", WORDS)


def prepared(template: Path, folder: Path, deed: Deed) -> Path:
    """A folder with the workspace as it is before the deed, made once: every point begins with a copy of it."""
    shutil.copytree(template, folder / "w")
    deed.made(folder / "w")
    return folder


def fresh(before: Path, folder: Path) -> Path:
    """The workspace as it is before the deed, alone in a folder of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(before, folder)
    return folder / "w"


def do(deed: Deed, root: Path) -> int:
    """The deed undisturbed, in a child; its exit code."""
    child = killing._fork(lambda: _carry_out(deed, root))
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def warm(deed: Deed, root: Path) -> None:
    """The deed, and ``verify``, done once in this very process: what they import is in memory then, and in every fork;
    more than half of what a point cost was that."""
    with pytest.MonkeyPatch.context() as patch:
        _alone(patch)
        for words in (deed.line(root), ["-w", str(root), "verify", "-q"]):
            cli.run(words)


def _carry_out(deed: Deed, root: Path) -> None:
    _alone(pytest.MonkeyPatch())
    code = cli.run(deed.line(root))
    os._exit(code)


def count(deed: Deed, root: Path) -> dict[str, int]:
    """How often the deed makes each system call."""
    log = root.parent / "strace.log"
    _traced(deed, root, ["-c", "-e", f"trace={','.join(CALLS)}", "-o", str(log)])
    lines = [line.split() for line in log.read_text().splitlines()]
    return {words[-1]: int(words[3]) for words in lines if words and words[-1] in CALLS}


HOWS = {"SIGKILL": "signal=SIGKILL", "CUT": "signal=SIGKILL", "ENOSPC": "error=ENOSPC", "EIO": "error=EIO"}
"""How a deed is interrupted. CUT: the disk's power fails where the deed dies."""


def wrecked(deed: Deed, root: Path, point: tuple[str, str, int], disk: Disk | None = None) -> int:
    """The deed, interrupted in that way when it makes that call for the given time. Its exit code, negative when it
    died."""
    how, call, number = point
    if how == "CUT":
        assert disk is not None
        disk.settle()
    code = _traced(
        deed, root, ["-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{HOWS[how]}:when={number}"]
    )
    if how == "CUT":
        assert disk is not None
        disk.cut()
        disk.unmount()
        disk.mount()
    return code


def _traced(deed: Deed, root: Path, options: list[str]) -> int:
    ready, go = os.pipe()

    def wait_and_do() -> None:
        os.close(go)
        os.read(ready, 1)
        os.close(ready)
        _carry_out(deed, root)

    child = killing._fork(wait_and_do)
    os.close(ready)
    tracer = subprocess.Popen(["strace", *options, "-p", str(child)], stderr=subprocess.PIPE)
    assert b"attached" in tracer.stderr.readline()
    os.close(go)
    _, status = os.waitpid(child, 0)
    tracer.stderr.close()
    tracer.wait()
    return os.waitstatus_to_exitcode(status)


def state(deed: Deed, root: Path) -> dict[str, Any]:
    """What counts of a workspace, however often its command was cut off: no ids, no moments."""
    root = root.parent / "restored" if deed.restores else root
    with open_workspace(root) as opened, opened.database.begin() as connection:
        assert entries.changed(connection) == []
        assert all(soundness.tells_the_same(connection, copy) for copy in opened.database.chronicle.copies)
        assert soundness.faulty_pages(connection) == [] == list(soundness.damaged_documents(connection))
        known = {"recorded_at", "version", "export", "key"}
        ledger = [e.model_dump(mode="json", exclude={"recorded_at", "on"}) for e in entries.load(connection)]
        for entry in ledger:
            entry["data"] = {key: value for key, value in entry["data"].items() if key not in known}
        rows = [(table.name, row) for table, row in chronicle.rows(connection)]
        found = {
            "ledger": ledger,
            "imports": sorted((row["sha256"], row["kind"]) for name, row in rows if name == "imports"),
            "exports": sorted({row["kind"] for name, row in rows if name == "exports"} - {exports.WRITTEN}),
            "mails": [(m.sha256, m.received_at, m.state) for m in mails.load(connection)],
            "files": sorted((f.message, f.path, f.sha256) for f in mails.load_files(connection)),
            "unlike": enciphering.unlike(opened) if deed.name.startswith("encrypt") else "",
            "people": sorted((p.key, p.verdict, p.version) for p in results.load_listed(connection)),
        }
    blobs_kept = {path.name for path in (root / "data" / "blobs").glob("??/*")}
    return json.loads(json.dumps(found | {"blobs": sorted(blobs_kept)}, default=str))


def ends_right(deed: Deed, root: Path, expected: dict[str, Any]) -> None:
    """After the kill. All of it in one child, which has what its commands have in common in memory. Raises
    :class:`AssertionError`."""
    reading, writing = os.pipe()

    def judge() -> None:
        told = "the child died"
        try:
            _judge(deed, root, expected)
            told = ""
        except BaseException as error:
            told = f"{type(error).__name__} {error}"[:4000]
            raise
        finally:
            os.write(writing, told.encode())

    child = killing._fork(judge)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8", errors="replace") as stream:
        told = stream.read()
    _, status = os.waitpid(child, 0)
    assert not told and os.waitstatus_to_exitcode(status) == 0, told or "the child died"


def _ran(words: Sequence[str]) -> int:
    durable._swept.clear()  # each run is to be as one of its own
    return cli.run(list(words))


def _judge(deed: Deed, root: Path, expected: dict[str, Any]) -> None:
    _alone(pytest.MonkeyPatch())
    if not deed.restores and not deed.name.startswith("verify --rebuild"):
        good = {ExitCode.OK}
        if deed.name == "encrypt" and not (root / "hui-reg.key").exists():
            good = {ExitCode.SETTINGS}  # there is no key yet, and it is said how one is made
        assert _ran(["-w", str(root), "verify", "-q"]) in good, "something is lost"
    if deed.repeats and state(deed, root)["ledger"] == expected["ledger"]:
        deed = replace(deed, words=["validate", "-q"])
    code = _ran(deed.line(root))
    if deed.restores and (root.parent / "restored" / "hui-reg.toml").exists():
        assert code in (ExitCode.OK, ExitCode.USAGE), "it stood already"
    else:
        assert code in deed.again, code
    assert state(deed, root) == expected
    with open_workspace(root) as opened:
        assert leftovers.strays(opened) == [] == leftovers.half_trees(opened)
    beside = {path.name for path in root.parent.iterdir()} - {
        "w",
        "restored",
        "backup.age",
        "backup.age.txt",
        "made.age",
        "made.age.txt",
        "strace.log",
    }
    assert beside == set(), "something half-made stands beside"
