"""``amend undo``: rulings no longer count; of several all or none."""

import click

from hui_reg.commands.amend.parts import by_option, finish, reason_option
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("undo", dry_run=True)
@click.argument("numbers", metavar="编号…", type=int, nargs=-1, required=True)
@reason_option
@by_option
def command(run: Run, numbers: tuple[int, ...], reason: str, by: str | None) -> ExitCode:
    """撤回更正，编号见 hui-reg amend list，可以写几个；撤回本身也可以再撤回。"""
    from hui_reg.desk.amending.entering import Undoing
    from hui_reg.errors import HuiRegError
    from hui_reg.history.kinds import EntryKind
    from hui_reg.history.ruling_words import sentence
    from hui_reg.history.rulings import RULING_ENTRIES, gone, ruling_of
    from hui_reg.store import entries

    with run.workspace() as workspace:
        with workspace.database.begin() as connection:
            known = {entry.seq: entry for entry in entries.load(connection, kinds=RULING_ENTRIES)}
        undone, told = [], []
        for number in dict.fromkeys(numbers):
            entry = known.get(number)
            ruling = ruling_of(entry) if entry is not None else None
            if entry is None or (ruling is None and entry.kind != EntryKind.UNDONE):
                raise HuiRegError(ExitCode.USAGE, f"没有第 {number} 号更正", "编号见 hui-reg amend list。")
            if number in gone(known.values()):
                raise HuiRegError(ExitCode.USAGE, f"第 {number} 号已经撤回", "现在的情况见 hui-reg amend list。")
            told.append(f"撤回：{sentence(ruling)}" if ruling is not None else f"恢复第 {entry.supersedes} 号")
            undone.append(Undoing(number, entry.applicant, entry.kind, reason))
        return finish(run, workspace, undone, by, told)
