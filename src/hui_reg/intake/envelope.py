"""What goes with a mail to whoever takes it apart, and what comes back: the nouns alone, so that a run which finds
nothing new need not load what opens archives."""

from datetime import datetime
from typing import Final, Literal

from hui_reg.model import File, Message, Noun, ProblemKind, Sha256

UNPACK_VERSION = 9
"""Raised whenever the same mail would come apart differently: kept mails are then unpacked again."""
RECORD_HOSTS: Final = ("www.chsi.com.cn",)
"""Where education records lie; a notice may name others."""


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
    received_basis: Literal["internaldate", "received_header", "date_header", "file_time", "on_paper"]
    size: int | None = None
    repacked: tuple[Repacked, ...] = ()
    hosts: tuple[str, ...] = RECORD_HOSTS


class Unpacked(Noun):
    """A mail taken apart. ``sealed``: RARs that are still to be repacked, each by the hashes of its volumes."""

    message: Message
    files: tuple[File, ...] = ()
    sealed: tuple[tuple[Sha256, ...], ...] = ()
