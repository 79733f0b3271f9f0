"""A notice from its file, refused with the line where it would crash or mean nothing later."""

import re
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from hui_reg.errors import ExitCode, HuiRegError, faults_of
from hui_reg.notice import dated
from hui_reg.notice.soundness import contradictions
from hui_reg.notice.terms import Notice

DEFAULT_NOTICE: Final = "huian-2024-13"


def shipped(notice_id: str = DEFAULT_NOTICE) -> str:
    """The TOML text of a notice shipped with the package. Raises :class:`FileNotFoundError`."""
    return (resources.files("hui_reg") / "notices" / f"{notice_id}.toml").read_text(encoding="utf-8")


def parse(text: str, name: str = "notice.toml") -> Notice:
    """A notice from TOML text: the last word, with the states before it. Raises :class:`HuiRegError` (exit 3) that
    names the faulty keys."""
    try:
        data: dict[str, Any] = tomllib.loads(text, parse_float=Decimal)
        told = dated.changes(data)
    except tomllib.TOMLDecodeError as error:
        raise HuiRegError(
            ExitCode.SETTINGS, f"通知文件 {name} 不是有效的 TOML：{error}", "请按提示的行号改正。"
        ) from error
    except ValueError as error:
        key, fault = error.args
        raise HuiRegError(
            ExitCode.SETTINGS,
            f"通知文件 {name} 内容有误：{_place(text, key)}{key}：{fault}",
            "请照 CONTRIBUTING.md“A county's notice”的例子改正。",
        ) from error
    last = _notice(dated.as_of(data, told, None), text, name)
    earlier = {until: _notice(dated.as_of(data, told, until - _DAY), text, name) for until in dated.days(told)}
    return last.with_history(told, earlier) if told else last


_DAY: Final = timedelta(days=1)


def _notice(data: dict[str, Any], text: str, name: str) -> Notice:
    """One state of a notice, refused where it would crash or mean nothing later."""
    try:
        notice = Notice.model_validate(data)
    except ValidationError as error:
        raise HuiRegError(
            ExitCode.SETTINGS,
            f"通知文件 {name} 内容有误：{'；'.join(_told(error, text))}",
            "请对照随程序附带的通知文件改正。",
        ) from error
    if faults := contradictions(notice):
        told = "；".join(f"{_place(text, key)}{key}：{fault}" for key, fault in faults)
        raise HuiRegError(ExitCode.SETTINGS, f"通知文件 {name} 内容有误：{told}", "请对照通知原文改正后重试。")
    return notice


def _told(error: ValidationError, text: str) -> Iterator[str]:
    """What pydantic refused, each with its line."""
    for fault in faults_of(error):
        yield f"{_place(text, fault.key)}{fault.key}：{fault.reason}"


def _place(text: str, key: str) -> str:
    """``第 12 行 ``, where the key, or at least its section, stands in the file; empty where neither does."""
    *sections, last = [part for part in key.split(".") if not part.isdigit()]
    section, found = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if bare.startswith("["):
            section = bare.strip("[] ").split("#")[0].strip("[] ")
            if section in (".".join(sections), key):
                found = number
        elif section == ".".join(sections) and re.match(rf"{re.escape(last)}\s*=", bare):
            return f"第 {number} 行 "
    return f"第 {found} 行起 " if found else ""


def load(path: Path) -> Notice:
    """A notice from a file. Raises :class:`HuiRegError` (exit 3) when it is missing, not UTF-8, or wrong."""
    try:
        return parse(path.read_text(encoding="utf-8-sig"), path.name)
    except FileNotFoundError as error:
        raise HuiRegError(
            ExitCode.SETTINGS, f"找不到通知文件 {path.name}", "请先运行 hui-reg init，或改正 hui-reg.toml 的 notice。"
        ) from error
    except UnicodeDecodeError as error:
        raise HuiRegError(
            ExitCode.SETTINGS, f"通知文件 {path.name} 不是 UTF-8 编码", "请另存为 UTF-8 后重试。"
        ) from error
