"""``export publication``: the list that is put up, masked, and the score sheet that stays inside."""

from datetime import datetime
from pathlib import Path

import click

from hui_reg.commands.options import DAY, output_option
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("publication", dry_run=True)
@click.option("--since", type=DAY, help="只公示这一天及以后合格的人（例如某次补考）。")
@output_option
def command(run: Run, since: datetime | None, output: Path | None) -> ExitCode:
    """导出合格人员公示（证件号码打码，同名可区分），和内部的成绩汇总。"""
    from hui_reg.desk.ledger import load_roll
    from hui_reg.desk.outlet import Outlet, write_out
    from hui_reg.ledger.sheets import results

    with run.workspace() as workspace:
        outlet = Outlet.opened(workspace, run.console)
        roll = load_roll(workspace)
        books = {
            "合格人员公示": results.publication(roll, since.date() if since else None),
            "内部/成绩汇总": results.score_sheet(roll),
        }
        return write_out(run, outlet, output or run.root / "exports" / "publication", books)
