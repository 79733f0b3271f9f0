"""What is kept, brought to how the setting ``store.encrypt`` wants it: mails, files, journals, drawn pictures by
AES-GCM or SM4-GCM, a SQLite database by SQLCipher; or back again.

Everything kept says itself how it is kept, and each thing changes whole: a run cut off anywhere leaves a store that
works, and the next one goes on.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hui_reg import durable
from hui_reg.console import Console
from hui_reg.desk.custody import leftovers
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode, HuiRegError, spoken
from hui_reg.store.database import seal_of, store_error
from hui_reg.store.lines import Lines
from hui_reg.store.safe import enciphered
from hui_reg.store.safe.vault import HEAD_BYTES, Unsealable, new_key

_TOGETHER: Final = 50
"""Files rewritten between two syncs of their folders."""


@dataclass
class Turned:
    """How many files and journals were rewritten, and whether the database was; ``key``: where a new key was put."""

    blobs: int = 0
    journals: int = 0
    database: bool = False
    key: str = ""


def unlike(workspace: Workspace) -> str:
    """What isn't kept as the setting wants it, in words; empty when all is."""
    blobs = sum(not workspace.blobs.is_as_set(sha256) for sha256 in workspace.blobs.all())
    journals = sum(not lines.is_as_set() for lines in _journals(workspace))
    told = [f"{blobs} 个邮件和附件"] if blobs else []
    told += [f"{journals} 份日志"] if journals else []
    told += ["数据库"] if _is_database_unlike(workspace) else []
    told += [path.name for path in _set_aside(workspace) if not _is_as_set(workspace, path)]
    return "、".join(told) + (("还没有加密" if workspace.vault.cipher else "还是加密的") if told else "")


def turn(workspace: Workspace, console: Console) -> Turned:
    """Bring everything to how the setting wants it. Only while holding the lock.

    Raises :class:`HuiRegError`: exit 3 for want of a key, exit 6 for want of SQLCipher, exit 7 for the disk.
    """
    done = Turned()
    vault = workspace.vault
    _refuse_another_key(workspace)
    if seal_of(workspace.settings.store.url) is not None and (vault.cipher or _is_database_unlike(workspace)):
        enciphered.module()  # is it there? before anything is changed
    done.key = with_key(workspace)
    _turn_blobs(workspace, console, done)
    for lines in _journals(workspace):
        if not lines.is_as_set():
            _turn_journal(lines)
            done.journals += 1
    for picture in (workspace.folder / "pictures").glob("*.jpg"):
        if not workspace.vault.is_as_set(picture.read_bytes()):
            durable.remove(picture)  # drawn anew by the next export
    turn_set_aside(workspace)
    if _is_database_unlike(workspace):
        _turn_database(workspace)
        done.database = True
    return done


def turn_set_aside(workspace: Workspace) -> None:
    """Bring the databases that a rebuilt one replaced to how the setting wants it. Raises :class:`HuiRegError`."""
    for path in _set_aside(workspace):
        if not _is_as_set(workspace, path):
            try:
                kept = workspace.vault.unseal(path.read_bytes(), path.name)
                durable.put(path, workspace.vault.seal(kept, path.name))
            except (OSError, Unsealable) as error:
                raise HuiRegError(
                    ExitCode.STORE, f"无法改写 {path.name}", "它是换下来的坏数据库，不再需要就删掉它，再重新运行。"
                ) from error


def _set_aside(workspace: Workspace) -> list[Path]:
    """Databases that were replaced by a rebuilt one: their bytes are sealed as those of any file."""
    seal = seal_of(workspace.settings.store.url)
    return sorted(seal.database.parent.glob(f"*{leftovers.DAMAGED}")) if seal is not None else []


def _is_as_set(workspace: Workspace, path: Path) -> bool:
    with path.open("rb") as file:
        return workspace.vault.is_as_set(file.read(HEAD_BYTES))


def with_key(workspace: Workspace) -> str:
    """See to it that there is a key, if one is wanted; where a new one was put. Raises :class:`HuiRegError` (exit 3),
    also where something is sealed already, by a key that isn't there."""
    if not workspace.vault.cipher or workspace.vault.key is not None:
        return ""
    _refuse_another_key(workspace)
    place = workspace.settings.store.keep_key(new_key())
    for name in ("vault", "blobs", "database"):
        workspace.__dict__.pop(name, None)
    return place


def _journals(workspace: Workspace) -> list[Lines]:
    return [*(Lines(path, workspace.vault) for path in workspace.journals), workspace.arrivals]


def _refuse_another_key(workspace: Workspace) -> None:
    """What is sealed already must open with this key: a second one would shut it for good. Raises :class:`HuiRegError`
    (exit 3)."""
    for lines in _journals(workspace):
        lines.last()
    sealed = next((sha256 for sha256 in workspace.blobs.all() if workspace.blobs.is_sealed(sha256)), None)
    if sealed is not None:
        workspace.blobs.get(sealed)
    seal = seal_of(workspace.settings.store.url)
    if seal is not None and seal.database.exists() and not enciphered.is_plain(seal.database):
        workspace.vault.database_key  # noqa: B018 raises where there is none


def _turn_blobs(workspace: Workspace, console: Console, done: Turned) -> None:
    left = [sha256 for sha256 in workspace.blobs.all() if not workspace.blobs.is_as_set(sha256)]
    with console.progress("改写", len(left)) as advance:
        for start in range(0, len(left), _TOGETHER):
            some = left[start : start + _TOGETHER]
            workspace.blobs.reseal(some)
            done.blobs += len(some)
            for _ in some:
                advance()


def _turn_journal(lines: Lines) -> None:
    texts = [line.text for line in lines.read()]
    whole = [text for text in texts if text is not None]
    if len(whole) < len(texts):
        raise HuiRegError(
            ExitCode.STORE,
            f"日志 {lines.path.name} 有损坏的行，没有改写",
            "请先运行 hui-reg verify，再运行 hui-reg encrypt。",
        )
    lines.replace(whole)


def _is_database_unlike(workspace: Workspace) -> bool:
    seal = seal_of(workspace.settings.store.url)
    if seal is None or not seal.database.exists():
        return False
    return enciphered.is_enciphered(seal.database, workspace.vault) != bool(workspace.vault.cipher)


def _turn_database(workspace: Workspace) -> None:
    """A new file with all that the old one holds, in its place; opened and closed first, so that its log is in it."""
    seal = seal_of(workspace.settings.store.url)
    assert seal is not None
    with workspace.database.begin():
        pass
    workspace.close()
    _refuse_if_in_use(seal.database)
    try:
        with durable.scratch(seal.database.parent, seal.database.name) as folder:
            made = folder / seal.database.name
            enciphered.copied(seal.database, made, workspace.vault, enciphered=bool(workspace.vault.cipher))
            for ending in ("-wal", "-shm", ".sum"):
                durable.remove(seal.database.with_name(seal.database.name + ending))
            made.replace(seal.database)
            durable.sync_folder(seal.database.parent)
    except enciphered.module().Error as error:
        raise store_error(error) from error
    except OSError as error:
        raise HuiRegError(
            ExitCode.STORE, f"无法改写数据库：{spoken(error)}", "请检查磁盘空间与权限，然后重新运行。"
        ) from error


def _refuse_if_in_use(database: Path) -> None:
    log = database.with_name(database.name + "-wal")
    if log.exists() and log.stat().st_size:
        raise HuiRegError(
            ExitCode.STORE,
            "另有程序正在使用数据库",
            "请关闭它（数据库浏览器、备份程序等），然后重新运行 hui-reg encrypt。",
        )
