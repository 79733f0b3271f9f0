"""What is refused in the settings, as sentences: in which line of the file, or by which variable of the environment."""

import difflib
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from hui_reg.errors import faults_of
from hui_reg.notation import toml

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
            where = f"环境变量 {_variable(key)}" if in_environment(key) else key
        wanted = _WRITTEN.get(key.rpartition(".")[2], "") if not fault.is_unknown else _meant(key, known)
        yield f"{where}：{fault.reason}{wanted}"


_WRITTEN = {
    "quiet_hours": '，应写作 "22:00-7:00"（英文冒号）',
    "host": '，只写服务器的地址，如 "imap.qq.com"：不带 imaps://、端口和邮箱名，点用英文的 .',
}
"""How a value is written whose form the kind of the fault doesn't tell."""


def _meant(key: str, known: Sequence[str]) -> str:
    """Which setting a misspelt or misplaced one may have been meant to be."""
    section, _, last = key.rpartition(".")
    if elsewhere := [name for name in known if name.rpartition(".")[2] == last]:
        return f"，它应写在 [{elsewhere[0].rpartition('.')[0]}] 这一段里"
    if not section and (near := difflib.get_close_matches(key, {n.partition(".")[0] for n in known}, 1, 0.5)):
        return f"（是不是 [{near[0]}]？）"
    sections = {"mailbox" if section.startswith("accounts.") else section}
    near = difflib.get_close_matches(
        last, [n.rpartition(".")[2] for n in known if n.rpartition(".")[0] in sections], 1, 0.6
    )
    return f"（是不是 {near[0]}？）" if near else ""


def in_environment(key: str) -> bool:
    """Whether the environment gives a setting."""
    return any(name.upper() == _variable(key) and value for name, value in os.environ.items())


def _variable(key: str) -> str:
    return PREFIX + key.replace(".", "__").upper()


def holds(values: Any, key: str) -> bool:
    """Whether nested values hold a dotted key."""
    for part in key.split("."):
        if not isinstance(values, Mapping) or part not in values:
            return False
        values = values[part]
    return True
