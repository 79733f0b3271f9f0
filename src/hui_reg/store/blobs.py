"""Bytes kept by their SHA-256: a file under its final name is whole and durable, or it isn't there.

Order of a batch: write each to ``tmp/``, fsync each, rename all, fsync the folders. What a crash leaves in
``tmp/`` is swept by the next run that holds the lock.
"""

import contextlib
import hashlib
import secrets
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from hui_reg.durable import create, sync_folder
from hui_reg.errors import ExitCode, HuiRegError, spoken
from hui_reg.store.safe.vault import HEAD_BYTES, OPEN, Unsealable, Vault

_WRITERS = 4
"""Files written and synced at once: the file system's journal then commits several together."""
_FOLDERS = Lock()


class BlobStore:
    """The folder of blobs: ``ab/abcdef…``, mode 0600. Every fault of the disk is a :class:`HuiRegError` (exit 7)."""

    def __init__(self, root: Path, vault: Vault = OPEN) -> None:
        self.root = root
        self.vault = vault
        self._temporary = root / "tmp"
        self._root_durable = False

    def path(self, sha256: str) -> Path:
        """Where the bytes of that hash are, or would be."""
        return self.root / sha256[:2] / sha256

    def kept_at(self, sha256: str) -> datetime:
        """When the bytes were put there. Raises :class:`OSError`, or :class:`HuiRegError` (exit 7)."""
        return datetime.fromtimestamp(self.path(sha256).stat().st_mtime, UTC)

    def has(self, sha256: str) -> bool:
        """Whether the bytes are kept."""
        return self.path(sha256).is_file()

    def get(self, sha256: str) -> bytes:
        """The bytes, checked against their hash. Raises :class:`HuiRegError` (exit 7) when missing or changed."""
        try:
            data = self.vault.unseal(self.path(sha256).read_bytes(), sha256)
        except Unsealable as error:
            raise _fault(f"保存的文件 {sha256[:12]}… 内容已改变", _RECOVER) from error
        except FileNotFoundError as error:
            raise _fault(f"保存的文件 {sha256[:12]}… 不见了", _RECOVER) from error
        except OSError as error:
            raise _fault(f"保存的文件 {sha256[:12]}… 无法读取：{spoken(error)}", _RECOVER) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise _fault(f"保存的文件 {sha256[:12]}… 内容已改变", _RECOVER)
        return data

    def is_whole(self, sha256: str) -> bool:
        """Whether the bytes are there, and are those."""
        try:
            self.get(sha256)
        except HuiRegError:
            return False
        return True

    def elsewhere(self, hashes: Collection[str] | None = None) -> dict[str, str]:
        """Those blobs (of ``hashes``, or all) that only other computers have: where, in words."""
        return {}

    def put_all(self, blobs: Sequence[bytes]) -> list[str]:
        """Keep all of them durably; the hash of each, in order. Bytes kept already cost a comparison."""
        hashes = [hashlib.sha256(data).hexdigest() for data in blobs]
        missing = {sha256: data for sha256, data in zip(hashes, blobs, strict=True) if not self._holds(sha256, data)}
        try:
            self._write(missing)
            # those already there may come from a run that was cut off between its rename and its fsync
            folders = sorted({self.path(sha256).parent for sha256 in hashes})
            with ThreadPoolExecutor(_WRITERS) as writers:
                list(writers.map(sync_folder, folders))
        except OSError as error:
            raise _fault(f"无法保存收到的文件：{spoken(error)}", _FREE) from error
        return hashes

    def put(self, data: bytes) -> str:
        """Keep one durably; its hash."""
        return self.put_all([data])[0]

    def is_sealed(self, sha256: str) -> bool:
        """Whether the bytes are kept sealed."""
        return self.vault.is_sealed(self._beginning(sha256))

    def is_as_set(self, sha256: str) -> bool:
        """Whether the bytes are kept sealed, or not, as the vault's setting wants it."""
        beginning = self._beginning(sha256)
        return not beginning or self.vault.is_as_set(beginning)

    def reseal(self, hashes: Sequence[str]) -> None:
        """Have these be kept as the setting wants it, each whole in the old way or in the new at any moment.

        Raises :class:`HuiRegError`: exit 7 for the disk and for what isn't what it was, exit 3 without the key.
        """
        blobs = {sha256: self.get(sha256) for sha256 in hashes}
        try:
            self._write(blobs)
            for folder in sorted({self.path(sha256).parent for sha256 in hashes}):
                sync_folder(folder)
        except OSError as error:
            raise _fault(f"无法改写保存的文件：{spoken(error)}", "请检查磁盘空间与权限，然后重新运行。") from error

    def all(self) -> Iterator[str]:
        """The hash of every blob kept, in order."""
        for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(file.name for file in folder.iterdir())

    def sweep(self) -> int:
        """Remove what a cut-off run left half-written; how many. Only while holding the lock."""
        swept = 0
        try:
            for stray in self._temporary.glob("*"):
                stray.unlink()
                swept += 1
        except OSError as error:
            raise _fault(f"无法清理未写完的临时文件：{spoken(error)}", _FREE) from error
        return swept

    def remove(self, sha256: str) -> None:
        """Forget the bytes; nothing happens when there are none."""
        with contextlib.suppress(FileNotFoundError):
            self.path(sha256).unlink()

    def clear(self) -> int:
        """Remove every blob and every temporary file, durably; how many. Only while holding the lock."""
        removed = self.sweep()
        try:
            for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
                self._refuse_when_over()
                for file in folder.iterdir():
                    file.unlink()
                    removed += 1
                folder.rmdir()
            if self.root.is_dir():
                sync_folder(self.root)
        except OSError as error:
            raise _fault(f"无法删除保存的文件：{spoken(error)}", "请检查文件夹权限，然后重新运行。") from error
        return removed

    def _refuse_when_over(self) -> None:
        """Raises :class:`HuiRegError` (exit 5) when the run's turn is over: what lies here may be another one's."""

    def _holds(self, sha256: str, data: bytes) -> bool:
        try:
            return self.vault.unseal(self.path(sha256).read_bytes(), sha256) == data
        except (OSError, Unsealable):
            return False

    def _write(self, blobs: dict[str, bytes]) -> None:
        if not blobs:
            return
        self._temporary.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = {sha256: self._temporary / f"{sha256}-{secrets.token_hex(4)}" for sha256 in blobs}
        try:
            with ThreadPoolExecutor(min(_WRITERS, len(blobs))) as writers:
                list(writers.map(self._create, temporary.values(), blobs, blobs.values()))
            with _FOLDERS:  # who finds a folder there must find it durable
                folders = {self.path(sha256).parent for sha256 in blobs}
                fresh = [folder for folder in folders if not folder.exists()]
                for folder in fresh:
                    folder.mkdir(mode=0o700, exist_ok=True)
                self._sync_root(always=bool(fresh))
            for sha256, path in temporary.items():
                path.replace(self.path(sha256))
        except BaseException:
            for path in temporary.values():
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)
            raise

    def _beginning(self, sha256: str) -> bytes:
        """The first bytes as they are kept; none where they can't be had."""
        with contextlib.suppress(OSError), self.path(sha256).open("rb") as file:
            return file.read(HEAD_BYTES)
        return b""

    def _create(self, path: Path, sha256: str, data: bytes) -> None:
        create(path, self.vault.seal(data, sha256), synced=True)

    def _sync_root(self, *, always: bool) -> None:
        """Once a run whatever happened: the folders may be those of a run that was cut off before it synced them."""
        if not self._root_durable:
            sync_folder(self.root.parent)
        if always or not self._root_durable:
            sync_folder(self.root)
        self._root_durable = True


_FREE = "请检查磁盘空间与权限；邮箱里的邮件没有改动，排除后重新运行即可。"
_RECOVER = "请运行 hui-reg verify 检查全部文件，并从备份恢复。"


def _fault(message: str, hint: str) -> HuiRegError:
    return HuiRegError(ExitCode.STORE, message, hint)
