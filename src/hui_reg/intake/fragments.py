"""Pieces of mails that a mailer cut into several (message/partial). Pure."""

from dataclasses import dataclass
from email.message import Message as MimePart

from hui_reg.intake.mime import raw_header
from hui_reg.intake.names import parameters


@dataclass(frozen=True)
class Fragment:
    """What a message/partial says of itself: one of ``total`` pieces (0: not told here) of the mail ``group``."""

    group: str
    number: int
    total: int


def fragment_of(part: MimePart) -> Fragment | None:
    """What a part says of itself, if it is such a piece and says which."""
    if part.get_content_type() != "message/partial":
        return None
    found = parameters(raw_header(part, "Content-Type"))
    number, total = (found.get(key, b"").strip() for key in ("number", "total"))
    if not number.isdigit() or len(number) > 4:
        return None
    group = found.get("id", b"").decode("utf-8", "replace")[:200]
    return Fragment(group, int(number), int(total) if total.isdigit() and len(total) < 5 else 0)
