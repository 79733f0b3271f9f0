"""The file of a backup: many files under one passphrase, in segments, so that a writing that was cut off goes on.

A first line; a key of its own under the passphrase (age, scrypt); then segments, each a tar under that key (age,
X25519) behind its length. The last one ends with the list of all files and their SHA-256.
"""

import contextlib
import hashlib
import os
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final

from pydantic import ValidationError

from hui_reg import durable
from hui_reg.desk.custody import passphrases
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.model import Noun

MAGIC: Final = b"hui-reg backup 2\n"
FORMER: Final = b"hui-reg backup 1\n"
"""One age stream of one tar behind the key, its list first."""
MANIFEST: Final = "manifest.json"
_SEGMENT = 16 * 1024 * 1024
_LENGTH = 8
_LONGEST_KEY = 4096


class Manifest(Noun):
    """What a backup holds: the SHA-256 of every file by its path in a workspace, and the head of the ledger."""

    made_at: datetime
    notice: str
    head: str
    files: Mapping[str, str]


class Packing:
    """A backup being written to a path. ``done``: the SHA-256 of the files that are in it already."""

    def __init__(self, path: Path, passphrase: str, lasting: Mapping[str, str]) -> None:
        """Go on with what is there, as long as it holds nothing but ``lasting`` files (their SHA-256 by name), or begin
        anew. Raises :class:`OSError`."""
        import pyrage

        self._path = path
        self.done: dict[str, str] = {}
        self._end = 0
        with contextlib.suppress(HuiRegError, FileNotFoundError):
            self._resume(passphrase, lasting)
        if not self._end:
            self._key = pyrage.x25519.Identity.generate()
            locked = lock(str(self._key), passphrase)
            durable.remove(path)
            durable.create(path, MAGIC + len(locked).to_bytes(4, "big") + locked, synced=False)
            self._end = path.stat().st_size
        os.truncate(path, self._end)

    def add(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Put files behind what is there. Raises :class:`OSError`."""
        some: list[tuple[str, bytes]] = []
        for name, data in files:
            some.append((name, data))
            if sum(len(one) for _, one in some) >= _SEGMENT:
                self._write(some)
                some = []
        if some:
            self._write(some)

    def _write(self, files: list[tuple[str, bytes]]) -> None:
        import pyrage

        stream = BytesIO()
        with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for name, data in files:
                member = tarfile.TarInfo(name)
                member.size, member.mode = len(data), 0o600
                archive.addfile(member, BytesIO(data))
        sealed = pyrage.encrypt(stream.getvalue(), [self._key.to_public()])
        descriptor = os.open(self._path, os.O_RDWR | getattr(os, "O_BINARY", 0))
        try:
            self._end = durable.extend(descriptor, self._end, len(sealed).to_bytes(_LENGTH, "big") + sealed)
        finally:
            os.close(descriptor)
        self.done |= {name: hashlib.sha256(data).hexdigest() for name, data in files}

    def _resume(self, passphrase: str, lasting: Mapping[str, str]) -> None:
        with durable.regular(self._path).open("rb") as stream:
            self._key = _key(stream, passphrase, (MAGIC,))[1]
            end = stream.tell()
            done: dict[str, str] = {}
            for files in _segments(stream, self._key, torn=True):
                known = {name: hashlib.sha256(data).hexdigest() for name, data in files}
                if any(lasting.get(name) != sha256 for name, sha256 in known.items()):
                    if any(name.count("/") > 2 for name in known):
                        raise _damaged(self._path)  # of files that are no more: none of it is wanted
                    break
                end, done = stream.tell(), done | known
            self._end, self.done = end, done


def unpack(file: Path, passphrase: str, take: Callable[[str, bytes], None]) -> Manifest:
    """Go through a backup, every file held against the list. Raises :class:`HuiRegError` (exit 2), :class:`OSError`."""
    try:
        with durable.regular(file).open("rb") as stream:
            magic, key = _key(stream, passphrase, (MAGIC, FORMER))
            members = (
                (member for files in _segments(stream, key, torn=False) for member in files)
                if magic == MAGIC
                else _former(stream, key, file.parent)
            )
            return _held_against_the_list(members, take)
    except (tarfile.TarError, ValidationError, EOFError) as error:
        raise _damaged(file) from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise _damaged(file) from error


def _held_against_the_list(members: Iterable[tuple[str, bytes]], take: Callable[[str, bytes], None]) -> Manifest:
    manifest: Manifest | None = None
    found: dict[str, str] = {}
    for name, data in members:
        if name == MANIFEST:
            manifest = Manifest.model_validate_json(data)
        else:
            found[name] = hashlib.sha256(data).hexdigest()
            take(name, data)
    if manifest is None or found != dict(manifest.files):
        raise tarfile.TarError("not what the list says")
    return manifest


def _key(stream: BinaryIO, passphrase: str, magics: tuple[bytes, ...]) -> tuple[bytes, Any]:
    import pyrage

    magic = stream.read(len(MAGIC))
    if magic not in magics:
        raise HuiRegError(ExitCode.USAGE, "这不是 hui-reg 的备份文件，或开头已损坏", "请换一份备份。")
    size = int.from_bytes(stream.read(4), "big")
    locked = stream.read(min(size, _LONGEST_KEY))
    try:
        return magic, pyrage.x25519.Identity.from_str(unlock(locked, passphrase))
    except MemoryError as error:
        told = "这台电脑的内存不够打开这份备份（须有 4 GB 空闲）"
        raise HuiRegError(ExitCode.STORE, told, "请关闭别的程序，或换一台电脑恢复。") from error
    except (passphrases.Unopenable, pyrage.IdentityError, UnicodeDecodeError, OSError) as error:
        raise HuiRegError(ExitCode.USAGE, "口令不对，或备份文件的开头已损坏", "请核对口令；或换一份备份。") from error


def lock(key: str, passphrase: str) -> bytes:
    """A key under a passphrase."""
    return passphrases.locked(key.encode(), passphrase, passphrases.COST)


def unlock(locked: bytes, passphrase: str) -> str:
    """The key again. Raises what :func:`passphrases.opened` raises."""
    return str(passphrases.opened(locked, passphrase), "ascii")


def _segments(stream: BinaryIO, key: Any, *, torn: bool) -> Iterator[list[tuple[str, bytes]]]:
    """The files of each segment; ``torn``: up to the first that isn't whole. Raises :class:`tarfile.TarError`."""
    import pyrage

    while length := stream.read(_LENGTH):
        size = int.from_bytes(length, "big")
        left = os.fstat(stream.fileno()).st_size - stream.tell()
        try:
            if len(length) < _LENGTH or not 0 < size <= left:
                raise tarfile.TarError("cut off")
            plain = pyrage.decrypt(stream.read(size), [key])
            with tarfile.open(fileobj=BytesIO(plain), mode="r:") as archive:
                files = list(_members(archive))
        except (pyrage.DecryptError, tarfile.TarError) as error:
            if torn:
                return
            raise tarfile.TarError("damaged") from error
        yield files


def _members(archive: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    """The files: nothing else is ever written, nor anything that takes more room than it has here."""
    for member in archive:
        held = archive.extractfile(member) if member.isreg() and not member.issparse() else None
        if held is None:
            raise tarfile.TarError("no plain file")
        yield member.name, held.read()


def _former(stream: BinaryIO, key: Any, beside: Path) -> Iterator[tuple[str, bytes]]:
    import pyrage

    with durable.scratch(beside, "restore") as folder, (folder / "tar").open("w+b") as plain:
        try:
            pyrage.decrypt_io(stream, plain, [key])
        except pyrage.DecryptError as error:
            raise tarfile.TarError("damaged") from error
        plain.seek(0)
        with tarfile.open(fileobj=plain, mode="r|") as archive:
            yield from _members(archive)


def _damaged(file: Path) -> HuiRegError:
    return HuiRegError(ExitCode.USAGE, f"备份文件 {file.name} 已损坏或不完整", "请换一份备份；没有写入任何内容。")
