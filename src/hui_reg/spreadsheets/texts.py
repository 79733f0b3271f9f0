"""Tables saved as text or as a web page: CSV of any usual encoding, and the HTML that platforms call .xls.

Nothing but cells is taken: no formula, no link, no script. A stage for the sandbox, like what it is called by.
"""

import csv
import io
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from itertools import islice

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_ODD = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_WRAPPED = re.compile(r'="?([^"]*)"?')
_PAGE = re.compile(r"<\s*(?:table|tr|td)\b", re.IGNORECASE)

Rows = list[list[str]]


def rows_of(data: bytes, most: int) -> Rows | None:
    """The first ``most`` rows of a table in text; None where the bytes are no text, or hold no table."""
    text = _decoded(data)
    if text is None:
        return None
    rows = _of_page(text) if _PAGE.search(text) else _of_lines(text, most)
    rows = [[_plain(cell) for cell in row] for row in rows[:most]]
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows] if width > 1 and len(rows) > 1 else None


def _decoded(data: bytes) -> str | None:
    marked = [name for mark, name in _MARKS if data.startswith(mark)]
    for encoding in marked or ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _ODD.search(text) else text
    return None


def _of_lines(text: str, most: int) -> Rows:
    head = "\n".join(text.splitlines()[:20])
    mark = max("\t,;|", key=head.count)
    try:
        return list(islice(csv.reader(io.StringIO(text), delimiter=mark), most)) if mark in head else []
    except csv.Error:
        return []


def _of_page(text: str) -> Rows:
    page = _Page()
    page.feed(text)
    return page.rows


def _plain(cell: str) -> str:
    """A cell as people see it: ``="0021"`` and ``'0021`` are written so that a number stays text."""
    plain = " ".join(cell.split()).removeprefix("'")
    wrapped = _WRAPPED.fullmatch(plain)
    return wrapped[1].strip() if wrapped else plain


class _Page(HTMLParser):
    """The rows of a page's tables, one after another; a cell over several columns stands in the first of them."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Rows = []
        self._open, self._at = False, 0

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
            self._open = False
        elif tag in ("td", "th") and self.rows:
            over = next((value for name, value in attrs if name == "colspan"), None) or ""
            self._at, self._open = len(self.rows[-1]), True
            self.rows[-1] += [""] * (int(over) if re.fullmatch("[1-9][0-9]?", over) else 1)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1][self._at] += data
