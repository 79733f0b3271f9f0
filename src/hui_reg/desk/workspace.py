"""The folder one registration lives in: its settings, its notice, its store."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from hui_reg import notice, settings
from hui_reg.errors import ExitCode, HuiRegError, spoken
from hui_reg.notice import Notice
from hui_reg.settings import Origin, Settings
from hui_reg.store import lock
from hui_reg.store.blobs import BlobStore
from hui_reg.store.chronicle import JOURNAL
from hui_reg.store.database import Database, open_database, seal_of
from hui_reg.store.journal import Journal
from hui_reg.store.keeper import JOURNAL as ARRIVALS
from hui_reg.store.lines import Lines
from hui_reg.store.safe.vault import Vault, key_of
from hui_reg.store.shares import is_on_share

OWN = "own"
"""The setting ``store.blobs`` of computers that keep files each for itself."""


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
        seal = seal_of(self.settings.store.url)
        where = self.folder if seal is None else seal.database.parent
        if seal is not None and is_on_share(where):
            raise HuiRegError(
                ExitCode.SETTINGS,
                f"数据文件夹 {where} 在网络共享上：两台电脑同时用会损坏数据库",
                "请把工作区放在本机磁盘；几台电脑合用时，改用 PostgreSQL（设置 [store] database_file）。",
            )
        if self.is_shared and not self.settings.store.blobs:
            raise HuiRegError(
                ExitCode.SETTINGS,
                "数据库由几台电脑合用，却没有写邮件和附件放在哪里：别的电脑会找不到它们",
                "请在每台电脑的 [store] 写同样的 blobs：各电脑都能到的共用文件夹，或 s3://桶/前缀；"
                '只好各存各的时，写 blobs = "own"。',
            )
        if self._for_all is not None:
            self._refuse_if_away(self._for_all)
        for path in self.journals:
            Lines(path, self.vault).last()  # says of a key that is another: the database would only seem damaged
        return open_database(self.settings.store.url, self.journals, tolerant=self.tolerant, vault=self.vault)

    def _refuse_if_away(self, shared: Path) -> None:
        """Before anything is opened that would be written there: a journal that isn't found is made anew."""
        from hui_reg.store.joint import holders

        holders.refuse_if_away(shared, self.folder)
        if not holders.remember(shared, self.folder):
            alone = open_database(self.settings.store.url, tolerant=True, vault=self.vault)
            try:
                holders.refuse_if_begun(alone, shared)
            finally:
                alone.close()

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
        made = self._blobs()
        made.vault = self.vault
        return made

    def _blobs(self) -> BlobStore:
        own, shared = self.folder / "blobs", self.settings.store.blobs
        if not self.is_shared:
            return BlobStore(own)
        from hui_reg.store.joint.holders import HeldBlobs

        if shared == OWN:
            return HeldBlobs(own, self.folder, "", lambda: self.database)
        if shared.startswith("s3://"):
            from hui_reg.store.joint import bucket

            return bucket.BucketBlobs(bucket.opened(shared), own, f"桶 {shared.split('?')[0]}", lambda: self.database)
        root = self._for_all or own
        return HeldBlobs(root, root, f"共用文件夹 {shared}", lambda: self.database)

    @property
    def _for_all(self) -> Path | None:
        """The folder in which all computers keep mails and files; None where they don't."""
        shared = self.settings.store.blobs
        if not self.is_shared or shared in ("", OWN) or shared.startswith("s3://"):
            return None
        return self.root / Path(shared).expanduser()

    @cached_property
    def is_shared(self) -> bool:
        """Whether several computers share the database."""
        return seal_of(self.settings.store.url) is None and ":memory:" not in self.settings.store.url

    @cached_property
    def folder(self) -> Path:
        """The folder of the store, made when missing, for its owner only."""
        folder = self.settings.store.root
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise HuiRegError(
                ExitCode.STORE, f"无法建立数据文件夹 {folder.name}：{spoken(error)}", "请检查磁盘空间和文件夹权限。"
            ) from error
        return folder

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep other runs out, on every computer. Raises :class:`HuiRegError` (exit 5) when one is at work."""
        with lock.exclusive(self.folder / "lock"):
            if not self.is_shared:
                yield
                return
            from hui_reg.store.joint import holders, turns

            database = self.database
            with turns.held(database):
                with database.begin() as connection:
                    holders.note(connection, holders.place_of(self.folder))
                yield


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
