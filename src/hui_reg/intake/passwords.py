"""Passwords that a mail's own text tells, for archives of that mail. Never guessed, never tried unasked. Pure."""

import re

from hui_reg.model import Problem, ProblemKind

_TOLD = re.compile(
    r"(?:解压|压缩包?|文件|附件|打开|提取|zip|rar|7z)?(?:密码|口令|password|passwd|pwd)(?:都|均|统一)?\s*"
    r"(?:是|为|设为|[:：=])+\s*[“\"'「【(（]?\s*([\x21-\x7e]{3,64}?)(?=[”\"'」】)）]?(?:[\s，。；、,;]|$|[\u4e00-\u9fff]))",
    re.IGNORECASE,
)
_OF_LINKS = re.compile(r"(?:提取|访问|取件|登录|邮箱)\s*(?:密码|码|口令)")
_ADVICE = (
    "压缩包设有密码，正文里写有密码：请用它解压后运行 hui-reg fetch --attach 补交；"
    "也可以运行 hui-reg fetch --to 邮件编号 --password-from-body，由程序用正文里的密码打开"
)


def told(body: str) -> tuple[str, ...]:
    """The passwords for files that the text tells, in order, each once."""
    found = [
        match[1].strip()
        for match in _TOLD.finditer(body)
        if not _OF_LINKS.search(body[max(0, match.start() - 3) : match.end()])
    ]
    return tuple(dict.fromkeys(found))


def with_password(problem: Problem, body: str) -> Problem:
    """The problem of a locked archive, pointing to the password where the mail's text tells one."""
    if problem.kind is not ProblemKind.ENCRYPTED or "压缩包" not in problem.detail or not told(body):
        return problem
    members, colon, _ = problem.detail.rpartition("：压缩包")
    return problem.model_copy(update={"detail": f"{members}{'：' if colon else ''}{_ADVICE}"})
