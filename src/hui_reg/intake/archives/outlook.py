"""What Outlook wraps mail in: winmail.dat (TNEF) and .msg files, each to a mail with its text and attachments."""

import re
from datetime import datetime
from io import BytesIO

import olefile
from oxmsg import Message as OutlookMessage
from oxmsg.domain import constants as mapi
from oxmsg.domain.model import PropStorageT
from oxmsg.properties import Properties
from tnefparse import TNEF
from tnefparse.properties import MAPI_ATTACH_CONTENT_ID, MAPI_ATTACH_LONG_FILENAME

from hui_reg.intake.archives import rtf
from hui_reg.intake.archives.budget import damaged
from hui_reg.intake.charset import decode
from hui_reg.intake.message import Mail, date_of
from hui_reg.intake.names import clean
from hui_reg.intake.parts import Leaf, add_html

_TNEF_MAGIC = b"\x78\x9f\x3e\x22"
_OCTETS = "application/octet-stream"
_DEEPEST = 3
_EMBEDDED = "__substg1.0_3701000D"
_EMBEDDED_HEADER = 24
"""Bytes before the properties of an embedded message; 32 at the root (MS-OXMSG 2.4.1)."""


def read_tnef(data: bytes) -> Mail:
    """The mail in a winmail.dat; an embedded message is a leaf that is TNEF again. Raises :class:`Refused`."""
    try:
        tnef = TNEF(data, do_checksum=False)
        charset = str(tnef.codepage or "")
        leaves = [_tnef_leaf(attachment, number, charset) for number, attachment in enumerate(tnef.attachments, 1)]
        plain, html = _as_text(tnef.body, charset), _as_text(tnef.htmlbody, charset)
        plain = plain or ("" if html else _rtf(tnef._rtfbody))
    except Exception as error:  # the parser raises whatever its offsets run into
        raise damaged() from error
    return _mail(leaves, plain, html)


def is_msg(data: bytes) -> bool:
    """Whether these bytes are an Outlook .msg: an OLE file with a MAPI property stream at its root."""
    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            return bool(ole.exists("__properties_version1.0"))
    except Exception:  # a broken OLE file is no .msg; its reader says what is wrong with it
        return False


def read_msg(data: bytes) -> Mail:
    """The mail in a .msg; what messages embedded in it hold stands below their subject. Raises :class:`Refused`."""
    try:
        message = OutlookMessage.load(data)
        leaves: list[Leaf] = []
        texts: list[str] = []
        _attachments(message, "", leaves, texts, 0)
        properties = message.properties
        plain, html = _bodies(message)
        mail = _mail(leaves, "\n".join(filter(None, [plain, *texts])), html)
        headers = message.message_headers
        return Mail(
            subject=properties.str_prop_value(mapi.PID_SUBJECT) or "",
            sender_name=properties.str_prop_value(_SENDER_NAME) or "",
            sender_address=_address(properties),
            sent_at=_sent(message),
            message_id=headers.get("Message-ID", "").strip(),
            in_reply_to=headers.get("In-Reply-To", "").strip(),
            plain=mail.plain,
            html=mail.html,
            leaves=mail.leaves,
            headers=tuple((name.lower(), value.encode()) for name, value in list(headers.items())[:200]),
        )
    except Exception as error:  # struct, index, key and value errors alike: the file isn't what it claims
        raise damaged() from error


_SENDER_NAME, _SENDER_SMTP, _SENDER_ADDRESS, _REPRESENTING_SMTP = 0x0C1A, 0x5D01, 0x0C1F, 0x5D02


def _address(properties: Properties) -> str:
    for identifier in (_SENDER_SMTP, _REPRESENTING_SMTP, _SENDER_ADDRESS):
        address = properties.str_prop_value(identifier) or ""
        if "@" in address:
            return address.strip().lower()
    return ""


def _sent(message: OutlookMessage) -> datetime | None:
    """The date of its transport headers, else when it was submitted; a clock without a zone is UTC there."""
    if (dated := message.message_headers.get("Date")) and (at := date_of(dated.encode())):
        return at
    sent = message.sent_date
    return sent if sent is None or sent.tzinfo else None


