"""What is to be told of whole mails: not unpacked, left in a cloud, early, late, automatic, bounced, nothing in it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from hui_reg.dossiers.items import reader_knows
from hui_reg.intake.passwords import with_password_elsewhere
from hui_reg.model import (
    Assembly,
    CloudLink,
    Dossier,
    File,
    FileReadings,
    Leftover,
    Message,
    Problem,
    ProblemKind,
    Purport,
)
from hui_reg.notation.arrivals import doubt, is_early
from hui_reg.notation.iso_dates import shown, shown_moment
from hui_reg.notice import Notice
from hui_reg.vocabulary import Fact, Kind

_NOT_MATERIAL: Final = frozenset({Kind.ROSTER, Kind.RECEIPT, Kind.SCORES})


@dataclass(frozen=True)
class Term:
    """What decides until when somebody's papers are in time."""

    began_in_time: bool
    extended_to: date | None

    @classmethod
    def of(cls, dossier: Dossier, notice: Notice) -> "Term":
        began = any(not notice.is_late(exhibit.received_at) for exhibit in dossier.exhibits)
        return cls(began, dossier.extended_to)


@dataclass(frozen=True)
class Bearing:
    """What became of the mails. ``used``: those that brought something of someone, or that may be of someone;
    ``bringing``: by mail, the terms of those whose papers it brings; ``sending``: by address, the terms of those of
    whom mail came from there; ``units``: the unit that an address belongs to."""

    used: Collection[str] = ()
    bringing: Mapping[str, Sequence[Term]] = field(default_factory=dict)
    sending: Mapping[str, Sequence[Term]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, assembly: Assembly, notice: Notice) -> "Bearing":
        """What an assembly of all mails made of them."""
        bringing: dict[str, list[Term]] = defaultdict(list)
        sending: dict[str, list[Term]] = defaultdict(list)
        units: dict[str, str] = {}
        for dossier in assembly.dossiers:
            term = Term.of(dossier, notice)
            for mail in brought_in(dossier):
                bringing[mail].append(term)
            for address in senders_of(dossier):
                sending[address].append(term)
                units[address] = max(dossier.unit, units.get(address, ""))
        used = {mail for dossier in assembly.dossiers for mail in used_in(dossier)}
        used |= {left.file.message for left in assembly.leftovers if may_be_someones(left)}
        return cls(used, bringing, sending, units)


def brought_in(dossier: Dossier) -> set[str]:
    """The mails that brought the person's papers."""
    return {exhibit.file.message for exhibit in dossier.exhibits}


def used_in(dossier: Dossier) -> set[str]:
    """The mails that brought something of the person, or that may be."""
    strange = {exhibit.file.message for exhibit in dossier.strangers}
    return brought_in(dossier) | strange | {leftover.file.message for leftover in dossier.hinted}


def senders_of(dossier: Dossier) -> set[str]:
    """The addresses, as written, that mails of the person came from."""
    return {message.sender_address for message in dossier.messages if message.sender_address}


def may_be_someones(leftover: Leftover) -> bool:
    return leftover.kind is not None or bool(leftover.candidates)


def mail_problems(
    messages: Sequence[Message],
    files: Sequence[File],
    readings: Mapping[str, FileReadings],
    bearing: Bearing,
    notice: Notice,
    tellers: Sequence[Message] | None = None,
) -> list[tuple[str, Problem]]:
    """Every problem of every mail, with the mail's SHA-256; mails in the order received, problems as they bear.

    ``tellers``: all mails of those who sent a locked archive; None: they are among ``messages``.
    """
    by_mail: dict[str, list[File]] = defaultdict(list)
    for file in files:
        by_mail[file.message].append(file)
    found: list[tuple[str, Problem]] = []
    for message in sorted(messages, key=lambda m: (m.received_at, m.sha256)):
        if message.automatic:
            found += [(message.sha256, _with_units(problem, message, bearing.units)) for problem in message.problems]
            continue
        if is_early(message, notice.opens_at()):
            found.append((message.sha256, _early(message, notice)))
            continue
        own = by_mail[message.sha256]
        reads = {f.path: readings[f.sha256] for f in own if f.sha256 in readings}
        failed = {path for path, read in reads.items() if reader_knows(read)}
        known = [p for p in message.problems if p.kind is not ProblemKind.INCOMPLETE or p.path not in failed]
        known = [
            with_password_elsewhere(problem, message, messages if tellers is None else tellers) for problem in known
        ]
        problems = [*known, *(cloud_problem(link, message) for link in message.cloud_links)]
        told = {problem.path for problem in known}
        problems += [p for p in _file_problems(own, readings) if p.path not in told]
        if not problems and message.sha256 not in bearing.used and not _needs_nothing(message, own, readings):
            problems.append(_nothing_found(message, own))
        until = _accepted_until(message, bearing, notice)
        if message.received_at >= until and not _comes_later(own, readings):
            problems.append(_late(message, notice, until))
        found += [(message.sha256, problem) for problem in dict.fromkeys(problems)]
    return found


