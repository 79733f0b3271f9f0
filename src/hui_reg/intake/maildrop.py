"""Mails from the disk: a folder of .eml at any depth, a Maildir, an mbox, or one .eml; one raw mail at a time.

What isn't a mail is passed over; links are not followed out of the folder.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.intake.message import MOST_HEADER_BYTES, date_of
from hui_reg.intake.unpack import Envelope

_MAILDIR = ("cur", "new")
_FROM_LINE = re.compile(rb"^From [^\r\n]*\r?\n", re.MULTILINE)
_FROM_DATE = re.compile(rb"[A-Z][a-z]{2} [A-Z][a-z]{2} +\d{1,2} \d{2}:\d{2}(?::\d{2})? +(?:[A-Z+\-0-9]+ +)?\d{4}")
_ESCAPED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_HEADER_LINE = re.compile(rb"\s*(?:From [^\r\n]*\r?\n)?[!-9;-~]{1,76}:")
_SUFFIXES = (".eml", ".mbox", ".mbx")


@dataclass(frozen=True)
class RawMail:
    """One mail as bytes, where it was found (for messages), and when it arrived; ``data`` None: unreadable, why."""

    origin: str
    data: bytes | None
    envelope: Envelope | None = None
    reason: str = ""


def open_path(path: Path, largest: int = 60 * 1024 * 1024) -> Iterator[RawMail]:
    """Every mail at ``path``, in the order of names. A mail above ``largest`` bytes comes without its bytes.

    Raises :class:`HuiRegError` (exit 2) when there is no such path, or nothing in it is a mail.
    """
    if not path.exists():
        raise HuiRegError(ExitCode.USAGE, f"找不到 {path.name or path}", "请检查 --from 后面的路径。")
    files = _mail_files(path)
    found = False
    for file in files:
        origin = file.name if file == path else file.relative_to(path).as_posix()
        for mail in _open_file(file, origin, largest):
            found = True
            yield mail
    if not found:
        raise HuiRegError(
            ExitCode.USAGE, f"{path.name or path} 里没有邮件", "--from 接受 .eml 文件及其文件夹、Maildir 或 mbox。"
        )


def arrival(data: bytes, file_time: datetime) -> Envelope:
    """When a mail from the disk arrived: its topmost Received, else its Date, else the file's own time."""
    head = re.split(rb"\r?\n\r?\n", data[:MOST_HEADER_BYTES], maxsplit=1)[0]
    unfolded = re.sub(rb"\r?\n[ \t]+", b" ", head)
    received = re.search(rb"^Received:[^\r\n]*;([^\r\n;]*)", unfolded, re.MULTILINE | re.IGNORECASE)
    if received and (at := believed(date_of(received[1]))):
        return Envelope(received_at=at, received_basis="received_header")
    dated = re.search(rb"^Date:([^\r\n]*)", unfolded, re.MULTILINE | re.IGNORECASE)
    if dated and (at := believed(date_of(dated[1]))):
        return Envelope(received_at=at, received_basis="date_header")
    return Envelope(received_at=file_time, received_basis="file_time")


def believed(moment: datetime | None) -> datetime | None:
    """A receiving time that can be; None for one before there was mail here, or after this century."""
    return moment if moment and 1990 <= moment.year < 2100 else None


def _mail_files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for file in sorted(path.rglob("*")):
        if file.is_symlink() or not file.is_file():
            continue
        in_maildir = file.parent.name in _MAILDIR and all((file.parent.parent / name).is_dir() for name in _MAILDIR)
        if in_maildir or file.suffix.lower() in _SUFFIXES:
            yield file


def _open_file(file: Path, origin: str, largest: int) -> Iterator[RawMail]:
    try:
        details = file.stat()
        file_time = datetime.fromtimestamp(details.st_mtime, UTC)
        with file.open("rb") as stream:
            is_mbox = stream.read(5) == b"From "
        if is_mbox:
            yield from _open_mbox(file, origin, file_time, largest)
            return
        if details.st_size > largest:
            yield RawMail(origin, None, reason=too_large(details.st_size, largest))
            return
        data = file.read_bytes()
    except OSError as error:
        yield RawMail(origin, None, reason=f"无法读取：{error.strerror}")
        return
    if not data.strip():
        yield RawMail(origin, None, reason="是空文件，请重新保存这封邮件")
    elif not _HEADER_LINE.match(data[:2048]) and not file.name.lower().endswith(".eml"):
        yield RawMail(origin, None, reason="不是邮件")
    else:
        yield RawMail(origin, data, arrival(data, file_time))


def _open_mbox(file: Path, origin: str, file_time: datetime, largest: int) -> Iterator[RawMail]:
    """The mails of an mbox, one in memory at a time. A ``From `` line begins one only after an empty line."""
    lines: list[bytes] = []
    size = number = 0
    after_empty = True
    head = b""
    with file.open("rb") as stream:
        for line in stream:
            if after_empty and _FROM_LINE.match(line):
                if head:
                    yield _from_mbox(head, lines, size, f"{origin}#{number}", file_time, largest)
                head, lines, size, number = line, [], 0, number + 1
            else:
                size += len(line)
                if size <= largest:
                    lines.append(line)
            after_empty = not line.strip(b"\r\n")
    if head:
        yield _from_mbox(head, lines, size, f"{origin}#{number}", file_time, largest)


def _from_mbox(head: bytes, lines: list[bytes], size: int, origin: str, file_time: datetime, largest: int) -> RawMail:
    if size > largest:
        return RawMail(origin, None, reason=too_large(size, largest))
    data = b"".join(lines)
    data = data[: -len(lines[-1])] if lines and not lines[-1].strip(b"\r\n") else data
    delivered = _FROM_DATE.search(head)
    at = believed(date_of(delivered[0])) if delivered else None
    return RawMail(origin, _ESCAPED_FROM.sub(rb"\1", data), arrival(data, at or file_time))


def too_large(size: int, largest: int) -> str:
    """The sentence for a mail above the limit."""
    mib = 1024 * 1024
    return f"有 {size / mib:.1f} MB，超过上限 {largest // mib} MB；可调大设置 intake.largest_mail_mib 后重试"
