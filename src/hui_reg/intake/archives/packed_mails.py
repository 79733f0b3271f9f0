"""The mails in an archive that lies on the disk, opened behind the walls of a worker."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from hui_reg.intake.archives.budget import DEEPEST, Budget, Member, Refused
from hui_reg.intake.archives.mailfiles import HEAD, looks_like_mail
from hui_reg.intake.noise import noise
from hui_reg.model import Noun

_OPENED = ("zip", "tar", "gzip", "xz", "bzip2")


class Asked(Noun):
    """An archive's name."""

    name: str


class Opened(Noun):
    """What an archive holds: the mails' paths, in the order of the blobs that go along; what is refused, and why; what
    is no mail. ``problem``: why it can't be opened at all."""

    mails: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    others: tuple[str, ...] = ()
    problem: str = ""


Opener = Callable[[str, bytes], tuple[Opened, tuple[bytes, ...]]]
"""Opens an archive by its name and bytes, behind the walls of a worker."""


def prepare() -> None:
    """Load what the stage needs, before any bytes from outside are seen."""
    from hui_reg.intake.archives import kinds, sevenzip

    assert kinds and sevenzip


def mails_in(data: bytes, asked: Asked) -> tuple[Opened, tuple[bytes, ...]]:
    """The mails in a zip, as webmail exports them, or what Linux packs: a stage for the sandbox."""
    try:
        members = list(_members(Member(asked.name, data), Budget(), DEEPEST))
    except Refused as refused:
        return Opened(problem=refused.detail), ()
    whole = [member for member in members if member.refused is None]
    mails = [m for m in whole if looks_like_mail(m.data[:HEAD], m.path.rsplit("/", 1)[-1])]
    told = Opened(
        mails=tuple(member.path for member in mails),
        refused=tuple((member.path, member.refused.detail) for member in members if member.refused is not None),
        others=tuple(member.path for member in whole if member not in mails),
    )
    return told, tuple(member.data for member in mails)


def are_its_mails(opened: Opened, blobs: tuple[bytes, ...]) -> bool:
    """Whether that can be what :func:`mails_in` answers."""
    return len(opened.mails) == len(blobs)


def _members(archive: Member, budget: Budget, depth: int, folder: str = "") -> Iterator[Member]:
    """What is in an archive, and in those inside it, ``depth`` levels of them. Raises :class:`Refused` for itself."""
    from hui_reg.intake.archives.kinds import OPENERS, container  # what opens archives is loaded only for one

    kind = container(archive.data, archive.path)
    for member in OPENERS[kind](archive.data, budget) if kind is not None and kind in _OPENED else ():
        path = f"{folder}/{member.path}"
        if noise(member.path, b""):
            continue
        if member.refused is not None or not depth or container(member.data, member.path) not in _OPENED:
            yield replace(member, path=path)
            continue
        try:
            yield from _members(member, budget, depth - 1, path)
        except Refused as refused:
            yield Member(path, b"", refused)
