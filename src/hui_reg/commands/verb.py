"""The options that mean the same for every verb, and how a function becomes one."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from hui_reg.commands.terminal.helping import ExamplesFirst
from hui_reg.console import Console
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode

Verb = Callable[..., ExitCode]


def verb(name: str, *, dry_run: bool = False) -> Callable[[Verb], click.Command]:
    """Make a function ``(run, **own options) -> ExitCode`` a command with the common options.

    Decorate as ``@verb("fetch", dry_run=True)`` above the function's own ``@click.option`` lines. The function's
    docstring is the help text, in Chinese.
    """

    def decorate(function: Verb) -> click.Command:
        @functools.wraps(function)
        def invoke(json: bool, quiet: bool, verbose: bool, no_color: bool, **own: Any) -> ExitCode:
            root: Path = click.get_current_context().find_root().params["workspace"]
            console = Console(quiet=quiet, verbose=verbose, json=json, color=not no_color)
            return function(Run(root, console, own.pop("dry_run", False)), **own)

        command: Any = invoke
        for option in reversed(_COMMON + (_DRY_RUN if dry_run else ())):
            command = option(command)
        made: click.Command = click.command(name, cls=ExamplesFirst)(command)
        return made

    return decorate


_COMMON: tuple[Callable[[Any], Any], ...] = (
    click.option("--json", is_flag=True, help="只在标准输出打印一份 JSON。"),
    click.option("-q", "--quiet", is_flag=True, help="只说需要人处理的事，适合定时任务。"),
    click.option("-v", "--verbose", is_flag=True, help="说得更细。"),
    click.option("--no-color", is_flag=True, help="不用颜色。"),
)
_DRY_RUN: tuple[Callable[[Any], Any], ...] = (
    click.option("--dry-run", is_flag=True, help="只计算并打印，不写入、不改动邮箱。"),
)
