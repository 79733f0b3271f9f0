"""A whole workspace in one encrypted file, and back: mails, journals, database, settings; not what can be made anew.

The file: a first line, a key of its own under the passphrase (age, scrypt), and behind it a tar stream under that key
(age, X25519). Its first member lists every other with its SHA-256. What was written is read back before it counts.
"""

import hashlib
import os
import tarfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Final

from pydantic import ValidationError

from hui_reg import durable
from hui_reg.console import Console
from hui_reg.console.pace import Pace
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.model import Noun
from hui_reg.settings import FILE_NAME
from hui_reg.store import entries
from hui_reg.store.database import copy_to, seal_of

MAGIC: Final = b"hui-reg backup 1\n"
MANIFEST: Final = "manifest.json"
DATABASE: Final = "data/hui-reg.db"
_PIECE = 1024 * 1024
_LONGEST_KEY = 4096
_SILENT: Final = Console(quiet=True)


class Manifest(Noun):
    """What a backup holds: the SHA-256 of every file by its path in a workspace, and the head of the ledger."""

    made_at: datetime
    notice: str
    head: str
    files: Mapping[str, str]


def write(workspace: Workspace, target: Path, passphrase: str, console: Console = _SILENT) -> Manifest:
    """Back up to ``target``, whole or not at all. Only while holding the lock.

    Raises :class:`HuiRegError` (exit 7) when something can't be read, written, or isn't what it was.
    """
    with durable.scratch(workspace.folder, "backup") as scratch:
        files = _gather(workspace, scratch, console)
        with workspace.database.begin() as connection:
            head = str(entries.head(connection))
        with console.progress("第 2/4 步 计算校验值", len(files)) as pace:
            hashes = {name: _sha256(path, pace) for name, path in files.items()}
        manifest = Manifest(made_at=datetime.now(UTC), notice=workspace.notice.id, head=head, files=hashes)
        try:
            with durable.replacing(target) as partial:
                with console.progress("第 3/4 步 加密写出", len(files)) as pace:
                    _encrypt(partial, passphrase, lambda stream: _pack(stream, manifest, files, pace))
                with console.progress("第 4/4 步 读回核对", None) as pace:
                    if _read(partial, passphrase, lambda _name, _data: None, pace) != manifest:
                        raise _fault("写出的备份读回来与原件不一致")
        except OSError as error:
            raise _fault(f"无法写出备份：{error.strerror or error}") from error
    return manifest


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
                manifest = _read(file, passphrase, lambda name, data: _put(folder, name, data), pace)
            if root.exists():
                root.rmdir()
            folder.rename(place)
            durable.sync_folder(place.parent)
    except OSError as error:
        raise _fault(f"无法写出恢复的内容：{error.strerror or error}") from error
    return manifest


def _gather(workspace: Workspace, scratch: Path, console: Console) -> dict[str, Path]:
    """Every file by its name in the backup. The database is copied, as one moment has it; another than SQLite is left
    out: it comes back from mails and journals."""
    files = {FILE_NAME: workspace.root / FILE_NAME, "notice.toml": workspace.settings.notice}
    files |= {f"data/{path.name}": path for path in workspace.journals[1:] if path.exists()}
    files |= {f"data/blobs/{path.name}": path for path in (*workspace.journals[:1], workspace.arrivals)}
    hashes = list(workspace.blobs.all())
    with console.progress("第 1/4 步 核对原件", len(hashes)) as pace:
        for sha256 in hashes:
            files[f"data/blobs/{sha256[:2]}/{sha256}"] = workspace.blobs.path(sha256)
            if not workspace.blobs.is_whole(sha256):
                raise _fault(f"保存的文件 {sha256[:12]} 已损坏，没有备份")
            pace(1)
    if seal_of(workspace.settings.store.url) is not None:
        copy_to(workspace.database, scratch / "hui-reg.db")
        files[DATABASE] = scratch / "hui-reg.db"
    return {name: path for name, path in files.items() if path.is_file()}


def _pack(stream: BinaryIO, manifest: Manifest, files: Mapping[str, Path], pace: Pace) -> None:
    with tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        _add(archive, MANIFEST, manifest.model_dump_json().encode())
        for name, path in files.items():
            _add(archive, name, path.read_bytes())
            pace(1)


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(data), 0o600
    archive.addfile(member, BytesIO(data))


