"""``import subsidy``: the declarations that units send back."""

from pathlib import Path

from hui_reg.commands.ledger_options import by_option, file_argument
from hui_reg.commands.run import Run, verb
from hui_reg.errors import ExitCode


@verb("subsidy", dry_run=True)
@file_argument
@by_option
def command(run: Run, file: Path, by: str | None) -> ExitCode:
    """导入单位填好的补贴自查表（由 export subsidy 导出）。"""
    from hui_reg.commands.ledger_desk import take_in
    from hui_reg.ledger import declaration, tables

    with run.workspace() as workspace:
        return take_in(
            run, workspace, file, "subsidy", by,
            lambda book, roll: declaration.plan_declarations(
                tables.read_table(book, declaration.HEADINGS), roll.index(), roll.states, roll.notice, roll.today
            ),
        )  # fmt: skip
