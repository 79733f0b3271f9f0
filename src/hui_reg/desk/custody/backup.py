"""A whole workspace in one encrypted file, and back: mails, journals, database, settings; not what can be made anew.

What was written is read back before it counts; a writing that was cut off goes on where it was. In it everything is
plain, whatever the store's own key: the passphrase alone brings it back.
"""

import hashlib
import os
import re
import tarfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from hui_reg import durable
from hui_reg.console import Console
from hui_reg.console.pace import Pace
from hui_reg.desk.custody import packing
from hui_reg.desk.custody.packing import Manifest, Packing
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode, HuiRegError, spoken
from hui_reg.settings import FILE_NAME
from hui_reg.store import entries
from hui_reg.store.database import copy_to, seal_of
from hui_reg.store.lines import Lines
from hui_reg.store.safe import enciphered

DATABASE: Final = "data/hui-reg.db"
UNFINISHED: Final = ".unfinished"
LIST: Final = ".txt"
"""Behind the name of a backup: what says, without the passphrase, which bytes it has and what the ledger was."""
_PART: Final = re.compile(r"(?!\.{1,2}$)[\w.-]+")
"""A name that is one folder or file on every system, and never another drive or the folder above."""
_SILENT: Final = Console(quiet=True)
Source = Callable[[], bytes]


def write(workspace: Workspace, target: Path, passphrase: str, console: Console = _SILENT) -> Manifest:
    """Back up to ``target``, whole or not at all; what is there of an earlier try is gone on with. Only while holding
    the lock.

    Raises :class:`HuiRegError` (exit 7) when something can't be read, written, or isn't what it was.
    """
    _refuse_place(workspace, target)
    blobs = {f"data/blobs/{sha256[:2]}/{sha256}": sha256 for sha256 in workspace.blobs.all()}
    unfinished = target.with_name(target.name + UNFINISHED)
    with durable.scratch(workspace.folder, "backup") as scratch:
        with workspace.database.begin() as connection:
            head = str(entries.head(connection))
        others = _others(workspace, scratch)
        try:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            made = Packing(unfinished, passphrase, blobs)
            with console.progress("第 1/2 步 加密写出", len(blobs) + len(others)) as pace:
                pace(len(made.done))
                left = {name: sha256 for name, sha256 in blobs.items() if name not in made.done}
                made.add(_told(pace, ((name, workspace.blobs.get(sha256)) for name, sha256 in left.items())))
                made.add(_told(pace, ((name, data()) for name, data in others.items())))
            manifest = Manifest(made_at=datetime.now(UTC), notice=workspace.notice.id, head=head, files=made.done)
            made.add([(packing.MANIFEST, manifest.model_dump_json().encode())])
            with console.progress("第 2/2 步 读回核对", len(made.done)) as pace:
                if packing.unpack(unfinished, passphrase, lambda _name, _data: pace(1)) != manifest:
                    raise _fault("写出的备份读回来与原件不一致")
            _put_list(target, unfinished, manifest)
            unfinished.replace(target)
            durable.sync_folder(target.parent)
        except OSError as error:
            raise _fault(f"无法写出备份：{spoken(error)}") from error
    return manifest


def _refuse_place(workspace: Workspace, target: Path) -> None:
    """A backup doesn't stand with what it is to outlive, nor take another registration's place. Raises
    :class:`HuiRegError` (exit 2)."""
    place = target.resolve()
    if any(place.is_relative_to(folder.resolve()) for folder in (workspace.root, workspace.folder)):
        raise HuiRegError(
            ExitCode.USAGE,
            "备份不能放在工作区里：工作区坏了、清除了，备份也跟着没了",
            "请写到别的文件夹，最好是另一块磁盘。",
        )
    if not target.exists():
        return
    list_ = target.with_name(target.name + LIST)
    told = list_.read_text(encoding="utf-8", errors="replace") if list_.is_file() else ""
    if f"：{workspace.notice.id} 的备份" not in told:
        raise HuiRegError(
            ExitCode.USAGE,
            f"{target.name} 已经存在，看不出是这次报名（{workspace.notice.id}）的备份",
            "请换一个文件名。",
        )


def read(file: Path, passphrase: str, root: Path, console: Console = _SILENT) -> Manifest:
    """Bring a backup back into a folder that is empty or isn't there, whole or not at all.

    Raises :class:`HuiRegError`: exit 2 for the passphrase, the file or the folder, 7 for the disk.
    """
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise HuiRegError(ExitCode.USAGE, f"{root} 里已有内容，没有恢复", "请用 -w 指定一个空的或还没有的文件夹。")
    place = root.absolute()
    os.umask(0o077)
    try:
        with durable.scratch(place.parent, place.name) as folder:
            with console.progress("恢复", None) as pace:

                def take(name: str, data: bytes) -> None:
                    _put(folder, name, data)
                    pace(1)

                manifest = packing.unpack(file, passphrase, take)
            if root.exists():
                root.rmdir()
            folder.rename(place)
            durable.sync_folder(place.parent)
    except OSError as error:
        raise HuiRegError(
            ExitCode.STORE, f"无法写出恢复的内容：{spoken(error)}", "请检查磁盘空间与权限，或换一个文件夹，重新运行。"
        ) from error
    return manifest


def _told(pace: Pace, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    for file in files:
        yield file
        pace(1)


def _others(workspace: Workspace, scratch: Path) -> dict[str, Source]:
    """Every file besides the mails' and their parts', by its name in the backup. The database is copied, as one moment
    has it; another than SQLite is left out: it comes back from mails and journals."""
    files: dict[str, Source] = {}
    for name, path in ((FILE_NAME, workspace.root / FILE_NAME), ("notice.toml", workspace.settings.notice)):
        files[name] = path.read_bytes
    beside_mails, *others = (Lines(path, workspace.vault) for path in workspace.journals)
    places = [("data/blobs", lines) for lines in (beside_mails, workspace.arrivals)] + [("data", one) for one in others]
    for folder, lines in places:
        if lines.path.exists():
            files[f"{folder}/{lines.path.name}"] = lines.plain
    seal = seal_of(workspace.settings.store.url)
    if seal is not None and enciphered.is_enciphered(seal.database, workspace.vault):
        files[DATABASE] = lambda: enciphered.image(seal.database, workspace.vault)
    elif seal is not None:
        copy_to(workspace.database, scratch / "hui-reg.db")
        files[DATABASE] = (scratch / "hui-reg.db").read_bytes
    return files


def _put_list(target: Path, written: Path, manifest: Manifest) -> None:
    with written.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    lines = (
        f"{target.name}：{manifest.notice} 的备份，{manifest.made_at.astimezone():%Y-%m-%d %H:%M}",
        f"{len(manifest.files)} 个文件，写完读回核对无误",
        f"SHA-256 {sha256}",
        manifest.head,
    )
    durable.put(target.with_name(target.name + LIST), ("\n".join(lines) + "\n").encode())


def _put(folder: Path, name: str, data: bytes) -> None:
    parts = name.split("/")
    if not all(_PART.fullmatch(part) for part in parts):
        raise tarfile.TarError(name)
    target = folder.joinpath(*parts)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    durable.create(target, data, synced=True)


def _fault(message: str) -> HuiRegError:
    return HuiRegError(
        ExitCode.STORE,
        message,
        "请检查磁盘空间与权限，重新运行会从断处接着写；保存的内容读不出的，先运行 hui-reg verify。",
    )
