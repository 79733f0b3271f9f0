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

# name of the machine: audit number, clone, clone3, then what is refused:
# socket socketpair connect bind listen, execve execveat, fork vfork, ptrace process_vm_readv/writev, kill tkill,
# io_uring_setup, bpf, mount, unshare, setns, keyctl, perf_event_open, userfaultfd
_CALLS: dict[str, tuple[int, int, int, tuple[int, ...]]] = {
    "x86_64": (
        0xC000003E, 56, 435,
        (41, 53, 42, 49, 50, 59, 322, 57, 58, 101, 310, 311, 62, 200, 425, 321, 165, 272, 308, 250, 298, 323),
    ),
    "aarch64": (
        0xC00000B7, 220, 435,
        (198, 199, 203, 200, 201, 221, 281, 117, 270, 271, 129, 130, 425, 280, 40, 97, 268, 219, 241, 282),
    ),
}  # fmt: skip


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def available() -> bool:
    """Whether this machine's calls are known here."""
    return sys.platform.startswith("linux") and platform.machine() in _CALLS


def restrict() -> bool:
    """Refuse the calls above in this process from now on, all its threads. False: not on this machine.

    Raises :class:`OSError` when the kernel refuses the filter.
    """
    if not available():
        return False
    code = _filter(*_CALLS[platform.machine()])
    kernel = ctypes.CDLL(None, use_errno=True)
    kernel.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    program = _Program(len(code) // 8, code)
    if kernel.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")
    return True


def _filter(architecture: int, clone: int, clone3: int, refused: tuple[int, ...]) -> bytes:
    def step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
        return struct.pack("=HBBI", code, if_true, if_false, value)

    steps = [
        step(_LOAD, _ARCHITECTURE),
        step(_JUMP_EQUAL, architecture, 1, 0),
        step(_RETURN, _KILL),
        step(_LOAD, _CALL_NUMBER),
    ]
    for number in refused:
        steps += [step(_JUMP_EQUAL, number, 0, 1), step(_RETURN, _REFUSE | errno.EPERM)]
    # glibc falls back to clone, whose flags a filter can see: threads yes, processes no
    steps += [step(_JUMP_EQUAL, clone3, 0, 1), step(_RETURN, _REFUSE | errno.ENOSYS)]
    steps += [
        step(_JUMP_EQUAL, clone, 0, 3),
        step(_LOAD, _FIRST_ARGUMENT),
        step(_JUMP_SET, _CLONE_THREAD, 1, 0),
        step(_RETURN, _REFUSE | errno.EPERM),
        step(_RETURN, _ALLOW),
    ]
    return b"".join(steps)
