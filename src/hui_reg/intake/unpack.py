"""A raw mail to its message and its leaf files: one recursion through mails and archives, one budget for all levels.

Pure, and made to run inside the sandbox: it touches neither disk nor network. RAR takes a program, so a RAR comes
back ``sealed``; the caller has ``archives.rar`` repack it as a zip and takes the mail apart again with the result.
"""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

from hui_reg.intake.archives.budget import Budget, Refused
from hui_reg.intake.archives.kinds import OPENERS, container
from hui_reg.intake.archives.outlook import read_msg
from hui_reg.intake.automatic import automatic
from hui_reg.intake.collecting import Collector
from hui_reg.intake.envelope import Envelope, Unpacked
from hui_reg.intake.links import is_at
from hui_reg.intake.message import Mail, date_of, read_mail
from hui_reg.intake.parts import Leaf
from hui_reg.intake.passwords import with_password
from hui_reg.intake.purport import nothing_came, purport, taken_out
from hui_reg.model import File, Message

_FIRST_YEAR, _LAST_YEAR = 1980, 9000


def take_apart(data: bytes, envelope: Envelope) -> tuple[Unpacked, tuple[bytes, ...]]:
    """Take a mail apart; the blobs align with ``Unpacked.files``.

    Every leaf is a file, the same bytes under another path too; a container that can't be opened is a leaf with a
    problem, what is no file is among the message's ``skipped``. Nothing in the mail makes it raise.
    """
    raw = data if envelope.size is None else data[: envelope.size]
    sha256 = hashlib.sha256(raw).hexdigest()
    mail = _read(raw)
    collector = Collector(data, {repacked.sha256: repacked for repacked in envelope.repacked}, Budget(mail=len(raw)))
    collector.root(mail)
    words = "\n".join([mail.subject, collector.text, *(letter.body for letter in collector.enclosed)])
    message = Message(
        sha256=sha256,
        received_at=envelope.received_at,
        received_basis=envelope.received_basis,
        subject=mail.subject,
        sender_name=mail.sender_name,
        sender_address=mail.sender_address,
        sent_at=mail.sent_at,
        stamped_at=stamped_at(mail),
        message_id=mail.message_id,
        in_reply_to=mail.in_reply_to,
        body=collector.own_words,
        purport=purport(mail),
        enclosed=tuple(collector.enclosed),
        cloud_links=tuple(link for link in collector.links.values() if not is_at(link.url, envelope.hosts)),
        problems=tuple(with_password(problem, words) for problem in collector.problems),
        pasted=tuple(path for path in collector.pasted if path in collector.leaves),
        volumes=tuple(volume for volume in collector.volumes if volume.path in collector.leaves),
        skipped=tuple(collector.skipped),
    )
    if known := automatic(mail):
        return Unpacked(message=known.marked(message)), ()
    empty = not (collector.leaves or message.cloud_links or collector.problems)
    if told := nothing_came(mail) if empty else taken_out(mail):
        message = message.model_copy(update={"problems": (*message.problems, told)})
    files = tuple(
        File(message=sha256, path=path, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
        for path, content in collector.leaves.items()
    )
    return Unpacked(message=message, files=files, sealed=tuple(collector.sealed)), tuple(collector.leaves.values())


def stamped_at(mail: Mail) -> datetime | None:
    """The date of the topmost Received header: what the last server that took the mail over wrote. None without one."""
    topmost = next((value for name, value in mail.headers if name == "received"), b"")
    if b";" not in topmost:
        return None
    at = date_of(b" ".join(topmost.rpartition(b";")[2].split()))
    return at if at is not None and _FIRST_YEAR <= at.year <= _LAST_YEAR else None


def prepare() -> None:
    """Take a made-up mail apart: what is made at the first use is then made once, for all workers."""
    from hui_reg.intake.archives import sevenzip

    assert sevenzip
    envelope = Envelope(received_at=datetime.min.replace(tzinfo=UTC), received_basis="file_time")
    unpacked, _ = take_apart(_MADE_UP, Envelope.model_validate_json(envelope.model_dump_json()))
    unpacked.model_dump_json()


_MADE_UP = b"""From: =?utf-8?B?5byg5LiJ?= <a@b.cn>
Subject: =?gb2312?B?wO6GtA==?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="="

--=
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

<p>=E6=9D=90=E6=96=99 https://a.b.cn/c?d=3De</p>
--=
Content-Type: application/pdf; name="a.pdf"
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename*=utf-8''%E5%BC%A0.jpg

/9j/4AAQ
--=--
"""


def _read(raw: bytes) -> Mail:
    """The mail in raw bytes as they were kept: a mail, or Outlook's .msg of one."""
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        try:
            return read_msg(raw)
        except Refused as refused:
            return Mail(leaves=(Leaf("邮件.msg", raw, "application/vnd.ms-outlook", trouble=refused),))
    return _inside_signature(read_mail(raw))


def _inside_signature(mail: Mail) -> Mail:
    """An opaque S/MIME mail is what it signs, under its own headers."""
    if mail.plain or mail.html or len(mail.leaves) != 1 or mail.leaves[0].trouble is not None:
        return mail
    (leaf,) = mail.leaves
    if container(leaf.data, leaf.name) != "p7m":
        return mail
    try:
        (signed,) = OPENERS["p7m"](leaf.data, Budget())
    except Refused:
        return mail  # named when the leaf is opened
    inner = read_mail(signed.data)
    return replace(
        mail, plain=inner.plain, html=inner.html, leaves=inner.leaves, refused=inner.refused, skipped=inner.skipped
    )
