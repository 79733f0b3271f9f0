"""The C library as it is loaded already: its calls are looked up once, by whoever forks the workers."""

import ctypes
from functools import cache


@cache
def kernel() -> ctypes.CDLL:
    """The functions of this very process; what they set as ``errno`` is kept for :func:`ctypes.get_errno`."""
    return ctypes.CDLL(None, use_errno=True)


def keep_what_is_freed() -> None:
    """Have this process and its children use memory again that they gave back, instead of asking for it anew.

    The library learns from the largest piece that was freed; elsewhere than on Linux nothing comes of it.
    """
    bytes(_PIECE)


_PIECE = 4 * 1024 * 1024
