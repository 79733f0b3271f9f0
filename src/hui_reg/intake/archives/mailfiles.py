"""Files that hold whole mails: Apple Mail's .emlx, and mbox, whatever it is called; and how one is told. Pure."""

import re
from collections.abc import Iterator

from hui_reg.intake.archives.budget import Budget, Member, damaged
from hui_reg.intake.repair import header_names, is_mail

HEAD = 64 * 1024
"""Bytes of a file's beginning by which it is told what it is."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_COUNT = re.compile(rb"[ \t]*(\d{1,10})[ \t]*\r?\n")
_FROM_LINE = re.compile(
    rb"(?:\A|(?:(?<=\n\n)|(?<=\r\n\r\n))(?=From [^\r\n]*\r?\n(?:[!-9;-~]{1,76}:|>From )))From [^\r\n]*\r?\n"
)
_ESCAPED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)


def is_emlx(data: bytes) -> bool:
    """Whether a file begins as an .emlx does: with the number of bytes of the mail that follows."""
    return _COUNT.match(data[:64]) is not None


def emlx_mail(data: bytes) -> bytes:
    """The mail in an .emlx, without Apple's list of properties behind it. Raises :class:`Refused`."""
    count = _COUNT.match(data[:64])
    if count is None:
        raise damaged()
    return data[count.end() : count.end() + int(count[1])]


def open_emlx(data: bytes, budget: Budget) -> Iterator[Member]:
    """The one mail in an .emlx. Raises :class:`Refused`."""
    mail = emlx_mail(data)
    budget.spend(len(mail))
    yield Member("邮件.eml", mail, mail=True)


def open_mbox(data: bytes, budget: Budget) -> Iterator[Member]:
    """The mails of an mbox; a ``From `` line begins one only after an empty line and before a header.

    Raises :class:`Refused`.
    """
    starts = list(_FROM_LINE.finditer(data))
    ends = [match.start() for match in starts[1:]] + [len(data)]
    for number, (match, end) in enumerate(zip(starts, ends, strict=True), 1):
        mail = _ESCAPED_FROM.sub(rb"\1", data[match.end() : end])
        budget.spend(len(mail))
        yield Member(f"邮件{number}.eml", mail, mail=True)


def looks_like_mail(head: bytes, name: str) -> bool:
    """Whether a file that begins so, under this name, is a mail."""
    lower = name.lower()
    if lower.endswith(".msg") and head.startswith(OLE):
        return True
    if lower.endswith(".emlx") and is_emlx(head):
        return True
    return lower.endswith(".eml") or is_mail(head) or _is_bare(head, lower)


def _is_bare(head: bytes, name: str) -> bool:
    """Few headers, in a file whose name says nothing else: a mail in a Maildir, or saved without an extension."""
    return "." not in name.split(":")[0] and bool(header_names(head) & {b"from", b"subject", b"received"})