def _accepted_until(message: Message, bearing: Bearing, notice: Notice) -> datetime:
    """The first moment that is late for a mail: the earliest of those whose papers it brings; where it brings
    nobody's, that of the people whom its sender registered."""
    bringing = bearing.bringing.get(message.sha256, ())
    known = bearing.sending.get(message.sender_address, ()) if message.sender_address else ()
    ends = [
        notice.accepts_until(began_in_time=term.began_in_time, extended_to=term.extended_to)
        for term in bringing or known
    ]
    return min(ends) if bringing else max(ends, default=notice.closes_at())


def _with_units(problem: Problem, message: Message, units: Mapping[str, str]) -> Problem:
    """A bounce with the unit whose address it names."""
    detail = problem.detail
    for address in message.undelivered:
        if address in units:
            detail = detail.replace(address, f"{units[address]}（{address}）", 1)
    return problem.model_copy(update={"detail": detail})


def _nothing_found(message: Message, files: Sequence[File]) -> Problem:
    """Why nothing of the mail is anyone's material. What a mail without files says was told when it was taken apart."""
    if own := _own(message, files):
        named = "、".join(file.path.rsplit("/", 1)[-1] for file in own[:3]) + ("等" if len(own) > 3 else "")
        detail = f"邮件里有 {len(own)} 个文件（{named}），没有认出任何人的报名材料，请看“未归档文件”"
    else:
        detail = "邮件没有附件，也没有认出任何人的报名材料，请看一眼是否需要处理"
    return Problem(kind=ProblemKind.NO_MATERIAL, detail=detail)


def _needs_nothing(message: Message, files: Sequence[File], readings: Mapping[str, FileReadings]) -> bool:
    """Whether it is a roster, receipts or scores, what staff said is nothing, an answer without files that speaks of
    none, or volumes opened since: no material is due in it."""
    told = [r for f in files if f.sha256 in readings for r in readings[f.sha256].readings]
    kinds = {r.kind for r in told}
    if kinds & _NOT_MATERIAL or any(r.facts.get(Fact.NO_MATERIAL) for r in told):
        return True
    if _own(message, files):
        return False
    return bool(message.volumes) or message.purport is Purport.ANSWER


def _own(message: Message, files: Sequence[File]) -> list[File]:
    """The files that were sent, without the pictures that only stand in the text."""
    return [file for file in files if file.path not in message.pasted]


def _comes_later(files: Sequence[File], readings: Mapping[str, FileReadings]) -> bool:
    """Whether it holds only what comes after the deadline by nature: receipts, scores."""
    kinds = {r.kind for f in files if f.sha256 in readings for r in readings[f.sha256].readings}
    return bool(kinds) and kinds <= {Kind.RECEIPT, Kind.SCORES}


def cloud_problem(link: CloudLink, message: Message) -> Problem:
    """What lies in a cloud, as a sentence with all that is needed to get it."""
    about = [f"“{link.name}”" if link.name else "有文件", f"在{link.provider}，没有随邮件发来：链接 {link.url}"]
    if link.code:
        about.append(f"，提取码 {link.code}")
    if link.size:
        about.append(f"，大小 {link.size}")
    if link.expires:
        about.append(f"，{_until(link.expires)}")
    attach = f"下载后用 hui-reg fetch --attach 文件 --to {message.sha256[:12]} 补入"
    return Problem(kind=ProblemKind.CLOUD_LINK, detail=f"{''.join(about)}；{link.advice}；{attach}", path=link.name)


def _until(expires: str) -> str:
    if expires.endswith("天"):
        return f"{expires}内有效"
    return f"{expires}到期" if expires[0].isdigit() else expires


def _file_problems(files: Sequence[File], readings: Mapping[str, FileReadings]) -> list[Problem]:
    """What could not be opened or read, by the file's path in this mail (its bytes may lie in other mails too)."""
    found = []
    for file in sorted(files, key=lambda f: f.path):
        read = readings.get(file.sha256)
        if read is not None and read.problem is not None:
            found.append(read.problem.model_copy(update={"path": file.path}))
    return found


def _early(message: Message, notice: Notice) -> Problem:
    received = message.received_at.astimezone(notice.tz)
    detail = (
        f"邮件于{shown_moment(received)}收到，早于报名开始日{shown(notice.registration.opens)}，没有登记任何人；"
        "是以前批次的就不必处理，是这一批的请对方重发，或把 notice.toml 的 registration.opens 改早后重新审核"
    )
    return Problem(kind=ProblemKind.EARLY, detail=detail)


def _late(message: Message, notice: Notice, until: datetime) -> Problem:
    """``until``: the moment from which on it is late, past the term for corrections where that holds."""
    last = (until - timedelta(seconds=1)).astimezone(notice.tz)
    term = "报名截止日" if until == notice.closes_at() else "补正期限"
    deadline = shown(last.date())
    if unsure := doubt(message, until, notice.tz):
        detail = f"不能确定是否逾期：{unsure}，{term}是{deadline}，请核对"
        return Problem(kind=ProblemKind.ARRIVAL_UNSURE, detail=detail)
    received = message.received_at.astimezone(notice.tz)
    detail = f"邮件于{shown_moment(received)}收到，晚于{term}{deadline}"
    return Problem(kind=ProblemKind.LATE, detail=detail)
