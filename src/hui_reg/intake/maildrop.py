"""Mails from the disk, in whatever clothes: a folder at any depth, a Maildir, an mbox, Apple's, Outlook's, zips.

What is a mail is told by its first bytes, not by its name. What isn't one is named; only a system's and a mail
program's own files are passed over. Links are not followed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hui_reg import durable
from hui_reg.errors import ExitCode, HuiRegError, spoken
from hui_reg.intake.archives.mailfiles import HEAD, OLE, emlx_mail, is_emlx, looks_like_mail
from hui_reg.intake.archives.packed_mails import Opener
from hui_reg.intake.archives.tars import is_tar
from hui_reg.intake.envelope import Envelope
from hui_reg.intake.magic import extension
from hui_reg.intake.message import date_of
from hui_reg.intake.noise import noise
from hui_reg.intake.parts import MOST_HEADER_BYTES
from hui_reg.intake.repair import is_mail, straighten

_HEADER = re.compile(rb"[!-9;-~]{1,76}:|>From ")
_FROM_LINE = re.compile(rb"^From [^\r\n]*\r?\n", re.MULTILINE)
_FROM_DATE = re.compile(rb"[A-Z][a-z]{2} [A-Z][a-z]{2} +\d{1,2} \d{2}:\d{2}(?::\d{2})? +(?:[A-Z+\-0-9]+ +)?\d{4}")
_ESCAPED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_OWN_FILES = re.compile(
    r"\.msf$|^dovecot|^maildirfolder$|^subscriptions$|^courierimap|\.plist$|^table_of_contents$|^msgFilterRules\.dat$"
    r"|^\.|^popstate\.dat$|^filterlog\.html$|\.mozmsgs$",
    re.IGNORECASE,
)
"""Indexes and settings of mail programs, and hidden files."""
_UNSENT = ("tmp",)
_RECEIVED_UTF16 = "Received:".encode("utf-16-le")
_NO_MAIL = "不是邮件"
_PACKED = (".zip", ".gz", ".xz", ".bz2")
_STORES = {
    ".pst": "是 Outlook 的数据文件，请在 Outlook 里把邮件另存为 .msg 或 .eml 后再收取",
    ".ost": "是 Outlook 的数据文件，请在 Outlook 里把邮件另存为 .msg 或 .eml 后再收取",
    ".dbx": "是 Outlook Express 的数据文件，请把邮件另存为 .eml 后再收取",
    ".rar": "是 RAR 压缩包，请先解压再收取",
    ".7z": "是 7z 压缩包，请先解压再收取",
}
_MOST_NAMED = 3


@dataclass(frozen=True)
class RawMail:
    """One mail as bytes, where it was found (for messages), and when it arrived; ``data`` None: unreadable, why."""

    origin: str
    data: bytes | None
    envelope: Envelope | None = None
    reason: str = ""


def open_path(path: Path, largest: int = 60 * 1024 * 1024, opener: Opener | None = None) -> Iterator[RawMail]:
    """Every mail at ``path``, in the order of names. A mail above ``largest`` bytes comes without its bytes; without an
    ``opener`` an archive is no mail.

    Files that are no mails come last, without bytes. Raises :class:`HuiRegError` (exit 2) when there is no such path,
    or nothing in it is a mail.
    """
    if not path.exists():
        raise HuiRegError(ExitCode.USAGE, f"找不到 {path.name or path}", "请检查 --from 后面的路径。")
    others: list[str] = []
    found = False
    for file in files_in(path):
        origin = file.name if file == path else file.relative_to(path).as_posix()
        for mail in _open_file(file, origin, largest, opener):
            if mail.data is None and mail.reason == _NO_MAIL and file != path:
                others.append(mail.origin)
            else:
                found = True
                yield mail
    if not found:
        raise HuiRegError(
            ExitCode.USAGE,
            f"{path.name or path} 里没有邮件",
            "--from 接受 .eml、.msg、.emlx 文件，放有它们的文件夹或 zip，以及 Maildir 或 mbox。",
        )
    yield from _not_mails(path, others)


def _not_mails(path: Path, names: list[str]) -> Iterator[RawMail]:
    """The files that are no mails, one by one, or in one line where they are many."""
    if len(names) <= _MOST_NAMED:
        yield from (RawMail(name, None, reason=f"{_NO_MAIL}，没有收取") for name in names)
        return
    shown = "、".join(names[:_MOST_NAMED])
    yield RawMail(path.name or str(path), None, reason=f"里另有 {len(names)} 个文件不是邮件，没有收取：{shown} 等")


def arrival(data: bytes, file_time: datetime) -> Envelope:
    """When a mail from the disk arrived: its topmost Received, else its Date, else the file's own time."""
    head = re.split(rb"\r?\n\r?\n", straighten(_headers_of(data)), maxsplit=1)[0]
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


