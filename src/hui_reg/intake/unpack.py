"""A raw mail to its message and its leaf files: one recursion through mails and archives, one budget for all levels.

Pure, and made to run inside the sandbox: it touches neither disk nor network. RAR takes a program, so a RAR comes
back ``sealed``; the caller has ``archives.rar`` repack it as a zip and takes the mail apart again with the result.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from hui_reg.intake.archives.budget import DEEPEST, Budget, Refused, damaged
from hui_reg.intake.archives.kinds import MAIL, OPENERS, RAR, container
from hui_reg.intake.automatic import automatic
from hui_reg.intake.body import referenced_pictures, visible_text
from hui_reg.intake.cloud import RECORD_HOSTS, cloud_links
from hui_reg.intake.links import is_at
from hui_reg.intake.message import Mail, read_mail
from hui_reg.intake.noise import is_logo, is_noise
from hui_reg.intake.purport import purport
from hui_reg.intake.stamps import stamped_at
from hui_reg.model import CloudLink, File, Message, Noun, Problem, ProblemKind, Sha256

UNPACK_VERSION = 2
"""Raised whenever the same mail would come apart differently: kept mails are then unpacked again."""


class Repacked(Noun):
    """What became of a sealed RAR: the bytes ``start:end`` behind the mail's, a zip; or why there are none."""

    sha256: Sha256
    start: int = 0
    end: int = 0
    refused: ProblemKind | None = None
    detail: str = ""


class Envelope(Noun):
    """What the mail's bytes don't tell: when it arrived and who says so.

    ``hosts`` are those that the notice names: a link to them is no attachment left in a cloud.
    ``size`` is set when repacked RARs follow the mail in the data: the mail is its first ``size`` bytes.
    """

    received_at: datetime
    received_basis: Literal["internaldate", "received_header", "date_header", "file_time"]
    size: int | None = None
    repacked: tuple[Repacked, ...] = ()
    hosts: tuple[str, ...] = RECORD_HOSTS


class Unpacked(Noun):
    """A mail taken apart. ``sealed``: hashes among the files of RARs that are still to be repacked."""

    message: Message
    files: tuple[File, ...] = ()
    sealed: tuple[Sha256, ...] = ()


def take_apart(data: bytes, envelope: Envelope) -> tuple[Unpacked, tuple[bytes, ...]]:
    """Take a mail apart; the blobs align with ``Unpacked.files``.

    Every leaf is a file, once for identical bytes; a container that can't be opened is a leaf with a problem.
    Nothing in the mail makes it raise.
    """
    raw = data if envelope.size is None else data[: envelope.size]
    sha256 = hashlib.sha256(raw).hexdigest()
    mail = _inside_signature(read_mail(raw))
    repacked = {repacked.sha256: repacked for repacked in envelope.repacked}
    collector = _Collector(data, repacked, Budget(mail=len(raw)))
    collector.mail(mail, "", 0)
    message = Message(
        sha256=sha256,
        received_at=envelope.received_at,
        received_basis=envelope.received_basis,
        subject=mail.subject,
        sender_name=mail.sender_name,
        sender_address=mail.sender_address,
        sent_at=mail.sent_at,
        stamped_at=stamped_at(mail),
        message_id=mail.message_id,
        in_reply_to=mail.in_reply_to,
        body=visible_text(mail),
        cloud_links=tuple(link for link in collector.links.values() if not is_at(link.url, envelope.hosts)),
        problems=tuple(collector.problems),
    )
    if known := automatic(mail):
        return Unpacked(message=known.marked(message)), ()
    if not (collector.leaves or message.cloud_links or collector.problems) and (told := purport(mail)):
        message = message.model_copy(update={"problems": (told,)})
    files = tuple(
        File(message=sha256, path=path, sha256=hash_, size=len(content))
        for hash_, (path, content) in collector.leaves.items()
    )
    return (
        Unpacked(message=message, files=files, sealed=tuple(collector.sealed)),
        tuple(content for _, content in collector.leaves.values()),
    )


def _inside_signature(mail: Mail) -> Mail:
    """An opaque S/MIME mail is what it signs, under its own headers."""
    if mail.plain or mail.html or len(mail.leaves) != 1:
        return mail
    (leaf,) = mail.leaves
    if container(leaf.data, leaf.name) != "p7m":
        return mail
    try:
        (signed,) = OPENERS["p7m"](leaf.data, Budget())
    except Refused:
        return mail  # named when the leaf is opened
    inner = read_mail(signed.data)
    return replace(mail, plain=inner.plain, html=inner.html, leaves=inner.leaves, refused=inner.refused)


