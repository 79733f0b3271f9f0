"""The child's side: raise the walls, say so, then answer one order after the other until the pipe ends.

Whatever a stage does, ends or raises costs its own job: even ``sys.exit`` is an answer.
"""

import errno
import importlib
import os
import socket
from functools import reduce
from types import ModuleType
from typing import Any

from hui_reg.sandbox import powers, walls, wire

PREPARE = "prepare"
"""A module of stages may have a function of this name: it loads what they need before anything from outside comes."""


def found(name: str) -> Any:
    """What ``module:name.of.it`` names."""
    module, _, inside = name.partition(":")
    return reduce(getattr, inside.split("."), importlib.import_module(module))


def prepare(module: str) -> None:
    """Load a module of stages, and what it says they need."""
    loaded: ModuleType = importlib.import_module(module)
    if PREPARE in vars(loaded):
        vars(loaded)[PREPARE]()


def work(plan: walls.Plan, pipe: socket.socket, parent: int) -> None:
    """Be a worker for good: returns when the parent has no more orders."""
    raw = pipe.makefile("rwb", buffering=0) if os.name == "nt" else os.fdopen(pipe.fileno(), "r+b", buffering=0)
    stream: Any = raw  # only on Windows a socket of itself: reading and writing it takes calls that aren't allowed here
    try:
        powers.die_with(parent)
        walls.around_worker(plan, pipe.fileno())
    except Exception as error:
        stream.write(wire.BROKEN + reason(error).encode())
        return
    stream.write(wire.READY)
    while (order := wire.receive(stream)) is not None:
        wire.reply(stream, order.ticket, *_done(order))


def reason(error: BaseException) -> str:
    """Why a start failed, for a person who can mend it; it can't hold anything personal yet."""
    return f"{type(error).__name__}: {error}"[:500]


def _done(order: wire.Order) -> tuple[wire.Outcome, bytes, tuple[bytes, ...]]:
    try:
        stage = found(order.function)
        request = (found(order.model).model_validate_json(order.request),) if order.model else ()
        document, blobs = stage(order.data, *request)
        return wire.Outcome.DONE, document.model_dump_json().encode(), tuple(blobs)
    except BaseException as error:  # sys.exit and KeyboardInterrupt too are the file's doing, not ours
        if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:
            return wire.Outcome.MEMORY, b"", ()
        return wire.Outcome.FAILED, type(error).__name__.encode(), ()
