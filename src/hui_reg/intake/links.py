"""Links as people write them: with a scheme or without, wrapped by a mail provider, run into Chinese words. Pure."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

_LETTERS = r"A-Za-z0-9"
_PATH = r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%|]"
_LINK = re.compile(
    rf"(?:https?|ftp)(?:://|[ \u3000]?[:：][ \u3000]?[/／]{{2}}){_PATH}+"
    rf"|(?<![{_LETTERS}@._/\-])(?:\d{{1,3}}\.){{3}}\d{{1,3}}(?::\d{{2,5}})?/{_PATH}+"
    rf"|(?<![{_LETTERS}@._/\-])(?:[{_LETTERS}-]{{1,62}}。){{1,6}}[A-Za-z]{{2,12}}/{_PATH}+"
    rf"|(?<![{_LETTERS}@._/\-])(?:[{_LETTERS}](?:[{_LETTERS}-]{{0,61}}[{_LETTERS}])?\.){{1,6}}[A-Za-z]{{2,12}}(?::\d{{2,5}})?/{_PATH}+"
    rf"|(?<![{_LETTERS}@._/\-])www\.(?:[{_LETTERS}-]{{1,62}}\.){{1,5}}[A-Za-z]{{2,12}}(?:/{_PATH}*)?",
    re.IGNORECASE,
)
_NO_DOMAINS = re.compile(
    r"\.(?:zip|rar|7z|tar|gz|pdf|docx?|xlsx?|pptx?|wps|et|ofd|jpe?g|png|bmp|tiff?|heic|txt|html?)$", re.IGNORECASE
)
_SOMEWHERE = re.compile(r"[.:：。]")
_NARROW = str.maketrans("：／。", ":/.")
"""What an input method makes of the signs of an address, or people write so that no filter sees it."""
_WIDE = str.maketrans({0xFEE0 + code: chr(code) for code in map(ord, "%&-./=_")} | {
    0xFEE0 + code: chr(code) for first, last in ("09", "AZ", "az") for code in range(ord(first), ord(last) + 1)
})  # fmt: skip
_HIDDEN = re.compile(
    r"(?<=[A-Za-z0-9])[ ]?[\[(（【](?:\.|dot|点)[\])）】][ ]?(?=[A-Za-z0-9])"
    r"|(?<=[A-Za-z])点(?=(?:[A-Za-z0-9-]{1,40}[点.])?(?:com|cn|net|org)(?![A-Za-z0-9]))",
    re.IGNORECASE,
)
_BROKEN = re.compile(
    r"(https?://[^\s\u3000-\u9fff\uff00-\uffef]{6,})\r?\n(?=[A-Za-z0-9_%-]{0,60}[?&](?:pwd|passcode|accesscode|code|k)=)",
    re.IGNORECASE,
)
"""An address that a mail program broke at the end of a line, before what opens it."""
_HXXP = re.compile(r"\bh(?:xx|\*\*|tt)p(s?)(?=[ ]?[:：]?[/／]{2})", re.IGNORECASE)
"""How people write an address so that nobody is led there by a slip of the finger, or no filter sees it."""
_HAN_PATH = re.compile(
    r"[^\s，。；、！？“”《》<>]{1,120}?\.(?:zip|rar|7z|tar|gz|pdf|docx?|xlsx?|jpe?g|png)(?![A-Za-z0-9])", re.IGNORECASE
)
"""The rest of an address that goes on in Chinese, up to the end of a file's name."""
_BLANKS = re.compile(r"[ \u3000]")
_TRAILING = ".,;:!?'|*"
_WRAPPED = re.compile(r"^(?:https?|ftp)://", re.IGNORECASE)
_DEEPEST = 3


def find_links(text: str) -> Iterator[tuple[int, int, str]]:
    """Every link in a text: where it begins and ends, and its address with a scheme."""
    for match in _LINK.finditer(text) if _SOMEWHERE.search(text) else ():
        shown = match[0].rstrip(_TRAILING)
        for opening, closing in ("()", "[]"):
            while shown.endswith(closing) and shown.count(closing) > shown.count(opening):
                shown = shown[:-1].rstrip(_TRAILING)
        if shown.endswith("/") and (rest := _HAN_PATH.match(text, match.start() + len(shown))):
            shown += rest[0]
        plain = _BLANKS.sub("", shown.translate(_NARROW), 2)
        if _WRAPPED.match(plain):
            yield match.start(), match.start() + len(shown), plain
        elif not _NO_DOMAINS.search(plain.partition("/")[0]):
            yield match.start(), match.start() + len(shown), f"{'http' if plain[0].isdigit() else 'https'}://{plain}"


def narrowed(text: str) -> str:
    """Text with the letters, figures and signs of addresses as they are typed on a plain keyboard."""
    text = text.translate(_WIDE)
    if "://" in text:
        text = _BROKEN.sub(r"\1", text)
    if "xp" in text or "**" in text or "点" in text or "dot" in text.lower() or "[.]" in text:
        text = _HXXP.sub(r"http\1", _HIDDEN.sub(".", text))
    return text


def address(href: str) -> str:
    """Where a link of an HTML body leads, '' for what is no web address (``mailto:``, ``#``, ``cid:``)."""
    href = "".join(href.split())
    if href.startswith("//"):
        return f"https:{href}"
    if _WRAPPED.match(href):
        return href
    return next((link for start, _, link in find_links(href) if start == 0), "")


def unwrapped(url: str) -> str:
    """The address behind those through which providers lead a click (SafeLinks, check_link, gourl)."""
    for _ in range(_DEEPEST):
        inner = next(
            (value for _, value in _query(url) if _WRAPPED.match(value) and host(value) not in ("", host(url))), None
        )
        if inner is None or not _is_address(inner):
            return url
        url = inner
    return url


def host(url: str) -> str:
    """The host of an address in lower case, '' if there is none."""
    try:
        return (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""


def is_bare(url: str) -> bool:
    """Whether an address names a site and nothing on it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.path in ("", "/") and not parts.query and not parts.fragment


def is_at(url: str, hosts: tuple[str, ...]) -> bool:
    """Whether an address lies at one of these hosts, or another of the same owner (``my.`` for ``www.``)."""
    found = host(url)
    owners = [one.lower().removeprefix("www.") for one in hosts]
    return any(found == owner or found.endswith(f".{owner}") for owner in owners)


def _query(url: str) -> list[tuple[str, str]]:
    try:
        parts = urlsplit(url)
        return parse_qsl(parts.query, max_num_fields=50) + parse_qsl(parts.fragment, max_num_fields=50)
    except ValueError:
        return []


def _is_address(url: str) -> bool:
    return "." in host(url)
