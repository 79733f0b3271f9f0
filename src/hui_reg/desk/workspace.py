"""The folder one registration lives in: its settings, its notice, its store."""

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from hui_reg import notice, settings
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.notice import Notice
from hui_reg.settings import Origin, Settings
from hui_reg.store import lock
from hui_reg.store.blobs import BlobStore
from hui_reg.store.chronicle import JOURNAL
from hui_reg.store.database import Database, open_database, seal_of
from hui_reg.store.journal import Journal
from hui_reg.store.keeper import JOURNAL as ARRIVALS
from hui_reg.store.lines import Lines
from hui_reg.store.shares import is_on_share
from hui_reg.store.vault import Vault, key_of


@dataclass
class Workspace:
    """Settings with their origins, and the store, opened when first asked for."""

    root: Path
    settings: Settings
    origins: Mapping[str, Origin]
    tolerant: bool = False
    """Whether to work with a database some of whose rows are lost: to look at it."""

    @cached_property
    def notice(self) -> Notice:
        return notice.load(self.settings.notice)

    @cached_property
    def database(self) -> Database:
        if seal_of(self.settings.store.url) is not None and is_on_share(self.folder):
            raise HuiRegError(
                ExitCode.SETTINGS,
                f"数据文件夹 {self.folder} 在网络共享上：两台电脑同时用会损坏数据库",
                "请把工作区放在本机磁盘；几台电脑合用时，在 [store] database 写 PostgreSQL 的地址。",
            )
        for path in self.journals:
            Lines(path, self.vault).last()  # says of a key that is another: the database would only seem damaged
        return open_database(self.settings.store.url, self.journals, tolerant=self.tolerant, vault=self.vault)

    @property
    def journals(self) -> list[Path]:
        """Where what people did is noted: beside the mails, and beside the database."""
        return [self.blobs.root / JOURNAL, self.folder / JOURNAL]

    @property
    def arrivals(self) -> Journal:
        """Where it is noted when each mail came."""
        return Journal(self.blobs.root / ARRIVALS, self.vault)

    @cached_property
    def vault(self) -> Vault:
        """What seals and unseals all that is kept here."""
        store = self.settings.store
        return Vault(store.encrypt, lambda: None if (text := store.key()) is None else key_of(text))

    def close(self) -> None:
        """Close the database, if it was opened. It is opened again when asked for."""
        opened = self.__dict__.pop("database", None)
        if opened is not None:
            opened.close()

    @cached_property
    def blobs(self) -> BlobStore:
        return BlobStore(self.folder / "blobs", self.vault)

    @cached_property
    def folder(self) -> Path:
        """The folder of the store, made when missing, for its owner only."""
        folder = self.settings.store.root
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise HuiRegError(
                ExitCode.STORE, f"无法建立数据文件夹 {folder.name}：{error.strerror}", "请检查磁盘空间和文件夹权限。"
            ) from error
        return folder

    def lock(self) -> AbstractContextManager[None]:
        """Keep other runs out. Raises :class:`HuiRegError` (exit 5) when one is at work."""
        return lock.exclusive(self.folder / "lock")


@contextmanager
def open_workspace(root: Path, flags: Mapping[str, Any] | None = None) -> Iterator[Workspace]:
    """Open the workspace in ``root``; closes the database at the end. Raises :class:`HuiRegError` (exit 3)."""
    os.umask(0o077)
    loaded, origins = settings.load(root, flags)
    workspace = Workspace(root, loaded, origins)
    try:
        yield workspace
    finally:
        workspace.close()
