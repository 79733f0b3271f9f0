"""How a reviewer checks a 学信网 record with one click: its code, whole, and its link where that leads to the register.

The code is a bearer secret: whoever has it sees the person's record. It stands whole only where a reviewer works, on
the review sheet and in the album; everywhere else it is masked.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from hui_reg.model import Assessment, Exhibit
from hui_reg.notation import web_address
from hui_reg.vocabulary import Field, Kind

UNREAD = "（验证码未读到）"


@dataclass(frozen=True)
class Verification:
    """One record's code as printed, and the address to open; empty for a link that must not be clicked."""

    code: str
    link: str


def verifications(assessment: Assessment, hosts: Iterable[str]) -> list[Verification]:
    """One for each current record of the applicant; ``hosts`` are the register's own, of the notice."""
    trusted = frozenset(hosts)
    records = assessment.dossier.current(Kind.EDUCATION_RECORD)
    return list(dict.fromkeys(_verification(record, trusted) for record in records))


def _verification(record: Exhibit, hosts: frozenset[str]) -> Verification:
    fields = record.reading.fields
    texts = [fields[name].value or "" for name in (Field.CHSI_LINK, Field.CHSI_QR) if name in fields]
    links = (link for text in texts if (link := _safe(text, hosts)))
    code = fields[Field.CHSI_CODE].value if Field.CHSI_CODE in fields else None
    return Verification(code or UNREAD, next(links, ""))


def _safe(text: str, hosts: frozenset[str]) -> str:
    """The address in the form a browser resolves it to, when it surely leads to the register; else nothing."""
    address = web_address.resolve(text) if web_address.looks_like_address(text) else None
    return address.address if address is not None and address.host in hosts and not address.trick else ""
