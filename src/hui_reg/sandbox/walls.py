"""What a worker gives up before it touches a byte from outside.

Everywhere: the worker is killed when its time is over. On POSIX: memory, core dumps, files written. On Linux
besides: no reading outside the packages, no writing, no sockets, no programs, no processes.
"""

import os
import sys
import sysconfig
from pathlib import Path

from hui_reg.sandbox import landlock, seccomp

_LIBRARIES_MIB = 1024
"""Address space that onnxruntime, OpenCV and the models map before any file is read."""

_SYSTEM = (
    "/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/etc/ld.so.cache",
    "/etc/localtime", "/etc/mime.types", "/dev/null", "/dev/urandom", "/dev/zero", "/proc/cpuinfo", "/proc/meminfo",
    "/proc/self", "/sys/devices/system/cpu", "/sys/fs/cgroup",
)  # fmt: skip


def enter(memory_mib: int, readable: tuple[Path, ...] = ()) -> None:
    """Raise all walls this machine has, for this process, for good; ``readable``: further folders of code."""
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[variable] = "1"
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # what a library prints must not mix with our results
        os.dup2(nowhere, stream)
    if sys.platform == "win32":
        return
    import resource

    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    cap = (_LIBRARIES_MIB + memory_mib) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (cap, cap))
    landlock.restrict({*own_files(), *readable})
    seccomp.restrict()


def missing() -> list[str]:
    """The walls this machine lacks, as Chinese phrases for ``doctor``; empty when all stand."""
    lacking = []
    if sys.platform == "win32":
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
