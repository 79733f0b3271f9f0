"""Zygotes that outlive their sandbox: the tests of one process start the same one hundreds of times.

Every worker is still forked, walled and ended as ever; only the loading of libraries is done once. The sandbox's own
tests start theirs anew.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from hui_reg.errors import HuiRegError
from hui_reg.sandbox import starting, walls


class Kept:
    """A nursery on loan: closed, it ends its workers and lies ready for the next one with the same walls."""

    def __init__(self, zygote: starting.Nursery, idle: list[starting.Nursery]) -> None:
        self._zygote = zygote
        self._idle = idle
        self._children: dict[int, starting.Child] = {}
        self._sound = True

    def prepare(self, module: str) -> None:
        self._asked(self._zygote.prepare, module)

    def start(self) -> starting.Child:
        child: starting.Child = self._asked(self._zygote.start)
        self._children[child.pid] = child
        return child

    def end(self, child: starting.Child) -> int:
        del self._children[child.pid]
        return int(self._asked(self._zygote.end, child))

    def retire(self, child: starting.Child) -> None:
        del self._children[child.pid]
        self._zygote.retire(child)

    def close(self) -> None:
        try:
            for child in list(self._children.values()):
                self.end(child)
        except HuiRegError:
            pass  # it can't be asked any more: seen below
        if self._sound:
            self._idle.append(self._zygote)
        else:
            self._zygote.close()

    def _asked(self, ask, *what):
        try:
            return ask(*what)
        except BaseException:
            self._sound = False
            raise


class Nurseries:
    """Those that lie ready, by their walls."""

    def __init__(self) -> None:
        self._made = starting.nursery
        self._idle: dict[walls.Plan, list[starting.Nursery]] = {}

    def lend(self, plan: walls.Plan) -> starting.Nursery:
        idle = self._idle.setdefault(replace(plan, processes=0), [])  # those are as many as the machine has just now
        return Kept(idle.pop() if idle else self._made(plan), idle)

    def close(self) -> None:
        for idle in self._idle.values():
            for zygote in idle:
                zygote.close()


@contextmanager
def nurseries() -> Iterator[Nurseries]:
    """Those of one test process, closed at its end."""
    kept = Nurseries()
    try:
        yield kept
    finally:
        kept.close()
