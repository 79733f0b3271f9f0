"""What of a mail is no file for itself: pieces of archives and mails, letters handed on, links, what was skipped."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict


class Volume(BaseModel):
    """A file that is one piece of an archive or mail cut into several. ``number`` counts from 1, in some rows from 0.

    ``title`` is what the whole is called, ``group`` what its pieces have in common. ``last`` says whether no piece
    follows, ``total`` how many pieces there are, ``total_bytes`` how long the whole is; None: this piece doesn't tell.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    title: str
    group: str
    number: int
    last: bool | None = None
    total: int | None = None
    total_bytes: int | None = None


class Enclosed(BaseModel):
    """A letter that a mail hands on: a mail attached to it, at ``path``, or one quoted in its text (``path`` empty).

    Like all headers, whom it names as its sender is a claim: here the forwarder's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str = ""
    subject: str
    sender_name: str
    sender_address: str
    body: str


class Skipped(BaseModel):
    """What came with a mail and is no file, counted: a logo, a system's leftovers, a signature."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    size: int
    reason: str


def missing(pieces: Sequence[tuple[Volume, int]]) -> tuple[int, ...]:
    """The numbers that are missing among these pieces of one whole, each with its size; () when it is all there.

    Where nothing tells which piece is the last, the first that is shorter than the one before it is.
    """
    sizes = {volume.number: size for volume, size in pieces}
    ends = [volume.total or (volume.number if volume.last else 0) for volume, _ in pieces]
    top, first = max(*sizes, *ends), min(1, *sizes)
    if gaps := tuple(number for number in range(first, top + 1) if number not in sizes):
        return gaps
    total_bytes = next((v.total_bytes for v, _ in pieces if v.total_bytes is not None), None)
    if total_bytes is not None:
        return () if sum(sizes.values()) >= total_bytes else (top + 1,)
    if any(ends):
        return ()
    known = any(volume.last is False for volume, _ in pieces if volume.number == top)
    shorter = top > first and sizes[top] < sizes[top - 1]
    return () if shorter and not known else (top + 1,)


class CloudLink(BaseModel):
    """Something that lies on a server: only its link came with the mail. ``code`` opens it, ``advice`` is for staff."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    provider: str
    url: str
    name: str | None = None
    size: str | None = None
    expires: str | None = None
    code: str | None = None
    advice: str = ""
