"""``import training``: the class hours that the platform reports."""

from datetime import datetime
from pathlib import Path

import click

from hui_reg.commands.options import DAY, by_option, file_argument, trust_option
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("training", dry_run=True)
@file_argument
@click.option("--date", "as_of", type=DAY, help="课时统计到哪一天，默认今天。")
@trust_option
@by_option
def command(run: Run, file: Path, as_of: datetime | None, trust_numbers: bool, by: str | None) -> ExitCode:
    """导入培训平台的课时表（姓名、证件号码、已完成课时）。每次以最新的累计课时为准。"""
    from hui_reg.desk.ledger import Handed, take_in
    from hui_reg.ledger import tables, training

    with run.workspace() as workspace:
        return take_in(
            run, workspace, Handed(file, "training", by, trust_numbers),
            lambda book, roll, people: training.plan_training(
                tables.read_table(book, training.HEADINGS), people, roll.states, roll.notice,
                as_of.date() if as_of else roll.today,
            ),
        )  # fmt: skip
