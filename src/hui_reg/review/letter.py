"""One letter as a draft: the same request has the same Message-ID, whatever the day, so that it is found again."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from hui_reg.history.requests import Item, Loose
from hui_reg.intake.automatic import OWN_HEADER
from hui_reg.review.recipients import ADDRESS, Recipient
from hui_reg.review.wants import plain

_SUBTYPES = {"xlsx": "vnd.openxmlformats-officedocument.spreadsheetml.sheet", "pdf": "pdf"}
"""What we enclose, in the words of mail."""


def salutation(unit: str) -> str:
    """Whom a letter addresses: whoever registers people at the unit. What is known by its address only has no name."""
    named = "" if ADDRESS.fullmatch(unit.strip()) else plain(unit)
    return f"{named}负责报名的同志：\n\n"


@dataclass(frozen=True)
class Letter:
    """One draft. ``recipient`` tells why there is no address when there is none; ``asks`` is what is asked for,
    apart from when: letters that ask the same are one letter."""

    unit: str
    recipient: Recipient
    name: str
    subject: str
    body: str
    in_reply_to: str = ""
    people: int = 0
    asks: str = ""
    items: tuple[tuple[str, Item], ...] = ()
    """What it asks of each applicant, by key, for the ledger."""
    loose: tuple[Loose, ...] = ()
    """What it asks of the unit that concerns no applicant, for the ledger."""
    attachments: tuple[tuple[str, bytes], ...] = ()
    """Files that go along: a name and the bytes."""

    @property
    def address(self) -> str:
        return self.recipient.address

    def identity(self, key: bytes) -> str:
        """The same for the same request, 24 hex digits that nobody without the workspace's ``key`` can guess."""
        return hmac.new(key, self.asks.encode(), hashlib.sha256).hexdigest()[:24]

    def message_id(self, sender: str, key: bytes) -> str:
        """The Message-ID of its draft, by which it is found again."""
        domain = sender.rsplit("@", 1)[-1] if ADDRESS.fullmatch(sender) else "hui-reg.invalid"
        return f"<hui-reg.{self.identity(key)}@{domain}>"


def request(*parts: str) -> str:
    """What is asked, as one text: the same for the same parts, whatever stands around them."""
    return json.dumps(parts, ensure_ascii=False)


def draft(letter: Letter, sender: str, at: datetime, key: bytes = b"", head: str = "") -> bytes:
    """The letter as an .eml that mail programs open as unsent; ``key``: the workspace's, for the Message-ID;
    ``head``: that of the ledger's tree, printed below."""
    mail = EmailMessage(policy=SMTP)
    known = ADDRESS.fullmatch(sender) is not None
    mail["Subject"] = letter.subject
    if known:
        mail["From"] = Address(addr_spec=sender)
    if letter.address:
        mail["To"] = Address(display_name=letter.name, addr_spec=letter.address)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = letter.message_id(sender, key)
    if letter.in_reply_to:
        mail["In-Reply-To"] = letter.in_reply_to
        mail["References"] = letter.in_reply_to
    mail["X-Unsent"] = "1"
    mail[OWN_HEADER] = "notice"  # when it comes back, by a bounce or a copy to ourselves, it is no material
    mail.set_content(f"{letter.body.rstrip()}\n\n（{head}）\n" if head else letter.body)
    for name, data in letter.attachments:
        kind = _SUBTYPES.get(name.rpartition(".")[2], "octet-stream")  # by which a phone knows what opens it
        mail.add_attachment(data, maintype="application", subtype=kind, filename=name)
    return mail.as_bytes()
