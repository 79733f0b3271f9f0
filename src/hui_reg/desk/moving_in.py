"""A workspace set up: its files written where none are yet, its mailbox's secret kept, its login tried."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from hui_reg import durable, notice, settings
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.settings import MailboxSettings, secrets, template

SECRET_FILE = "mailbox.secret"  # noqa: S105  the name of a file
_SECONDS = 60


def notices() -> dict[str, str]:
    """The notices that come along: number and title, by id."""
    return {name: f"{told.number} {told.title}" for name in notice.shipped_ids() for told in [_shipped(name)]}


def _shipped(name: str) -> notice.Notice:
    return notice.parse(notice.shipped(name), name)


def write_files(root: Path, notice_text: str, values: Mapping[str, str | int | bool] | str) -> dict[Path, bool]:
    """Write settings (the template with these values, or a whole text) and notice; whether each was written, or stood
    there already and was left alone."""
    told = values if isinstance(values, str) else template.filled(values)
    files = {root / settings.FILE_NAME: told, root / "notice.toml": notice_text}
    try:
        return {path: _write_new(path, text) for path, text in files.items()}
    except PermissionError as error:
        raise HuiRegError(
            ExitCode.STORE, f"没有权限在 {root.absolute()} 里写文件", "请换一个文件夹，例如“文档”下面的。"
        ) from error


def _write_new(path: Path, text: str) -> bool:
    durable.folder(path.parent)
    try:
        durable.create(path, text.encode(), synced=True)
    except FileExistsError:
        return False
    return True


def keep_secret(root: Path, box: MailboxSettings, secret: str, *, in_keyring: bool) -> str:
    """Keep a mailbox's authorisation code; where it is now, in words. Raises :class:`HuiRegError` (exit 3)."""
    if in_keyring:
        secrets.into_keyring(box.host, box.user, secret)
        return "系统钥匙串"
    path = box.password_file or root / SECRET_FILE
    secrets.write_file(path, secret)
    return str(path.absolute())


def try_login(box: MailboxSettings, secret: str) -> str:
    """Log in once and look at the inbox; what was seen, as a sentence. Raises :class:`HuiRegError` (exit 3 or 4)."""
    from hui_reg.desk.mail_round import is_windowed
    from hui_reg.intake.mailbox.account import Account
    from hui_reg.intake.mailbox.connection import Deadline
    from hui_reg.intake.mailbox.login import log_in

    account = Account(box.host, box.user, secret, box.port, box.ca_file, min(box.timeout_seconds, _SECONDS))
    mailbox = log_in(account, Deadline(_SECONDS), 1 << 20)
    try:
        folder = mailbox.select(box.folders[0])
        first = next(iter(mailbox.listing(mailbox.uids(folder)[:1])), None)
    finally:
        mailbox.close()
    oldest: datetime | None = first.received_at if first else None
    since = f"，第一封是 {oldest:%Y-%m-%d} 的" if oldest else ""
    advice = "。第一封正好是一个月前：请把网页版邮箱的收取范围改为“全部”" if oldest and is_windowed(oldest) else ""
    return f"{box.user} 登录成功，{folder.name} 有 {folder.exists} 封邮件{since}{advice}"
