"""What one registration leaves to the next: its settings, and what staff said of the units, by name and address. Not
its mails, its people or its database. Done again it adds what is missing, and nothing twice.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from hui_reg import durable, settings
from hui_reg.desk.custody import enciphering
from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode, HuiRegError, spoken
from hui_reg.history.kinds import EntryKind
from hui_reg.history.rulings import RULING_ENTRIES, Ruling, RulingKind, fold_rulings
from hui_reg.model import Entry
from hui_reg.notation import toml
from hui_reg.store import entries

_OF_UNITS: Final = (RulingKind.UNIT, RulingKind.ADDRESS)
_OWN: Final = ("database", "database_file", "folder", "blobs")
"""Keys of ``[store]`` that say where one registration's data are: two must not share them."""


@dataclass(frozen=True)
class Left:
    """What a registration leaves: the text of its settings and of its notice, the small files that its settings name
    beside them, its number, and the rulings on units."""

    settings: str
    notice: str
    beside: dict[str, bytes]
    number: str
    rulings: Sequence[Ruling]


def left_by(old: Path) -> Left:
    """What the registration in a workspace leaves. Raises :class:`HuiRegError` (exit 3) when it is no workspace, or its
    settings can't be taken over."""
    with open_workspace(old) as opened:
        text = toml.text_in(old / settings.FILE_NAME, settings.FILE_NAME)
        boxes = opened.settings.mailboxes().values()
        named = [path for box in boxes for path in (box.password_file, box.ca_file) if path is not None]
        within = {place: path for path in named if (place := _place(path, old)) and path.is_file()}
        beside = {place: path.read_bytes() for place, path in within.items()}
        notice = _notice(opened.settings.notice)
        with opened.database.begin() as connection:
            said = fold_rulings(entries.load(connection, kinds=RULING_ENTRIES))
        number = opened.notice.number
    rulings = [one for kind in _OF_UNITS for one in said.of(kind)]
    return Left(_own(text), notice, beside, number, rulings)


def _notice(path: Path) -> str:
    try:
        return toml.text_in(path, "notice.toml")
    except FileNotFoundError as error:
        told = f"旧工作区的通知文件不在了：{path}"
        raise HuiRegError(ExitCode.SETTINGS, told, "请改正旧工作区 hui-reg.toml 的 notice。") from error


def _place(path: Path, old: Path) -> str:
    """Where a file stands in a workspace; empty where it doesn't stand in it at all."""
    place = Path(os.path.relpath(path, old))
    return "" if place.is_absolute() or ".." in place.parts else place.as_posix()


def put_beside(root: Path, beside: dict[str, bytes]) -> None:
    """Copy the small files, where none are yet. Raises :class:`HuiRegError` (exit 7)."""
    try:
        for name, data in beside.items():
            if not (root / name).exists():
                durable.put(root / name, data)
    except OSError as error:
        raise HuiRegError(ExitCode.STORE, f"无法写入 {root}：{spoken(error)}", "请检查磁盘空间和权限。") from error


def key_for(root: Path) -> str:
    """Where a new key was put, if the workspace in ``root`` is to be kept encrypted and has none: each registration may
    have its own. Empty where none was needed. Raises :class:`HuiRegError` (exit 3)."""
    with open_workspace(root) as opened, opened.lock():
        return enciphering.with_key(opened)


def enter(root: Path, left: Left) -> int:
    """Enter the rulings that the workspace in ``root`` doesn't have; how many."""
    now = datetime.now(UTC)
    with open_workspace(root) as opened, opened.lock(), opened.database.begin() as connection:
        known = {one.slot for one in fold_rulings(entries.load(connection, kinds=RULING_ENTRIES)).live}
        fresh = [_entry(one, left.number, now) for one in left.rulings if one.slot not in known]
        entries.append(connection, fresh)
    return len(fresh)


def _entry(one: Ruling, number: str, now: datetime) -> Entry:
    reason = f"沿用{number}" + (f"：{one.reason}" if one.reason else "")
    data = {**one.data, "ruling": one.kind.value, "reason": reason}
    return Entry(applicant="", kind=EntryKind.RULING, on=one.on, recorded_at=now, by=one.by, data=data)


def _own(text: str) -> str:
    """The settings without what belongs to one registration alone; its other lines and remarks as they are.

    Raises :class:`HuiRegError` (exit 3) when that is written in a way that can't be taken out line by line."""
    lines, section = [], ""
    for line in text.splitlines():
        head = re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line)
        section = head[1] if head else section
        key = re.match(r"\s*([\w-]+)\s*=", line)
        if key and not section and key[1] == "notice":
            line = 'notice = "notice.toml"'
        lines.append(f"# {line}" if key and section == "store" and key[1] in _OWN else line)
    made = "\n".join(lines) + "\n"
    values = toml.parse(made, settings.FILE_NAME)
    if values.get("notice", "notice.toml") != "notice.toml" or set(_OWN) & set(values.get("store", {})):
        raise HuiRegError(
            ExitCode.SETTINGS,
            f"上一次的 {settings.FILE_NAME} 里 [store] 的 database、folder、blobs 不能自动去掉",
            "请先不用 --from 建立工作区，再把要沿用的设置抄过来。",
        )
    return made
