"""Landlock by its three system calls: reading below a few folders only, no writing or running elsewhere, no network.

Source: Linux ``Documentation/userspace-api/landlock.rst``. The kernel's ABI version decides what can be asked for;
where there is none, :func:`restrict` says so and changes nothing. Known are the ABIs 1 to 7; a later one is used as the
last of them (7 itself, which is about what the kernel logs, asks for nothing new).
"""

import ctypes
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from hui_reg.sandbox.kernel import kernel

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG = 1
_PATH_BENEATH = 1
_PR_SET_NO_NEW_PRIVS = 38

_RUN, _READ_FILE, _READ_DIR = 1 << 0, 1 << 2, 1 << 3
_OF_A_FILE = _RUN | 1 << 1 | _READ_FILE | 1 << 14 | 1 << 15  # to run, write, read, truncate, and ask a device
_FILE_RIGHTS_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_NETWORK_SINCE, _SCOPE_SINCE = 4, 6


class _Ruleset(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def abi() -> int:
    """The kernel's Landlock ABI; 0 where there is none."""
    if not sys.platform.startswith("linux"):
        return 0
    return max(0, int(kernel().syscall(_CREATE_RULESET, None, 0, _VERSION_FLAG)))


def restrict(
    readable: Iterable[Path],
    writable: Iterable[Path] = (),
    runnable: Iterable[Path] = (),
    version: int | None = None,
) -> bool:
    """From now on this process may read below ``readable``, do all but run below ``writable``, read and run
    programs below ``runnable``, and do nothing else with files or TCP. False: no Landlock.

    ``version``: the ABI to keep to, the kernel's own if not given. Raises :class:`OSError` when the kernel has Landlock
    and refuses.
    """
    version = abi() if version is None else version
    if version == 0:
        return False
    files = _FILE_RIGHTS_BY_ABI[max(known for known in _FILE_RIGHTS_BY_ABI if known <= version)]
    ruleset = _Ruleset(files, 3 if version >= _NETWORK_SINCE else 0, 3 if version >= _SCOPE_SINCE else 0)
    size = 24 if version >= _SCOPE_SINCE else 16 if version >= _NETWORK_SINCE else 8
    handle = _checked(kernel().syscall(_CREATE_RULESET, ctypes.byref(ruleset), size, 0))
    for paths, rights in (
        (readable, _READ_FILE | _READ_DIR),
        (writable, files & ~_RUN),
        (runnable, _RUN | _READ_FILE | _READ_DIR),
    ):
        for path in paths:
            _allow(handle, path, rights)
    _checked(kernel().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    _checked(kernel().syscall(_RESTRICT_SELF, handle, 0))
    os.close(handle)
    return True


def _allow(handle: int, path: Path, rights: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what isn't there needs no rule
    rights = rights if path.is_dir() else rights & _OF_A_FILE
    try:
        _checked(kernel().syscall(_ADD_RULE, handle, _PATH_BENEATH, ctypes.byref(_PathBeneath(rights, parent)), 0))
    finally:
        os.close(parent)


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), "landlock")
    return result
