"""Passwords that a mail's own text tells, for archives of that mail. Never guessed, never tried unasked. Pure."""

import re
from collections.abc import Sequence

from hui_reg.model import Message, Problem, ProblemKind

_TOLD = re.compile(
    r"(?:密码|口令|解压码|打开码|(?<![A-Za-z0-9])(?:password|passwd|pwd))(?:都|均|统一)?\s*(?:是|为|设为|[:：=])*\s*[“\"'「【(（]?\s*"
    r"((?:(?<=[:：“「])[\u4e00-\u9fff]{1,4})?[\x21-\x7e]{3,64}?)(?=[”\"'」】)）]?(?:[\s，。；、,;]|$|[\u4e00-\u9fff]))",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(r"(?:提取|访问|取件|登录|登陆|邮箱|网盘|链接|分享)的?\s*$")
"""What a password is for that opens no file."""
_ADVICE = (
    "压缩包设有密码，正文里写有密码：请用它解压后运行 hui-reg fetch --attach 补交；"
    "也可以运行 hui-reg fetch --to 邮件编号 --password-from-body，由程序用正文里的密码打开"
)
_ELSEWHERE = (
    "压缩包设有密码，同一发件人的另一封邮件“{subject}”里写有密码：请运行 hui-reg fetch --to 邮件编号"
    " --password-from-body，由程序用那个密码打开；也可以解压后用 hui-reg fetch --attach 补交"
)


def told(body: str) -> tuple[str, ...]:
    """The passwords for files that the text tells, in order, each once."""
    found = [match[1] for match in _TOLD.finditer(body) if not _OF_OTHERS.search(body[: match.start()][-8:])]
    return tuple(dict.fromkeys(found))


def with_password(problem: Problem, body: str) -> Problem:
    """The problem of a locked archive, pointing to the password where the mail's text tells one."""
    return _pointing(problem, _ADVICE) if _is_locked(problem) and told(body) else problem


def with_password_elsewhere(problem: Problem, message: Message, tellers: Sequence[Message]) -> Problem:
    """The same, where its sender told the password in another mail, one of ``tellers``."""
    if not _is_locked(problem) or problem.ours:
        return problem
    others = told_by(message, tellers)
    return _pointing(problem, _ELSEWHERE.format(subject=others[0].subject or "无主题")) if others else problem


def told_by(message: Message, messages: Sequence[Message]) -> list[Message]:
    """The other mails of a mail's sender that tell a password, those that came nearest to it first."""
    tellers = [
        other
        for other in messages
        if message.sender_address
        and other.sender_address.lower() == message.sender_address.lower()
        and other.sha256 != message.sha256
        and tells(other)
    ]
    return sorted(tellers, key=lambda other: (abs(other.received_at - message.received_at), other.sha256))


def tells(message: Message) -> tuple[str, ...]:
    """The passwords that a mail tells, in its subject or its text."""
    return told(f"{message.subject}\n{message.words}")


def _is_locked(problem: Problem) -> bool:
    return problem.kind is ProblemKind.ENCRYPTED and "压缩包" in problem.detail


def _pointing(problem: Problem, advice: str) -> Problem:
    members, colon, _ = problem.detail.rpartition("：压缩包")
    return problem.model_copy(update={"detail": f"{members}{'：' if colon else ''}{advice}", "ours": True})
