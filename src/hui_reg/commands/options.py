"""Options that several commands after the review have in common. Imports nothing heavy: help must stay quick."""

import re
import unicodedata
from pathlib import Path
from typing import Any

import click

file_argument = click.argument("file", metavar="文件", type=click.Path(path_type=Path, exists=True, dir_okay=False))
by_option = click.option("--by", metavar="姓名", default=None, help="经办人，记入台账；默认为当前系统用户。")
trust_option = click.option(
    "--trust-numbers", is_flag=True, help="证件号码相符而姓名不同时，以证件号码为准（例如档案里的姓名识读有误）。"
)
passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=None,
    help="存放口令的文件，权限须为 600；不写则用环境变量 HUI_REG_BACKUP_PASSPHRASE，或在终端里输入。",
)
output_option = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="写到这个文件夹，默认 exports 下；只有一份表的，也可以写 .xlsx 文件名。",
)


_IS_WRITTEN = re.compile(r"\d{4}-\d{1,2}-\d{1,2}( |$)")
"""What is written as a day, whether or not the calendar has it."""
_OTHERWISE = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(| .+)")
"""A day as people write it: ``2024.7.15``, ``2024年7月15日``. Year first: no other order can be taken for it."""


class _Day(click.DateTime):
    """A day, written ``2024-07-15``; told in Chinese what a day looks like, not in the letters of ``strftime``."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "年-月-日"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str) and (day := _OTHERWISE.fullmatch(unicodedata.normalize("NFKC", value).strip())):
            value = f"{day[1]}-{day[2]}-{day[3]}{day[4]}"
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            wrong = f"没有“{value}”这一天" if _IS_WRITTEN.match(f"{value}") else f"“{value}”看不懂"
            self.fail(f"{wrong}。请写成 年-月-日，例如 2024-07-15", param, ctx)


class _Moment(_Day):
    """A day, or an hour of one: ``2024-07-15``, ``2024-07-15 16:30``. A day alone is its midnight."""

    def __init__(self) -> None:
        super().__init__()
        self.formats = ["%Y-%m-%d", "%Y-%m-%d %H:%M"]


DAY = _Day()
MOMENT = _Moment()
