"""``export training``: the roster for the platform."""

from pathlib import Path

from hui_reg.commands.options import output_option
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("training", dry_run=True)
@output_option
def command(run: Run, output: Path | None) -> ExitCode:
    """导出培训名单（已缴清认定费者）和课时不足的人员。"""
    from hui_reg.desk.absent import not_in_notice
    from hui_reg.desk.ledger import load_roll, with_phones
    from hui_reg.desk.outlet import Outlet, write_out
    from hui_reg.ledger.sheets import training

    with run.workspace() as workspace:
        outlet = Outlet.opened(workspace, run.console)
        roll = load_roll(workspace)
        if not roll.notice.training.hours:
            return not_in_notice(run, "培训")
        sheets = training.roster(with_phones(workspace, roll))
        return write_out(run, outlet, output or run.root / "exports" / "training", {"培训名单": sheets})