def _encrypt(target: Path, passphrase: str, fill: Callable[[BinaryIO], None]) -> None:
    import pyrage

    key = pyrage.x25519.Identity.generate()
    locked = _locked(str(key), passphrase)
    with target.open("wb") as out:
        out.write(MAGIC + len(locked).to_bytes(4, "big") + locked)
        with _piped(fill) as stream:
            try:
                pyrage.encrypt_io(stream, out, [key.to_public()])
            except pyrage.EncryptError as error:  # what the disk said, in the library's words
                raise _fault("无法写出备份：磁盘已满或读写出错") from error


def _read(file: Path, passphrase: str, take: Callable[[str, bytes], None], pace: Pace) -> Manifest:
    """Go through a backup, every file held against the list. Raises :class:`HuiRegError` (exit 2)."""
    import pyrage

    try:
        with file.open("rb") as stream:
            key = _key(stream, passphrase)
            with _piped(lambda out: pyrage.decrypt_io(stream, out, [key])) as plain:
                return _unpack(plain, take, pace)
    except (tarfile.TarError, pyrage.DecryptError, ValidationError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise _damaged(file) from error


def _key(stream: BinaryIO, passphrase: str) -> Any:
    import pyrage

    if stream.read(len(MAGIC)) != MAGIC:
        raise HuiRegError(ExitCode.USAGE, "这不是 hui-reg 的备份文件，或开头已损坏", "请换一份备份。")
    size = int.from_bytes(stream.read(4), "big")
    locked = stream.read(min(size, _LONGEST_KEY))
    try:
        return pyrage.x25519.Identity.from_str(_unlocked(locked, passphrase))
    except (pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError, OSError) as error:
        raise HuiRegError(ExitCode.USAGE, "口令不对，或备份文件的开头已损坏", "请核对口令；或换一份备份。") from error


def _locked(key: str, passphrase: str) -> bytes:
    import pyrage

    locked: bytes = pyrage.passphrase.encrypt(key.encode(), passphrase)
    return locked


def _unlocked(locked: bytes, passphrase: str) -> str:
    import pyrage

    return str(pyrage.passphrase.decrypt(locked, passphrase), "ascii")


def _unpack(stream: BinaryIO, take: Callable[[str, bytes], None], pace: Pace) -> Manifest:
    manifest: Manifest | None = None
    left: dict[str, str] = {}
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            held = archive.extractfile(member)
            data = held.read() if held else b""
            if manifest is None:
                manifest = Manifest.model_validate_json(data)
                left = dict(manifest.files)
                pace.expect(len(left))
            elif left.pop(member.name, "") != hashlib.sha256(data).hexdigest():
                raise tarfile.TarError(member.name)
            else:
                take(member.name, data)
                pace(1)
    if manifest is None or left:
        raise tarfile.TarError("cut off")
    return manifest


@contextmanager
def _piped(fill: Callable[[BinaryIO], None]) -> Iterator[BinaryIO]:
    """What ``fill`` writes, to be read meanwhile. Raises what it raised."""
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(writing, "wb", _PIECE) as out:
                fill(out)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        with os.fdopen(reading, "rb", _PIECE) as stream:
            yield stream
            while stream.read(_PIECE):  # to its end, where a wrong last piece shows
                pass
    finally:
        thread.join()
        real = [error for error in failed if not isinstance(error, BrokenPipeError)]
        if real:
            raise real[0]


def _put(folder: Path, name: str, data: bytes) -> None:
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts:
        raise tarfile.TarError(name)
    target = folder.joinpath(*pure.parts)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    durable.create(target, data, synced=True)


def _sha256(path: Path, pace: Pace) -> str:
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    pace(1)
    return found


def _damaged(file: Path) -> HuiRegError:
    return HuiRegError(ExitCode.USAGE, f"备份文件 {file.name} 已损坏或不完整", "请换一份备份；没有写入任何内容。")


def _fault(message: str) -> HuiRegError:
    return HuiRegError(ExitCode.STORE, message, "请先运行 hui-reg verify，并检查磁盘空间与权限，然后重新运行。")
