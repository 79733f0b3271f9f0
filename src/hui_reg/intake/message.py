"""A raw mail to its parts: headers as claims, texts, and every leaf that isn't text, whatever its disposition says.

Structure by the standard library (``compat32`` raises on nothing), names and charsets by our own rules. Pure.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from hui_reg.intake.archives.budget import Refused
from hui_reg.intake.authors import sender
from hui_reg.intake.mime import parse, raw_header, raw_headers
from hui_reg.intake.names import decode_header
from hui_reg.intake.parts import MOST_HEADER_BYTES, Leaf, parts_of
from hui_reg.intake.repair import straighten
from hui_reg.model import ProblemKind
from hui_reg.volumes import Skipped

MOST_HEADER_LINES = 2000
_MOST_HEADERS = 200


@dataclass(frozen=True)
class Mail:
    """A mail taken apart one level deep; nested mails and archives are leaves still.

    ``headers`` are the first raw ones in order, names in lower case; ``reports`` the machine-readable parts of
    bounces and receipts: content type and bytes.
    """

    subject: str = ""
    sender_name: str = ""
    sender_address: str = ""
    sent_at: datetime | None = None
    message_id: str = ""
    in_reply_to: str = ""
    plain: str = ""
    html: str = ""
    leaves: tuple[Leaf, ...] = ()
    refused: tuple[Refused, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    headers: tuple[tuple[str, bytes], ...] = ()
    reports: tuple[tuple[str, bytes], ...] = ()

    def header(self, name: str) -> str:
        """The text of the first header of that name, '' if there is none."""
        return decode_header(next((value for key, value in self.headers if key == name.lower()), b""))


def read_mail(data: bytes) -> Mail:
    """Take a raw mail apart. What can't be read is in ``refused``; nothing raises."""
    try:
        data = straighten(data)
        _refuse_endless_headers(data)
        root = parse(data)
        parts = parts_of(root)
    except Refused as refused:
        return Mail(refused=(refused,))
    except RecursionError:
        return Mail(refused=(Refused(ProblemKind.DAMAGED, "邮件结构层次过深，无法拆开；请直接发送原文件"),))
    authors = dict.fromkeys(raw for key, raw in raw_headers(root) if key == "from")
    name, address = sender(b", ".join(authors) or raw_header(root, "Sender"))
    return Mail(
        subject=decode_header(raw_header(root, "Subject")),
        sender_name=name,
        sender_address=address,
        sent_at=date_of(raw_header(root, "Date")),
        message_id=_identifier(raw_header(root, "Message-ID")),
        in_reply_to=_identifier(raw_header(root, "In-Reply-To")),
        plain="\n".join(parts.plain).strip(),
        html="\n".join(parts.html),
        leaves=tuple(parts.leaves),
        refused=tuple(parts.refused),
        skipped=tuple(parts.skipped),
        headers=tuple(raw_headers(root))[:_MOST_HEADERS],
        reports=tuple(parts.reports),
    )


def date_of(raw: bytes) -> datetime | None:
    """An RFC 5322 date, or one of ISO 8601 that some servers write, as an aware datetime, or None. A missing zone is
    taken as UTC."""
    text = raw.decode("ascii", "replace").strip()
    try:
        iso = re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d", text)
        found = datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d)", "", text)) if iso else parsedate_to_datetime(text)
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)
        return aware.astimezone(UTC) and aware  # a zone that overflows the calendar raises here
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _refuse_endless_headers(data: bytes) -> None:
    head = data[: MOST_HEADER_BYTES + 4]
    end = re.search(rb"\r?\n\r?\n", head)
    if end is None and len(data) > MOST_HEADER_BYTES and _looks_like_headers(head):
        raise Refused(ProblemKind.TOO_LARGE, f"邮件头超过 {MOST_HEADER_BYTES // 1024} KB，未拆开；请重新发送")
    if head.count(b"\n", 0, end.start() if end else len(head)) > MOST_HEADER_LINES and _looks_like_headers(head):
        raise Refused(ProblemKind.TOO_LARGE, f"邮件头超过 {MOST_HEADER_LINES} 行，未拆开；请重新发送")


def _looks_like_headers(head: bytes) -> bool:
    return bool(re.match(rb"[!-9;-~]+:", head))


def _identifier(raw: bytes) -> str:
    match = re.search(rb"<[^<>\s]{1,500}>", raw)
    return (match[0] if match else raw.strip()[:500]).decode("utf-8", "replace")
