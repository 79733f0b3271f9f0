"""What is wrong with mails and concerns no applicant, for their senders to mend: decided here, for letters and ledger.

Files that nobody could be found for, archives that can't be opened, volumes that are missing, mails without the files
they speak of, links in the place of files. What the office itself couldn't do is nobody's to mend; a picture that only
stands in a mail's text is nothing to ask about.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from hui_reg.history.requests import Loose
from hui_reg.intake.passwords import tells
from hui_reg.intake.purport import TAKEN_OUT
from hui_reg.model import Assessment, CloudLink, Leftover, Message, Problem, ProblemKind, Purport
from hui_reg.review.wants import plain

_TO_SEND_AGAIN: Final = frozenset(
    (
        ProblemKind.ENCRYPTED,
        ProblemKind.DAMAGED,
        ProblemKind.INCOMPLETE,
        ProblemKind.VOLUME,
        ProblemKind.BOMB,
        ProblemKind.TOO_LARGE,
    )
)
"""What whoever sent it must send again, in another way."""
_TO_NAME: Final = frozenset((ProblemKind.UNSUPPORTED, ProblemKind.EMPTY))
"""What may as well be nothing: asked for only where there is something else to write about."""


class Sort(StrEnum):
    """What is to be done about it."""

    NAME = "name"
    """Say whose it is, or what for."""
    AGAIN = "again"
    """Send it again, so that it can be opened."""
    ATTACH = "attach"
    """Send it as an attachment: only a link came."""


@dataclass(frozen=True)
class Found:
    """A thing that is wrong now, what is to be done about it, and its line in a letter. ``path``: the file meant;
    ``file``: the SHA-256 of what is nobody's."""

    thing: Loose
    sort: Sort
    line: str
    path: str | None = None
    file: str = ""
    in_part: bool = False
    """Whether some of the mail never came, of which a rule speaks to those whose papers it brings."""


def wrong(
    messages: Iterable[Message], leftovers: Sequence[Leftover], problems: Sequence[tuple[str, Problem]]
) -> list[Found]:
    """All that is wrong with these mails, each thing once in the mails of one sender, in the order received."""
    files: dict[str, list[Leftover]] = {}
    for leftover in leftovers:
        files.setdefault(leftover.file.message, []).append(leftover)
    whole: dict[str, list[Problem]] = {}
    for sha256, problem in problems:
        whole.setdefault(sha256, []).append(problem)
    found: dict[str, Found] = {}
    for message in sorted(messages, key=lambda m: m.received_at):
        if not message.automatic:
            for one in _of_mail(message, files.get(message.sha256, ()), whole.get(message.sha256, ())):
                found.setdefault(one.thing.key, one)
    return list(found.values())


def unspoken(found: Iterable[Found], members: Iterable[Assessment]) -> list[Found]:
    """Those of which no finding about any of these people speaks: what is theirs is asked for there."""
    dossiers = [member.dossier for member in members]
    hinted = {left.file.sha256 for dossier in dossiers for left in dossier.hinted}
    held = {(exhibit.file.message, exhibit.file.path) for dossier in dossiers for exhibit in dossier.exhibits}
    bringing = {mail for mail, _ in held}
    return [
        one
        for one in found
        if one.file not in hinted
        and (one.thing.mail, one.path) not in held
        and not (one.in_part and one.thing.mail in bringing)
    ]


def _of_mail(message: Message, leftovers: Sequence[Leftover], problems: Sequence[Problem]) -> Iterator[Found]:
    for left in leftovers:
        if left.file.path not in message.pasted:
            yield from _of_file_left(message, left)
    places = {left.file.path for left in leftovers}
    for problem in problems:
        if problem.kind is ProblemKind.NO_MATERIAL:
            sent = [left for left in leftovers if left.file.path not in message.pasted]
            if (asked := _without_files(message, problem)) and not sent:
                yield _found(Sort.AGAIN, _thing(message, asked, problem.kind, message.sha256))
        elif problem.path not in places and (sort := _sort(problem)):
            asked = f"{plain(problem.path) if problem.path else _named(message)}（{_to_sender(problem.detail)}）"
            same = _of_volumes(message, problem.path) or (problem.kind, message.sha256, problem.path or "")
            one = _found(sort, _thing(message, asked, *same), problem.path)
            yield replace(one, in_part=problem.kind is ProblemKind.INCOMPLETE)
    for link in message.cloud_links:
        yield _in_cloud(link, message)


