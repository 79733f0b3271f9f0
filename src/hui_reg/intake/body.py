"""The visible text of a mail, its links in place, without the earlier mails a reply quotes. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import urljoin

from hui_reg.intake.message import Mail
from hui_reg.intake.pasted import content_ids
from hui_reg.intake.quoting.heads import quotation
from hui_reg.notation.resident_id import IN_TEXT

MOST_TEXT = 2 * 1024 * 1024
"""Characters of HTML or text that are looked at; no letter is longer."""

_BLOCKS = frozenset((
    "address", "article", "blockquote", "br", "center", "div", "dl", "dt", "dd", "fieldset", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul"
))  # fmt: skip
_FRAMES = {
    "iframe": "src",
    "frame": "src",
    "embed": "src",
    "object": "data",
    "video": "src",
    "audio": "src",
    "area": "href",
}
"""What shows something from elsewhere in its place, and the attribute that says from where."""
_DOORS = {"a": "href", "form": "action"}
"""What leads somewhere, with the attribute that says where."""
_CELLS = frozenset(("td", "th"))
_UNSEEN = frozenset(("script", "style", "head", "title", "template", "noscript"))
_QUOTE_MARKS = re.compile(
    r"quot(?:e|ed)(?![a-z])|mailquote|isreplycontent|replycontent|divrplyfwdmsg|origbody|appendonsend|gmail_extra"
    r"|moz-cite-prefix|original-?content|original-?mail|origin-?mail"
)
"""What mail programs call the element that holds the mail answered (``alimail-quote``, ``divRplyFwdMsg``, …)."""

FORWARD = re.compile(r"\s*(?:转发|轉發|fwd?|转寄|轉寄|转)\s*[:：]", re.IGNORECASE)
REPLY = re.compile(r"\s*(?:回复|回覆|答复|答覆|re)\s*[:：]", re.IGNORECASE)
_SIGNATURE = re.compile(r"signature|business-?card|(?:fox|x|e)?mail[_-]?sign|(?:^|[_\W])sign(?:$|[_\W])", re.IGNORECASE)
_SIDE = {side: re.compile(rf"(?:^|;){side}:(\d+)px") for side in ("width", "height")}
_BLANKS = re.compile(r"[ \t\u00a0\u3000]+")
SMALL = 64
"""Pixels of a side up to which a picture on a web server is an icon."""


@dataclass(frozen=True)
class Piece:
    """A run of visible text; with ``url`` it is the text of a link, or a ``picture`` that lies there.

    ``signature``: it stands in an element that a mail program marks as the sender's signature.
    """

    text: str
    url: str = ""
    picture: bool = False
    signature: bool = False


def is_reply(mail: Mail) -> bool:
    """Whether the mail answers another one, so that what it quotes is known already. A forward is no reply."""
    if FORWARD.match(mail.subject):
        return False
    return bool(REPLY.match(mail.subject) or mail.in_reply_to)


def visible_text(mail: Mail) -> str:
    """What the sender wrote: the plain text where there is one, else the HTML's; lines trimmed, no empty runs.

    Some programs put less into the plain text than into the HTML, leaving tables out: a list of people is not lost.
    """
    plain, html = (tidy("".join(p.text for p in pieces(mail))) for pieces in (plain_pieces, html_pieces))
    return html if not plain or set(IN_TEXT.findall(html)) > set(IN_TEXT.findall(plain)) else plain


def tidy(text: str) -> str:
    """Lines without blanks at their ends, at most one empty line in a row, no-break blanks made plain."""
    lines = (line.strip() for line in _BLANKS.sub(" ", text).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def plain_pieces(mail: Mail) -> list[Piece]:
    """The plain text as pieces; in a reply up to the first quotation, and without lines that begin with ``>``."""
    text = mail.plain[:MOST_TEXT]
    if is_reply(mail):
        text = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))
    return _unquoted([Piece(text)], is_reply(mail))


def html_pieces(mail: Mail) -> list[Piece]:
    """The HTML's visible text as pieces; in a reply without quoting elements and what follows a quotation's head."""
    return list(_pieces_of_html(mail.html[:MOST_TEXT], reply=is_reply(mail)))


@lru_cache(maxsize=4)
def _pieces_of_html(html: str, *, reply: bool) -> tuple[Piece, ...]:
    """Asked for again and again while one mail is taken apart: the same page is parsed once."""
    reader = _Reader(skip_quotes=reply)
    reader.feed(html)
    reader.close()
    return tuple(_unquoted(reader.pieces, reply))


def referenced_pictures(mail: Mail) -> frozenset[str]:
    """The content ids that the HTML shows in place (``cid:…``)."""
    return content_ids(mail.html[:MOST_TEXT])


def _unquoted(pieces: Iterable[Piece], reply: bool) -> list[Piece]:
    listed = list(pieces)
    if not reply:
        return listed
    kept, left = [], quotation("".join(piece.text for piece in listed).replace("\u00a0", " "))
    for piece in listed:
        if left <= 0:
            break
        kept.append(replace(piece, text=piece.text[:left]))
        left -= len(piece.text)
    return kept


class _Reader(HTMLParser):
    """Collects visible text; skips what a browser doesn't show and, if asked, elements that quote earlier mails."""

    def __init__(self, skip_quotes: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self._skip_quotes = skip_quotes
        self._skipped = ""
        self._skipped_depth = 0
        self._url = ""
        self._base = ""
        self._signature = ""
        self._signature_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if tag == "base":
            self._base = values.get("href", "").strip()
        if self._skipped:
            self._skipped_depth += tag == self._skipped
            return
        if tag in _UNSEEN or (self._skip_quotes and _quotes(tag, values)):
            self._skipped, self._skipped_depth = tag, 1
        elif tag in _BLOCKS:
            self._add("\n")
        elif tag in _CELLS:
            self._add(" ")
        if tag == self._signature:
            self._signature_depth += 1
        elif not self._signature and tag in _BLOCKS | _CELLS and _signs(values):
            self._signature, self._signature_depth = tag, 1
        self._leads(tag, values)

    def _leads(self, tag: str, values: dict[str, str]) -> None:
        if tag in _DOORS:
            self._url = self._address(values.get(_DOORS[tag], ""))
        elif tag in _FRAMES and (url := self._address(values.get(_FRAMES[tag], ""))):
            self.pieces.append(Piece(values.get("alt", ""), url, signature=bool(self._signature)))
        elif tag == "img" and not _is_small(values):
            self.pieces.append(Piece("", values.get("src", "").strip(), True, bool(self._signature)))

    def _address(self, link: str) -> str:
        """A link as it is meant: below the address that the page names as its base."""
        return urljoin(self._base, link.strip()) if self._base and link else link.strip()

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            self._skipped_depth -= tag == self._skipped
            if self._skipped_depth == 0:
                self._skipped = ""
            return
        if tag == self._signature:
            self._signature_depth -= 1
            self._signature = self._signature if self._signature_depth else ""
        if tag in _DOORS:
            if self._url and not (self.pieces and self.pieces[-1].url == self._url):
                self.pieces.append(Piece("", self._url, signature=bool(self._signature)))  # it shows a picture only
            self._url = ""
        if tag in _BLOCKS:
            self._add("\n")

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self._add(re.sub(r"[\r\n\t ]+", " ", data))

    def _add(self, text: str) -> None:
        self.pieces.append(Piece(text, self._url if text.strip() else "", signature=bool(self._signature)))


def _signs(values: dict[str, str]) -> bool:
    return bool(_SIGNATURE.search(f"{values.get('class', '')} {values.get('id', '')}"))


def _is_small(values: dict[str, str]) -> bool:
    """Whether a picture is declared as one that shows nobody's paper: an icon, a tracker, hidden."""
    style = values.get("style", "").replace(" ", "").lower()
    sides = [values.get(side, "") or (_SIDE[side].search(style) or ["", ""])[1] for side in ("width", "height")]
    return "display:none" in style or any(0 <= int(s) <= SMALL for side in sides if (s := side.rstrip("px ")).isdigit())


def _quotes(tag: str, values: dict[str, str]) -> bool:
    marks = f"{values.get('class', '')} {values.get('id', '')}".lower()
    return tag == "blockquote" or bool(_QUOTE_MARKS.search(marks))
