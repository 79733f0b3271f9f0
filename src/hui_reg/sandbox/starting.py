"""The parent's side of a worker's life: where workers come from, and how they end.

On Linux a zygote forks them, in a few milliseconds each; elsewhere every worker is a process started anew. What goes
wrong at a start is no file's fault: it raises :class:`HuiRegError`, and the run ends with a sentence.
"""

import base64
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import IO, Any, Protocol

from hui_reg.errors import UNLOADABLE, ExitCode, HuiRegError
from hui_reg.sandbox import walls, wire

_PATIENCE = 300.0
"""Seconds for a start that usually takes two: this machine may be busy."""
_GRACE = 5.0
OUT_OF_TIME = (-24,)
"""How a worker ends whose processor time the kernel ended: SIGXCPU."""

_BOOT = (
    "import sys, json; given = json.loads(sys.argv[1]); sys.path[:] = given.pop('path')\n"
    "from hui_reg.sandbox import zygote; zygote.boot(**given)"
)


@dataclass
class Child:
    """A worker that is ready: its process id, and our end of its pipe, which doesn't block."""

    pid: int
    pipe: socket.socket


class Nursery(Protocol):
    """Where workers come from."""

    def prepare(self, module: str) -> None:
        """Have a module of stages loaded before the next worker starts. Raises :class:`HuiRegError`."""

    def start(self) -> Child:
        """A worker whose walls stand. Raises :class:`HuiRegError`."""

    def end(self, child: Child) -> int:
        """Kill a worker, if it still lives; how it ended, as ``Popen.returncode`` tells it."""

    def retire(self, child: Child) -> None:
        """Have a worker killed before the next one starts, whichever way it ends."""

    def close(self) -> None:
        """End all workers."""


def nursery(plan: walls.Plan) -> Nursery:
    """The best that this machine has. Raises :class:`HuiRegError`."""
    return Zygote(plan) if sys.platform.startswith("linux") else Spawner(plan)


class Zygote:
    """Workers forked by a process that has loaded the libraries and parsed nothing from outside."""

    def __init__(self, plan: walls.Plan) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(_PATIENCE)
        self._interrupted = False
        self._retired: list[int] = []
        with theirs, tempfile.TemporaryFile() as said:
            self._process = _started("zygote", plan, theirs, said)
            theirs.close()
            try:
                self._told()
            except HuiRegError as error:
                self.close()
                raise (_lame(line) if (line := _last_line(said)) else error) from error

    def prepare(self, module: str) -> None:
        self._ask({"prepare": module})

    def start(self) -> Child:
        ours, theirs = socket.socketpair()
        with theirs:
            retired, self._retired = self._retired, []
            pid = self._ask({"fork": True, "retired": retired}, theirs.fileno())["pid"]
        child = Child(pid, ours)
        try:
            _greeted(ours)
        except HuiRegError:
            self.end(child)
            raise
        return child

    def end(self, child: Child) -> int:
        child.pipe.close()
        if self._interrupted:
            return 0  # it ends with the zygote, which ends with the run
        return int(self._ask({"end": child.pid})["status"])

    def retire(self, child: Child) -> None:
        child.pipe.close()
        self._retired.append(child.pid)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)  # it ends its children, and itself
        self._control.close()
        try:
            self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()  # and the kernel its children
            self._process.wait()

    def _ask(self, order: Mapping[str, Any], *descriptors: int) -> dict[str, Any]:
        try:
            socket.send_fds(self._control, [json.dumps(order).encode()], descriptors)
            return self._told()
        except OSError as error:
            raise _silent(error) from error
        except KeyboardInterrupt:
            self._interrupted = True  # question and answer no longer go together
            raise

    def _told(self) -> dict[str, Any]:
        try:
            answer = self._control.recv(64 * 1024)
        except OSError as error:
            raise _silent(error) from error
        told: dict[str, Any] = json.loads(answer or b'{"error": ""}')
        if "error" in told:
            raise _lame(told["error"])
        return told


