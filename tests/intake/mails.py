"""Mails in one line, for tests of what comes out of them."""

from datetime import UTC, datetime
from email.message import EmailMessage

from hui_reg.intake.envelope import Envelope, Unpacked
from hui_reg.intake.unpack import take_apart

ENVELOPE = Envelope(received_at=datetime(2024, 7, 1, 4, tzinfo=UTC), received_basis="internaldate")
HEAD = b"From: unit@example.com\r\nSubject: test\r\nMIME-Version: 1.0\r\n"


def mail(files: dict[str, bytes], text: str = "您好", **headers: str) -> bytes:
    """A mail with attachments."""
    message = EmailMessage()
    message["From"] = "惠安县某窗口 <window@example.com>"
    message["Subject"] = "报名材料"
    for name, value in headers.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    message.set_content(text)
    for name, data in files.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def parts(*raw_parts: bytes, kind: str = "mixed") -> bytes:
    """A multipart mail of raw parts."""
    lines = [b"--edge\r\n" + part + b"\r\n" for part in raw_parts]
    return (
        HEAD
        + b'Content-Type: multipart/%s; boundary="edge"\r\n\r\n' % kind.encode()
        + b"".join(lines)
        + b"--edge--\r\n"
    )


def open_mail(data: bytes, envelope: Envelope = ENVELOPE) -> tuple[Unpacked, dict[str, bytes]]:
    """What a mail comes apart into, and its leaves by path."""
    unpacked, blobs = take_apart(data, envelope)
    return unpacked, dict(zip((file.path for file in unpacked.files), blobs, strict=True))


def leaves(data: bytes) -> dict[str, bytes]:
    return open_mail(data)[1]


def problems(data: bytes) -> list[tuple[str, str | None]]:
    return [(problem.kind.value, problem.path) for problem in open_mail(data)[0].message.problems]
