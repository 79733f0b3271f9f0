"""The passphrase of a backup or of an encrypted export: from a file that only its owner can read, the environment, or a
person at a terminal.
"""

import os
import sys
from pathlib import Path

import click

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.settings import secrets

VARIABLE = "HUI_REG_BACKUP_PASSPHRASE"
_SHORTEST = 8


def passphrase(file: Path | None, *, twice: bool, what: str = "备份", variable: str = VARIABLE) -> str:
    """The passphrase of a backup, or of an export (``what``, and the environment's ``variable``); asked for ``twice``
    where a mistyped one would lock its owner out.

    Raises :class:`HuiRegError` (exit 3) when there is none, or it is too short to keep anyone out.
    """
    if file is not None:
        words = secrets.read_file(file)
    elif os.environ.get(variable):
        words = os.environ[variable]
    elif sys.stdin.isatty():
        words = click.prompt(f"{what}的口令", hide_input=True, confirmation_prompt=twice, err=True)
    else:
        raise HuiRegError(
            ExitCode.SETTINGS, f"没有{what}口令", f"请在终端里运行，或用 --passphrase-file，或设置环境变量 {variable}。"
        )
    if len(words) < _SHORTEST:
        raise HuiRegError(ExitCode.SETTINGS, f"{what}口令太短，至少 {_SHORTEST} 个字", "请用几个不相干的词连成一句。")
    return words
