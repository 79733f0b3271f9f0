"""``amend undo``: rulings no longer count; of several all or none."""

import re
from collections.abc import Sequence

import click

from hui_reg.commands.amend.parts import by_option, finish, reason_option
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("undo", dry_run=True)
@click.argument("which", metavar="编号…", nargs=-1, required=True)
@reason_option
@by_option
def command(run: Run, which: tuple[str, ...], reason: str, by: str | None) -> ExitCode:
    """撤回更正，编号见 hui-reg amend list，可以写几个，也可以写 12-45；撤回本身也可以再撤回。"""
    from hui_reg.desk.amending.entering import Undoing
    from hui_reg.errors import HuiRegError
    from hui_reg.history.ruling_words import sentence
    from hui_reg.history.rulings import RULING_ENTRIES, gone, ruling_of
    from hui_reg.history.undoing import root_of
    from hui_reg.store import entries

    with run.workspace() as workspace:
        with workspace.database.begin() as connection:
            known = {entry.seq: entry for entry in entries.load(connection, kinds=RULING_ENTRIES)}
        away = gone(known.values())
        undone, told = [], []
        for number in _numbers(which, max(known, default=0)):
            entry = known.get(number)
            ruling = ruling_of(entry) if entry is not None else None
            if entry is None or root_of(entry, known) is None:
                raise HuiRegError(
                    ExitCode.USAGE, f"没有第 {number} 号更正，一条也没有撤回", "编号见 hui-reg amend list。"
                )
            if number in away:
                raise HuiRegError(ExitCode.USAGE, f"第 {number} 号已经撤回", "现在的情况见 hui-reg amend list。")
            told.append(f"撤回：{sentence(ruling)}" if ruling is not None else f"恢复第 {entry.supersedes} 号")
            undone.append(Undoing(number, entry.applicant, entry.kind, reason))
        return finish(run, workspace, undone, by, told)


def _numbers(which: Sequence[str], newest: int) -> list[int]:
    """``3``, ``12-45`` as numbers, each once; none beyond the ``newest``. Raises :class:`HuiRegError` (exit 2)."""
    from hui_reg.errors import HuiRegError

    found: dict[int, None] = {}
    for part in which:
        span = re.fullmatch(r"(\d{1,9})(?:[-–—~至](\d{1,9}))?", part.strip("第号"))
        first, last = (int(span[1]), int(span[2] or span[1])) if span else (1, 0)
        if not 1 <= first <= last:
            raise HuiRegError(ExitCode.USAGE, f"看不懂编号“{part}”", "请写成 3 或 12-45。")
        if last > newest:
            there = f"最后一条更正是第 {newest} 号" if newest else "现在没有更正"
            raise HuiRegError(
                ExitCode.USAGE, f"没有第 {last} 号更正（{there}），一条也没有撤回", "编号见 hui-reg amend list。"
            )
        found.update(dict.fromkeys(range(first, last + 1)))
    return list(found)
