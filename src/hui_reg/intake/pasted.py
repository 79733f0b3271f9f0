"""Files that stand in the HTML itself as ``data:`` addresses, and pictures it only points to. Pure."""

import html as markup
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote, unquote_to_bytes

from hui_reg.intake.transfer import base64_bytes

_DATA = re.compile(r"data:([\w.+-]+/[\w.+-]+)?((?:;[^,;\"'<>()]{1,100})*),([^\"'<>)]*)", re.IGNORECASE)
_CID = re.compile(r"cid:([^\"'\s>)]{1,200})", re.IGNORECASE)
_IMG = re.compile(r"<img\b[^>]{0,4000}>", re.IGNORECASE)
_REMOTE = re.compile(r"\bsrc\s*=\s*[\"']?\s*(https?://[^\s\"'>]{4,2000})", re.IGNORECASE)
_SIDE = re.compile(r"\b(?:width|height)\s*[=:]\s*[\"']?\s*(\d{1,4})", re.IGNORECASE)
_LEAST = 60
_SMALL = 200
"""Pixels of both sides up to which a picture on a web server is decoration; so is one of the mailer's own icons."""
_ICON = re.compile(r"emoji|emoticon|/icons?/|logo|tracker|pixel|beacon|qqmail_theme|mail\.qq\.com/zh_CN", re.IGNORECASE)


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
            data, broken = base64_bytes(unquote(text).encode("ascii", "ignore"))
        else:
            data, broken = unquote_to_bytes(text), False
        files.append(Pasted((match[1] or "text/plain").lower(), data, broken))
        return f"cid:data-{len(files)}"

    return _DATA.sub(take, html), files


def content_ids(html: str) -> frozenset[str]:
    """The content ids that the HTML shows in place (``cid:…``), as they stand and without percent signs."""
    found = _CID.findall(html)
    return frozenset(found) | frozenset(map(unquote, found))


def remote_pictures(html: str) -> Iterator[str]:
    """The addresses of pictures that lie on a web server and are large enough to be a document, each once."""
    seen: set[str] = set()
    for tag in _IMG.findall(html):
        address = _REMOTE.search(tag)
        if address is None or address[1] in seen or _ICON.search(address[1]):
            continue
        sides = [int(side) for side in _SIDE.findall(tag)]
        if sides and max(sides) <= _SMALL:
            continue
        seen.add(address[1])
        yield markup.unescape(address[1])
