"""Which container some bytes are, by content; the name decides only for text (.eml). Documents are no containers."""

import re
import zipfile
from io import BytesIO
from typing import Final

from hui_reg.intake.archives.budget import Opener
from hui_reg.intake.archives.outlook import is_msg, open_msg, open_tnef
from hui_reg.intake.archives.sevenzip import open_7z
from hui_reg.intake.archives.smime import is_p7m, open_p7m
from hui_reg.intake.archives.tars import is_tar, open_gzip, open_tar
from hui_reg.intake.archives.zips import open_zip

RAR: Final = "rar"
"""The one container that isn't opened here: it takes a program, see ``rar.py``."""
MAIL: Final = "mail"

OPENERS: Final[dict[str, Opener]] = {
    "zip": open_zip,
    "7z": open_7z,
    "tnef": open_tnef,
    "msg": open_msg,
    "p7m": open_p7m,
    "tar": open_tar,
    "gzip": open_gzip,
}

_MAGIC: Final = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", RAR),
    (b"\x78\x9f\x3e\x22", "tnef"),
    (b"\x1f\x8b\x08", "gzip"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCUMENT_MARKS = ("[Content_Types].xml", "OFD.xml", "mimetype", "META-INF/MANIFEST.MF", "AndroidManifest.xml")
_HEADER_LINES = re.compile(rb"(?:[!-9;-~]{1,76}:[ \t][^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){3}")
_MAIL_HEADERS = re.compile(
    rb"^(?:From|To|Subject|Received|Date|Message-ID|MIME-Version):", re.IGNORECASE | re.MULTILINE
)


def container(data: bytes, name: str) -> str | None:
    """The kind of container (a key of ``OPENERS``, ``RAR`` or ``MAIL``), or None for a file that is a leaf."""
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if kind == "zip":
        return None if _is_document(data) else "zip"
    if kind is not None:
        return kind
    if data.startswith(_OLE):
        return "msg" if is_msg(data) else None
    if data[:1] == b"\x30" and name.lower().endswith((".p7m", ".p7s")) and is_p7m(data):
        return "p7m"
    if name.lower().endswith((".eml", ".mht", ".mhtml")) and _is_mail(data):
        return MAIL
    return "tar" if is_tar(data) else None


def _is_document(data: bytes) -> bool:
    """Whether a zip is an Office, OFD, OpenDocument or program file, whose inside belongs to a reader."""
    try:
        names = zipfile.ZipFile(BytesIO(data)).namelist()
    except Exception:  # broken or lying: the opener says what is wrong
        return data[30:49] == b"[Content_Types].xml"
    return any(mark in names for mark in _DOCUMENT_MARKS)


def _is_mail(data: bytes) -> bool:
    head = data[:4096].lstrip()
    return bool(_HEADER_LINES.match(head) and _MAIL_HEADERS.search(head))
