"""Papers on a disk as the mail they would be: what is a mail stays one, all else becomes one mail with attachments.

A folder goes in as one archive, so that its inner folders tell as much as they would in a mail; archives are opened
where every archive is. Links are not followed.
"""

import io
import os
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from email import encoders
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.utils import format_datetime
from itertools import islice
from pathlib import Path

from hui_reg import durable
from hui_reg.errors import ExitCode, HuiRegError, spoken
from hui_reg.intake.archives.budget import MOST_BYTES, MOST_FILES
from hui_reg.intake.envelope import Envelope
from hui_reg.intake.maildrop import files_in, holds_mail, open_path
from hui_reg.intake.noise import noise

OWN_PAGE = b"<!-- hui-reg check -->"
"""Stands in the page that a check writes: in the folder that is checked again it is nobody's paper."""
PAPER = "纸质材料"
"""What holds the scans of papers that came over the counter."""
_MIB = 1024 * 1024
_ENCODED = 1.37
"""What a mail takes for each byte attached to it."""


@dataclass
class Loose:
    """The mails, each with its arrival; ``troubles`` about what could not be taken in, a sentence each.

    ``wrappers``: what the paths inside begin with only because we packed them. ``heavy``: more than one mail holds.
    """

    mails: list[tuple[bytes, Envelope]] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    wrappers: list[str] = field(default_factory=list)
    heavy: str = ""


def gather(paths: Sequence[Path], received_at: datetime, largest: int) -> Loose:
    """Everything at these paths, as it would be were it received at ``received_at``; ``largest``: bytes of one mail.

    Raises :class:`HuiRegError` (exit 2) for too much at once, or nothing at all.
    """
    found = Loose()
    parts: list[tuple[str, bytes]] = []
    for path in paths:
        loose: list[tuple[str, bytes]] = []
        for file in _counted(path):
            if not file.is_symlink() and holds_mail(file):
                _take_mails(found, file, received_at)
            elif (data := _bytes_of(found, file, path)) is not None:
                loose.append((_name(file, path), data))
        if path.is_dir() and loose:
            name = _free(f"{_name(path.resolve(), path.resolve()) or '材料'}.zip", [name for name, _ in parts])
            found.wrappers.append(f"{name}/")
            parts.append((name, _zipped(loose)))
        else:
            parts += loose
    if parts:
        found.mails.append((_mail(parts, received_at), Envelope(received_at=received_at, received_basis="file_time")))
    if not found.mails and not found.troubles:
        raise HuiRegError(ExitCode.USAGE, "没有可以检查的文件", "请写报名材料所在的文件夹、压缩包或邮件。")
    weight = sum(len(data) for _, data in parts) * _ENCODED
    if weight > largest:
        found.heavy = (
            f"这些文件作为附件约 {weight / _MIB:.0f} MB，一封邮件放不下（上限 {largest // _MIB} MB），请分几封发送"
        )
    return found


def scanned(folder: Path, day: date, largest: int, subject: str) -> tuple[bytes, int]:
    """The papers scanned into a folder as one mail under a subject, and how many: the same on the same ``day``.

    Raises :class:`HuiRegError` (exit 2) for an empty folder, for one in which there are mails or what can't be read,
    and for more than one mail of ``largest`` bytes holds.
    """
    found = Loose()
    files: list[tuple[str, bytes]] = []
    for file in _counted(folder):
        if not file.is_symlink() and holds_mail(file):
            hint = "邮件请不加 --paper，用 hui-reg fetch --from 收取；纸质材料放在另一个文件夹。"
            raise HuiRegError(ExitCode.USAGE, f"{_name(file, folder)} 是邮件，不是扫描件", hint)
        if (data := _bytes_of(found, file, folder)) is not None:
            files.append((_name(file, folder), data))
    if found.troubles:
        raise HuiRegError(ExitCode.USAGE, "；".join(found.troubles), "请改好后重新登记；现在什么也没有登记。")
    if not files:
        raise HuiRegError(ExitCode.USAGE, f"{folder} 里没有文件", "请写放着扫描件的文件夹；每人一个子文件夹最好。")
    if (weight := sum(len(data) for _, data in files) * _ENCODED) > largest:
        raise HuiRegError(
            ExitCode.USAGE,
            f"这些扫描件约 {weight / _MIB:.0f} MB，超过一次能登记的 {largest // _MIB} MB",
            "请分几个文件夹，分几次登记。",
        )
    midnight = datetime.combine(day, time(), UTC)
    return _mail([(f"{PAPER}.zip", _zipped(files))], midnight, subject), len(files)


def _counted(path: Path) -> Iterator[Path]:
    """The files at a path, as long as one mail may hold as many and as much: a whole disk is refused at once."""
    size = 0
    too_much = HuiRegError(
        ExitCode.USAGE,
        f"{path} 里超过 {MOST_FILES} 个文件或 {MOST_BYTES // _MIB} MB",
        "请只选一个单位的报名材料，或分开检查。",
    )
    if path.is_dir() and next(islice(path.rglob("*"), 4 * MOST_FILES, None), None) is not None:
        raise too_much
    for number, file in enumerate(files_in(path), 1):
        size += file.stat().st_size if not file.is_symlink() else 0
        if number > MOST_FILES or size > MOST_BYTES:
            raise too_much
        yield file


def _take_mails(found: Loose, file: Path, received_at: datetime) -> None:
    """The mails of a file. One that no server has received yet would come at ``received_at`` at the latest."""
    for mail in open_path(file):
        if mail.data is None or mail.envelope is None:
            found.troubles.append(f"{mail.origin}：{mail.reason}")
            continue
        envelope = mail.envelope
        if envelope.received_basis != "received_header" and envelope.received_at > received_at:
            envelope = envelope.model_copy(update={"received_at": received_at})
        found.mails.append((mail.data, envelope))


def _bytes_of(found: Loose, file: Path, root: Path) -> bytes | None:
    shown = _name(file, root)
    if file.is_symlink():
        found.troubles.append(f"{shown}：是一个链接，没有检查；请把它指向的文件放进来")
        return None
    try:
        data = durable.regular(file).read_bytes()
    except OSError as error:
        found.troubles.append(f"{shown}：无法读取（{spoken(error)}）")
        return None
    return None if noise(shown, data) or OWN_PAGE in data[:200] else data


def _name(file: Path, root: Path) -> str:
    """A file's path inside ``root``; bytes that are no UTF-8 are a Chinese Windows's."""
    name = file.name if file == root else file.relative_to(root).as_posix()
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("gb18030", "replace")
    return name


def _free(name: str, taken: Sequence[str]) -> str:
    stem, number, free = name.removesuffix(".zip"), 1, name
    while free in taken:
        number += 1
        free = f"{stem} ({number}).zip"
    return free


def _zipped(files: Sequence[tuple[str, bytes]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data)
    return stream.getvalue()


def _mail(parts: Sequence[tuple[str, bytes]], at: datetime, subject: str = "") -> bytes:
    mail = MIMEMultipart("mixed", boundary="papers-to-be-sent")
    names = "、".join(name.rsplit(".", 1)[0] for name, _ in parts)[:60]
    mail["Subject"] = Header(subject or names, "utf-8").encode()
    mail["Date"] = format_datetime(at.astimezone(UTC))
    for name, data in parts:
        part = MIMEBase("application", "octet-stream")
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
        part.set_payload(data)
        encoders.encode_base64(part)
        mail.attach(part)
    return mail.as_bytes()
