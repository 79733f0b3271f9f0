"""Each mailbox: its certificate, the login, what the server can do in words, its folders, how far back it shows."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from hui_reg.desk.checkup.check import Check, guarded
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode

if TYPE_CHECKING:
    from hui_reg.intake.mailbox.mailbox import Mailbox
    from hui_reg.settings import MailboxSettings

_SOON = 14
"""Days before a certificate's end at which it is worth a word."""
_ABILITIES: Final = (
    ("MOVE", "能直接移动邮件", "移动邮件要先复制再删除"),
    ("UIDPLUS", "", "不能只清除指定的邮件，移动后原件会留着删除标记"),
    ("SPECIAL-USE", "标明哪个是草稿箱", ""),
    ("ID", "要求程序报上名称（会报）", ""),
)
"""A capability; what it is good for to us; what its absence means."""


def mailboxes(workspace: Workspace) -> Iterator[Check]:
    """Every mailbox of the settings, each by itself."""
    boxes = workspace.settings.mailboxes()
    if not boxes:
        advice = "要从邮箱收取，请运行 hui-reg init 或在 hui-reg.toml 的 [mailbox] 填写。"
        yield Check("邮箱", "warn", "没有设置邮箱，只能用 fetch --from 从文件夹收取", advice, "没有设置")
    for name, box in boxes.items():

        def look(_: Workspace, name: str = name, box: "MailboxSettings" = box) -> Iterator[Check]:
            return _look_at(name, box, workspace.settings.intake.largest_mail_mib)

        yield from guarded(f"邮箱 {name}", ExitCode.MAILBOX, look, workspace)


def _look_at(name: str, box: "MailboxSettings", largest_mib: int) -> Iterator[Check]:
    from hui_reg.desk.receiving import account_of
    from hui_reg.intake.mailbox.connection import Deadline
    from hui_reg.intake.mailbox.login import log_in

    mailbox = log_in(account_of(box), Deadline(120), largest_mib * 1024 * 1024)
    try:
        yield _certificate(name, box, *mailbox.certificate)
        yield Check(f"邮箱 {name}", "ok", f"{box.user} 登录成功", public="登录成功")
        able = _abilities(mailbox.capabilities)
        yield Check(f"邮箱 {name} 的服务器", "ok", able, public=" ".join(sorted(mailbox.capabilities)))
        counts = {folder: mailbox.count(folder) for folder in mailbox.folders()}
        listed = "，".join(f"{folder} {'?' if count is None else count} 封" for folder, count in counts.items())
        unread = [folder for folder, count in counts.items() if count and folder not in box.folders]
        advice = f"不收取{'、'.join(unread)}；里面有报名邮件的，请写进设置 folders。" if unread else ""
        yield Check(
            f"邮箱 {name} 的文件夹", "ok", listed, advice, f"{len(counts)} 个文件夹，{len(unread)} 个有邮件而不收取"
        )
        for folder in box.folders:
            yield _oldest(name, mailbox, folder)
    finally:
        mailbox.close()


def _certificate(name: str, box: "MailboxSettings", issuer: str, until: datetime | None) -> Check:
    title, by = f"邮箱 {name} 的证书", f"，由 {issuer} 签发" if issuer else ""
    if until is None:
        return Check(title, "ok", f"{box.host} 的证书可信{by}", public="可信")
    days = (until - datetime.now(UTC)).days
    told = f"{box.host} 的证书可信{by}，有效到 {until:%Y-%m-%d}"
    advice = "快到期了；到期后会拒绝登录，请提醒邮箱服务商。"
    return Check(title, "warn" if days < _SOON else "ok", told, advice if days < _SOON else "", f"可信，还有 {days} 天")


def _abilities(capabilities: frozenset[str]) -> str:
    """What the server can do, in words, as far as it matters to us."""
    told = [has if name in capabilities else lacks for name, has, lacks in _ABILITIES]
    return "；".join(word for word in told if word) or "只有最基本的功能，够用"


def _oldest(name: str, mailbox: "Mailbox", folder_name: str) -> Check:
    from hui_reg.desk.mail_round import is_windowed

    title = f"邮箱 {name} 的 {folder_name}"
    folder = mailbox.select(folder_name)
    first = next(iter(mailbox.listing(mailbox.uids(folder)[:1])), None)
    if first is None or first.received_at is None:
        return Check(title, "ok", "没有邮件", public="没有邮件")
    detail = f"{folder.exists} 封，第一封是 {first.received_at:%Y-%m-%d} 的"
    if is_windowed(first.received_at):
        advice = "可能只看得到最近 30 天，请在网页版邮箱设置里把收取范围改为“全部”。"
        return Check(title, "warn", detail, advice, detail)
    return Check(title, "ok", detail, public=detail)
