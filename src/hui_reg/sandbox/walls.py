"""What a worker gives up before it touches a byte from outside."""

import os
import sys


def enter(memory_mib: int) -> None:
    """Cap this process: memory, core dumps, files written, niceness. On Windows only time and memory by the pool."""
    os.environ["OMP_NUM_THREADS"] = "1"
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # what a library prints must not mix with our results
        os.dup2(nowhere, stream)
    if sys.platform == "win32":
        return
    import resource

    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    libraries = 2048  # address space that onnxruntime, OpenCV and the models map
    cap = (libraries + memory_mib) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (cap, cap))
