"""Files that are only added to: one JSON object a line, each with a sum of its own, appended and synced.

A line is ``JSON<tab>SUM``. One without an end is what a cut-off run left: it was never counted on, and the next append
cuts it off. Any other line whose sum is wrong is damaged, and told. In files that older programs wrote too, lines have
no sum that stand before all with one: they must be JSON as a whole.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar

from hui_reg import durable
from hui_reg.errors import ExitCode, HuiRegError, spoken
from hui_reg.store.safe.vault import OPEN, Unsealable, Vault

_SUM = 16
_STEP = 64 * 1024


@dataclass(frozen=True)
class Line:
    """A line by its number, from 1 on; ``text`` is its JSON, None when it is damaged."""

    number: int
    text: str | None


class Lines:
    """One such file. Faults of the disk are :class:`HuiRegError` (exit 7)."""

    without_sums: ClassVar[bool] = False
    """Whether older programs wrote such files too."""

    def __init__(self, path: Path, vault: Vault = OPEN) -> None:
        self.path = path
        self.vault = vault
        try:
            durable.regular(path)
        except OSError as error:
            raise _fault(path, error) from error

    def append(self, texts: Sequence[str]) -> tuple[int, int]:
        """Add lines durably, all or none. Returns the sizes of the file before and after, for :meth:`take_back`.

        Never cuts away a whole line, also when another computer adds one at the same moment: a run that slept while its
        turn went to another may wake up here.
        """
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = not self.path.exists()
            descriptor = os.open(self.path, os.O_CREAT | os.O_RDWR | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
            try:
                end = self._end(descriptor)
                sizes = durable.append(descriptor, self._joined(texts, self._gap(descriptor, end)).encode())
            finally:
                os.close(descriptor)
            if fresh:
                durable.sync_folder(self.path.parent)
        except OSError as error:
            raise _fault(self.path, error) from error
        return sizes

    def take_back(self, sizes: tuple[int, int]) -> None:
        """Undo an append that must not count, unless others have added to it since. Never raises."""
        before, after = sizes
        with contextlib.suppress(OSError):
            if self.path.stat().st_size == after:
                os.truncate(self.path, before)

    def replace(self, texts: Iterable[str]) -> None:
        """Have these lines stand in place of what is there, whole or not at all."""
        try:
            durable.put(self.path, self._joined(texts).encode())
        except OSError as error:
            raise _fault(self.path, error) from error

    def read(self) -> Iterator[Line]:
        """Every line that ended, damaged ones too."""
        with_sums = not self.without_sums
        for number, (line, ended) in enumerate(self._raw(), 1):
            if not line.strip(b"\r\n "):
                continue
            text = self._told(line)
            text = _old(line) if text is None and not with_sums else text
            with_sums = with_sums or (text is not None and b"\t" in line)
            if text is not None or ended:
                yield Line(number, text)

    def last(self) -> str | None:
        """The last whole line's JSON, found from the end; None when there is none with a sum."""
        try:
            with self.path.open("rb") as file:
                tail, start = b"", file.seek(0, os.SEEK_END)
                while start:
                    start = max(0, start - max(_STEP, len(tail)))
                    file.seek(start)
                    tail = file.read(file_size(file) - start)
                    whole = tail.split(b"\n")[1 if start else 0 :]
                    found = next((text for text in map(self._told, reversed(whole)) if text is not None), None)
                    if found is not None:
                        return found
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _fault(self.path, error) from error
        return None

    def plain(self) -> bytes:
        """The whole file as it would be without a vault, for a backup; damaged lines stay what they are."""
        try:
            lines = self.path.read_bytes().split(b"\n")
        except OSError as error:
            raise _fault(self.path, error) from error
        told = ((line, self._told(line)) for line in lines)
        return b"\n".join(line if text is None else _summed(text).encode() for line, text in told)

    def torn(self) -> bool:
        """Whether a cut-off run left the beginning of a line, or a line without its end."""
        try:
            with self.path.open("rb") as file:
                size = file_size(file)
                file.seek(max(0, size - 1))
                return size > 0 and file.read() != b"\n"
        except FileNotFoundError:
            return False
        except OSError as error:
            raise _fault(self.path, error) from error

    def is_as_set(self) -> bool:
        """Whether every line is kept sealed, or not, as the vault's setting wants it."""
        return all(
            self.vault.is_text_as_set(text)
            for line, _ in self._raw()
            if (text := _whole(line) or _old(line)) is not None
        )

    def _joined(self, texts: Iterable[str], gap: str = "") -> str:
        sealed = (self.vault.seal_text(text, self.path.name) for text in texts)
        return gap + "".join(f"{_summed(text)}\n" for text in sealed)

    def _told(self, line: bytes) -> str | None:
        text = _whole(line)
        try:
            return None if text is None else self.vault.unseal_text(text, self.path.name)
        except Unsealable:
            return None

    def _raw(self) -> Iterator[tuple[bytes, bool]]:
        try:
            with self.path.open("rb") as file:
                for line in file:
                    yield line.removesuffix(b"\n"), line.endswith(b"\n")
        except FileNotFoundError:
            return
        except OSError as error:
            raise _fault(self.path, error) from error

    def _end(self, descriptor: int) -> int:
        """Where the next line begins: behind the last whole one. What a cut-off run left torn is cut away."""
        size = os.lseek(descriptor, 0, os.SEEK_END)
        start, tail = size, b""
        while start and b"\n" not in tail[_SUM + 1 :]:
            start = max(0, start - _STEP)
            os.lseek(descriptor, start, os.SEEK_SET)
            tail = os.read(descriptor, _STEP) + tail
        above, _, torn = tail.rpartition(b"\n")
        is_old = self.without_sums and above[-_SUM - 1 : -_SUM] != b"\t" and _old(torn) is not None
        if torn and _whole(torn) is None and not is_old:
            size -= len(torn)
            os.ftruncate(descriptor, size)
        return size

    @staticmethod
    def _gap(descriptor: int, end: int) -> str:
        os.lseek(descriptor, max(0, end - 1), os.SEEK_SET)
        return "\n" if end and os.read(descriptor, 1) != b"\n" else ""


def file_size(file: BinaryIO) -> int:
    """The size of an open file."""
    return os.fstat(file.fileno()).st_size


def _summed(text: str) -> str:
    return f"{text}\t{_sum(text.encode())}"


def _sum(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:_SUM]


def _whole(line: bytes) -> str | None:
    text, tab, known = line.rpartition(b"\t")
    return text.decode() if tab and known == _sum(text).encode() else None


def _old(line: bytes) -> str | None:
    try:
        text = line.decode()
        json.loads(text)
    except ValueError:
        return None
    return text


def _fault(path: Path, error: OSError) -> HuiRegError:
    return HuiRegError(
        ExitCode.STORE, f"日志 {path.name} 无法读写：{spoken(error)}", "请检查磁盘空间与权限，然后重新运行。"
    )
