"""When a mail arrived: the server's word, and whether it can be taken for that. One folding for all who ask. Pure."""

from datetime import datetime, timedelta, tzinfo
from typing import Protocol

from hui_reg.notation.iso_dates import shown_moment

MOVED = timedelta(days=7)
"""From this much on between the last Received header and the server's date, a mailbox was moved, not a mail slow."""


class Arrived(Protocol):
    """A mail as far as its arrival goes."""

    @property
    def received_at(self) -> datetime: ...
    @property
    def received_basis(self) -> str: ...
    @property
    def stamped_at(self) -> datetime | None: ...


_BY_A_SERVER = frozenset({"internaldate", "received_header"})


def is_early(mail: Arrived, opens_at: datetime) -> bool:
    """Whether a mail came before ``opens_at`` by a server's word. A mailbox that was moved makes no mail older."""
    return mail.received_at < opens_at and mail.received_basis in _BY_A_SERVER


def doubt(mail: Arrived, closes_at: datetime, tz: tzinfo) -> str:
    """Why a mail that came at ``closes_at`` or later can't be called late, as a Chinese sentence; '' when it can.

    A mailbox that was moved gives every mail the day of the move, a mail moved within it that of its own: then the last
    Received header, which the receiving server wrote too, speaks against it.
    """
    if mail.received_basis == "on_paper":  # staff took it in, and say when
        return ""
    told = shown_moment(mail.received_at.astimezone(tz))
    if mail.stamped_at is not None:
        stamped = shown_moment(mail.stamped_at.astimezone(tz))
        if mail.received_basis != "internaldate" or not mail.stamped_at < closes_at <= mail.received_at:
            return ""
        moved = "，邮箱可能迁移过" if mail.received_at - mail.stamped_at >= MOVED else "，截止时间在两者之间"
        return f"邮箱记的收到时间是{told}，邮件里最后一站的记录是{stamped}{moved}"
    if mail.received_basis == "internaldate":
        return f"邮箱记的收到时间是{told}，邮件里没有中转记录（Received）可以核对"
    source = "发件人自己写的" if mail.received_basis == "date_header" else "文件的保存时间"
    return f"只知道{source}{told}，邮件里没有中转记录（Received）可以核对"
