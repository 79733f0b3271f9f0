"""Whose mailbox it is, and what becomes of a question the server doesn't answer as it should."""

import contextlib
import imaplib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from imap_tools.errors import ImapToolsError

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.intake.mailbox.bodies import Body
from hui_reg.intake.mailbox.connection import Overfull
from hui_reg.intake.mailbox.refusals import said


@dataclass(frozen=True)
class Account:
    """How to reach one mailbox. The password is never shown."""

    host: str
    user: str
    password: str = field(repr=False)
    port: int = 993
    ca_file: Path | None = None
    timeout: float = 60.0

    @property
    def key(self) -> str:
        """What sightings are recorded under."""
        return f"{self.user}@{self.host}"


class Lost(HuiRegError):
    """The connection broke while something was asked (exit 4); what was answered before is safe.

    ``salvaged``: mails that had come whole by then; ``overfull``: the answer was too long, and no mail is to blame.
    """

    def __init__(self, account: Account, cause: str) -> None:
        self.cause = cause
        self.salvaged: list[Body] = []
        self.overfull = False
        super().__init__(
            ExitCode.MAILBOX, f"与 {account.host} 的连接中断（{cause}）", "已完成的都已保存；请稍后再运行，会接着做。"
        )


@contextlib.contextmanager
def answers(account: Account) -> Iterator[None]:
    """Turn what breaks the connection into :class:`Lost`; what is refused or can't be understood into a sentence."""
    try:
        yield
    except imaplib.IMAP4.readonly as error:  # an abort to imaplib, though the connection is whole
        raise HuiRegError(
            ExitCode.MAILBOX,
            f"{account.host} 只让读这个文件夹，不能标记或移动邮件",
            "邮件都已收下。请把设置 after 改为 nothing，或请邮箱管理员给这个账号写的权限。",
        ) from error
    except (imaplib.IMAP4.abort, OSError) as error:
        lost = Lost(account, said(error) or type(error).__name__)
        lost.overfull = isinstance(error, Overfull) or isinstance(error.__context__, Overfull)  # imaplib wraps it
        raise lost from error
    except (imaplib.IMAP4.error, ImapToolsError) as error:
        raise HuiRegError(
            ExitCode.MAILBOX, f"{account.host} 拒绝了请求，它说：“{said(error)}”", "请稍后再试；已收到的邮件都已保存。"
        ) from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:  # imap_tools reading what isn't IMAP
        raise HuiRegError(
            ExitCode.MAILBOX,
            f"{account.host} 的回答不合 IMAP 协议，无法理解（{type(error).__name__}）",
            "请核对服务器地址；仍不行请联系邮箱服务商。已收到的邮件都已保存。",
        ) from error
