"""A fork server: loads the libraries once, parses nothing from outside, and has its children do the work.

Started by the parent with nothing but a socket, on which it gets messages of JSON and answers each with one:
``{"prepare": module}``; ``{"fork": true, "retired": pids}`` with a descriptor, the worker's pipe, and the workers that
go before it comes; ``{"end": pid}``. Only the zygote
kills and reaps its children, so that no process id ever names somebody else. When the parent ends, it ends,
and the kernel ends its children.
"""

import base64
import gc
import json
import os
import signal
import socket
import sys
from typing import Any

from hui_reg.sandbox import kernel, walls, worker

LARGEST_MESSAGE = 128 * 1024


def boot(role: str, plan: dict[str, Any], pipe: str) -> None:
    """Be a ``zygote`` or, where there are none, a ``worker``.

    ``pipe``: a descriptor; empty on Windows, where a share of a socket comes by stdin.
    """
    if role == "zygote":
        _serve(int(pipe), walls.Plan(**plan))
        return
    own = socket.socket(fileno=int(pipe)) if pipe else _shared(sys.stdin.readline())
    walls.around_zygote(walls.Plan(**plan))
    worker.work(walls.Plan(**plan), own, os.getppid())


def _shared(share: str) -> socket.socket:
    return socket.fromshare(base64.b64decode(share))  # type: ignore[attr-defined,no-any-return,unused-ignore]


def _serve(descriptor: int, plan: walls.Plan) -> None:
    """The fork server, until the parent's end of the socket at ``descriptor`` is closed."""
    gc.disable()  # nothing of what is loaded here is garbage; the children look for theirs
    with socket.socket(fileno=descriptor) as control:
        try:
            walls.around_zygote(plan)
            kernel.keep_what_is_freed()
            told: dict[str, Any] = {}
        except Exception as error:
            told = {"error": worker.reason(error)}
        control.send(json.dumps(told).encode())
        children: set[int] = set()
        while True:
            message, descriptors, _, _ = socket.recv_fds(control, LARGEST_MESSAGE, 1)
            if not message:
                break
            told = _obeyed(json.loads(message), descriptors, plan, children)
            control.send(json.dumps(told).encode())
        for child in children:
            _ended(child)
    os._exit(0)  # taking the libraries down one by one would keep whoever waits for us, and change nothing


def _obeyed(order: dict[str, Any], descriptors: list[int], plan: walls.Plan, children: set[int]) -> dict[str, Any]:
    try:
        if "prepare" in order:
            worker.prepare(order["prepare"])
            return {}
        if "fork" in order:
            for pid in order["retired"]:
                children.remove(pid)
                _ended(pid)
            child = _born(plan, descriptors[0])
            children.add(child)
            return {"pid": child}
        children.remove(order["end"])
        return {"status": _ended(order["end"])}
    except Exception as error:
        return {"error": worker.reason(error)}


def _born(plan: walls.Plan, descriptor: int) -> int:
    zygote = os.getpid()
    gc.freeze()  # what is loaded by now stays shared
    child = os.fork()
    if child:
        os.close(descriptor)
        return child
    code = 1
    try:
        os.setsid()
        gc.enable()
        worker.work(plan, socket.socket(fileno=descriptor), zygote)
        code = 0
    finally:
        os._exit(code)


def _ended(child: int) -> int:
    """Kill a child if it still lives, with all it may have started; how it ended, a signal as a negative number."""
    for end in (os.killpg, os.kill):
        try:
            end(child, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
