"""What is wrong with whole mails: not unpacked, left in a cloud, late, nothing in it."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from hui_reg.dossiers.items import reader_knows
from hui_reg.model import Assembly, CloudLink, File, FileReadings, Message, Problem, ProblemKind
from hui_reg.notation import resident_id
from hui_reg.notice import Notice
from hui_reg.vocabulary import Kind

_REPLY: Final = re.compile(r"^\s*(?:re|回复|答复|回覆)\s*[:：]", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_SPEAKS_OF_FILES: Final = re.compile(r"附件|附上|附后|随信|随邮件|详见附|见附|奉上|发给您|发送给|材料如下")
_NOT_MATERIAL: Final = frozenset({Kind.ROSTER, Kind.RECEIPT, Kind.SCORES})


def mail_problems(
    messages: Sequence[Message],
    files: Sequence[File],
    readings: Mapping[str, FileReadings],
    assembly: Assembly,
    notice: Notice,
) -> list[tuple[str, Problem]]:
    """Every problem of every mail, with the mail's SHA-256; mails in the order received, problems as they bear."""
    by_mail: dict[str, list[File]] = defaultdict(list)
    for file in files:
        by_mail[file.message].append(file)
    used = _used_mails(assembly)
    found: list[tuple[str, Problem]] = []
    for message in sorted(messages, key=lambda m: (m.received_at, m.sha256)):
        reads = {f.path: readings[f.sha256] for f in by_mail[message.sha256] if f.sha256 in readings}
        failed = {path for path, read in reads.items() if reader_knows(read)}
        own = [p for p in message.problems if p.kind is not ProblemKind.INCOMPLETE or p.path not in failed]
        problems = [*own, *map(_cloud_problem, message.cloud_links)]
        told = {problem.path for problem in own}
        problems += [p for p in _file_problems(by_mail[message.sha256], readings) if p.path not in told]
        if (
            not problems
            and message.sha256 not in used
            and not _needs_nothing(message, by_mail[message.sha256], readings)
        ):
            problems.append(Problem(kind=ProblemKind.NO_MATERIAL, detail=_nothing_in(message, by_mail[message.sha256])))
        if notice.is_late(message.received_at) and not _comes_later(by_mail[message.sha256], readings):
            problems.append(_late(message, notice))
        found += [(message.sha256, problem) for problem in dict.fromkeys(problems)]
    return found


def _used_mails(assembly: Assembly) -> set[str]:
    """Mails that brought something of someone, or something that may be of someone."""
    used = {e.file.message for d in assembly.dossiers for e in (*d.exhibits, *d.strangers)}
    used |= {leftover.file.message for d in assembly.dossiers for leftover in d.hinted}
    return used | {left.file.message for left in assembly.leftovers if left.kind is not None or left.candidates}


def _needs_nothing(message: Message, files: Sequence[File], readings: Mapping[str, FileReadings]) -> bool:
    """Whether it is a roster, receipts or scores, a reply without files that speaks of none, or volumes opened since:
    no material is due in it."""
    kinds = {r.kind for f in files if f.sha256 in readings for r in readings[f.sha256].readings}
    if kinds & _NOT_MATERIAL:
        return True
    if _own(message, files):
        return False
    is_reply = bool(message.in_reply_to or _REPLY.match(message.subject))
    return bool(message.volumes) or (is_reply and not _SPEAKS_OF_FILES.search(message.body))


def _own(message: Message, files: Sequence[File]) -> list[File]:
    """The files that were sent, without the pictures that only stand in the text."""
    return [file for file in files if file.path not in message.pasted]


def _nothing_in(message: Message, files: Sequence[File]) -> str:
    """Why nothing of the mail is anyone's material: what was sent is none, is promised, or stands in the text."""
    if own := _own(message, files):
        named = "、".join(file.path.rsplit("/", 1)[-1] for file in own[:3]) + ("等" if len(own) > 3 else "")
        return f"邮件里有 {len(own)} 个文件（{named}），没有认出任何人的报名材料，请打开核对"
    listed = len({number for number in _NUMBER.findall(message.body) if resident_id.is_valid(number)})
    if listed:
        return f"正文里写有 {listed} 个人的身份证号码，没有附件；名单请发件人用表格发来，材料请作为附件发送"
    if _SPEAKS_OF_FILES.search(message.body):
        return "正文说有附件，邮件里却没有，请联系发件人确认附件是否漏发"
    return "邮件里没有任何人的报名材料，请联系发件人确认附件是否漏发"


def _comes_later(files: Sequence[File], readings: Mapping[str, FileReadings]) -> bool:
    """Whether it holds only what comes after the deadline by nature: receipts, scores."""
    kinds = {r.kind for f in files if f.sha256 in readings for r in readings[f.sha256].readings}
    return bool(kinds) and kinds <= {Kind.RECEIPT, Kind.SCORES}


def _cloud_problem(link: CloudLink) -> Problem:
    about = [f"“{link.name}”" if link.name else "一个文件", f"在{link.provider}云端，没有随邮件发来"]
    if link.size:
        about.append(f"，大小{link.size}")
    if link.expires:
        about.append(f"，{link.expires}到期")
    return Problem(
        kind=ProblemKind.CLOUD_LINK,
        detail="".join(about) + "；请在到期前从邮箱网页下载，或请对方改用普通附件重发",
        path=link.name,
    )


def _file_problems(files: Sequence[File], readings: Mapping[str, FileReadings]) -> list[Problem]:
    """What could not be opened or read, by the file's path in this mail (its bytes may lie in other mails too)."""
    found = []
    for file in sorted(files, key=lambda f: f.path):
        read = readings.get(file.sha256)
        if read is not None and read.problem is not None:
            found.append(read.problem.model_copy(update={"path": file.path}))
    return found


def _late(message: Message, notice: Notice) -> Problem:
    received = message.received_at.astimezone(notice.tz)
    deadline = notice.registration.deadline
    return Problem(
        kind=ProblemKind.LATE,
        detail=f"邮件于{received:%Y-%m-%d %H:%M}收到，晚于报名截止日{deadline:%Y-%m-%d}",
    )
