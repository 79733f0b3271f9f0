"""``export makeup``: what is still open for whom, until when, at which fee."""

from datetime import datetime
from pathlib import Path

import click

from hui_reg.commands.options import DAY, output_option
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("makeup", dry_run=True)
@click.option("--on", "on", type=DAY, help="按哪一天判断是否在保留期内，默认今天。")
@output_option
def command(run: Run, on: datetime | None, output: Path | None) -> ExitCode:
    """导出各单位的补考名单（科目、最晚日期、费用），和汇总（含期限已过者）。"""
    from hui_reg.desk.ledger import load_roll
    from hui_reg.desk.outlet import Outlet, write_out
    from hui_reg.ledger.sheets import makeup

    with run.workspace() as workspace:
        outlet = Outlet.opened(workspace, run.console)
        roll = load_roll(workspace, on.date() if on else None)
        lists = {f"单位/补考名单-{unit}": makeup.unit_list(roll.of_unit(unit)) for unit in roll.units()}
        books = {name: (sheet,) for name, sheet in lists.items() if sheet.rows}
        return write_out(
            run, outlet, output or run.root / "exports" / "makeup", {**books, "补考汇总": makeup.summary(roll)}
        )
