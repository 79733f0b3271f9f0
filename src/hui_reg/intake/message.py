"""A raw mail to its parts: headers as claims, texts, and every leaf that isn't text, whatever its disposition says.

Structure by the standard library (``compat32`` raises on nothing), names and charsets by our own rules. Pure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message as MimePart
from email.policy import compat32
from email.utils import parsedate_to_datetime

from hui_reg.intake.archives.budget import MOST_FILES, Refused
from hui_reg.intake.charset import decode
from hui_reg.intake.names import clean, decode_header, file_name, parameters
from hui_reg.intake.uuencode import split_uuencoded
from hui_reg.model import ProblemKind

MOST_HEADER_LINES = 2000
MOST_HEADER_BYTES = 256 * 1024
DEEPEST_PART = 20
MOST_PARTS = MOST_FILES
_MOST_HEADERS = 200

_DELIVERY_REPORTS = frozenset({"message/delivery-status", "message/disposition-notification", "text/rfc822-headers"})
_MAILS = frozenset({"message/rfc822", "message/global", "message/news"})
_SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"})
_OPAQUE_SIGNED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_EXTENSIONS = {
    "application/pdf": ".pdf", "image/jpeg": ".jpg", "image/pjpeg": ".jpg", "image/png": ".png", "image/gif": ".gif",
    "image/bmp": ".bmp", "image/tiff": ".tif", "image/heic": ".heic", "image/webp": ".webp",
    "application/zip": ".zip", "application/x-zip-compressed": ".zip", "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.ms-excel": ".xls", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/ms-tnef": ".dat", "text/plain": ".txt", "text/html": ".html",
}  # fmt: skip
_EXTENSIONS_BY_MAGIC = ((b"%PDF-", ".pdf"), (b"\xff\xd8\xff", ".jpg"), (b"\x89PNG", ".png"), (b"PK\x03\x04", ".zip"))


@dataclass(frozen=True)
class Leaf:
    """One part that is not the mail's own text. ``content_id`` without brackets; ``cut``: its encoding ends too early.

    ``mail`` says that the part is a mail by its type, whatever its name.
    """

    name: str
    data: bytes
    content_type: str
    content_id: str = ""
    mail: bool = False
    cut: bool = False


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
    headers: tuple[tuple[str, bytes], ...] = ()
    reports: tuple[tuple[str, bytes], ...] = ()

    def header(self, name: str) -> str:
        """The text of the first header of that name, '' if there is none."""
        return decode_header(next((value for key, value in self.headers if key == name.lower()), b""))


@dataclass
class _Parts:
    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    leaves: list[Leaf] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    reports: list[tuple[str, bytes]] = field(default_factory=list)
    seen: int = 0


class _Part(MimePart):
    """A part whose attached mail stays bytes: it is taken apart in its turn, base64 or not."""

    def get_content_maintype(self) -> str:
        """What the parser asks before it goes into an attached mail."""
        maintype = super().get_content_maintype()
        return "mail" if maintype == "message" else maintype


def read_mail(data: bytes) -> Mail:
    """Take a raw mail apart. What can't be read is in ``refused``; nothing raises."""
    try:
        _refuse_endless_headers(data)
        root = message_from_bytes(data, _Part, policy=compat32)
        parts = _Parts()
        _walk(root, parts, 0)
    except Refused as refused:
        return Mail(refused=(refused,))
    except RecursionError:
        return Mail(refused=(Refused(ProblemKind.DAMAGED, "邮件结构层次过深，无法拆开；请直接发送原文件"),))
    name, address = sender(_raw(root, "From") or _raw(root, "Sender"))
    return Mail(
        subject=decode_header(_raw(root, "Subject")),
        sender_name=name,
        sender_address=address,
        sent_at=date_of(_raw(root, "Date")),
        message_id=_identifier(_raw(root, "Message-ID")),
        in_reply_to=_identifier(_raw(root, "In-Reply-To")),
        plain="\n".join(parts.plain).strip(),
        html="\n".join(parts.html),
        leaves=tuple(parts.leaves),
        refused=tuple(parts.refused),
        headers=tuple(_headers(root))[:_MOST_HEADERS],
        reports=tuple(parts.reports),
    )


def sender(raw: bytes) -> tuple[str, str]:
    """The display name and the address (lower case) of a raw From header; what isn't there is ''."""
    unfolded = re.sub(rb"[\r\n]+[ \t]*", b" ", raw)[:2000]
    bracketed = re.search(rb"<\s*([^<>\s]+@[^<>\s]+)\s*>", unfolded)
    bare = bracketed or re.search(rb"([^\s<>(),;:\"=?]+@[^\s<>(),;:\"=?]+)", unfolded)
    if not bare:
        return decode_header(unfolded.strip(b'" ')), ""
    name = unfolded[: bare.start()].strip() if bracketed else b""
    if not name and (comment := re.search(rb"\(([^()]*)\)", unfolded)):
        name = comment[1]
    return decode_header(name.strip(b'" ').replace(b'\\"', b'"')).strip('"'), decode(bare[1]).lower()


