"""Options that several commands after the review have in common. Imports nothing heavy: help must stay quick."""

from pathlib import Path

import click

file_argument = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
by_option = click.option("--by", default=None, help="经办人，记入台账；默认为当前系统用户。")
trust_option = click.option(
    "--trust-numbers", is_flag=True, help="证件号码相符而姓名不同时，以证件号码为准（例如档案里的姓名识读有误）。"
)
output_option = click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="写到这个文件夹，默认 exports 下。"
)
DAY = click.DateTime(["%Y-%m-%d"])
