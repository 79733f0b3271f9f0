"""Which container some bytes are, by content; the name decides only for text (.eml). Documents are no containers."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from hui_reg.intake.archives.budget import Budget, Member, Opener
from hui_reg.intake.archives.mailfiles import is_emlx, open_emlx, open_mbox
from hui_reg.intake.archives.outlook import is_msg
from hui_reg.intake.archives.sfx import is_program, payload
from hui_reg.intake.archives.smime import is_p7m, open_p7m
from hui_reg.intake.archives.tars import is_tar, open_bzip2, open_gzip, open_tar, open_xz
from hui_reg.intake.archives.zips import open_zip
from hui_reg.intake.magic import extension
from hui_reg.intake.repair import header_names, is_mail

RAR: Final = "rar"
"""The one container that isn't opened here: it takes a program, see ``rar.py``."""
MAIL: Final = "mail"
TNEF: Final = "tnef"
MSG: Final = "msg"
"""Mails: taken apart by ``message.read_mail``, ``outlook.read_tnef`` and ``outlook.read_msg``."""
PROGRAM: Final = "program"
"""A program, or junk, with an archive behind it, see ``sfx.py``."""


def _open_7z(data: bytes, budget: Budget) -> Iterator[Member]:
    from hui_reg.intake.archives.sevenzip import open_7z  # its library loads longer than all the others together

    return open_7z(data, budget)


OPENERS: Final[dict[str, Opener]] = {
    "zip": open_zip,
    "7z": _open_7z,
    "p7m": open_p7m,
    "tar": open_tar,
    "gzip": open_gzip,
    "xz": open_xz,
    "bzip2": open_bzip2,
    "emlx": open_emlx,
    "mbox": open_mbox,
}

_MAGIC: Final = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08PK\x03\x04", "zip"),
    (b"PK00PK\x03\x04", "zip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", RAR),
    (b"\x78\x9f\x3e\x22", TNEF),
    (b"\x1f\x8b\x08", "gzip"),
    (b"\xfd7zXZ\x00", "xz"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCUMENT_MARKS = ("[Content_Types].xml", "OFD.xml", "mimetype", "META-INF/MANIFEST.MF", "AndroidManifest.xml")
_BZIP2 = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")
_NAMES_OF_ARCHIVES = re.compile(r"\.(?:zip|7z|rar|exe)$", re.IGNORECASE)
_NAMES_OF_MAILS = re.compile(r"\.(?:txt|mail|msg|email|dat|bin|att|tmp|mim|mime)$|^[^.]*$")
_MIME = frozenset((b"mime-version", b"content-type"))


def container(data: bytes, name: str) -> str | None:
    """The kind of container: a key of ``OPENERS`` or a constant of this module; None for a file that is a leaf."""
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if kind == "zip":
        return None if _is_document(data) else "zip"
    if kind is not None:
        return kind
    if data.startswith(_OLE):
        return MSG if is_msg(data) else None
    if data[:1] == b"\x30" and name.lower().endswith((".p7m", ".p7s")) and is_p7m(data):
        return "p7m"
    if _BZIP2.match(data):
        return "bzip2"
    if (is_program(data) or (_NAMES_OF_ARCHIVES.search(name) and not extension(data))) and payload(data) is not None:
        return PROGRAM
    if name.lower().endswith(".lzma") and data[:1] == b"\x5d":
        return "xz"
    return _of_mails(data, name.lower()) or ("tar" if is_tar(data) else None)


def _of_mails(data: bytes, name: str) -> str | None:
    """A mail as a file, or several in one: told by its first lines, with a name that doesn't say otherwise."""
    if name.endswith((".mht", ".mhtml")):  # a saved page, unless it is a letter with files attached to it
        return MAIL if is_mail(data) and b"\nContent-Disposition: attachment" in data else None
    if name.endswith(".emlx"):
        return "emlx" if is_emlx(data) else None
    if data.startswith(b"From ") and is_mail(data):
        return "mbox"
    if name.endswith(".eml"):
        return MAIL if header_names(data[:4096].lstrip()) or is_mail(data) else None
    return MAIL if _NAMES_OF_MAILS.search(name) and is_mail(data) and header_names(data.lstrip()) & _MIME else None


def _is_document(data: bytes) -> bool:
    """Whether a zip is an Office, OFD, OpenDocument or program file, whose inside belongs to a reader."""
    try:
        names = zipfile.ZipFile(BytesIO(data)).namelist()
    except Exception:  # broken or lying: the opener says what is wrong
        return data[30:49] == b"[Content_Types].xml"
    return any(mark in names for mark in _DOCUMENT_MARKS)
