"""A seccomp filter of a dozen instructions: no sockets, no new programs, no new processes, no tracing of others.

Refused calls fail with EPERM, so a library that tries one gets an ordinary error. Source: ``man 2 seccomp``,
``linux/filter.h``; the numbers are those of the kernel's system call tables.
"""

import ctypes
import errno
import platform
import struct
import sys

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2
_LOAD, _JUMP_EQUAL, _JUMP_SET, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_CALL_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_CLONE_THREAD = 0x00010000

# name of the machine: audit number, clone, clone3; what starts programs: execve execveat, fork vfork; what is always
# refused: socket socketpair connect bind listen, ptrace process_vm_readv/writev, kill tkill, io_uring_setup, bpf,
# mount, unshare, setns, keyctl, perf_event_open, userfaultfd
_CALLS: dict[str, tuple[int, int, int, tuple[int, ...], tuple[int, ...]]] = {
    "x86_64": (
        0xC000003E, 56, 435, (59, 322, 57, 58),
        (41, 53, 42, 49, 50, 101, 310, 311, 62, 200, 425, 321, 165, 272, 308, 250, 298, 323),
    ),
    "aarch64": (
        0xC00000B7, 220, 435, (221, 281),
        (198, 199, 203, 200, 201, 117, 270, 271, 129, 130, 425, 280, 40, 97, 268, 219, 241, 282),
    ),
}  # fmt: skip


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def available() -> bool:
    """Whether this machine's calls are known here."""
    return sys.platform.startswith("linux") and platform.machine() in _CALLS


def restrict(*, programs: bool = False) -> bool:
    """Refuse the calls above in this process from now on, all its threads; ``programs`` lets it start some, as
    locked in as itself. False: not on this machine.

    Raises :class:`OSError` when the kernel refuses the filter.
    """
    if not available():
        return False
    architecture, clone, clone3, starting, always = _CALLS[platform.machine()]
    steps = _refusing(always) if programs else [*_refusing((*starting, *always)), *_threads_only(clone, clone3)]
    code = b"".join([*_for(architecture), *steps, _step(_RETURN, _ALLOW)])
    kernel = ctypes.CDLL(None, use_errno=True)
    kernel.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    program = _Program(len(code) // 8, code)
    if kernel.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")
    return True


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _for(architecture: int) -> list[bytes]:
    """Any other architecture's calls kill the process; then the call's number is at hand."""
    return [
        _step(_LOAD, _ARCHITECTURE),
        _step(_JUMP_EQUAL, architecture, 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, _CALL_NUMBER),
    ]


def _refusing(numbers: tuple[int, ...]) -> list[bytes]:
    return [
        step for number in numbers for step in (_step(_JUMP_EQUAL, number, 0, 1), _step(_RETURN, _REFUSE | errno.EPERM))
    ]


def _threads_only(clone: int, clone3: int) -> list[bytes]:
    """Threads yes, processes no: without clone3 glibc falls back to clone, whose flags a filter can see."""
    return [
        _step(_JUMP_EQUAL, clone3, 0, 1),
        _step(_RETURN, _REFUSE | errno.ENOSYS),
        _step(_JUMP_EQUAL, clone, 0, 3),
        _step(_LOAD, _FIRST_ARGUMENT),
        _step(_JUMP_SET, _CLONE_THREAD, 1, 0),
        _step(_RETURN, _REFUSE | errno.EPERM),
    ]
