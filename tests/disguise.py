"""This machine disguised as Windows, as far as the package asks: no POSIX modules, none of POSIX' calls and signals.

``python -m tests.disguise walk FILE`` imports every module so, and takes FILE as a lock;
``python -m tests.disguise run VERB …`` runs a command line so. Libraries are imported before: they have their own code
for Windows, which isn't ours to test.
"""

import ctypes
import fcntl
import importlib
import multiprocessing.util
import os
import pathlib
import pkgutil
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
from multiprocessing import popen_fork, popen_spawn_posix, resource_tracker
from types import ModuleType
from typing import Any

POSIX = ("fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "posix", "crypt", "spwd", "readline")
CALLS = (
    "fork forkpty killpg setsid setpgid getpgid getpgrp getuid geteuid getgid getegid getgroups setuid setgid chown "
    "lchown fchown fchmod chroot mkfifo mknod major minor wait wait3 wait4 waitid pread pwrite sched_getaffinity "
    "sched_setaffinity memfd_create statvfs fstatvfs uname sysconf getloadavg nice getxattr setxattr posix_spawn "
    "register_at_fork openpty ttyname pidfd_open O_DIRECTORY O_NOFOLLOW O_CLOEXEC O_PATH O_NONBLOCK O_SYNC O_DSYNC "
    "WNOHANG WIFEXITED WEXITSTATUS WIFSIGNALED WTERMSIG pipe2 sendfile fdatasync copy_file_range splice getresuid"
)
SIGNALS = "SIGKILL SIGHUP SIGALRM SIGXCPU SIGXFSZ SIGQUIT SIGCHLD SIGUSR1 SIGUSR2 SIGPIPE SIGSTOP SIGCONT SIGTSTP"
SIGNAL_CALLS = "setitimer alarm pthread_sigmask sigwait pthread_kill siginterrupt"
SOCKETS = "AF_UNIX SOCK_SEQPACKET send_fds recv_fds SCM_RIGHTS"


def put_on() -> None:
    """From here on, for all that is imported anew."""
    msvcrt = _msvcrt()
    _keep_the_library_at_work()
    for name in POSIX:
        sys.modules[name] = None  # type: ignore[assignment]
    sys.modules["msvcrt"] = msvcrt
    for module, names in (
        (os, CALLS.split()),
        (signal, (SIGNALS + " " + SIGNAL_CALLS).split()),
        (socket, SOCKETS.split()),
    ):
        for name in names:
            vars(module).pop(name, None)
    for name in ("epoll", "poll"):
        vars(select).pop(name, None)
    subprocess.CREATE_NEW_PROCESS_GROUP = 0  # type: ignore[attr-defined]
    ctypes.windll = _Windll()  # type: ignore[attr-defined]
    ctypes.CDLL = _no_kernel  # type: ignore[misc,assignment]
    for paths in (pathlib, sys.modules.get("pathlib._local")):
        if paths is not None:
            paths.WindowsPath = pathlib.PosixPath  # type: ignore[attr-defined]
    os.name, sys.platform = "nt", "win32"


class _Windll:
    """What the package asks of Windows itself."""

    class kernel32:
        """A fixed disk, whatever is asked about."""

        @staticmethod
        def GetDriveTypeW(_root: str) -> int:
            return 3


def _keep_the_library_at_work() -> None:
    """What the standard library asks of POSIX at each call, for its own code of this machine."""
    usage, pair, family, kill = os.statvfs, socket.socketpair, socket.AF_UNIX, signal.SIGKILL

    def disk_usage(path: Any) -> Any:
        told = usage(path)
        return shutil._ntuple_diskusage(1, 0, told.f_bavail * told.f_frsize)

    shutil.disk_usage = disk_usage
    socket.socketpair = lambda *_: pair(family)
    for module in (
        popen_spawn_posix,
        popen_fork,
        resource_tracker,
        multiprocessing.util,
    ):  # it starts processes so here
        for name in [name for name in ("os", "signal") if hasattr(module, name)]:
            whole = ModuleType(name)
            vars(whole).update(vars(getattr(module, name)))
            setattr(module, name, whole)
    subprocess.Popen.kill = lambda self: self.send_signal(kill)  # type: ignore[method-assign]


def _no_kernel(name: str | None, *_: object, **__: object) -> Any:
    if name is None:
        raise TypeError("bad argument type for built-in operation")  # what Windows says to CDLL(None)
    raise OSError(f"no such library here: {name}")


def _msvcrt() -> ModuleType:
    """Locks of bytes as Windows has them: of an open file, and two of one process keep each other out."""
    module = ModuleType("msvcrt")
    take, give_back, kind, unlock = fcntl.fcntl, fcntl.F_OFD_SETLK, fcntl.F_WRLCK, fcntl.F_UNLCK

    def locking(descriptor: int, mode: int, count: int) -> None:
        place = os.lseek(descriptor, 0, os.SEEK_CUR)
        take(descriptor, give_back, struct.pack("hhqqi", unlock if mode == 0 else kind, os.SEEK_SET, place, count, 0))

    vars(module).update(locking=locking, LK_UNLCK=0, LK_LOCK=1, LK_NBLCK=2)
    return module


def forget(package: str = "hui_reg") -> None:
    """Have a package imported anew."""
    for name in [name for name in sys.modules if name == package or name.startswith(f"{package}.")]:
        del sys.modules[name]


def walk() -> list[str]:
    """Import every module of the package; their names."""
    import hui_reg

    names = [found.name for found in pkgutil.walk_packages(hui_reg.__path__, "hui_reg.")]
    for name in names:
        if not name.endswith("__main__") and ".migrations." not in name and not name.endswith(".versions"):
            importlib.import_module(name)
    return names


def main() -> int:
    """Undisguised once, for the libraries' sake; then again."""
    walk()
    forget()
    put_on()
    if sys.argv[1] == "walk":
        sys.stdout.write(f"{len(walk())}\n{_locked_out(pathlib.Path(sys.argv[2]))}\n")
        return 0
    from hui_reg.cli import run

    return run(sys.argv[2:])


def _locked_out(path: pathlib.Path) -> str:
    """What a second run is told while a first holds the lock; then a third one gets it."""
    from hui_reg.errors import HuiRegError
    from hui_reg.store.lock import exclusive, held_since

    with exclusive(path):
        try:
            with exclusive(path):
                told = "not locked"
        except HuiRegError as error:
            told = error.message
        assert held_since(path) is not None
    with exclusive(path):
        return told


if __name__ == "__main__":
    sys.exit(main())
