"""What Outlook wraps mail in: winmail.dat (TNEF) and .msg files."""

import re
from collections.abc import Iterator
from io import BytesIO

import olefile
from oxmsg import Message as OutlookMessage
from oxmsg.domain import constants as mapi
from oxmsg.properties import Properties
from tnefparse import TNEF
from tnefparse.properties import MAPI_ATTACH_LONG_FILENAME

from hui_reg.intake.archives.budget import Budget, Member, Refused, damaged
from hui_reg.intake.charset import decode
from hui_reg.intake.names import clean

_TNEF_MAGIC = b"\x78\x9f\x3e\x22"


def open_tnef(data: bytes, budget: Budget) -> Iterator[Member]:
    """The attachments of a winmail.dat. An embedded message comes out as TNEF again. Raises :class:`Refused`."""
    try:
        tnef = TNEF(data, do_checksum=False)
        attachments = list(tnef.attachments)
        charset = str(tnef.codepage or "")
    except Exception as error:  # the parser raises whatever its offsets run into
        raise damaged() from error
    for number, attachment in enumerate(attachments, 1):
        content = bytes(attachment.data or b"")
        budget.spend(len(content))
        fallback = f"附件{number}.tnef" if content.startswith(_TNEF_MAGIC) else f"附件{number}"
        yield Member(_tnef_name(attachment, charset) or fallback, content)


def _tnef_name(attachment: object, charset: str) -> str:
    long_names = [a.data for a in attachment.mapi_attrs if a.name == MAPI_ATTACH_LONG_FILENAME]  # type: ignore[attr-defined]
    for name in [*long_names, attachment._name]:  # type: ignore[attr-defined]  # its .name decodes as UTF-8 and raises
        text = decode(name.split(b"\0")[0], charset) if isinstance(name, bytes) else str(name)
        if cleaned := clean(text.strip("\0")):
            return cleaned
    return ""


def is_msg(data: bytes) -> bool:
    """Whether these bytes are an Outlook .msg: an OLE file with a MAPI property stream at its root."""
    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            return bool(ole.exists("__properties_version1.0"))
    except Exception:  # a broken OLE file is no .msg; its reader says what is wrong with it
        return False


def open_msg(data: bytes, budget: Budget) -> Iterator[Member]:
    """The attachments of an Outlook .msg, those of messages embedded in it too. Raises :class:`Refused`."""
    try:
        message = OutlookMessage.load(data)
        yield from _attachments(message, "", budget, 0)
    except Refused:
        raise
    except Exception as error:  # struct, index, key and value errors alike: the file isn't what it claims
        raise damaged() from error


def _attachments(message: OutlookMessage, folder: str, budget: Budget, depth: int) -> Iterator[Member]:
    for number, attachment in enumerate(message.attachments, 1):
        content = attachment.file_bytes
        if content is not None:
            short = attachment.properties.str_prop_value(mapi.PID_ATTACH_FILENAME)
            name = clean(attachment.file_name or short or "") or f"附件{number}"
            budget.spend(len(content))
            yield Member(folder + name, bytes(content))
            continue
        for storage in attachment._storage.storages:  # type: ignore[attr-defined]
            if storage.name == _EMBEDDED and depth < budget.deepest:
                subject = Properties(storage, _EMBEDDED_HEADER).str_prop_value(mapi.PID_SUBJECT) or ""
                name = clean(re.sub(r"[/\\]", "-", subject)) or f"邮件{number}"
                yield from _attachments(OutlookMessage(storage), f"{folder}{name}.msg/", budget, depth + 1)


_EMBEDDED = "__substg1.0_3701000D"
_EMBEDDED_HEADER = 24
"""Bytes before the properties of an embedded message; 32 at the root (MS-OXMSG 2.4.1)."""
