"""What a worker gives up before it touches a byte from outside.

Everywhere: the worker is killed when its time is over, and its environment is empty. On POSIX: memory, processor time,
core dumps, files, descriptors, processes. On Linux besides: no reading outside the packages, no writing, root's powers,
and of the system calls only those that reading needs: no sockets, programs, processes, threads or signals.

A zygote raises first what its children inherit (:func:`around_zygote`), each worker the rest (:func:`around_worker`).
"""

import os
import platform
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hui_reg.sandbox import landlock, powers, seccomp

_LIBRARIES_MIB = 1024
"""Address space that onnxruntime, OpenCV and the models map before any file is read."""
_DESCRIPTORS = 64
_MOST_INHERITED = 65536

_SYSTEM = (
    "/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/etc/ld.so.cache",
    "/etc/localtime", "/etc/mime.types", "/dev/null", "/dev/urandom", "/dev/zero", "/proc/cpuinfo", "/proc/meminfo",
    "/sys/devices/system/cpu", "/sys/fs/cgroup",
)  # fmt: skip

_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TZ", "TZDIR")
"""Of the environment, which may hold the mailbox's password, what libraries can't be loaded without."""
_SET = {
    "LANG": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
    "ORT_DISABLE_TELEMETRY": "1",
}


@dataclass(frozen=True)
class Plan:
    """The walls a parent asks for: memory, processor seconds of a worker's whole life, folders of code, the ABI of
    Landlock, and whether system calls are filtered.
    """

    memory_mib: int
    life_seconds: int
    readable: tuple[str, ...] = ()
    landlock: int = 0
    seccomp: bool = False
    processes: int = 0
    """Processes and threads that this user may have, everybody's together; root is never bound by it."""


def environment(own: Mapping[str, str] | None = None) -> dict[str, str]:
    """All that a worker finds in its environment; ``own``: ours, this process's if not given."""
    known = os.environ if own is None else own
    return {name: known[name] for name in _KEPT if name in known} | _SET


def around_zygote(plan: Plan) -> None:
    """Raise what is inherited, for good: files, powers, what may be written. Nothing but code is read after it."""
    _into_nowhere()
    if sys.platform == "win32":
        return
    import resource

    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform.startswith("linux"):
        landlock.restrict({*own_files(), *map(Path, plan.readable)}, version=plan.landlock)
        powers.give_up()
        if plan.seccomp:
            seccomp.filter_of(platform.machine())  # made once, for all workers


def around_worker(plan: Plan, keep: int) -> None:
    """Raise the rest, in a worker of its own: all descriptors but ``keep`` closed, limits, the system calls."""
    if sys.platform == "win32":
        return
    import resource

    os.closerange(3, keep)
    os.closerange(keep + 1, _MOST_INHERITED)
    memory = (_LIBRARIES_MIB + plan.memory_mib) * 1024 * 1024
    if sys.platform != "darwin":  # macOS knows this limit, and refuses to set it
        _limit(resource.RLIMIT_AS, memory, memory)
    _limit(resource.RLIMIT_CPU, plan.life_seconds, plan.life_seconds + 1)  # a signal of its own comes first
    _limit(resource.RLIMIT_NOFILE, _DESCRIPTORS, _DESCRIPTORS)
    if sys.platform.startswith("linux"):
        _limit(resource.RLIMIT_NPROC, plan.processes, plan.processes)
        _limit(resource.RLIMIT_MEMLOCK, 0, 0)
        _limit(resource.RLIMIT_MSGQUEUE, 0, 0)
        powers.give_up()
        if plan.seccomp:
            seccomp.restrict()


def _limit(which: int, soft: int, hard: int) -> None:
    """Set a limit, or leave a lower one that the user has set for everything."""
    import resource

    most = resource.getrlimit(which)[1]
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    resource.setrlimit(which, (soft, hard))


def _into_nowhere() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # what a library prints must not reach anybody's terminal
        os.dup2(nowhere, stream)
    os.close(nowhere)


def standing() -> list[str]:
    """The walls this machine has, as Chinese phrases for ``doctor``."""
    found = ["时间", "空环境"]
    if sys.platform != "win32":
        found += ["处理器时间", "文件句柄"]
    if sys.platform not in ("win32", "darwin"):
        found += ["内存", "进程数"]
    if sys.platform.startswith("linux"):
        found += ["系统特权"]
    if version := landlock.abi():
        found.append(f"文件（Landlock 第 {version} 版）")
    if seccomp.available():
        found.append("系统调用白名单（seccomp：网络、程序、进程、信号）")
    return found


def missing() -> list[str]:
    """The walls this machine lacks, as Chinese phrases for ``doctor``; empty when all stand."""
    lacking = []
    if sys.platform in ("win32", "darwin"):
        lacking.append("内存上限")
    if landlock.abi() == 0:
        lacking.append("文件隔离（Landlock）")
    if not seccomp.available():
        lacking.append("网络与程序隔离（seccomp）")
    return lacking


def own_files() -> set[Path]:
    """The packages, the standard library, the system's libraries, and nothing of anybody's."""
    packages = {
        Path(path) for path in sys.path if path and Path(path).name in ("site-packages", "dist-packages", "src")
    }
    interpreter = {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    own = Path(__file__).parents[1]
    return packages | interpreter | {own, Path(sys.base_prefix, "lib")} | {Path(path) for path in _SYSTEM}
