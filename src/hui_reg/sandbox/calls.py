"""The system calls a walled process may make, by the numbers of each machine; everything else is refused.

Found by strace over what the readers, the unpacking and the drawing do with every kind of file once their libraries
are loaded, and what ``unar`` does. Sources of the numbers: the kernel's ``unistd_64.h`` (x86-64) and
``asm-generic/unistd.h`` (aarch64, which never had the older calls).
"""

from collections.abc import Mapping
from dataclasses import dataclass

X86_64, AARCH64 = "x86_64", "aarch64"
AUDIT = {X86_64: 0xC000003E, AARCH64: 0xC00000B7}
"""The kernel's numbers of the machines themselves."""
_COLUMN = {X86_64: 0, AARCH64: 1}


@dataclass(frozen=True)
class Condition:
    """What the argument at ``position`` must be: without these bits, and among these values if there are any."""

    position: int
    without: int = 0
    among: tuple[int, ...] = ()


_READ_ONLY = 0o3 | 0o100 | 0o1000 | 0o20000000  # not O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_TMPFILE
_DESCRIPTOR_ONLY = (0, 1, 2, 3, 4, 1030)  # F_DUPFD, F_GETFD … F_SETFL, F_DUPFD_CLOEXEC: no owner who gets signals
_IS_IT_A_TERMINAL = (0x5401, 0x5450, 0x5451)  # TCGETS, FIONCLEX, FIOCLEX
_NAMES_ONLY = (15, 16, 23)  # PR_SET_NAME, PR_GET_NAME, PR_CAPBSET_READ
_NEW_NAMESPACES = 0x7E020080
_A_THREAD = (
    0x3D0F00,
    0x7D0F00,
)  # exactly as glibc and musl start one: libde265 can't do without for pictures of phones

_Numbers = tuple[int | None, int | None]

_READING: dict[str, _Numbers] = {
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66), "pread64": (17, 67), "lseek": (8, 62),
    "close": (3, 57), "fstat": (5, 80), "newfstatat": (262, 79), "stat": (4, None), "lstat": (6, None),
    "statx": (332, 291), "access": (21, None), "faccessat": (269, 48), "faccessat2": (439, 439),
    "readlink": (89, None), "readlinkat": (267, 78), "getdents64": (217, 61), "getcwd": (79, 17), "dup": (32, 23),
    "fadvise64": (221, 223), "mmap": (9, 222), "munmap": (11, 215), "mremap": (25, 216), "mprotect": (10, 226),
    "madvise": (28, 233), "brk": (12, 214), "futex": (202, 98), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139), "sigaltstack": (131, 132), "exit": (60, 93), "exit_group": (231, 94),
    "getpid": (39, 172), "gettid": (186, 178), "getuid": (102, 174), "geteuid": (107, 175), "getgid": (104, 176),
    "getegid": (108, 177), "clock_gettime": (228, 113), "clock_getres": (229, 114), "clock_nanosleep": (230, 115),
    "nanosleep": (35, 101), "gettimeofday": (96, 169), "time": (201, None), "getrusage": (98, 165),
    "getrandom": (318, 278), "uname": (63, 160), "sysinfo": (99, 179), "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123), "getcpu": (309, 168), "rseq": (334, 293), "set_robust_list": (273, 99),
    "restart_syscall": (219, 128),
    "poll": (7, None), "ppoll": (271, 73), "select": (23, None), "pselect6": (270, 72),
}  # fmt: skip
"""Of a worker: memory, its pipe, and looking at files. Nothing that makes a process, a socket or a file, signals,
 changes what lies on disk, or asks of another process."""

_READING_IF: dict[str, tuple[_Numbers, tuple[Condition, ...]]] = {
    "open": ((2, None), (Condition(1, without=_READ_ONLY),)),
    "openat": ((257, 56), (Condition(2, without=_READ_ONLY),)),
    "fcntl": ((72, 25), (Condition(1, among=_DESCRIPTOR_ONLY),)),
    "ioctl": ((16, 29), (Condition(1, among=_IS_IT_A_TERMINAL),)),
    "prlimit64": ((302, 261), (Condition(0, among=(0,)),)),  # its own
    "clone": ((56, 220), (Condition(0, among=_A_THREAD),)),
}

_PROGRAMS: dict[str, _Numbers] = {
    "open": (2, None), "openat": (257, 56), "pwrite64": (18, 68), "ftruncate": (77, 46), "fsync": (74, 82),
    "fdatasync": (75, 83), "fallocate": (285, 47), "mkdir": (83, None), "mkdirat": (258, 34), "rmdir": (84, None),
    "unlink": (87, None), "unlinkat": (263, 35), "rename": (82, None), "renameat": (264, 38), "renameat2": (316, 276),
    "umask": (95, 166), "chdir": (80, 49), "fchdir": (81, 50), "dup2": (33, None), "dup3": (292, 24),
    "pipe": (22, None), "pipe2": (293, 59), "fork": (57, None), "vfork": (58, None), "execve": (59, 221),
    "wait4": (61, 260), "waitid": (247, 95), "getppid": (110, 173), "getpgrp": (111, None), "getpgid": (121, 155),
    "getsid": (124, 156), "set_tid_address": (218, 96), "arch_prctl": (158, None),
    "close_range": (436, 436), "epoll_create1": (291, 20), "statfs": (137, 43), "fstatfs": (138, 44),
    "membarrier": (324, 283), "times": (100, 153), "getgroups": (115, 158),
}  # fmt: skip
"""Besides, of a walled process that may start programs: Landlock keeps their files and its own in one folder."""

_PROGRAMS_IF: dict[str, tuple[_Numbers, tuple[Condition, ...]]] = {
    "clone": ((56, 220), (Condition(0, without=_NEW_NAMESPACES),)),
    "setrlimit": ((160, 164), ()),
    "prctl": ((157, 167), (Condition(0, among=_NAMES_ONLY),)),
}

UNKNOWN: _Numbers = (435, 435)
"""``clone3``, whose flags a filter can't see: glibc falls back to ``clone`` when told that there is no such call."""


def allowed(machine: str, *, programs: bool = False) -> Mapping[int, tuple[Condition, ...]]:
    """The numbers of the calls allowed on ``machine``, each with the conditions on its arguments."""
    known: dict[str, tuple[_Numbers, tuple[Condition, ...]]] = {name: (n, ()) for name, n in _READING.items()}
    known |= _READING_IF
    if programs:
        known |= {name: (numbers, ()) for name, numbers in _PROGRAMS.items()} | _PROGRAMS_IF
    column = _COLUMN[machine]
    return {number: conditions for numbers, conditions in known.values() if (number := numbers[column]) is not None}
