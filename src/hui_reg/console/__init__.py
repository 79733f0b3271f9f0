"""The streams: results on stdout, everything else on stderr; tables and progress on a terminal, silence elsewhere.

A GBK console raises on a rare name character, and then every later print fails too: both streams are told to
escape what they can't show. Data is never read as markup. Marks come from ``√ × ● ▲ ※``, which GBK has.
"""

import io
import json
import re
import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from hui_reg.console import progress
from hui_reg.console.pace import Pace
from hui_reg.console.sentences import broken
from hui_reg.notation.widths import on_terminal


@dataclass(frozen=True)
class Console:
    """How this run speaks. ``json``: one document on stdout, nothing else; ``quiet``: only what needs a person."""

    quiet: bool = False
    verbose: bool = False
    json: bool = False
    color: bool = True

    def result(self, text: str = "") -> None:
        """A line of the result; silent with ``quiet`` or ``json``."""
        if not (self.quiet or self.json):
            _write(sys.stdout, text)

    def sentence(self, text: str) -> None:
        """A line of the result that is only read, never typed: on a terminal it is broken between words."""
        columns = shutil.get_terminal_size().columns if is_terminal(sys.stdout) else 0
        self.result(broken(text, columns) if columns else text)

    def attention(self, text: str) -> None:
        """Something a person must know; also with ``quiet``."""
        _write(sys.stderr, text)

    def say(self, text: str) -> None:
        """By the way; silent with ``quiet``."""
        if not self.quiet:
            _write(sys.stderr, text)

    def detail(self, text: str) -> None:
        """Only with ``verbose``."""
        if self.verbose:
            _write(sys.stderr, text)

    def document(self, value: Any) -> None:
        """The one JSON document, when ``json`` was asked for."""
        if self.json and sys.stdout is not None:
            sys.stdout.write(_as_json(value, sys.stdout.encoding) + "\n")
            sys.stdout.flush()

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A result as a table, columns padded by display width, or row by row where a terminal is too
        narrow for it; of nothing none is drawn."""
        if self.quiet or self.json or not rows:
            return
        widths = [max(on_terminal(str(row[i])) for row in (header, *rows)) for i in range(len(header))]
        if is_terminal(sys.stdout) and sum(widths) + 2 * (len(widths) - 1) > shutil.get_terminal_size().columns:
            for first, *others in rows:  # lines that the terminal breaks are no table
                _write(sys.stdout, str(first))
                for name, cell in zip(header[1:], others, strict=True):
                    self.sentence(f"  {name}：{cell}")
            return
        for row in (header, ["-" * width for width in widths], *rows):
            _write(
                sys.stdout, "  ".join(pad(str(cell), width) for cell, width in zip(row, widths, strict=True)).rstrip()
            )

    @contextmanager
    def progress(self, title: str, total: int | None, measure: str = "个") -> Iterator[Pace]:
        """Long work, counted as it goes on: seen on a terminal, told in lines of JSON on stderr with ``json``, silent
        elsewhere (the stream itself is asked: FORCE_COLOR deceives rich)."""
        pace = Pace(title, measure, total)
        with ExitStack() as stack:
            if not self.quiet and total != 0 and sys.stderr is not None:
                if is_terminal(sys.stderr):
                    stack.enter_context(progress.on_terminal(pace, color=self.color))
                elif self.json:
                    stack.enter_context(progress.as_lines(pace, sys.stderr))
            yield pace


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person sees what is printed there; programs without a console on Windows have no streams at all."""
    return stream is not None and stream.isatty()


def tell(text: str = "") -> None:
    """A line on stderr, from where there is no console: what failed, what is asked."""
    _write(sys.stderr, text)


def prepare_streams() -> None:
    """Make both streams unable to fail on a character."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def pad(text: str, width: int) -> str:
    """``text`` filled with spaces to ``width`` columns."""
    return text + " " * max(0, width - on_terminal(text))


def quoted(word: str | Path) -> str:
    """A word of a command line as it is typed into the shell of this machine, or pasted there."""
    text = str(word)
    if re.fullmatch(r"[\w@%+=:,./\\~-]+", text) and (sys.platform == "win32" or "\\" not in text):
        return text
    return f'"{text}"' if sys.platform == "win32" else shlex.quote(text)


def _as_json(value: Any, encoding: str | None) -> str:
    """A document that says the same in every encoding: what a stream can't show, or would be steered by, is escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    try:
        text.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, indent=2, default=str)
    return "".join(c if c == "\n" or c.isprintable() else json.dumps(c)[1:-1] for c in text)


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:
        return
    # a control character in a file name must not steer the terminal
    shown = "".join(c if c == "\n" or c == "\t" or c.isprintable() or c == "　" else "�" for c in text)
    print(shown, file=stream, flush=True)
