"""One login a run, and a sentence that helps when it is refused: the server's own words, and what to do about them."""

import contextlib
import imaplib
import re

from imap_tools.errors import MailboxLoginError

from hui_reg import __version__
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.intake.mailbox.account import Account
from hui_reg.intake.mailbox.connection import Deadline, MailBox, capabilities, open_mailbox
from hui_reg.intake.mailbox.mailbox import Mailbox
from hui_reg.intake.mailbox.refusals import refusal, said


def log_in(account: Account, deadline: Deadline, largest: int) -> Mailbox:
    """Connect, verify, log in once, and say who we are where that is asked for.

    Raises :class:`HuiRegError`: exit 4 with the server's words and what they call for, or 3 for a bad CA file.
    """
    box = open_mailbox(account.host, account.port, account.ca_file, account.timeout, deadline, largest)
    try:
        _present_password(account, box)
        able = capabilities(box)  # logged in, a server often can more
        if "ID" in able:  # 163 demands it; elsewhere an ID nobody asked for may break the session
            with contextlib.suppress(imaplib.IMAP4.error):
                box.client.xatom("ID", f'("name" "hui-reg" "version" "{__version__}" "vendor" "hui-reg")')
        return Mailbox(account, box, able)
    except (MailboxLoginError, imaplib.IMAP4.error, OSError) as error:
        _hang_up(box)
        if isinstance(error, imaplib.IMAP4.abort | OSError):
            raise refusal(account.host, account.port, error) from error
        raise _refused(account, said(error)) from error
    except HuiRegError:
        _hang_up(box)
        raise


def _hang_up(box: MailBox) -> None:
    with contextlib.suppress(Exception):
        box.client.shutdown()


def _present_password(account: Account, box: MailBox) -> None:
    """LOGIN, or AUTHENTICATE PLAIN where LOGIN is disabled or can't carry the characters; nothing where both are."""
    able = frozenset(box.client.capabilities)
    plain = "AUTH=PLAIN" in able
    if "LOGINDISABLED" in able and not plain:
        offered = "、".join(sorted(word for word in able if word.startswith("AUTH="))) or "没有列出任何登录方式"
        raise _refused(account, f"LOGINDISABLED；{offered}", _OAUTH if "AUTH=XOAUTH2" in able else _DISABLED)
    ascii_only = account.user.isascii() and account.password.isascii()
    if ascii_only and "LOGINDISABLED" not in able:
        box.login(account.user, account.password, initial_folder=None)
    else:
        box.login_utf8(account.user, account.password, initial_folder=None)


_LIKELY = (
    "请依次检查：1. 填的是不是授权码（不是网页登录密码；改过密码后授权码会失效，须重新生成）；"
    "2. 网页版邮箱的设置里是否开启了 IMAP 服务；3. 是否登录过于频繁，若是请过 15 分钟再试。"
)
_DISABLED = "这个端口不接受密码登录：请核对服务器地址和端口（一般为 993），或请邮箱管理员开放 IMAP 密码登录。"
_OAUTH = (
    "这个邮箱只接受网页授权（OAuth）登录，本程序不能用：请邮箱管理员为这个账号开放 IMAP 密码或专用密码登录；"
    "或从邮箱导出邮件后用 hui-reg fetch --from 收取。"
)
_HOUSE = "请联系邮箱管理员或服务商；这期间到的邮件，恢复后照常收取。"
_SEVERAL = re.compile(r"[,，、;；].*?(?:\bor\b|或)", re.IGNORECASE)
"""A list of causes, of which the server doesn't say which it is."""
_LATER = "服务器暂时不能登录，请稍后再试；一直这样请联系邮箱服务商。"
_ADVICE: tuple[tuple[str, str, str], ...] = (
    (
        r"lock(?:ed|out)|锁定|冻结|suspended|blocked|封禁",
        "账号被锁定，暂时不让登录",
        "请按它说的时间等候（不要反复重试，会延长锁定），或在网页版邮箱里解锁；再核对授权码，并停掉用旧密码登录的程序。",
    ),
    (
        r"application-specific|app(?:lication)?[ -]?(?:specific )?password|专用密码|客户端密码",
        "要求使用专用密码（授权码）",
        "请在网页版邮箱的安全设置里生成应用专用密码（授权码），填进设置的 password 或 password_file。",
    ),
    (r"basic auth|oauth|modern auth|aadsts|xoauth2|bearer", "不接受密码登录", _OAUTH),
    (
        r"enable imap|imap (?:access|service)|imap[^.]{0,30}(?:disabled|not enabled|closed)|未开启|未开通|没有开启"
        r"|service is not open|not (?:been )?(?:opened|enabled|activated)",
        "没有开启 IMAP 服务",
        "请在网页版邮箱的设置里开启 IMAP 服务，并生成授权码（不是网页登录密码）填进设置。",
    ),
    (
        r"frequen|too many|limit|频繁|次数",
        "登录过于频繁，暂时不让登录",
        "请等 15 分钟以上再试，并把定时任务的间隔调到 10 分钟以上；同时开着的邮件客户端也算。",
    ),
    (
        r"白名单|允许登录的范围|异地登录|(?:ip|地址)[^，。]{0,12}(?:限制|不允许|禁止|not allowed)",
        "不让这台电脑（这个 IP）登录",
        "请在网页版邮箱的安全设置里放行本机的 IP，或请邮箱管理员把它加入白名单。",
    ),
    (
        r"续费|欠费|到期|停用|注销|离职|不存在|已满|overquota|no such user"
        r"|(?:account|user|mailbox) (?:is )?(?:disabled|not (?:exist|found))",
        "账号或邮箱服务现在不能用",
        _HOUSE,
    ),
    (
        r"expired|过期",
        "密码或授权码已过期",
        "请在网页版邮箱里改密码或重新生成授权码，再填进设置。",
    ),
    (
        r"web ?login|log ?in via|browser|网页登录|captcha|验证",
        "要求先在网页上登录",
        "请先在浏览器里登录一次网页版邮箱，按提示完成验证，再重新运行。",
    ),
    (r"unavailable|temporar|try (?:again )?later|busy|internal error|稍后|繁忙", "暂时不能登录", _LATER),
)


def _refused(account: Account, words: str, advice: str = "") -> HuiRegError:
    """A refused login: what it means as far as the words tell, the words themselves, and the remedy."""
    words = words.replace(account.password, "******") if len(account.password) > 3 else words
    meaning, hint = "", advice or _LIKELY
    if not advice:
        known = [(m, h) for pattern, m, h in _ADVICE if re.search(pattern, words, re.IGNORECASE)]
        if known and not (len(known) > 1 and _SEVERAL.search(words)):
            meaning, hint = known[0]
    because = f"：{meaning}" if meaning else ""
    told = f"（它说：“{words}”）" if words and words != "None" else "（它没有说原因）"
    return HuiRegError(ExitCode.MAILBOX, f"{account.host} 拒绝登录 {account.user}{because}{told}", hint)
