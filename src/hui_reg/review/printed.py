"""What is printed on a paper of ours that comes back, whatever program saved it since: the lines that bear a head."""

import contextlib
import email
import html
import io
import re
import zipfile
from email import policy
from email.message import EmailMessage

from hui_reg.model import Noun

_LINE = re.compile(r"台账\s*\d{1,12}\s*条，校验码\s*[0-9a-f]{64}")
_MOST_BYTES = 200 * 2**20
_MOST_LINES = 1000
_TEXTS = (".xml", ".txt", ".eml", ".html", ".json")


class Printed(Noun):
    """The lines found, each once."""

    texts: tuple[str, ...] = ()


def texts_of(data: bytes) -> tuple[Printed, tuple[bytes, ...]]:
    """The lines that bear a head, in a workbook, a web page, a mail or a text."""
    found = dict.fromkeys(line for text in _texts(data) for line in _LINE.findall(re.sub(r"<[^>]*>", "", text)))
    return Printed(texts=tuple(found)[:_MOST_LINES]), ()


def _texts(data: bytes) -> list[str]:
    if data.startswith(b"PK\x03\x04"):
        return _members(data)
    plain = html.unescape(data.decode("utf-8", "replace"))
    if re.match(rb"[!-9;-~]{1,76}:", data):
        message = email.message_from_bytes(data, policy=policy.default)
        parts = [part for part in message.walk() if isinstance(part, EmailMessage) and not part.is_multipart()]
        return [plain, *(str(part.get_content()) for part in parts if part.get_content_maintype() == "text")]
    return [plain, *(data[start:].decode("utf-16-le", "replace") for start in (0, 1))]  # legacy workbooks


def _members(data: bytes, left: int = _MOST_BYTES, *, whole: bool = True) -> list[str]:
    texts: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for member in book.infolist():
            if not member.filename.endswith((*_TEXTS, ".xlsx")) or left <= 0:
                continue
            with book.open(member) as file:
                content = file.read(left)
            left -= len(content)
            if not member.filename.endswith(".xlsx"):
                texts.append(html.unescape(content.decode("utf-8", "replace")))
            elif whole:  # a package: its list is a workbook
                with contextlib.suppress(zipfile.BadZipFile):
                    texts += _members(content, left, whole=False)
    return texts
