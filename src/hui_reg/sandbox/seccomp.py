"""A seccomp filter from a list of calls: what isn't on it is refused, whatever the kernel will have learnt by then.

Refused calls fail with EPERM, so a library that tries one gets an ordinary error. Source: ``man 2 seccomp``,
``linux/filter.h``.
"""

import ctypes
import errno
import platform
import struct
import sys
from functools import cache

from hui_reg.sandbox.calls import AUDIT, UNKNOWN, Condition, allowed
from hui_reg.sandbox.kernel import kernel

_PR_GET_SECCOMP, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _MODE_FILTER = 21, 22, 38, 2
_LOAD, _AND, _JUMP_EQUAL, _RETURN = 0x20, 0x54, 0x15, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_CALL_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def available() -> bool:
    """Whether this machine's calls are known here, and its kernel filters them."""
    if not sys.platform.startswith("linux") or platform.machine() not in AUDIT:
        return False
    return int(kernel().prctl(_PR_GET_SECCOMP, 0, 0, 0, 0)) >= 0


def restrict(*, programs: bool = False) -> bool:
    """Allow this process from now on, with all its threads, only the calls listed; ``programs`` lets it start some,
    as locked in as itself. False: not on this machine.

    Raises :class:`OSError` when the kernel refuses the filter.
    """
    if not available():
        return False
    code = filter_of(platform.machine(), programs=programs)
    call = kernel()
    call.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if call.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(_Program(len(code) // 8, code)), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")
    return True


@cache
def filter_of(machine: str, *, programs: bool = False) -> bytes:
    """The instructions for ``machine``; any other machine's calls (32 bits among them) kill the process.

    Numbers are compared as they are: x32, whose numbers carry a bit of their own, is on no list.
    """
    steps = [
        _step(_LOAD, _ARCHITECTURE),
        _step(_JUMP_EQUAL, AUDIT[machine], 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, _CALL_NUMBER),
    ]
    for number, conditions in allowed(machine, programs=programs).items():
        block = [step for condition in conditions for step in _checking(condition)] + [_step(_RETURN, _ALLOW)]
        steps += [_step(_JUMP_EQUAL, number, 0, len(block)), *block]
    steps += [_step(_JUMP_EQUAL, UNKNOWN[0] or 0, 0, 1), _step(_RETURN, _REFUSE | errno.ENOSYS)]
    return b"".join([*steps, _step(_RETURN, _REFUSE | errno.EPERM)])


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _checking(condition: Condition) -> list[bytes]:
    """Refuses unless the condition holds; only the lower half of an argument counts for what is asked here."""
    refuse, load = _step(_RETURN, _REFUSE | errno.EPERM), _step(_LOAD, _ARGUMENTS + 8 * condition.position)
    steps = []
    if condition.without:
        steps += [load, _step(_AND, condition.without), _step(_JUMP_EQUAL, 0, 1, 0), refuse]
    if condition.among:
        count = len(condition.among)
        matches = [_step(_JUMP_EQUAL, value, count - at, 0) for at, value in enumerate(condition.among)]
        steps += [load, *matches, refuse]
    return steps
