"""Commands that show their examples first in ``--help``, and say what somebody who mistyped may have meant."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

import click

from hui_reg.commands.terminal.examples import EXAMPLES
from hui_reg.notation.widths import on_terminal

_COLUMN = 46
"""Where the meaning of an example begins, if the example leaves room for it."""


class ExamplesFirst(click.Command):
    """A command, or a group, whose help begins with its examples, and names what is typed in Chinese."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[选项]", **kwargs})

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_usage(ctx, formatter)
        if examples := EXAMPLES.get(words_of(ctx)):
            with formatter.section("例子"):
                for line in lines(examples):
                    formatter.write(f"{' ' * formatter.current_indent}{line}\n")
        self.format_help_text(ctx, formatter)
        self.format_options(ctx, formatter)
        self.format_epilog(ctx, formatter)


def words_of(ctx: click.Context) -> str:
    """The words of a command after the program's own name: ``export review``."""
    names: list[str] = []
    part: click.Context | None = ctx
    while part is not None and part.parent is not None:
        names.insert(0, part.info_name or "")
        part = part.parent
    return " ".join(names)


def lines(examples: Iterable[tuple[str, str]]) -> Iterable[str]:
    """Examples with what they are for behind them, or below where they are long."""
    for typed, meaning in examples:
        if on_terminal(typed) + 2 > _COLUMN:
            yield typed
            yield f"{' ' * 4}{meaning}"
        else:
            yield f"{typed}{' ' * (_COLUMN - on_terminal(typed))}{meaning}"


def no_such_command(name: str, ctx: click.Context, tree: Mapping[str, Iterable[str]]) -> click.UsageError:
    """A word that is no command here. ``tree``: the commands here, each with those of its group."""
    here = words_of(ctx)
    prefix = f"hui-reg {here} ".replace("  ", " ")
    whole = {f"{prefix}{verb}": verb for verb in tree}
    whole |= {f"{prefix}{group} {verb}": verb for group, verbs in tree.items() for verb in verbs}
    same = [typed for typed, verb in whole.items() if verb == name]
    near = difflib.get_close_matches(name, set(whole.values()), 3, 0.6)
    meant = same or [typed for verb in near for typed, known in whole.items() if known == verb]
    if not meant and not name.isascii():  # 收取, 状态: as the line of help says it
        meant = [f"{prefix}{verb}" for verb, line in getattr(ctx.command, "verbs", {}).items() if name in line][:3]
    hint = f"是不是 {'、'.join(dict.fromkeys(meant))}？" if meant else ""
    return click.UsageError(f"没有 {name} 这个命令。{hint}", ctx)
