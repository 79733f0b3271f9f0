"""``export statistics``: the figures by unit, day, verdict, age, education and reason, to be printed."""

from datetime import UTC, datetime
from pathlib import Path

import click

from hui_reg.commands.options import output_option
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("statistics", dry_run=True)
@output_option
@click.option("--unit", default=None, metavar="名称", help="只统计这些单位；名称写一部分即可。")
def command(run: Run, output: Path | None, unit: str | None) -> ExitCode:
    """导出统计表（可直接打印）：按单位、日期、建议、意见、环节、年龄、学历、问题的人数。"""
    from hui_reg import rules
    from hui_reg.desk.ledger import listed_roll
    from hui_reg.desk.outlet import Outlet, write_out
    from hui_reg.history.lookup import unit_named
    from hui_reg.ledger.sheets.statistics import case_of, statistics
    from hui_reg.store import results

    with run.workspace() as workspace:
        outlet = Outlet.opened(workspace, run.console)
        with workspace.database.begin() as connection:
            roll = listed_roll(connection, workspace)
            listed = results.load_listed(connection)
            units = unit_named((one.unit for one in listed), unit) if unit else {one.unit for one in listed}
            kept = results.snapshot(connection, [one for one in listed if one.unit in units])
        cases = [case_of(assessment, roll) for assessment in kept]
        titles = {rule.id: rule.title for rule in rules.RULES}
        at = datetime.now(UTC).astimezone(workspace.notice.tz)
        books = {"统计表": statistics(roll, cases, titles, at)} if cases else {}
        return write_out(run, outlet, output or run.root / "exports" / "statistics", books)
