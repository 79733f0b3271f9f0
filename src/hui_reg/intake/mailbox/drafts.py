"""Letters put into a mailbox's folder of drafts, for a person to look at and send; nothing here sends."""

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.intake.mailbox.account import answers
from hui_reg.intake.mailbox.mailbox import Mailbox

_AT_ONCE = 50
_USUAL = ("drafts", "draft", "草稿箱", "草稿", "inbox.drafts")


def find_drafts(mailbox: Mailbox, wanted: str = "") -> str:
    """The folder of drafts: the one ``wanted``, the one the server marks as such, or one of a usual name.

    Raises :class:`HuiRegError` (exit 4) naming the folders that exist.
    """
    with answers(mailbox.account):
        found = {info.name: {flag.lower() for flag in info.flags} for info in mailbox._box.folder.list()}
    marked = [name for name, flags in found.items() if "\\drafts" in flags]
    usual = [name for name in found if name.lower() in _USUAL]
    for name in [wanted] if wanted else [*marked, *usual]:
        if name in found:
            return name
    raise HuiRegError(
        ExitCode.MAILBOX,
        f"邮箱里找不到草稿箱“{wanted}”" if wanted else "邮箱里找不到草稿箱",
        f"请在 hui-reg.toml 的 [mailbox] 写 drafts。现有的文件夹：{'、'.join(sorted(found)[:50])}",
    )


def identifiers_in(mailbox: Mailbox, folder: str) -> set[str]:
    """The Message-IDs of all that lies in a folder. Headers are read: searches for a header are unreliable."""
    with answers(mailbox.account):
        mailbox._box.folder.set(folder, readonly=True)
        mails = mailbox._box.fetch("ALL", mark_seen=False, headers_only=True, bulk=_AT_ONCE)
        return {str(mail.obj.get("Message-ID", "")).strip() for mail in mails}


def append_draft(mailbox: Mailbox, mail: bytes, folder: str) -> None:
    """Put a mail into a folder as a draft."""
    with answers(mailbox.account):
        mailbox._box.append(mail, folder, flag_set=("\\Draft", "\\Seen"))
