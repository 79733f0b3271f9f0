"""``export subsidy``: the sheets in which people declare about themselves, and what follows from those returned."""

from datetime import datetime
from pathlib import Path

import click

from hui_reg.commands.options import DAY, output_option
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("subsidy", dry_run=True)
@click.option("--on", "on", type=DAY, help="按哪一天判断，默认今天。")
@output_option
def command(run: Run, on: datetime | None, output: Path | None) -> ExitCode:
    """导出各单位的补贴自查表（已发证者），和两项补贴的判断（可能符合、需核实、不符合）。"""
    from hui_reg.desk.absent import not_in_notice
    from hui_reg.desk.ledger import load_roll
    from hui_reg.desk.outlet import Outlet, write_out
    from hui_reg.ledger.sheets import subsidy

    with run.workspace() as workspace:
        outlet = Outlet.opened(workspace, run.console)
        roll = load_roll(workspace, on.date() if on else None)
        if not roll.notice.subsidies:
            return not_in_notice(run, "补贴")
        holders = subsidy.certified(roll)
        books = {f"单位/补贴自查表-{unit}": (subsidy.declaration(holders.of_unit(unit)),) for unit in holders.units()}
        return write_out(
            run, outlet, output or run.root / "exports" / "subsidy", {**books, "补贴判断": subsidy.judgements(roll)}
        )