def _of_file_left(message: Message, left: Leftover) -> Iterator[Found]:
    """A file of a mail that is nobody's."""
    if sort := _sort(left.problem):
        told = left.problem.detail if left.problem else left.reason
        asked = f"{plain(left.file.path)}（{_to_sender(told)}）"
        same = _of_volumes(message, left.file.path) or ("file", left.file.sha256)
        yield replace(_found(sort, _thing(message, asked, *same), left.file.path), file=left.file.sha256)


def _in_cloud(link: CloudLink, message: Message) -> Found:
    name, provider, url = (plain(text or "") for text in (link.name, link.provider, link.url))
    code = f"，提取码 {link.code}" if link.code else ""
    known = f"{name}（{provider}，只有链接）" if name else f"{provider}的链接 {url}"
    thing = _thing(message, known, "link", link.url)
    return Found(thing, Sort.ATTACH, f"   · {name or '（没有写文件名）'}（{provider}：{url}{code}）")


def _found(sort: Sort, thing: Loose, path: str | None = None) -> Found:
    return Found(thing, sort, f"   · {thing.asked}", path)


def _sort(problem: Problem | None) -> Sort | None:
    """What is to be done about a file that is nobody's; None where that is the office's own business."""
    if problem is None:
        return Sort.NAME
    if problem.ours:
        return None
    return Sort.AGAIN if problem.kind in _TO_SEND_AGAIN else Sort.NAME if problem.kind in _TO_NAME else None


def _without_files(message: Message, problem: Problem) -> str:
    """What is asked of the sender of a mail without files: by what became of them. Nothing of a question, a password,
    papers that come another way."""
    if problem.detail.startswith(TAKEN_OUT):
        return f"{_named(message)}的{TAKEN_OUT}，不是漏发：请换一种格式，或用 zip 打包后重新发送"
    if tells(message):
        return ""
    if message.purport is Purport.LIST:
        return f"{_named(message)}正文里写有名单，但没有附件，请把每个人的材料作附件发来"
    if message.purport is Purport.PAPERS:
        return f"{_named(message)}说有材料，但没有任何附件，请把材料作附件重新发来"
    return ""


def _to_sender(detail: str) -> str:
    """A problem as its sender should read it: without what only the office can do."""
    clauses = [clause for clause in re.split(r"(?<=[；。，])", plain(detail)) if "hui-reg" not in clause]
    return re.sub(r"请(?:让)?(?:发件人|对方|单位)(?=[^，。；]{2})", "请", "".join(clauses)).rstrip("；。，：")


def _thing(message: Message, asked: str, *same: str) -> Loose:
    """A thing asked about a mail. ``same``: what tells it from any other from this sender, whatever mail brings it."""
    sender = message.sender_address.lower() or message.sender_name
    key = hashlib.sha256("\0".join((sender, *same)).encode()).hexdigest()[:32]
    return Loose(key, message.sha256, asked, is_file=same[0] in ("file", ProblemKind.VOLUME))


def _of_volumes(message: Message, path: str | None) -> tuple[str, ...]:
    """What the volumes of one archive have in common; nothing for what is no volume."""
    group = next((volume.group for volume in message.volumes if volume.path == path), "")
    return (ProblemKind.VOLUME, group) if group else ()


def _named(message: Message) -> str:
    """``7月4日来信“报名材料”``."""
    return f"{message.received_at.month}月{message.received_at.day}日来信“{plain(message.subject)}”"
