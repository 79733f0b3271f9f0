"""Mails as mail programs write them: named parts in the codings of the day, server headers on top, no clock."""

import base64
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import quote

SHANGHAI = timezone(timedelta(hours=8))
MAILBOX = "registration@huian.example.com"

Naming = Literal["gbk_word", "gb2312_word", "utf8_word", "rfc2231"]

_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "zip": "application/x-zip-compressed",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
}


@dataclass(frozen=True)
class Part:
    """An attachment; ``inline`` gives it a Content-ID to which the HTML refers."""

    name: str
    data: bytes
    inline: str = ""


@dataclass(frozen=True)
class Envelope:
    """Who sends what when. ``written`` stands in the Date header, ``received`` in the server's line on top."""

    sender: str
    address: str
    subject: str
    text: str
    written: datetime
    received: datetime
    naming: Naming = "utf8_word"
    html: str = ""


def mail(envelope: Envelope, parts: Sequence[Part], forwarded: Sequence[bytes] = ()) -> bytes:
    """The raw bytes of one mail, CRLF lines, as the server keeps it."""
    mark = sha256(f"{envelope.subject}{envelope.written}{envelope.address}".encode()).hexdigest()
    boundary = f"----=_Part_{mark[:20]}"
    head = [
        f"Received: from smtp.{envelope.address.split('@')[1]} (unknown [203.0.113.{int(mark[:2], 16) % 200 + 10}])",
        f"\tby mx.huian.example.com with ESMTPS id {mark[20:32]}",
        f"\tfor <{MAILBOX}>; {format_datetime(envelope.received)}",
        f"From: {_word(envelope.sender, envelope.naming)} <{envelope.address}>",
        f"To: <{MAILBOX}>",
        f"Subject: {_word(envelope.subject, envelope.naming)}",
        f"Date: {format_datetime(envelope.written)}",
        f"Message-ID: <{mark[:24]}@{envelope.address.split('@')[1]}>",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/mixed; boundary="{boundary}"',
        "",
        "This is a multi-part message in MIME format.",
    ]
    lines = [*head, f"--{boundary}", *_text(envelope)]
    for part in parts:
        lines += [f"--{boundary}", *_attachment(part, envelope.naming)]
    for inner in forwarded:
        lines += [f"--{boundary}", "Content-Type: message/rfc822", "Content-Disposition: attachment", ""]
        lines += inner.decode("ascii").rstrip("\r\n").split("\r\n")
    lines += [f"--{boundary}--", ""]
    return "\r\n".join(lines).encode("ascii")


def _text(envelope: Envelope) -> list[str]:
    charset = "gb18030" if envelope.naming in ("gbk_word", "gb2312_word") else "utf-8"
    kind, text = ("html", envelope.html) if envelope.html else ("plain", envelope.text)
    coded = base64.encodebytes(text.encode(charset)).decode("ascii").splitlines()
    return [f'Content-Type: text/{kind}; charset="{charset}"', "Content-Transfer-Encoding: base64", "", *coded]


def _attachment(part: Part, naming: Naming) -> list[str]:
    kind = _TYPES.get(part.name.rsplit(".", 1)[-1].lower(), "application/octet-stream")
    if naming == "rfc2231":
        named = f"filename*=UTF-8''{quote(part.name)}"
        lines = [f"Content-Type: {kind}", f"Content-Disposition: attachment;\r\n\t{named}"]
    else:
        word = _word(part.name, naming, fold="\r\n\t")
        lines = [
            f'Content-Type: {kind};\r\n\tname="{word}"',
            f'Content-Disposition: attachment;\r\n\tfilename="{word}"',
        ]
    if part.inline:
        lines = [f"Content-Type: {kind}", "Content-Disposition: inline", f"Content-ID: <{part.inline}>"]
    coded = base64.encodebytes(part.data).decode("ascii").splitlines()
    return [*lines, "Content-Transfer-Encoding: base64", "", *coded]


def _word(text: str, naming: Naming, fold: str = "\r\n ") -> str:
    """RFC 2047 words. The GB ones are cut by bytes, not by characters, as the mail programs of the day do."""
    if text.isascii():
        return text
    if naming in ("utf8_word", "rfc2231"):
        pieces = [text[start : start + 12].encode() for start in range(0, len(text), 12)]
        return fold.join(f"=?utf-8?B?{base64.b64encode(piece).decode()}?=" for piece in pieces)
    label = {"gbk_word": "gb18030", "gb2312_word": "gb2312"}[naming]
    data = text.encode("gb18030")
    pieces = [data[start : start + 27] for start in range(0, len(data), 27)]
    return fold.join(f"=?{label}?B?{base64.b64encode(piece).decode()}?=" for piece in pieces)


def archive(files: Sequence[tuple[str, bytes]], utf8: bool = False) -> bytes:
    """A zip; names in GBK without the UTF-8 flag, as Windows' own packer writes them here, unless ``utf8``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for path, data in files:
            info = (zipfile.ZipInfo if utf8 else _GbkInfo)(path, (2024, 6, 28, 9, 30, 0))
            info.create_system = 0
            info.compress_type = (
                zipfile.ZIP_STORED if PurePosixPath(path).suffix in (".zip", ".jpg") else zipfile.ZIP_DEFLATED
            )
            target.writestr(info, data)
    return buffer.getvalue()


class _GbkInfo(zipfile.ZipInfo):
    """An entry whose name goes into the archive as GBK bytes with no flag set."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gb18030"), self.flag_bits & ~0x800


def at(month: int, day: int, hour: int, minute: int, second: int = 0) -> datetime:
    """A moment of 2024 in the county's zone."""
    return datetime(2024, month, day, hour, minute, second, tzinfo=SHANGHAI)
