"""Progress shown: one line that moves on a terminal, lines of JSON for a program, nothing to anybody else.

A line has the title, a bar where there is room, the count and the time left; nothing of it is cut off from 40 columns
on. The JSON lines go to stderr, so that stdout keeps its one document, and only from work that takes its time.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, TextIO

from hui_reg.console.pace import Pace

if TYPE_CHECKING:
    from rich.console import RenderableType

EVERY: Final = 10.0
"""Seconds between two lines of JSON, and before the first."""
_WITH_BAR: Final = 64
_BAR: Final = 24


@contextmanager
def on_terminal(pace: Pace, *, color: bool) -> Iterator[None]:
    """A moving line on stderr while the work is done; it is gone afterwards."""
    from rich.console import Console as RichConsole
    from rich.live import Live

    plain = not color or "NO_COLOR" in os.environ
    console = RichConsole(stderr=True, no_color=plain, highlight=False, soft_wrap=True)  # rich breaks after a ▲
    live = Live(
        console=console,
        transient=True,
        refresh_per_second=2,
        get_renderable=lambda: line(pace, console.width),
        redirect_stdout=sys.stdout is not None and sys.stdout.isatty(),  # a result for a file stays in that file
    )
    with live:
        yield


def line(pace: Pace, width: int) -> "RenderableType":
    """What is shown of a pace in ``width`` columns."""
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    wide = width >= _WITH_BAR
    grid = Table.grid(padding=(0, 2 if wide else 1, 0, 0), pad_edge=False)
    cells: list[RenderableType] = [Text(pace.title, no_wrap=True)]
    if wide and pace.whole is not None:
        cells.append(ProgressBar(total=max(1, pace.whole), completed=pace.done, width=_BAR))
    cells += [Text(pace.count, no_wrap=True), Text(pace.time, no_wrap=True, overflow="crop")]
    grid.add_row(*cells)
    return grid


@contextmanager
def as_lines(
    pace: Pace, stream: TextIO, every: Callable[[Event], bool] = lambda over: over.wait(EVERY)
) -> Iterator[None]:
    """A line of JSON on ``stream`` each time ``every`` has waited and the work isn't over; a last one at the end of
    work that has had one."""
    over, told = Event(), Event()

    def tell() -> None:
        while not every(over):
            _tell(pace, stream)
            told.set()

    thread = Thread(target=tell, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        if told.is_set():
            _tell(pace, stream)


def _tell(pace: Pace, stream: TextIO) -> None:
    stream.write(json.dumps(pace.document(), ensure_ascii=False) + "\n")  # in one: others write here too
    stream.flush()
