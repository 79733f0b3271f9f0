"""The parent's hold on one worker at its job: sends the order, takes the answer in, and watches the time."""

from selectors import SelectorKey

from hui_reg.sandbox import clocks, wire
from hui_reg.sandbox.jobs import Ended
from hui_reg.sandbox.starting import Child

_PIECE = 1024 * 1024
_PIECES = 64
"""Pieces read at a time, before the other workers have their turn."""


_MOST_THREADS = 32
"""Threads of a worker: a decoder or two has one. What the kernel caps is the user's whole number, and never root's."""


class Handle:
    """One worker, for jobs of one ``group``. ``key``: its pipe's place among those that are waited for."""

    key: SelectorKey

    def __init__(self, child: Child, group: str) -> None:
        self.child = child
        self.group = group
        self.served = 0
        self._out: list[memoryview] = []
        self._in: wire.Incoming
        self._watch: clocks.Stopwatch

    @property
    def sending(self) -> bool:
        """Whether part of the order is still to be sent."""
        return bool(self._out)

    @property
    def worked(self) -> float:
        """Processor seconds since the worker was born."""
        return clocks.processor_time(self.child.pid) or 0.0

    def give(self, order: wire.Order, seconds: float, largest: int) -> None:
        """Begin a job: at most ``seconds`` of processor time, and blobs of at most ``largest`` bytes."""
        self.served += 1
        self._out = [memoryview(part) for part in wire.pack(order) if part]
        self._in = wire.Incoming(order.ticket, largest)
        self._watch = clocks.Stopwatch(self.child.pid, seconds)
        self._send()

    def attend(self, passed: float, readable: bool, writable: bool) -> wire.Answer | Ended | None:
        """Go on with the job, ``passed`` seconds of waiting later; its end, if this is it."""
        if writable:
            self._send()
        if readable and (ended := self._receive()) is not None:
            return ended
        if clocks.threads(self.child.pid) > _MOST_THREADS:
            return Ended.DEAD
        return Ended.OUT_OF_TIME if self._watch.tick(passed) else None

    def _send(self) -> None:
        """As much as the pipe takes; one that is broken is noticed when reading."""
        try:
            while self._out:
                sent = self.child.pipe.send(self._out[0][:_PIECE])
                self._out[0] = self._out[0][sent:]
                if not self._out[0]:
                    self._out.pop(0)
        except BlockingIOError:
            return
        except OSError:
            self._out = []

    def _receive(self) -> wire.Answer | Ended | None:
        try:
            for _ in range(_PIECES):
                data = self.child.pipe.recv(min(self._in.wanted, _PIECE))
                if not data:
                    return Ended.DEAD
                self._in.feed(data)
                if self._in.complete is not None:
                    return self._in.complete
        except BlockingIOError:
            return None
        except wire.TooMuchError:
            return Ended.TOO_MUCH
        except wire.UnbelievableError:
            return Ended.UNBELIEVABLE
        except OSError:
            return Ended.DEAD
        return None
