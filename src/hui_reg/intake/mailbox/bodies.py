"""Mails as a server lists and hands them out: a line of the listing, the bytes, and whether they are all. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from hui_reg.intake.mailbox.imap_response import Fetched

BATCH_MAILS = 50
BATCH_BYTES = 4 * 1024 * 1024
"""Asked for at once. Small: what has come is written while more comes, and little is left to write at the end."""


@dataclass(frozen=True)
class Listed:
    """One line of the listing: everything but the mail. ``size`` None: the server didn't tell."""

    uid: int
    size: int | None
    received_at: datetime | None
    flags: frozenset[str]

    @property
    def listed(self) -> bool:
        """Whether the listing told anything; else only a search named the mail."""
        return self.size is not None or self.received_at is not None


@dataclass(frozen=True)
class Body:
    """The bytes of a listed mail. ``reason`` in Chinese when there are none, or when they aren't what was announced."""

    listed: Listed
    data: bytes | None
    reason: str = ""


def batches(listed: Sequence[Listed], most: int | None = None) -> Iterator[list[Listed]]:
    """Runs of at most so many mails and, but for a single one, so many bytes."""
    batch: list[Listed] = []
    held = 0
    for mail in listed:
        if batch and (len(batch) >= (most or BATCH_MAILS) or held + (mail.size or 0) > BATCH_BYTES):
            yield batch
            batch, held = [], 0
        batch.append(mail)
        held += mail.size or 0
    if batch:
        yield batch


def as_announced(mail: Listed, fetched: Fetched | None) -> bool:
    if fetched is None or fetched.body is None or fetched.torn:
        return False
    size = fetched.size if fetched.size is not None else mail.size
    return size is None or len(fetched.body) == size


def judged(mail: Listed, first: Fetched | None, again: Fetched | None, refusal: str = "") -> Body:
    """A mail from one or two answers. RFC822.SIZE is an estimate: two whole answers that agree are the mail.

    ``refusal``: the words with which the server refused the last answer."""
    if as_announced(mail, first):
        assert first is not None
        return Body(mail, first.body)
    fetched = again if again is not None and again.body is not None else first
    if fetched is None or fetched.body is None:
        how = "列出了这封邮件" if mail.listed else "的搜索结果里有这封邮件，清单里没有，单独要"
        why = f"它说：“{refusal}”" if refusal else "可能刚被删除"
        return Body(mail, None, f"服务器{how}却不给内容（{why}），下次运行会再试")
    if as_announced(mail, fetched):
        return Body(mail, fetched.body)
    if first is not None and first.body == fetched.body and not (first.torn or fetched.torn):
        return Body(mail, fetched.body)
    if fetched.torn:
        return Body(mail, fetched.body, f"服务器给的 {len(fetched.body)} 字节与后面的内容对不上，可能不完整")
    size = fetched.size if fetched.size is not None else mail.size
    given = "、".join(str(len(one.body)) for one in (first, again) if one is not None and one.body is not None)
    return Body(mail, fetched.body, f"服务器声明 {size} 字节，两次给的不一样（{given} 字节），内容可能不完整")


def listed(fetched: Fetched) -> Listed:
    return Listed(fetched.uid, fetched.size, fetched.received_at, fetched.flags or frozenset())
