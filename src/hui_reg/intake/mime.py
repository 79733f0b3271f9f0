"""A mail's structure by the standard library, which raises on nothing; headers and contents as they are. Pure.

Nearly all lines of a mail are base64, none of them can be a header, a blank or a boundary, and the parser takes its
time for each: long runs of them are set aside while it works.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message as MimePart
from email.policy import Policy, compat32

from hui_reg.intake.boundaries import aligned, announced_by

_RUN = re.compile(rb"^(?:[A-Za-z0-9+/]{48,}={0,2}\r?\n){8,}", re.MULTILINE)
_BOM = re.compile(rb"^(--[^\r\n]+\r?\n)\xef\xbb\xbf(?=[!-9;-~]{1,76}:)", re.MULTILINE)
"""An editor's mark between a boundary and the headers below it, which would hide them."""
_MOST_ALIGNED = 3
"""Times a mail is looked through for boundaries: one that is mended may show a part that has others."""
_MARK = re.compile(rb"\x00(\d+)\x00")


class Folded:
    """A mail's bytes as ``data``, each run of base64 replaced by a line that no mail holds; :meth:`unfolded` puts back
    those of any part of it."""

    def __init__(self, data: bytes) -> None:
        self._runs: list[bytes] = []
        self.data = data if b"\x00" in data else _RUN.sub(self._fold, data)
        if b"\n\xef\xbb\xbf" in self.data:
            self.data = _BOM.sub(rb"\1", self.data)

    def unfolded(self, data: bytes) -> bytes:
        """A piece of ``self.data`` as it was."""
        return _MARK.sub(lambda mark: self._runs[int(mark[1])], data) if self._runs else data

    def _fold(self, run: re.Match[bytes]) -> bytes:
        lines = run[0]
        body = lines.rstrip(b"\r\n")  # the last line's end may belong to the boundary below
        self._runs.append(body)
        return b"\x00%d\x00" % (len(self._runs) - 1) + lines[len(body) :]


class Part(MimePart):
    """A part whose attached mail stays bytes: it is taken apart in its turn, base64 or not. ``folded``: what the
    parser was spared."""

    folded: Folded | None = None

    def get_content_maintype(self) -> str:
        """What the parser asks before it goes into an attached mail."""
        maintype = super().get_content_maintype()
        return "mail" if maintype == "message" else maintype


def parse(data: bytes) -> MimePart:
    """The structure of a mail or a part."""
    folded = Folded(data)

    def part(*, policy: Policy) -> Part:
        made = Part(policy)
        made.folded = folded
        return made

    for _ in range(_MOST_ALIGNED):
        root = message_from_bytes(folded.data, part, policy=compat32)  # type: ignore[arg-type]  # it is given its policy
        if (data := aligned(folded.data, announced_by(root))) == folded.data:
            break
        folded.data = data
    return root


def raw_header(part: MimePart, name: str) -> bytes:
    """The first header of that name as raw bytes, b'' if there is none."""
    wanted = name.lower()
    return next((_raw(value) for key, value in part.raw_items() if key.lower() == wanted), b"")


def raw_headers(part: MimePart) -> Iterator[tuple[str, bytes]]:
    """Every header in order: its name in lower case and its raw bytes."""
    return ((key.lower(), _raw(value)) for key, value in part.raw_items())


def _raw(value: object) -> bytes:
    text = str(value)
    escaped = text.isascii() or any("\udc80" <= c <= "\udcff" for c in text)
    return text.encode("ascii" if escaped else "utf-8", "surrogateescape")


def payload_of(part: MimePart) -> bytes:
    """What a part holds, as it stands in the mail: transfer encodings and attached mails untouched."""
    payload = part._payload  # type: ignore[attr-defined]  # get_payload() decodes what is to stay bytes
    if isinstance(payload, list):  # the parser makes a mail of each block of a delivery status
        payload = b"\n".join(bytes(block) for block in payload)
    elif isinstance(payload, str):
        payload = payload.encode("ascii", "surrogateescape")
    else:
        return b""
    return _unfolded(part, payload)


def around(part: MimePart) -> tuple[bytes, bytes]:
    """What stands before the first boundary of a multipart, and behind its last."""
    before, behind = (str(text or "").encode("ascii", "surrogateescape") for text in (part.preamble, part.epilogue))
    return _unfolded(part, before), _unfolded(part, behind)


def _unfolded(part: MimePart, data: bytes) -> bytes:
    folded = part.folded if isinstance(part, Part) else None
    return folded.unfolded(data) if folded else data