def _mail(leaves: list[Leaf], plain: str, html: str) -> Mail:
    texts: list[str] = []
    if html:
        add_html(html, texts, leaves)
    return Mail(plain=plain.strip(), html="".join(texts), leaves=tuple(leaves))


def _tnef_leaf(attachment: object, number: int, charset: str) -> Leaf:
    content = bytes(attachment.data or b"")  # type: ignore[attr-defined]
    fallback = f"附件{number}.tnef" if content.startswith(_TNEF_MAGIC) else f"附件{number}"
    ids = [a.data for a in attachment.mapi_attrs if a.name == MAPI_ATTACH_CONTENT_ID]  # type: ignore[attr-defined]
    return Leaf(_tnef_name(attachment, charset) or fallback, content, _OCTETS, _as_text(ids[0] if ids else "", charset))


def _tnef_name(attachment: object, charset: str) -> str:
    long_names = [a.data for a in attachment.mapi_attrs if a.name == MAPI_ATTACH_LONG_FILENAME]  # type: ignore[attr-defined]
    for name in [*long_names, attachment._name]:  # type: ignore[attr-defined]  # its .name decodes as UTF-8 and raises
        text = decode(name.split(b"\0")[0], charset) if isinstance(name, bytes) else str(name)
        if cleaned := clean(text.strip("\0")):
            return cleaned
    return ""


def _as_text(value: object, charset: str) -> str:
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    text = decode(value, charset) if isinstance(value, bytes) else str(value or "")
    return text.strip("\0\r\n")


def _rtf(packed: object) -> str:
    try:
        return rtf.words(rtf.unpacked(packed)) if isinstance(packed, bytes) else ""
    except (ValueError, IndexError):
        return ""


def _bodies(message: OutlookMessage) -> tuple[str, str]:
    try:
        html = message.html_body or ""
    except (LookupError, UnicodeDecodeError, ValueError):
        html = decode(message.properties.binary_prop_value(mapi.PID_HTML) or b"")
    plain = (message.body or "").strip("\0 \r\n")
    return plain or ("" if html else _rtf(message.properties.binary_prop_value(_RTF))), html


def _attachments(message: OutlookMessage, folder: str, leaves: list[Leaf], texts: list[str], depth: int) -> None:
    for number, attachment in enumerate(message.attachments, 1):
        content = attachment.file_bytes
        if content is not None:
            short = attachment.properties.str_prop_value(mapi.PID_ATTACH_FILENAME)
            name = clean(attachment.file_name or short or "") or f"附件{number}"
            cid = attachment.properties.str_prop_value(_CONTENT_ID) or ""
            leaves.append(Leaf(folder + name, bytes(content), _OCTETS, cid.strip("<>")))
            continue
        for storage in attachment._storage.storages:  # type: ignore[attr-defined]
            if storage.name == _EMBEDDED and depth < _DEEPEST:
                subject = Properties(storage, _EMBEDDED_HEADER).str_prop_value(mapi.PID_SUBJECT) or ""
                name = clean(re.sub(r"[/\\]", "-", subject)) or f"邮件{number}"
                inner = OutlookMessage(storage)
                before = len(leaves)
                _attachments(inner, f"{folder}{name}.msg/", leaves, texts, depth + 1)
                _embedded_text(storage, f"{folder}{name}.msg/", leaves, texts, alone=len(leaves) == before)


_CONTENT_ID, _RTF = 0x3712, 0x1009


def _embedded_text(storage: PropStorageT, folder: str, leaves: list[Leaf], texts: list[str], *, alone: bool) -> None:
    """The text of an embedded message, looked through for links with the rest; alone it is a file of its own."""
    text = (Properties(storage, _EMBEDDED_HEADER).str_prop_value(mapi.PID_BODY) or "").strip("\0 \r\n")
    if text:
        texts.append(text)
        if alone:
            leaves.append(Leaf(f"{folder}正文.txt", text.encode(), "text/plain"))
