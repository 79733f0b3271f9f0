"""One login a run, and a sentence that helps when it is refused."""

import contextlib
import imaplib
import re

from imap_tools.errors import MailboxLoginError

from hui_reg import __version__
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.intake.mailbox.connection import Deadline, capabilities, open_mailbox, refusal, said
from hui_reg.intake.mailbox.mailbox import Account, Mailbox


def log_in(account: Account, deadline: Deadline, largest: int) -> Mailbox:
    """Connect, verify, log in once, and say who we are where that is asked for.

    Raises :class:`HuiRegError`: exit 4 with the likely causes in order, or 3 for a bad CA file.
    """
    box = open_mailbox(account.host, account.port, account.ca_file, account.timeout, deadline, largest)
    try:
        if account.user.isascii() and account.password.isascii():
            box.login(account.user, account.password, initial_folder=None)
        else:
            box.login_utf8(account.user, account.password, initial_folder=None)
        if "ID" in capabilities(box):  # 163 demands it; elsewhere an ID nobody asked for may break the session
            with contextlib.suppress(imaplib.IMAP4.error):
                box.client.xatom("ID", f'("name" "hui-reg" "version" "{__version__}" "vendor" "hui-reg")')
        return Mailbox(account, box)
    except (MailboxLoginError, imaplib.IMAP4.error, OSError) as error:
        with contextlib.suppress(Exception):
            box.client.shutdown()
        if isinstance(error, imaplib.IMAP4.abort | OSError):
            raise refusal(account.host, account.port, error) from error
        raise _login_refused(account, said(error)) from error


def _login_refused(account: Account, words: str) -> HuiRegError:
    if re.search(r"frequen|too many|limit|频繁|次数", words, re.IGNORECASE):
        return HuiRegError(
            ExitCode.MAILBOX,
            f"{account.host} 说登录过于频繁，暂时不让登录",
            "请等 15 分钟以上再试，并把定时任务的间隔调到 10 分钟以上。",
        )
    return HuiRegError(
        ExitCode.MAILBOX,
        f"{account.host} 拒绝登录 {account.user}",
        "请依次检查：1. 填的是不是授权码（不是网页登录密码；改过密码后授权码会失效，须重新生成）；"
        "2. 网页版邮箱的设置里是否开启了 IMAP 服务；3. 是否登录过于频繁，若是请过 15 分钟再试。",
    )
