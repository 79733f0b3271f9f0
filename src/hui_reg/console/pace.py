"""How far a long piece of work is, and how long it will still take, in the words of whoever waits for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

_FIRST = 2.0
"""Seconds before which nothing is foretold: the first file also loads the models."""


@dataclass
class Pace:
    """Work under a ``title``, counted in ``measure`` words (封, 个, 页). ``total`` None: nobody knows yet how much;
    work that outgrows its total hasn't one any more."""

    title: str
    measure: str = "个"
    total: int | None = None
    clock: Callable[[], float] = monotonic
    done: int = 0
    began: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.clock()

    def __call__(self, steps: int = 1) -> None:
        """So many more are done."""
        self.done += steps

    @property
    def whole(self) -> int | None:
        """How much there is in all, as far as that is known."""
        return self.total if self.total is not None and self.done <= self.total else None

    def expect(self, more: int) -> None:
        """So many more will come."""
        self.total = (self.total or 0) + more

    @property
    def passed(self) -> float:
        """Seconds since the work began."""
        return self.clock() - self.began

    @property
    def left(self) -> float | None:
        """Seconds still to go, if the rest goes as what is done went; None while nobody can tell."""
        passed = self.passed
        if self.whole is None or not self.done or passed < _FIRST:
            return None
        return passed * (self.whole - self.done) / self.done

    @property
    def count(self) -> str:
        """``12/480 个``; without a total ``12 个``."""
        return f"{self.done}{'' if self.whole is None else f'/{self.whole}'} {self.measure}"

    @property
    def time(self) -> str:
        """``约剩 3 分钟``, or how long it has taken while nothing can be foretold."""
        left = self.left
        return f"已用 {_span(self.passed)}" if left is None else f"约剩 {_span(left)}"

    def document(self) -> dict[str, str | int | None]:
        """The same for a program: what, how many of how many, whole seconds passed and left."""
        left = self.left
        return {
            "progress": self.title,
            "done": self.done,
            "total": self.whole,
            "seconds": int(self.passed),
            "seconds_left": None if left is None else round(left),
        }


def _span(seconds: float) -> str:
    """A span as people say it: never more exact than it is known."""
    if seconds < 10:
        return f"{max(1, round(seconds))} 秒"
    if seconds < 55:
        return f"{round(seconds / 5) * 5} 秒"
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return f"{minutes} 分钟"
    if minutes >= 48 * 60:
        return f"{round(minutes / 1440)} 天"
    hours, rest = divmod(round(minutes / 5) * 5 if minutes < 600 else round(minutes / 60) * 60, 60)
    return f"{hours} 小时" + (f" {rest} 分" if rest else "")