def date_of(raw: bytes) -> datetime | None:
    """An RFC 5322 date as an aware datetime, or None. A missing zone is taken as UTC."""
    try:
        found = parsedate_to_datetime(raw.decode("ascii", "replace").strip())
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


def _walk(part: MimePart, parts: _Parts, depth: int) -> None:
    parts.seen += 1
    if parts.seen > MOST_PARTS or depth > DEEPEST_PART:
        if not any(refused.kind is ProblemKind.TOO_LARGE for refused in parts.refused):
            limits = f"邮件的部分超过 {MOST_PARTS} 个或 {DEEPEST_PART} 层，其余未拆开；请分成几封邮件发送"
            parts.refused.append(Refused(ProblemKind.TOO_LARGE, limits))
        return
    content_type = part.get_content_type()
    if content_type in _DELIVERY_REPORTS:
        inner = part.get_payload()  # the parser makes a mail of each block of a delivery status
        blocks = [bytes(child) for child in inner if isinstance(child, MimePart)] if isinstance(inner, list) else []
        parts.reports.append((content_type, b"\n".join(blocks) or _decoded(part)))
        return
    if content_type in _SIGNATURES:
        return
    if content_type == "message/external-body":
        parts.refused.append(Refused(ProblemKind.UNSUPPORTED, "邮件只引用了外部文件，未随信附上；请直接附上文件"))
    elif part.is_multipart():
        for child in part.get_payload():
            if isinstance(child, MimePart):
                _walk(child, parts, depth + 1)
    else:
        _leaf(part, content_type, parts)


def _leaf(part: MimePart, content_type: str, parts: _Parts) -> None:
    data = _decoded(part)
    disposition, type_header = _raw(part, "Content-Disposition"), _raw(part, "Content-Type")
    name = file_name(disposition, type_header)
    attached = disposition.strip().lower().startswith(b"attachment")
    is_text = content_type in ("text/plain", "text/html", "text/enriched") and not name and not attached
    if is_text or part.get_content_maintype() == "multipart":  # a multipart without its boundary is text to us
        charset = parameters(type_header).get("charset", b"").decode("ascii", "replace")
        text, attachments = split_uuencoded(data)
        (parts.html if content_type == "text/html" else parts.plain).append(decode(text, charset))
        parts.leaves.extend(Leaf(n, d, "application/octet-stream", cut=cut) for n, d, cut in attachments)
        return
    if content_type in _OPAQUE_SIGNED:
        name = name or "smime.p7m"
    is_mail = content_type in _MAILS
    if is_mail and not name:
        name = _mail_name(message_from_bytes(data[:MOST_HEADER_BYTES], _Part, policy=compat32), len(parts.leaves) + 1)
    parts.leaves.append(
        Leaf(
            name=name or _made_up(content_type, data, len(parts.leaves) + 1),
            data=data,
            content_type=content_type,
            content_id=_raw(part, "Content-ID").decode("ascii", "replace").strip().strip("<>"),
            mail=is_mail,
            cut=any(type(defect).__name__.startswith("InvalidBase64") for defect in part.defects),
        )
    )


def _decoded(part: MimePart) -> bytes:
    """The bytes of a part without its transfer encoding, whose name may be in any case and amid blanks."""
    if encoding := _encoding(part):
        del part["Content-Transfer-Encoding"]
        part["Content-Transfer-Encoding"] = encoding
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _encoding(part: MimePart) -> str:
    return _raw(part, "Content-Transfer-Encoding").decode("ascii", "replace").strip().lower()


def _mail_name(mail: MimePart, number: int) -> str:
    subject = clean(re.sub(r"[/\\]", "-", decode_header(_raw(mail, "Subject"))))
    return f"{subject or f'附带邮件{number}'}.eml"


def _made_up(content_type: str, data: bytes, number: int) -> str:
    by_magic = next((ext for magic, ext in _EXTENSIONS_BY_MAGIC if data.startswith(magic)), "")
    return f"未命名{number}{_EXTENSIONS.get(content_type) or by_magic}"


def _headers(part: MimePart) -> Iterator[tuple[str, bytes]]:
    for key, value in part.raw_items():
        yield key.lower(), str(value).encode("utf-8" if not _escaped(value) else "ascii", "surrogateescape")


def _raw(part: MimePart, name: str) -> bytes:
    """The first header of that name as raw bytes, b'' if there is none."""
    return next(_raw_all(part, name), b"")


def _raw_all(part: MimePart, name: str) -> Iterator[bytes]:
    wanted = name.lower()
    for key, value in part.raw_items():
        if key.lower() == wanted:
            yield str(value).encode("utf-8" if not _escaped(value) else "ascii", "surrogateescape")


def _escaped(value: object) -> bool:
    return str(value).isascii() or any("\udc80" <= c <= "\udcff" for c in str(value))


def _identifier(raw: bytes) -> str:
    match = re.search(rb"<[^<>\s]{1,500}>", raw)
    return (match[0] if match else raw.strip()[:500]).decode("utf-8", "replace")
