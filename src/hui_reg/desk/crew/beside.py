"""Who writes the evidence while the sheets are made: loads next to nothing, since a process loads it anew."""

import multiprocessing
import os
import threading
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import connection

WORTH_A_PROCESS = 500
"""Files: fewer are written before a process has even started, which costs about half a second."""


def hand(files: int) -> Executor:
    """Somebody to write so many files meanwhile: for many a process, since a thread would wait for the sheets; a thread
    for few, and where the system has no shared memory to talk to a process (a bare container without /dev/shm).
    """
    if files < WORTH_A_PROCESS:
        return ThreadPoolExecutor(1)
    try:
        return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), end_with_parent)
    except OSError:
        return ThreadPoolExecutor(1)


def end_with_parent() -> None:
    """Have this process, begun to work beside another, end when that one is gone, however it went."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        sentinel = parent.sentinel

        def watch() -> None:
            connection.wait([sentinel])
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()
