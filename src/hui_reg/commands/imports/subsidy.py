"""``import subsidy``: the declarations that units send back."""

from pathlib import Path

from hui_reg.commands.options import by_option, file_argument, trust_option
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("subsidy", dry_run=True)
@file_argument
@trust_option
@by_option
def command(run: Run, file: Path, trust_numbers: bool, by: str | None) -> ExitCode:
    """导入单位填好的补贴自查表（由 export subsidy 导出）。"""
    from hui_reg.desk.ledger import Handed, take_in
    from hui_reg.ledger import declaration, tables

    with run.workspace() as workspace:
        return take_in(
            run, workspace, Handed(file, "subsidy", by, trust_numbers),
            lambda book, roll, people: declaration.plan_declarations(
                tables.read_table(book, declaration.HEADINGS), people, roll.states, roll.notice, roll.today
            ),
        )  # fmt: skip
