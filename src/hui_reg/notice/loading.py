"""A notice from its file, refused with the line where it would crash or mean nothing later."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.notation import toml
from hui_reg.notice import dated
from hui_reg.notice.bounds import Fault
from hui_reg.notice.refusing import SAMPLE, of_types, refused
from hui_reg.notice.soundness import contradictions
from hui_reg.notice.terms import Notice

DEFAULT_NOTICE: Final = "huian-2024-13"


def shipped(notice_id: str = DEFAULT_NOTICE) -> str:
    """The TOML text of a notice shipped with the package. Raises :class:`FileNotFoundError`."""
    return (resources.files("hui_reg") / "notices" / f"{notice_id}.toml").read_text(encoding="utf-8")


def shipped_ids() -> list[str]:
    """The ids of the notices shipped with the package, the default first."""
    names = sorted(path.name for path in (resources.files("hui_reg") / "notices").iterdir())
    ids = [name.removesuffix(".toml") for name in names if name.endswith(".toml")]
    return sorted(ids, key=lambda known: known != DEFAULT_NOTICE)


@lru_cache(maxsize=16)
def parse(text: str, name: str = "notice.toml") -> Notice:
    """A notice from TOML text: the last word, with the states before it. The same text is the same notice.

    Raises :class:`HuiRegError` (exit 3) that names the faulty keys.
    """
    data = toml.parse(text, f"通知文件 {name}")
    if not data.keys() & Notice.model_fields.keys():
        raise _no_notice(data, name)
    if faults := list(_unprintable(data)):
        raise refused(name, text, faults)
    try:
        told = dated.changes(data)
    except ValueError as error:
        key, fault = error.args
        raise HuiRegError(
            ExitCode.SETTINGS,
            f"通知文件 {name} 内容有误：{toml.place(text, key)}{toml.spoken_key(key)}：{fault}",
            '先后几个值写作 [{ value = 原来的值 }, { from = 日期, value = 新的值, basis = "依据" }]。',
        ) from error
    last = _notice(dated.as_of(data, told, None), text, name)
    earlier = {
        until: _notice(dated.as_of(data, told, until - _DAY), text, name, is_last=False) for until in dated.days(told)
    }
    return last.with_history(told, earlier) if told else last


_DAY: Final = timedelta(days=1)
_FIRST_YEAR, _LAST_YEAR = 1900, 2999
_OF_SETTINGS: Final = frozenset(("notice", "mailbox", "accounts", "run", "intake", "reading", "review", "store"))
"""What stands in ``hui-reg.toml``: its parts, of which a notice has none."""


def _no_notice(data: Mapping[str, Any], name: str) -> HuiRegError:
    """What is said of a file in which nothing is of a notice, in place of all that a notice must have."""
    if data.keys() & _OF_SETTINGS:
        meant = data.get("notice") if isinstance(data.get("notice"), str) else "notice.toml"
        return HuiRegError(ExitCode.SETTINGS, f"{name} 是设置文件，不是通知文件", f"请写通知文件，如 {meant}。")
    what = "里没有一项是通知的内容" if data else "里什么也没有写（只有空行或说明）"
    return HuiRegError(ExitCode.SETTINGS, f"通知文件 {name} {what}", SAMPLE)


def _notice(data: dict[str, Any], text: str, name: str, *, is_last: bool = True) -> Notice:
    """One state of a notice, refused where it would crash or mean nothing later."""
    try:
        notice = Notice.model_validate(data)
    except ValidationError as error:
        raise refused(name, text, of_types(error), by=SAMPLE) from error
    if faults := contradictions(notice, is_last=is_last):
        raise refused(name, text, faults)
    return notice


def _unprintable(data: Mapping[str, Any]) -> Iterator[Fault]:
    """What no notice says: characters that steer a terminal, days that no calendar reckons with."""
    yield from ((key, "里有看不见的字符") for key in toml.steered(data))
    for key, value in toml.leaves(data):
        if isinstance(value, date) and not _FIRST_YEAR <= value.year <= _LAST_YEAR:
            yield key, f"年份 {value.year} 不对"


def load(path: Path) -> Notice:
    """A notice from a file. Raises :class:`HuiRegError` (exit 3) when it is missing, not UTF-8, or wrong."""
    try:
        return parse(toml.text_in(path, f"通知文件 {path.name[:80]}"), path.name)
    except FileNotFoundError as error:
        raise HuiRegError(
            ExitCode.SETTINGS, f"找不到通知文件 {path.name}", "请先运行 hui-reg init，或改正 hui-reg.toml 的 notice。"
        ) from error
