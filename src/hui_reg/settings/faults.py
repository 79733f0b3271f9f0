"""What is refused in the settings, as sentences: in which line of the file, or by which variable of the environment."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from hui_reg.errors import faults_of
from hui_reg.notation import toml
from hui_reg.notation.likely_key import likely_key

FILE_NAME = "hui-reg.toml"
PREFIX = "HUI_REG_"


def told(error: ValidationError, text: str, from_file: Mapping[str, Any], known: Sequence[str]) -> Iterator[str]:
    """What was refused, each with where it comes from (``text`` of the file, or the environment) and, for a misspelt
    key, which of the ``known`` was likely meant."""
    for fault in faults_of(error)[:5]:
        key = fault.key
        if holds(from_file, key):
            where = f"{FILE_NAME} {toml.place(text, key)}{key}"
        else:
            where = f"环境变量 {_variable(key)}" if _variable(key) in given() else key
        wanted = (
            _WRITTEN.get(key.rpartition(".")[2], "") if not fault.is_unknown else likely_key(_as_mailbox(key), known)
        )
        yield f"{where}：{fault.reason}{wanted}"


_WRITTEN = {
    "quiet_hours": '，应写作 "22:00-7:00"（英文冒号）',
    "host": '，只写服务器的地址，如 "imap.qq.com"：不带 imaps://、端口和邮箱名，点用英文的 .',
}
"""How a value is written whose form the kind of the fault doesn't tell."""


def _as_mailbox(key: str) -> str:
    """A key of one of several accounts as the one of the mailbox that has the same settings."""
    return re.sub(r"^accounts\..*\.", "mailbox.", key)


def in_environment(keys: Iterable[str]) -> frozenset[str]:
    """Those of the settings that the environment gives."""
    there = given()
    return frozenset(key for key in keys if _variable(key) in there)


def given() -> frozenset[str]:
    """The variables of ours that say something, in capitals: on Windows they come in any case."""
    return frozenset(name.upper() for name, value in os.environ.items() if value and name.upper().startswith(PREFIX))


def _variable(key: str) -> str:
    return PREFIX + key.replace(".", "__").upper()


def holds(values: Any, key: str) -> bool:
    """Whether nested values hold a dotted key."""
    for part in key.split("."):
        if not isinstance(values, Mapping) or part not in values:
            return False
        values = values[part]
    return True
