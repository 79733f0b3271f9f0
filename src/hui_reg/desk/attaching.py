"""A file that came outside the mail (downloaded from a cloud link by hand), kept as a mail of our own making.

The raw mail stays the truth: the file is wrapped into one that carries the sender and the arrival of the mail it
belongs to, recorded under it, and taken apart like any other.
"""

import hashlib
import mimetypes
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from pathlib import Path

from hui_reg import durable
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode, HuiRegError, spoken
from hui_reg.intake import passwords
from hui_reg.intake.archives.budget import Refused
from hui_reg.intake.archives.rar import repack
from hui_reg.intake.archives.unlocking import Passwords, Unlocked, unlock
from hui_reg.model import Message, ProblemKind
from hui_reg.sandbox import program
from hui_reg.sandbox.pool import Job, Limits, Sandbox
from hui_reg.store import handed_in, mails
from hui_reg.store.keeper import Keeper
from hui_reg.store.mails import Arrival, Sighting

_MOST_PASSWORDS = 20
LARGEST = 200 * 1024 * 1024


def attach(
    workspace: Workspace, files: tuple[Path, ...], to: str, *, password_from_body: bool = False
) -> tuple[Message, int]:
    """Keep files as handed in later for the mail whose hash begins with ``to``; that mail, and how many were new.

    ``password_from_body``: locked archives, those in the mail itself where no files are given, are opened with the
    password that its text tells, or another mail of its sender. Raises :class:`HuiRegError` (exit 2) when no mail or
    several fit, a file is too large, or no password opens it.
    """
    original = _original(workspace, to)
    contents = [(file.name, _read(file)) for file in files]
    if password_from_body:
        contents = _unlocked(workspace, original, contents or _locked(workspace, original))
    batch = []
    for raw in (_wrap(original, name, content) for name, content in contents):
        sha256 = hashlib.sha256(raw).hexdigest()
        place = Sighting(handed_in.ATTACHED, original.sha256, 0, int(sha256[:15], 16))
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
            f"邮件编号见审核表的“未归档文件”页，或运行 hui-reg show 姓名；至少写前 {_SHORTEST} 位。",
        )
    return message


_SHORTEST = 6


def _locked(workspace: Workspace, original: Message) -> list[tuple[str, bytes]]:
    """The locked archives of a mail, by name."""
    paths = {problem.path for problem in original.problems if problem.kind is ProblemKind.ENCRYPTED}
    with workspace.database.begin() as connection:
        files = [file for file in mails.load_files(connection, original.sha256) if file.path in paths]
    return [(file.path.rsplit("/", 1)[-1], workspace.blobs.get(file.sha256)) for file in files]


def _unlocked(
    workspace: Workspace, original: Message, contents: Sequence[tuple[str, bytes]]
) -> list[tuple[str, bytes]]:
    told = _passwords(workspace, original)
    if not told or not contents:
        lacking = "正文里没有找到密码，同一发件人的别的邮件里也没有" if contents else "里没有设密码的压缩包"
        raise HuiRegError(
            ExitCode.USAGE, f"邮件“{original.subject}”{lacking}", "请用密码解压后，用 --attach 补交其中的文件。"
        )
    opened = []
    limits = Limits(workspace.settings.intake.seconds, workspace.settings.reading.memory_mib)
    with Sandbox(1, limits) as sandbox:
        for name, data in contents:
            plain = _with_password(sandbox, data, told)
            if plain is None:
                hint = "请核对密码，解压后用 --attach 补交其中的文件。"
                raise HuiRegError(ExitCode.USAGE, f"用邮件里写的密码打不开 {name}", hint)
            opened.append((name, plain))
    return opened


def _passwords(workspace: Workspace, original: Message) -> tuple[str, ...]:
    """What the mail itself tells; then what other mails of its sender do, the nearest first."""
    with workspace.database.begin() as connection:
        others = passwords.told_by(original, mails.load_messages(connection, all_or_none=False))
    found = [password for message in (original, *others) for password in passwords.tells(message)]
    return tuple(dict.fromkeys(found))[:_MOST_PASSWORDS]


def _with_password(sandbox: Sandbox, data: bytes, told: Sequence[str]) -> bytes | None:
    """The archive as a plain zip; None when no password opens it."""
    if data.startswith(b"Rar!"):
        for password in told:
            try:
                return repack([data], program.launcher, password)
            except Refused:
                continue
        return None
    done = next(sandbox.run(unlock, Unlocked, [Job("archive", lambda: data, Passwords(told=tuple(told)))]))
    return done.blobs[0] if done.document is not None and done.document.opened else None


def _read(file: Path) -> bytes:
    try:
        if durable.regular(file).stat().st_size > LARGEST:
            raise HuiRegError(
                ExitCode.USAGE, f"{file.name} 超过 {LARGEST // 1024 // 1024} MB", "请解压后把需要的文件分别补交。"
            )
        return file.read_bytes()
    except OSError as error:
        raise HuiRegError(ExitCode.USAGE, f"无法读取 {file.name}：{spoken(error)}", "请检查路径和权限。") from error


def _wrap(original: Message, name: str, content: bytes) -> bytes:
    mail = EmailMessage()
    if original.stamped_at is not None:  # it arrived when the mail did that it completes
        mail["Received"] = f"by hui-reg; {format_datetime(original.stamped_at)}"
    mail["From"] = formataddr((original.sender_name, original.sender_address or "unknown@invalid"))
    mail["Subject"] = original.subject
    mail["Date"] = format_datetime(original.sent_at or original.received_at)
    if original.message_id:
        mail["References"] = original.message_id
    mail.set_content("")
    main, _, sub = (mimetypes.guess_type(name)[0] or "application/octet-stream").partition("/")
    mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    mail.set_boundary(f"attached-{hashlib.sha256(content).hexdigest()[:32]}")  # the same file is the same mail
    return mail.as_bytes()
