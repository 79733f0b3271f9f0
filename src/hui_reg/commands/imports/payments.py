"""``import payments``: the reconciliation comes back with what a person found out."""

from pathlib import Path

from hui_reg.commands.options import by_option, file_argument
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("payments", dry_run=True)
@file_argument
@by_option
def command(run: Run, file: Path, by: str | None) -> ExitCode:
    """导入填好的缴费核对表（由 export fees 导出）：“待核对”的归属人员，“已缴费”的撤销原因。"""
    from hui_reg.desk import receipts
    from hui_reg.desk.ledger import Handed, take_in
    from hui_reg.ledger import assigned, tables
    from hui_reg.ledger.payment import standing_only

    with run.workspace() as workspace:
        handed = receipts.hand_in(workspace, (), run.console)
        return take_in(
            run, workspace, Handed(file, "payments", by),
            lambda book, roll, _: assigned.plan_assignments(
                tables.read_table(book, assigned.OPEN_HEADINGS),
                tables.read_table(book, assigned.RECORDED_HEADINGS),
                standing_only(receipts.gather(workspace, roll.notice, handed), roll.states),
                roll,
            ),
        )  # fmt: skip
