"""The handbook: ``tools/handbook.md`` with every block of commands really run, on the invented mails of ``samples/``.

``python tools/handbook.py --write`` runs it all, reading included. The test runs the same text; what it may take from
elsewhere is what was read in the samples' files, which costs a minute.

In a block ``run``: ``$`` is typed and what it prints follows; ``!`` is what others do meanwhile (:mod:`office_acts`);
``>`` lines are put into the settings of the workspace named next.
"""

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
SOURCE: Final = ROOT / "tools" / "handbook.md"
PAGE: Final = ROOT / "docs" / "使用手册.md"
HEAD: Final = "<!-- 由 make docs 从 tools/handbook.md 生成，请改那里 -->\n"
Act = Callable[[Path], None]

_BLOCK: Final = re.compile(r"^```run(?: lines=(?P<lines>\d+))?\n(?P<body>.*?)^```$", re.M | re.S)
_CHANGING: Final = (
    (re.compile(r"\b20\d{6}-[0-9a-f]{8}\b"), "20240801-1a2b3c4d"),
    (re.compile(r"\b(20(?:2[5-9]|[3-9]\d))-\d\d-\d\d(?: \d\d:\d\d)?"), "2024-08-01"),
    (re.compile(r"(?<=-m hui_reg -w )\S+"), "/home/clerk/报名2024"),
    (re.compile(r"\S*/bin/python\S*"), "python3"),
    (re.compile(r"hui-reg-[0-9a-f]{8}"), "hui-reg-1a2b3c4d"),
    (re.compile(r"(?<=  clerk  )[0-9a-f]{12}\b"), "1a2b3c4d5e6f"),
)
"""What differs from run to run, and what stands for it."""


def made(acts: dict[str, Act], settings: Mapping[str, str] = {}) -> str:
    """The page, every command run in a fresh folder of its own. ``acts``: what others do, by its sentence;
    ``settings``: variables of the environment, of which nothing may be seen on the page."""
    from hui_reg.intake.mailbox.presets import PRESETS

    rows = "\n".join(f"| {known.title} | `{known.name}` | `{known.host}` |" for known in PRESETS)
    text = SOURCE.read_text(encoding="utf-8").replace("@@PRESETS@@", rows)
    with tempfile.TemporaryDirectory() as folder, _moved_to(Path(folder), settings):
        shutil.copytree(ROOT / "samples" / "mails", "邮件")
        return HEAD + _BLOCK.sub(lambda block: _console(block, acts), text)


@contextlib.contextmanager
def _moved_to(folder: Path, settings: Mapping[str, str]) -> Iterator[None]:
    """A folder as the current one, in an environment that says nothing to us but ``settings``."""
    from hui_reg import locale

    locale.install()  # it sets the language in the environment, which is put aside here
    before, environment, mask = Path.cwd(), dict(os.environ), os.umask(0o077)
    for name in [name for name in os.environ if name.startswith("HUI_REG_")]:
        del os.environ[name]
    os.chdir(folder)
    os.environ["LOGNAME"] = "clerk"  # whose name stands in the ledger
    os.environ.update(settings)
    try:
        yield
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(environment)
        os.umask(mask)


def _console(block: re.Match[str], acts: dict[str, Act]) -> str:
    """A block as a transcript."""
    shown: list[str] = []
    settings: list[str] = []
    for line in block["body"].splitlines():
        mark, words = line[:2], line[2:]
        if mark == "> ":
            settings.append(words)
        elif mark == "! ":
            acts[words](Path.cwd())
            shown.append(f"（{words}）")
        else:
            assert mark == "$ ", line
            if settings:
                file = Path(shlex.split(words)[2]) / "hui-reg.toml"
                file.parent.mkdir(exist_ok=True)
                file.write_text("\n".join(settings) + "\n", encoding="utf-8")
                shown += settings
                settings = []
            shown += [line, *_ran(shlex.split(words)[1:])]
    kept = [*shown[: int(block["lines"])], "……"] if block["lines"] and len(shown) > int(block["lines"]) else shown
    return "```console\n" + "\n".join(kept) + "\n```"


def _ran(arguments: list[str]) -> list[str]:
    """What a command prints on both streams."""
    from hui_reg import cli

    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), _in_season():
        cli.run(arguments)
    text = out.getvalue().rstrip().replace(f"{Path.cwd()}/", "")
    for pattern, instead in _CHANGING:
        text = pattern.sub(instead, text)
    return [line.rstrip() for line in text.splitlines()]


@contextlib.contextmanager
def _in_season() -> Iterator[None]:
    """Reviews are entered in the notice's summer, so that what follows them follows them."""
    from hui_reg.commands.imports import review

    class Summer(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Summer":
            return cls(2024, 7, 15, 4, tzinfo=tz or UTC)

    kept = vars(review)["datetime"]
    vars(review)["datetime"] = Summer
    try:
        yield
    finally:
        vars(review)["datetime"] = kept


def main() -> int:
    """Write the page, or say that it is out of date."""
    sys.path.insert(0, str(ROOT))
    from tools.office_acts import ACTS

    text = made(ACTS)
    if "--write" in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        print("docs/使用手册.md says what isn't so any more; run: python tools/handbook.py --write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
