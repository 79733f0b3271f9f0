"""The last look at every file that leaves: no valid ID number but the owner's stands in any byte of it.

It doesn't ask how the file was made. Zips, streams of PDFs and the sectors of old Office files are unpacked, texts
tried in the encodings they come in.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final

from pypdf import PdfReader
from pypdf.generic import StreamObject

from hui_reg.notation import resident_id

_NUMBER: Final = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_MARKUP: Final = re.compile(r"<[^>]*>")
_APART: Final = re.compile(r"</w:p>|</w:tc>|</si>|</c>")
_ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be")
_PICTURES: Final = frozenset(("/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode"))
_MOST_OBJECTS: Final = 20_000


class Foreign(ValueError):
    """Another person's number is in it."""


def check(data: bytes, own: str = "") -> None:
    """Raises :class:`Foreign` for a valid ID number other than ``own``; where that isn't known, for a second one."""
    found = numbers(data)
    if len(found) > 1 or (own and resident_id.is_valid(own) and found - {own.upper()}):
        raise Foreign


def numbers(data: bytes) -> set[str]:
    """Every valid ID number in a file."""
    said = (number.upper() for text in _texts(data) for number in _NUMBER.findall(text))
    return {number for number in said if resident_id.is_valid(number)}


def _texts(data: bytes) -> Iterator[str]:
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            yield package.comment.decode("latin-1")
            for info in package.infolist():
                yield info.filename
                yield from _marked_up(package.read(info))
    elif data.startswith(b"%PDF-"):
        yield data.decode("latin-1")
        yield from _in_pdf(data)
    else:
        yield from _encoded(data)


def _marked_up(part: bytes) -> Iterator[str]:
    """A part as it is, with its attributes and comments, and its text joined over the runs."""
    yield from _encoded(part)
    if part.lstrip().startswith(b"<"):
        yield _MARKUP.sub("", _APART.sub(" ", part.decode("utf-8", "ignore")))


def _encoded(data: bytes) -> Iterator[str]:
    for encoding in _ENCODINGS:
        for start in range(1 if encoding == "utf-8" else 2):
            yield data[start:].decode(encoding, "ignore" if encoding == "utf-8" else "replace")


def _in_pdf(data: bytes) -> Iterator[str]:
    reader = PdfReader(io.BytesIO(data))
    for number in range(1, min(int(reader.trailer["/Size"]), _MOST_OBJECTS)):  # type: ignore[call-overload]
        value = reader.get_object(number)
        yield str(value)
        if isinstance(value, StreamObject) and not _PICTURES & set(_filters(value)):
            yield from _encoded(value.get_data())
    for page in reader.pages:
        yield page.extract_text()


def _filters(stream: StreamObject) -> list[str]:
    named = stream.get("/Filter")
    listed = named.get_object() if named is not None else []
    return [str(one) for one in listed] if isinstance(listed, list) else [str(listed)]
