"""A web address as a browser would resolve it (the WHATWG URL standard): where a click really leads.

Python's ``urlsplit`` reads ``https://evil.example\\@www.chsi.com.cn/`` as the second host, a browser as the first;
so addresses that a person may click are taken apart by Ada, the parser of a browser engine.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs

from ada_url import URL

_BARE_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]|$)")
_UNSEEN = re.compile(r"[\x00-\x20\x7f\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True)
class WebAddress:
    """``host`` is lower case, IDN as ``xn--``; ``port`` only where it isn't the scheme's own; ``codes`` by ``vcode=``.

    ``trick`` says in Chinese what no honest address has: a user name, a foreign port, unseen characters, another
    scheme than http(s); empty for none.
    """

    address: str
    host: str
    codes: tuple[str, ...]
    trick: str


def resolve(text: str) -> WebAddress | None:
    """The address a browser opens for ``text``; None when it opens none, or when ``text`` is no address at all."""
    plain = text.strip()
    if _BARE_HOST.match(plain):  # also with its port, which isn't a scheme of that name
        plain = f"https://{plain}"
    try:
        url = URL(plain)
    except (ValueError, UnicodeError):
        return None
    codes = tuple(dict.fromkeys(parse_qs(url.search.removeprefix("?"), keep_blank_values=True).get("vcode", ())))
    return WebAddress(url.href, url.hostname, codes, _trick(plain, url))


def looks_like_address(text: str) -> bool:
    """Whether ``text`` means to be an address, be it a broken one; a bare code is none."""
    return bool(re.search(r"[:/\\.?@]", text))


def _trick(plain: str, url: URL) -> str:
    if url.protocol not in ("http:", "https:"):
        return f"不是网页地址（{url.protocol}）"
    if url.username or url.password:
        return "地址里夹有用户名"
    if url.port:
        return f"端口为{url.port}"
    if _UNSEEN.search(plain):
        return "地址里夹有空白或看不见的字符"
    return ""
