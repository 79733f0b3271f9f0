"""Passwords that a mail's own text tells, for archives of that mail. Never guessed, never tried unasked. Pure."""

import re

from hui_reg.model import Problem, ProblemKind

_TOLD = re.compile(
    r"(?:密码|口令|解压码|打开码|password|passwd|pwd)(?:都|均|统一)?\s*(?:是|为|设为|[:：=])*\s*[“\"'「【(（]?\s*"
    r"((?:(?<=[:：“「])[\u4e00-\u9fff]{1,4})?[\x21-\x7e]{3,64}?)(?=[”\"'」】)）]?(?:[\s，。；、,;]|$|[\u4e00-\u9fff]))",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(r"(?:提取|访问|取件|登录|登陆|邮箱|网盘|链接|分享)的?\s*$")
"""What a password is for that opens no file."""
_ADVICE = (
    "压缩包设有密码，正文里写有密码：请用它解压后运行 hui-reg fetch --attach 补交；"
    "也可以运行 hui-reg fetch --to 邮件编号 --password-from-body，由程序用正文里的密码打开"
)


def told(body: str) -> tuple[str, ...]:
    """The passwords for files that the text tells, in order, each once."""
    found = [match[1] for match in _TOLD.finditer(body) if not _OF_OTHERS.search(body[: match.start()][-8:])]
    return tuple(dict.fromkeys(found))


def with_password(problem: Problem, body: str) -> Problem:
    """The problem of a locked archive, pointing to the password where the mail's text tells one."""
    if problem.kind is not ProblemKind.ENCRYPTED or "压缩包" not in problem.detail or not told(body):
        return problem
    members, colon, _ = problem.detail.rpartition("：压缩包")
    return problem.model_copy(update={"detail": f"{members}{'：' if colon else ''}{_ADVICE}", "ours": True})