@dataclass
class _Collector:
    """Gathers what comes out of one mail; ``leaves`` by hash, in the order found."""

    data: bytes
    repacked: dict[str, Repacked]
    budget: Budget = field(default_factory=Budget)
    leaves: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    links: dict[str, CloudLink] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    sealed: list[str] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)

    def mail(self, mail: Mail, folder: str, depth: int) -> None:
        """Everything in a mail whose own path is ``folder`` ('' for the mail itself)."""
        for link in cloud_links(mail):
            self.links.setdefault(link.url, link)
        for refused in mail.refused:
            self.problem(refused, folder.rstrip("/") or None)
        shown = referenced_pictures(mail)
        for leaf in mail.leaves:
            if leaf.content_id in shown and is_logo(leaf.data):
                continue
            try:
                self.budget.spend(len(leaf.data))
            except Refused as refused:
                self.problem(refused, folder + leaf.name)
                return
            if leaf.cut:
                self.problem(damaged(), folder + leaf.name)
            self.file(folder + leaf.name, leaf.data, depth, is_mail=leaf.mail)

    def file(self, path: str, data: bytes, depth: int, *, is_mail: bool = False) -> None:
        """One file at ``path``: noise, a container to open, or a leaf."""
        if is_noise(path):
            return
        name = path.rsplit("/", 1)[-1]
        kind = MAIL if is_mail else container(data, name)
        if kind is None:
            self.leaf(path, data)
        elif depth >= DEEPEST:
            self.leaf(path, data)
            limit = f"压缩包或邮件嵌套超过 {DEEPEST} 层，未展开；请直接发送原文件"
            self.problem(Refused(ProblemKind.TOO_LARGE, limit), path)
        elif kind == MAIL:
            self.mail(read_mail(data), f"{path}/", depth + 1)
        elif kind == RAR:
            self.rar(path, data, depth)
        else:
            self.container(path, data, kind, depth)

    def leaf(self, path: str, data: bytes) -> None:
        """A file that holds no others."""
        if not data:
            self.problem(Refused(ProblemKind.EMPTY, "文件是空的（0 字节）；请重新发送"), path)
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 not in self.leaves:
            self.leaves[sha256] = (self.unique(path), data)

    def container(self, path: str, data: bytes, kind: str, depth: int) -> None:
        """Open an archive; what can't be opened stays as a leaf, members refused are named."""
        refusals: dict[tuple[ProblemKind, str], list[str]] = {}
        try:
            for member in OPENERS[kind](data, self.budget):
                if member.refused is None:
                    self.file(f"{path}/{member.path}", member.data, depth + 1, is_mail=kind == "p7m")
                elif not is_noise(member.path):
                    refusals.setdefault((member.refused.kind, member.refused.detail), []).append(member.path)
        except Refused as refused:
            refusals[refused.kind, refused.detail] = []
        except (MemoryError, RecursionError):
            too_hard = damaged()
            refusals[too_hard.kind, too_hard.detail] = []
        if not refusals:
            return
        self.leaf(path, data)
        for (problem, detail), members in refusals.items():
            named = (
                f"{'、'.join(members[:3])}{f' 等 {len(members)} 个文件' if len(members) > 3 else ''}："
                if members
                else ""
            )
            self.problem(Refused(problem, named + detail), path)

    def rar(self, path: str, data: bytes, depth: int) -> None:
        """Open a RAR's repacked double, or leave the RAR sealed as a leaf."""
        sha256 = hashlib.sha256(data).hexdigest()
        found = self.repacked.get(sha256)
        if found is None:
            self.sealed.append(sha256)
            self.leaf(path, data)
        elif found.refused is not None:
            self.leaf(path, data)
            self.problem(Refused(found.refused, found.detail), path)
        if found is not None and found.end:
            self.container(path, self.data[found.start : found.end], "zip", depth)

    def problem(self, refused: Refused, path: str | None) -> None:
        self.problems.append(Problem(kind=refused.kind, detail=refused.detail, path=path))

    def unique(self, path: str) -> str:
        """The path, with a number before the extension when another file has it."""
        fresh = next(candidate for candidate in _numbered(path) if candidate not in self.paths)
        self.paths.add(fresh)
        return fresh


def _numbered(path: str) -> Iterator[str]:
    yield path
    folder, slash, name = path.rpartition("/")
    stem, dot, extension = name.rpartition(".")
    number = 2
    while True:
        yield f"{folder}{slash}{stem or extension}({number}){f'.{extension}' if dot and stem else ''}"
        number += 1
