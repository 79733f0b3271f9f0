"""What comes out of one mail, gathered: every byte ends as a leaf, a leaf with a problem, or a counted skip. Pure."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hui_reg.intake.archives import strangers
from hui_reg.intake.archives.budget import DEEPEST, Budget, Member, Refused, cut_off, damaged, nothing_inside
from hui_reg.intake.archives.kinds import MAIL, MSG, OPENERS, PROGRAM, RAR, TNEF, container
from hui_reg.intake.archives.objects import office_objects
from hui_reg.intake.archives.outlook import read_msg, read_tnef
from hui_reg.intake.archives.pdfs import attached_files
from hui_reg.intake.archives.pieces import is_rar, joined, volume_of
from hui_reg.intake.archives.sfx import payload
from hui_reg.intake.archives.zips import end_record
from hui_reg.intake.body import referenced_pictures, visible_text
from hui_reg.intake.cloud import cloud_links, links_in_file
from hui_reg.intake.envelope import Repacked
from hui_reg.intake.magic import cut_short
from hui_reg.intake.message import Mail, read_mail
from hui_reg.intake.noise import is_logo, noise
from hui_reg.intake.parts import Leaf
from hui_reg.intake.quoting.forwards import letters_of, split_forward
from hui_reg.model import CloudLink, Problem, ProblemKind
from hui_reg.volumes import Enclosed, Skipped, Volume, missing

_OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_TEXT = "正文.txt"


@dataclass
class Collector:
    """Gathers what comes out of one mail; ``leaves`` by path, in the order found.

    ``sealed``: RARs still to be repacked, by the hashes of their volumes; ``repacked``: those done, by the first hash.
    """

    data: bytes
    repacked: dict[str, Repacked]
    budget: Budget = field(default_factory=Budget)
    leaves: dict[str, bytes] = field(default_factory=dict)
    links: dict[str, CloudLink] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    sealed: list[tuple[str, ...]] = field(default_factory=list)
    pasted: list[str] = field(default_factory=list)
    volumes: list[Volume] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    enclosed: list[Enclosed] = field(default_factory=list)
    _shelf: dict[tuple[str, str], list[tuple[Volume, bytes, int]]] = field(default_factory=dict)
    text: str = ""
    own_words: str = ""

    def root(self, mail: Mail) -> None:
        """Everything in the mail itself, and what its volumes make together; its text, or that of a mail joined."""
        self._own(mail)
        self.mail(mail, "", 0)
        while self._shelf:
            self._join(*self._shelf.popitem())

    def _own(self, mail: Mail) -> None:
        self.text = visible_text(mail)
        self.own_words, letters = split_forward(mail)
        self.enclosed += letters

    def mail(self, mail: Mail, folder: str, depth: int) -> None:
        """Everything in a mail whose own path is ``folder`` ('' for the mail itself)."""
        for link in cloud_links(mail):
            self.links.setdefault(link.url, link)
        for refused in mail.refused:
            self.problem(refused, folder.rstrip("/") or None)
        for skip in mail.skipped:
            self.skip(folder + skip.path, skip.size, skip.reason)
        shown = referenced_pictures(mail)
        for leaf in mail.leaves:
            try:
                self.budget.spend(len(leaf.data))
            except Refused as refused:
                self.problem(refused, folder + leaf.name)
                return
            self._leaf_of_mail(leaf, folder, depth, shown=leaf.shown or leaf.content_id in shown)
        if folder:
            self._text_of(mail, folder)

    def _leaf_of_mail(self, leaf: Leaf, folder: str, depth: int, *, shown: bool) -> None:
        path = folder + leaf.name
        if shown and is_logo(leaf.data):
            self.skip(path, len(leaf.data), "签名图标")
            return
        if leaf.fragment is not None:
            piece = leaf.fragment
            volume = Volume(
                path=f"{path}.{piece.number:03}",
                title=leaf.name,
                group=f"partial:{piece.group}",
                number=piece.number,
                total=piece.total or None,
                last=None if not piece.total else piece.number == piece.total,
            )
            self._shelve(volume, folder, leaf.data, depth)
            return
        locked = leaf.trouble is not None and leaf.trouble.kind is ProblemKind.ENCRYPTED  # by the addressee's key
        if leaf.trouble is not None:
            self.problem(leaf.trouble, self.leaf(path, leaf.data) if locked else path)
        if not locked:
            before = len(self.leaves)
            self.file(path, leaf.data, depth, is_mail=leaf.mail)
            if shown:
                self.pasted += list(self.leaves)[before:]

    def _text_of(self, mail: Mail, folder: str) -> None:
        """The text of a mail inside the mail: a file where nothing else came with it, else counted."""
        text = visible_text(mail)
        if not text:
            if not mail.leaves and not mail.refused:
                self.problem(Refused(ProblemKind.EMPTY, "附带的邮件里没有附件，也没有正文"), folder.rstrip("/"))
            return
        if mail.leaves:
            self.skip(folder + _TEXT, len(text.encode()), "附带邮件的正文")
        elif _squeezed(text) in _squeezed(self.text):
            self.skip(folder + _TEXT, len(text.encode()), "与邮件正文相同")
        else:
            self.leaf(folder + _TEXT, text.encode())

    def file(self, path: str, data: bytes, depth: int, *, is_mail: bool = False, whole: bool = False) -> None:
        """One file at ``path``: noise, a piece of something (unless ``whole``), a container to open, or a leaf."""
        if reason := noise(path, data):
            self.skip(path, len(data), reason)
            return
        name = path.rsplit("/", 1)[-1]
        if not whole and not is_mail and (volume := volume_of(path, data)) is not None:
            self._shelve(volume, path[: -len(name)], data, depth)
            return
        kind = MAIL if is_mail else container(data, name)
        if kind is None:
            self._document(self.leaf(path, data), data, depth)
        elif depth >= DEEPEST:
            limit = f"压缩包或邮件嵌套超过 {DEEPEST} 层，未展开；请直接发送原文件"
            self.problem(Refused(ProblemKind.TOO_LARGE, limit), self.leaf(path, data))
        elif kind == PROGRAM:
            self.file(path, payload(data) or b"", depth, whole=True)
        elif kind in (MAIL, MSG, TNEF):
            self._inner_mail(path, data, kind, depth)
        elif kind == RAR:
            self._rar(path, [data], depth)
        else:
            self.container(path, data, OPENERS[kind](data, self.budget), depth)

    def leaf(self, path: str, data: bytes) -> str:
        """A file that holds no others; the path under which it is kept."""
        path = self.unique(path)
        self.leaves[path] = data
        if not data:
            self.problem(Refused(ProblemKind.EMPTY, "文件是空的（0 字节）；请重新发送"), path)
        return path

    def _document(self, path: str, data: bytes, depth: int) -> None:
        """What is known of a leaf by its bytes, and the files inside a document."""
        name = path.rsplit("/", 1)[-1]
        for link in links_in_file(name, data):
            self.links.setdefault(link.url, link)
        refused = strangers.named(data, name)
        if refused is None and (cut_short(data) or (data.startswith(_OFFICE[0]) and end_record(data) is None)):
            refused = cut_off()
        if refused is not None and not any(problem.path == path for problem in self.problems):
            self.problem(refused, path)
        if depth < DEEPEST:
            if data.startswith(_OFFICE):
                self._members(path, office_objects(data, self.budget), depth)
            else:
                self._members(path, attached_files(data, self.budget), depth)

    def _inner_mail(self, path: str, data: bytes, kind: str, depth: int) -> None:
        try:
            read = {MAIL: read_mail, MSG: read_msg, TNEF: read_tnef}[kind]
            mail = read(data)
        except Refused as refused:
            self.problem(refused, self.leaf(path, data))
            return
        taken = {letter.path for letter in self.enclosed}
        path = next(candidate for candidate in _numbered(path) if candidate not in taken)
        self.enclosed += letters_of(mail, path)
        self.mail(mail, f"{path}/", depth + 1)

    def container(self, path: str, data: bytes, members: Iterable[Member], depth: int) -> None:
        """Open an archive; what can't be opened stays as a leaf, members refused are named."""
        if (refusals := self._members(path, members, depth)) is not None:
            kept = self.leaf(path, data)
            for refused in refusals:
                self.problem(refused, kept)

    def _members(self, path: str, members: Iterable[Member], depth: int) -> list[Refused] | None:
        """Take the members in. What was refused, in one sentence each; None where nothing was and something came."""
        refusals: dict[tuple[ProblemKind, str], list[str]] = {}
        came = 0
        try:
            for member in members:
                came += not noise(f"{path}/{member.path}", member.data)
                if member.refused is None:
                    self.file(f"{path}/{member.path}", member.data, depth + 1, is_mail=member.mail)
                elif not noise(member.path, b""):
                    refusals.setdefault((member.refused.kind, member.refused.detail), []).append(member.path)
        except Refused as refused:
            refusals[refused.kind, refused.detail] = []
        except (MemoryError, RecursionError):
            too_hard = damaged()
            refusals[too_hard.kind, too_hard.detail] = []
        if not refusals and came:
            return None
        if not refusals:
            return [nothing_inside()]
        return [Refused(kind, _listed(members) + detail) for (kind, detail), members in refusals.items()]

    def _rar(self, path: str, volumes: list[bytes], depth: int) -> None:
        """Open a RAR's repacked double, or leave its volumes sealed as leaves."""
        hashes = tuple(hashlib.sha256(volume).hexdigest() for volume in volumes)
        found = self.repacked.get(hashes[0])
        if found is not None and found.end:
            zipped = self.data[found.start : found.end]
            refusals = self._members(path, OPENERS["zip"](zipped, self.budget), depth)
            if refusals is None:
                return
        else:
            refusals = [] if found is None or found.refused is None else [Refused(found.refused, found.detail)]
        kept = [self.leaf(path if len(volumes) == 1 else f"{path}.{n:03}", v) for n, v in enumerate(volumes, 1)]
        if found is None:
            self.sealed.append(hashes)
        for refused in refusals:
            self.problem(refused, kept[0])

    def _shelve(self, volume: Volume, folder: str, data: bytes, depth: int) -> None:
        self._shelf.setdefault((folder, volume.group), []).append((volume, data, depth))

    def _join(self, key: tuple[str, str], pieces: list[tuple[Volume, bytes, int]]) -> None:
        """Open what complete volumes make together; keep incomplete ones as what they are."""
        by_number = {volume.number: (volume, data, depth) for volume, data, depth in reversed(pieces)}
        ordered = [by_number[number] for number in sorted(by_number)]
        for volume, data, _ in pieces:
            if by_number[volume.number][1] is not data:
                self._keep(volume, data)
        if missing([(volume, len(data)) for volume, data, _ in ordered]):
            for volume, data, _ in ordered:
                self._keep(volume, data)
            return
        first, _, depth = ordered[0]
        path, volumes = key[0] + first.title, [data for _, data, _ in ordered]
        if is_rar(volumes[0]):
            self._rar(path, volumes, depth)
            return
        for volume, data, _ in ordered:
            self.skip(volume.path, len(data), f"分卷，已合并为“{first.title}”")
        whole = joined(volumes)
        is_mail = first.group.startswith("partial:")
        if is_mail and not self.text:
            self._own(read_mail(whole))
        self.file(path, whole, depth, is_mail=is_mail and depth < DEEPEST, whole=True)

    def _keep(self, volume: Volume, data: bytes) -> None:
        kept = self.leaf(volume.path, data)
        self.volumes.append(volume.model_copy(update={"path": kept}))

    def problem(self, refused: Refused, path: str | None) -> None:
        self.problems.append(Problem(kind=refused.kind, detail=refused.detail, path=path))

    def skip(self, path: str, size: int, reason: str) -> None:
        self.skipped.append(Skipped(path=path, size=size, reason=reason))

    def unique(self, path: str) -> str:
        """The path, with a number before the extension when another file has it."""
        return next(candidate for candidate in _numbered(path) if candidate not in self.leaves)


def _listed(members: list[str]) -> str:
    more = f" 等 {len(members)} 个文件" if len(members) > 3 else ""
    return f"{'、'.join(members[:3])}{more}：" if members else ""


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _numbered(path: str) -> Iterator[str]:
    yield path
    folder, slash, name = path.rpartition("/")
    stem, dot, extension = name.rpartition(".")
    number = 2
    while True:
        yield f"{folder}{slash}{stem or extension}({number}){f'.{extension}' if dot and stem else ''}"
        number += 1
