"""Options that several commands after the review have in common. Imports nothing heavy: help must stay quick."""

import re
import unicodedata
from collections.abc import Mapping
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


_ENDINGS = frozenset(
    f".{name}"
    for name in (
        *("xlsx", "xls", "csv", "et", "ods", "doc", "docx", "wps", "pdf", "ofd", "txt", "htm", "html"),
        *("json", "jsonl", "zip", "rar", "7z", "eml", "jpg", "png"),
    )
)
"""Endings by which people and programs tell what a file is."""


class Written(click.Path):
    """Where something is written: a file with one of these endings, or a folder too. The ending of another kind of
    file is refused before anything is done: nobody can open a workbook that is called .pdf."""

    def __init__(self, *endings: str, folder: bool = True) -> None:
        super().__init__(path_type=Path, file_okay=bool(endings))
        self.endings, self.folder = endings, folder

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = Path(str(super().convert(value, param, ctx)))
        ending = path.suffix.lower()
        if ending not in self.endings and (not self.folder or (ending in _ENDINGS and not path.is_dir())):
            like = [f"以 {' 或 '.join(self.endings)} 结尾的文件名"] if self.endings else []
            like += ["一个文件夹"] if self.folder else []
            self.fail(f"写不成“{path.name}”。请写{'，或'.join(like)}", param, ctx)
        return path


class Spoken(click.Choice[str]):
    """A choice that may be said in Chinese too: the words for each."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__(list(words))
        self.words = {word: key for key, spoken in words.items() for word in spoken.split()}

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return super().convert(self.words.get(str(value).strip(), value), param, ctx)


stage_option = click.option(
    "--stage",
    type=Spoken({"first": "初审 一审", "second": "复核 复审 二审"}),
    default="first",
    help="first 初审（默认），second 复核。",
)
output_option = click.option(
    "-o",
    "--output",
    type=Written(".xlsx"),
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
