"""``import certificates``: the numbers of the certificates issued."""

from datetime import datetime
from pathlib import Path

import click

from hui_reg.commands.options import DAY, by_option, file_argument, trust_option
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("certificates", dry_run=True)
@file_argument
@click.option("--issued", type=DAY, help="发证日期；表中有“发证日期”列时以表为准。")
@trust_option
@by_option
def command(run: Run, file: Path, issued: datetime | None, trust_numbers: bool, by: str | None) -> ExitCode:
    """导入证书编号表（姓名、证件号码、证书编号）。编号应为一个字母加 21 位数字。"""
    from hui_reg.desk.ledger import Handed, take_in
    from hui_reg.ledger import certificate, tables

    with run.workspace() as workspace:
        return take_in(
            run, workspace, Handed(file, "certificates", by, trust_numbers),
            lambda book, roll, people: certificate.plan_certificates(
                tables.read_table(book, certificate.HEADINGS), people, roll.states, roll.notice,
                issued.date() if issued else None, roll.today,
            ),
        )  # fmt: skip
