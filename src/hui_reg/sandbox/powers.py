"""What a Linux process gives up by ``prctl`` and ``capset``: being root, outliving its parent, being looked into."""

import os
import signal
import struct
import sys

from hui_reg.sandbox.kernel import kernel

_SET_PDEATHSIG, _SET_DUMPABLE, _CAPBSET_DROP, _SET_NO_NEW_PRIVS, _CAP_AMBIENT = 1, 4, 24, 38, 47
_AMBIENT_CLEAR_ALL = 4
_CAPABILITY_VERSION = 0x20080522  # man 2 capset: two words of each of the three sets
_MOST_CAPABILITIES = 64


def give_up() -> None:
    """No capabilities, root's neither; no gaining any by a program; no reading of this memory by others."""
    if not sys.platform.startswith("linux"):
        return
    call = kernel()
    call.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    call.prctl(_CAP_AMBIENT, _AMBIENT_CLEAR_ALL, 0, 0, 0)
    for capability in range(_MOST_CAPABILITIES):
        call.prctl(_CAPBSET_DROP, capability, 0, 0, 0)
    call.capset(struct.pack("=Ii", _CAPABILITY_VERSION, 0), bytes(24))
    call.prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def die_with(parent: int) -> None:
    """From now on the kernel kills this process when ``parent``, its starter, ends; at once if that has ended."""
    if not sys.platform.startswith("linux"):
        return
    kernel().prctl(_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
