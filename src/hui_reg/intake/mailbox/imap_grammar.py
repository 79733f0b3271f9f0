"""One line of a server's answer told apart, as servers write it rather than as the standard does. Pure.

imaplib refuses a tagged ``OK`` without text, doubled blanks, small letters, a literal8 (``~{n}``), items that follow
outside the parentheses, and ends the session over any line it doesn't know. Each of these was seen in public.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

_STATUS = re.compile(rb"([A-Za-z]+)(?:[ \t]+(.*))?$", re.DOTALL)
_UNTAGGED = re.compile(rb"\*[ \t]+(?:(\d{1,18})[ \t]+)?([A-Za-z][A-Za-z0-9.-]*)(?:(?:[ \t]+|(?=\())(.*)|$)", re.DOTALL)
_LITERAL = re.compile(rb"~?\{(\d{1,18})\+?\}[ \t]*$")
_CODE = re.compile(rb"\[([A-Za-z0-9-]+)(?:[ \t]+([^\]]*))?\]")
_COUNTS = frozenset({"EXISTS", "RECENT", "EXPUNGE"})

COLLECTED = frozenset({"SEARCH", "FETCH", "LIST", "LSUB"})
"""Untagged answers that come in many lines and are kept, all of them, until they are asked for."""
LATEST = frozenset({"CAPABILITY", "FLAGS", "EXISTS", "RECENT", "STATUS", "BYE", "OK", "NO", "BAD", "PREAUTH", "ID"})
"""Untagged answers of which the newest is kept. All others are read over: nothing here asks for them."""


@dataclass(frozen=True)
class Line:
    """One line. ``word`` in upper case (``OK``, ``FETCH``); ``data`` what follows it, a message's number in front.

    ``tag`` for ``tagged``; ``stray`` is a line that begins like none: what goes on after an answer that seemed closed.
    """

    kind: Literal["tagged", "untagged", "go_on", "stray"]
    word: str = ""
    data: bytes = b""
    tag: bytes = b""


def tell(line: bytes, tags: Container[bytes]) -> Line:
    """What a line is; ``tags`` are the commands that wait for their end."""
    first, _, rest = line.partition(b" ")
    if first in tags and (status := _STATUS.match(rest.strip())):
        return Line("tagged", status[1].decode("ascii").upper(), status[2] or b"", first)
    if match := _UNTAGGED.match(line):
        word, data = match[2].decode("ascii").upper(), match[3] or b""
        if match[1] is None:
            return Line("untagged", word, data)
        return Line("untagged", word, match[1] if word in _COUNTS else match[1] + b" " + data)
    if line.startswith(b"+"):
        return Line("go_on", data=line[1:].strip())
    return Line("stray", data=line)


def announced(data: bytes) -> int | None:
    """The bytes of the literal that a line ends by announcing, or None."""
    match = _LITERAL.search(data[-40:])
    return int(match[1]) if match else None


def response_code(data: bytes) -> tuple[str, bytes] | None:
    """The bracketed code that a status begins with: ``[UIDVALIDITY 7]``."""
    match = _CODE.match(data.lstrip())
    return (match[1].decode("ascii").upper(), match[2] or b"") if match else None


def number(value: object) -> int | None:
    """A number of at most 18 digits, or None: a longer one means nothing and costs time to read."""
    return int(value) if isinstance(value, bytes) and value.isdigit() and len(value) < 19 else None