def _headers_of(data: bytes) -> bytes:
    """The beginning of a mail; of an Outlook .msg the transport headers, wherever they stand in it."""
    if data.startswith(OLE):
        start = data.find(_RECEIVED_UTF16)
        return data[start : start + HEAD].decode("utf-16-le", "ignore").encode() if start >= 0 else b""
    return data[:MOST_HEADER_BYTES]


def files_in(path: Path) -> Iterator[Path]:
    """The files at a path, in the order of names, without those of a system or a mail program."""
    if path.is_file():
        yield path
        return
    for file in sorted(path.rglob("*")):
        if file.is_dir() and not file.is_symlink():
            continue
        in_maildir = file.parent.name in _UNSENT and (file.parent.parent / "cur").is_dir()
        if not (in_maildir or noise(file.as_posix(), b"") or _OWN_FILES.search(file.name)):
            yield file


def _open_file(file: Path, origin: str, largest: int, opener: Opener | None) -> Iterator[RawMail]:
    if file.is_symlink():
        yield RawMail(origin, None, reason="是一个链接，没有收取；请把它指向的文件放进来")
        return
    try:
        details = durable.regular(file).stat()
        file_time = datetime.fromtimestamp(details.st_mtime, UTC)
        with file.open("rb") as stream:
            head = stream.read(HEAD)
        if _is_mbox(head, file.name):
            yield from _open_mbox(file, origin, file_time, largest)
        elif not head.strip() and details.st_size <= HEAD:
            yield RawMail(origin, None, reason="是空文件，请重新保存这封邮件")
        elif opener is not None and (extension(head) in _PACKED or is_tar(head)):
            yield from _open_archive(file, origin, largest, opener)
        elif not looks_like_mail(head, file.name):
            yield RawMail(origin, None, reason=_STORES.get(file.suffix.lower(), _NO_MAIL))
        elif details.st_size > largest:
            yield RawMail(origin, None, reason=too_large(details.st_size, largest))
        else:
            yield _raw_mail(file.read_bytes(), origin, file_time)
    except OSError as error:
        yield RawMail(origin, None, reason=f"无法读取：{spoken(error)}")


def holds_mail(file: Path) -> bool:
    """Whether a file is a mail, or an mbox of mails; what can't be read is none."""
    try:
        with durable.regular(file).open("rb") as stream:
            head = stream.read(HEAD)
    except OSError:
        return False
    return bool(head.strip()) and (_is_mbox(head, file.name) or looks_like_mail(head, file.name))


def _is_mbox(head: bytes, name: str) -> bool:
    return head.startswith(b"From ") and (is_mail(head) or not name.lower().endswith((".txt", ".eml")))


def _raw_mail(data: bytes, origin: str, file_time: datetime) -> RawMail:
    if origin.lower().endswith(".emlx") and is_emlx(data):
        data = emlx_mail(data)
    return RawMail(origin, data, arrival(data, file_time))


def _open_archive(file: Path, origin: str, largest: int, opener: Opener) -> Iterator[RawMail]:
    """The mails in an archive; its other files are named with it."""
    details = file.stat()
    if details.st_size > 10 * largest:
        yield RawMail(origin, None, reason=too_large(details.st_size, 10 * largest))
        return
    opened, blobs = opener(file.name, file.read_bytes())
    if opened.problem:
        yield RawMail(origin, None, reason=opened.problem)
        return
    file_time = datetime.fromtimestamp(details.st_mtime, UTC)
    yield from (_raw_mail(data, f"{origin}{path}", file_time) for path, data in zip(opened.mails, blobs, strict=True))
    yield from (RawMail(f"{origin}{path}", None, reason=reason) for path, reason in opened.refused)
    if not opened.mails:
        yield RawMail(origin, None, reason=_NO_MAIL)
    elif opened.others:
        named = "、".join(path.lstrip("/") for path in opened.others[:_MOST_NAMED])
        yield RawMail(origin, None, reason=f"里另有 {len(opened.others)} 个文件不是邮件，没有收取：{named}")


def _open_mbox(file: Path, origin: str, file_time: datetime, largest: int) -> Iterator[RawMail]:
    """The mails of an mbox, one in memory at a time. A ``From `` line begins one only after an empty line,
    and before a header."""
    lines: list[bytes] = []
    size = number = 0
    after_empty = True
    head = b""
    with file.open("rb") as stream:
        for line, following in _with_next(stream):
            if after_empty and _FROM_LINE.match(line) and (not head or _HEADER.match(following)):
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


def _with_next(lines: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Every line with the one that follows it, which is empty behind the last."""
    held: bytes | None = None
    for line in lines:
        if held is not None:
            yield held, line
        held = line
    if held is not None:
        yield held, b""


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
