"""A file that came outside the mail (downloaded from a cloud link by hand), kept as a mail of our own making.

The raw mail stays the truth: the file is wrapped into one that carries the sender and the arrival of the mail it
belongs to, recorded under it, and taken apart like any other.
"""

import hashlib
import mimetypes
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from pathlib import Path

from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.model import Message
from hui_reg.store import mails
from hui_reg.store.keeper import Keeper
from hui_reg.store.mails import Arrival

LARGEST = 200 * 1024 * 1024


def attach(workspace: Workspace, files: tuple[Path, ...], to: str) -> tuple[Message, int]:
    """Keep files as handed in later for the mail whose hash begins with ``to``; that mail, and how many were new.

    Raises :class:`HuiRegError` (exit 2) when no mail or several fit, or a file is too large.
    """
    original = _original(workspace, to)
    batch = []
    for raw in (_wrap(original, file) for file in files):
        sha256 = hashlib.sha256(raw).hexdigest()
        place = mails.attachment_to(original.sha256, sha256)
        batch.append((raw, Arrival(sha256, len(raw), original.received_at, original.received_basis, place)))
    with Keeper(workspace.blobs, workspace.database) as keeper:
        keeper.keep(batch)
    return original, keeper.fresh


def _original(workspace: Workspace, to: str) -> Message:
    with workspace.database.begin() as connection:
        found = mails.find(connection, to.lower()) if len(to) >= _SHORTEST else []
        message = mails.load_message(connection, found[0].sha256) if len(found) == 1 else None
    if message is None:
        many = "不止一封" if len(found) > 1 else "没有"
        raise HuiRegError(
            ExitCode.USAGE,
            f"{many}编号以 {to} 开头的邮件",
            f"邮件编号见审核表或 hui-reg status，至少写前 {_SHORTEST} 位。",
        )
    return message


_SHORTEST = 6


def _wrap(original: Message, file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise HuiRegError(
                ExitCode.USAGE, f"{file.name} 超过 {LARGEST // 1024 // 1024} MB", "请解压后把需要的文件分别补交。"
            )
        content = file.read_bytes()
    except OSError as error:
        raise HuiRegError(ExitCode.USAGE, f"无法读取 {file.name}：{error.strerror}", "请检查路径和权限。") from error
    mail = EmailMessage()
    if original.stamped_at is not None:  # it arrived when the mail did that it completes
        mail["Received"] = f"by hui-reg; {format_datetime(original.stamped_at)}"
    mail["From"] = formataddr((original.sender_name, original.sender_address or "unknown@invalid"))
    mail["Subject"] = original.subject
    mail["Date"] = format_datetime(original.sent_at or original.received_at)
    if original.message_id:
        mail["References"] = original.message_id
    mail.set_content("")
    main, _, sub = (mimetypes.guess_type(file.name)[0] or "application/octet-stream").partition("/")
    mail.add_attachment(content, maintype=main, subtype=sub, filename=file.name)
    mail.set_boundary(f"attached-{hashlib.sha256(content).hexdigest()[:32]}")  # the same file is the same mail
    return mail.as_bytes()
