"""The list of calls, on machines that aren't here: the filter is run as the kernel runs it, step by step."""

import errno
import platform
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hui_reg.sandbox import calls, seccomp

ALLOW, KILL = 0x7FFF0000, 0x80000000
EPERM, ENOSYS = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
MACHINES = (calls.X86_64, calls.AARCH64)


def verdict(code: bytes, machine: str, number: int, *arguments: int) -> int:
    """What a classic BPF filter returns for a call."""
    padded = [*arguments, *(0,) * (6 - len(arguments))]
    data = struct.pack("=IIQ6Q", number, calls.AUDIT[machine], 0, *padded)
    steps = list(struct.iter_unpack("=HBBI", code))
    at = accumulator = 0
    while True:
        operation, if_true, if_false, value = steps[at]
        at += 1
        if operation == 0x20:
            (accumulator,) = struct.unpack_from("=I", data, value)
        elif operation == 0x54:
            accumulator &= value
        elif operation == 0x15:
            at += if_true if accumulator == value else if_false
        else:
            assert operation == 0x06
            return int(value)


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("programs", [False, True])
def test_only_what_is_listed_is_allowed(machine: str, programs: bool) -> None:
    code = seccomp.filter_of(machine, programs=programs)
    listed = calls.allowed(machine, programs=programs)
    for number in range(600):
        if number not in listed:
            assert verdict(code, machine, number) == (ENOSYS if number == 435 else EPERM), number
        elif not listed[number]:
            assert verdict(code, machine, number) == ALLOW, number


@pytest.mark.parametrize("machine", MACHINES)
def test_another_machines_calls_kill(machine: str) -> None:
    other = MACHINES[1 - MACHINES.index(machine)]
    assert verdict(seccomp.filter_of(machine), other, 0) == KILL


def test_x32_is_refused() -> None:
    code = seccomp.filter_of(calls.X86_64)
    assert all(verdict(code, calls.X86_64, 0x40000000 | number) == EPERM for number in range(600))


@given(st.sampled_from(MACHINES), st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1))
def test_files_are_opened_to_be_read_only(machine: str, flags: int, mode: int) -> None:
    number = {calls.X86_64: 257, calls.AARCH64: 56}[machine]
    writes = flags & (0o3 | 0o100 | 0o1000 | 0o20000000)
    assert verdict(seccomp.filter_of(machine), machine, number, 5, 0, flags, mode) == (EPERM if writes else ALLOW)


@given(st.sampled_from(MACHINES), st.integers(0, 2**32 - 1))
def test_limits_and_descriptors_are_its_own(machine: str, value: int) -> None:
    code = seccomp.filter_of(machine)
    prlimit, fcntl = {calls.X86_64: (302, 72), calls.AARCH64: (261, 25)}[machine]
    assert verdict(code, machine, prlimit, value) == (EPERM if value else ALLOW)
    assert verdict(code, machine, fcntl, 3, value) == (ALLOW if value in (0, 1, 2, 3, 4, 1030) else EPERM)


@given(st.sampled_from(MACHINES), st.integers(0, 2**32 - 1))
def test_what_is_cloned_is_a_thread(machine: str, flags: int) -> None:
    code, number = seccomp.filter_of(machine), {calls.X86_64: 56, calls.AARCH64: 220}[machine]
    assert verdict(code, machine, number, flags) == (ALLOW if flags in (0x3D0F00, 0x7D0F00) else EPERM)
    assert verdict(code, machine, number, 0x3D0F00) == ALLOW
    assert verdict(code, machine, number, flags | 0x10000000) != ALLOW, "no namespace of its own"


def test_no_list_holds_what_harms() -> None:
    """The calls that make processes, sockets or signals, or change files, by the numbers of both machines."""
    forbidden = {
        calls.X86_64: (41, 42, 49, 50, 53, 57, 58, 59, 62, 76, 82, 83, 84, 86, 87, 88, 90, 92, 101, 132, 155, 157,
                       160, 161, 165, 188, 200, 203, 234, 235, 250, 260, 280, 297, 298, 310, 311, 322, 424, 425, 434),
        calls.AARCH64: (5, 33, 34, 35, 36, 37, 38, 39, 40, 45, 46, 48 + 5, 54, 88, 97, 117, 122, 129, 130, 131, 138,
                        140, 164, 167, 194, 198, 200, 203, 217, 219, 221, 240, 241, 270, 271, 281, 424, 425, 434),
    }  # fmt: skip
    for machine, numbers in forbidden.items():
        assert not set(numbers) & calls.allowed(machine).keys()


def test_an_unknown_machine_has_no_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    assert not seccomp.available()
    assert not seccomp.restrict()
