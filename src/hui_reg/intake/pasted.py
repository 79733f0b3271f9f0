"""Files that stand in the HTML itself as ``data:`` addresses. Pure."""

import html as markup
import re
from typing import NamedTuple
from urllib.parse import unquote, unquote_to_bytes

from hui_reg.intake.encodings.transfer import base64_bytes

_DATA = re.compile(r"data:([\w.+-]+/[\w.+-]+)?((?:;[^,;\"'<>()]{1,100})*),([^\"'<>)]*)", re.IGNORECASE)
_IN_WORDS = re.compile(r"data:([\w.+-]+/[\w.+-]+)((?:;[^,;\s]{1,100})*;base64),([A-Za-z0-9+/=\s]{60,})", re.IGNORECASE)
_CID = re.compile(r"cid:([^\"'\s>)]{1,200})", re.IGNORECASE)
_IN_A_SET = re.compile(r"\s+\d+(?:\.\d+)?[xw]\b.*$", re.DOTALL)
"""What follows an address among those of a ``srcset``."""
_LEAST = 60


class Pasted(NamedTuple):
    """A file out of the HTML: its type and bytes, and whether its base64 was broken."""

    content_type: str
    data: bytes
    broken: bool


def split_data(html: str) -> tuple[str, list[Pasted]]:
    """The HTML without the files in it, and those files. Short ones (bullets, spacers) stay where they are."""
    if "data:" not in html and "DATA:" not in html:
        return html, []
    files: list[Pasted] = []

    def take(match: re.Match[str]) -> str:
        if len(match[3]) < _LEAST or match[3][:_LEAST].count(" ") > _LEAST // 4:
            return match[0]
        text = markup.unescape(match[3])
        if "base64" in match[2].lower():
            data, broken = base64_bytes(_IN_A_SET.sub("", unquote(text)).encode("ascii", "ignore"))
        else:
            data, broken = unquote_to_bytes(text), False
        files.append(Pasted((match[1] or "text/plain").lower(), data, broken))
        return f"cid:data-{len(files)}"

    return _DATA.sub(take, html), files


def split_data_of_words(text: str) -> tuple[str, list[Pasted]]:
    """Plain text without the ``data:`` addresses of files in it, and those files."""
    if "data:" not in text:
        return text, []
    files = [Pasted(kind.lower(), *base64_bytes(data.encode())) for kind, _, data in _IN_WORDS.findall(text)]
    return _IN_WORDS.sub("\n", text), files


def content_ids(html: str) -> frozenset[str]:
    """The content ids that the HTML shows in place (``cid:…``), as they stand and without percent signs."""
    found = _CID.findall(html)
    return frozenset(found) | frozenset(map(unquote, found))