class Spawner:
    """Workers each started anew, where processes can't be forked safely."""

    def __init__(self, plan: walls.Plan) -> None:
        self._plan = plan
        self._processes: dict[int, subprocess.Popen[bytes]] = {}

    def prepare(self, module: str) -> None:
        """Every worker loads for itself."""

    def start(self) -> Child:
        ours, theirs = socket.socketpair()
        with theirs, tempfile.TemporaryFile() as said:
            process = _started("worker", self._plan, theirs, said)
            theirs.close()
            self._processes[process.pid] = process
            try:
                _greeted(ours)
            except HuiRegError as error:
                self.end(Child(process.pid, ours))
                raise (_lame(line) if (line := _last_line(said)) else error) from error
        return Child(process.pid, ours)

    def end(self, child: Child) -> int:
        child.pipe.close()
        process = self._processes.pop(child.pid)
        process.kill()
        return process.wait()

    def retire(self, child: Child) -> None:
        self.end(child)

    def close(self) -> None:
        for process in self._processes.values():
            process.kill()
        for process in self._processes.values():
            process.wait()


def _started(role: str, plan: walls.Plan, pipe: socket.socket, said: IO[bytes]) -> "subprocess.Popen[bytes]":
    """A fresh interpreter in an empty environment, in a session of its own: Ctrl-C is for the parent alone."""
    shared = hasattr(pipe, "share")  # Windows
    path = [os.path.abspath(part) for part in sys.path]  # noqa: PTH100 '' stands for where we are
    given = {"role": role, "plan": asdict(plan), "path": path, "pipe": "" if shared else str(pipe.fileno())}
    # in an environment of Windows, python.exe only starts the real one, whose number the share would not fit
    program = getattr(sys, "_base_executable", sys.executable) if shared else sys.executable
    process = subprocess.Popen(  # noqa: S603 our own module
        [program, "-I", "-B", "-X", "utf8", "-c", _BOOT, json.dumps(given)],
        stdin=subprocess.PIPE if shared else subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=said,
        cwd=os.path.abspath(os.sep),  # noqa: PTH100
        env=walls.environment(),
        pass_fds=() if shared else (pipe.fileno(),),
        start_new_session=not shared,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )
    if shared and process.stdin is not None:
        share = pipe.share(process.pid)  # type: ignore[attr-defined,unused-ignore]
        process.stdin.write(base64.b64encode(share) + b"\n")
        process.stdin.close()
    return process


def _greeted(pipe: socket.socket) -> None:
    """Wait until a worker says that its walls stand; afterwards the pipe doesn't block."""
    pipe.settimeout(_PATIENCE)
    try:
        greeting = pipe.recv(1)
        reason = pipe.recv(500).decode("utf-8", "replace") if greeting == wire.BROKEN else ""
    except OSError as error:
        raise _silent(error) from error
    if greeting != wire.READY:
        raise _lame(reason)
    pipe.setblocking(False)


def _silent(error: OSError) -> HuiRegError:
    """Nothing came from a process that was started: it may only be slow, which installing again doesn't mend."""
    if not isinstance(error, TimeoutError):
        return _lame(type(error).__name__)
    return HuiRegError(
        ExitCode.COMPONENT_MISSING,
        f"识读程序 {_PATIENCE:g} 秒没有回音",
        "多半是机器正忙：请等它空下来再运行。已完成的部分都已保存，重新运行即可继续。",
    )


def _lame(reason: str) -> HuiRegError:
    told = f"（{reason}）" if reason else ""
    if "DLL load failed" in reason:
        return HuiRegError(ExitCode.COMPONENT_MISSING, f"识读程序无法启动{told}", UNLOADABLE)
    return HuiRegError(
        ExitCode.COMPONENT_MISSING,
        f"识读程序无法启动，或中途被系统终止{told}",
        "请运行 hui-reg doctor 检查；仍不行请重新安装 hui-reg。已完成的部分都已保存，重新运行即可继续。",
    )


def _last_line(said: IO[bytes]) -> str:
    said.seek(0)
    lines = said.read(64 * 1024).decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:300] if lines else ""
