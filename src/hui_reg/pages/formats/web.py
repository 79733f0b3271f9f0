"""HTML and RTF, also under other names (a web page or a WordPad file called .doc): text lines and table rows."""

import re
from typing import Any, Final

from lxml import html
from striprtf.striprtf import rtf_to_text

from hui_reg.pages.page import Line, Page

_META: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_LOOKS: Final = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?"
    rb"<(?:!doctype\s+html|html|head|body|table|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_BLOCKS: Final = frozenset(
    ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "br", "title", "caption", "table")
)
_UNSEEN: Final = frozenset(("script", "style", "head", "template"))
_HIDING: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|line-through", re.IGNORECASE
)
_MOST: Final = 5000


def is_html(data: bytes) -> bool:
    """Whether bytes begin as a web page does."""
    return _LOOKS.match(data[:2048]) is not None


def contents_html(data: bytes) -> tuple[list[Page], list[bytes]]:
    """The one page of a web page. Raises what lxml does."""
    declared = _META.search(data[:2048])
    label = declared[1].decode("ascii").lower() if declared else "utf-8"
    encoding = "gb18030" if label.startswith(("gb", "x-gb", "cp936")) else label
    root = html.fromstring(data, parser=html.HTMLParser(encoding=encoding, no_network=True, huge_tree=False))
    for node in [node for node in root.iter() if _is_hidden(node)]:
        node.drop_tree()
    rows = [tuple(_text(cell) for cell in row.iterchildren("td", "th")) for row in root.iter("tr")]
    texts = [text for node in root.iter() if _is_paragraph(node) and (text := _text(node))]
    return [_page(texts, rows)], []


def contents_rtf(data: bytes) -> tuple[list[Page], list[bytes]]:
    """The one page of an RTF, its table rows as cells. Raises what striprtf does."""
    text: str = rtf_to_text(data.decode("cp1252"), errors="replace", encoding=_code_page(data))  # type: ignore[no-untyped-call]
    lines = [line.strip() for line in text.replace("\r", "\n").split("\n") if line.strip()]
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines if "|" in line]
    return [_page([line for line in lines if "|" not in line], rows)], []


def _code_page(data: bytes) -> str:
    declared = re.search(rb"\\ansicpg(\d+)", data[:512])
    number = declared[1].decode() if declared else "1252"
    return {"936": "gb18030", "65001": "utf-8"}.get(number, f"cp{number}")


def _is_hidden(node: Any) -> bool:
    """Whether a browser doesn't show a node, or shows it crossed out."""
    if not isinstance(node.tag, str) or node.getparent() is None:
        return False
    return node.tag in ("del", "s", "strike") or "hidden" in node.attrib or bool(_HIDING.search(node.get("style", "")))


def _is_paragraph(node: Any) -> bool:
    """Whether a node is a block of its own text, outside of tables, whose rows are told as cells."""
    if not isinstance(node.tag, str) or node.tag not in _BLOCKS or node.tag in ("tr", "table"):
        return False
    around = {ancestor.tag for ancestor in node.iterancestors()}
    return not around & (_UNSEEN | {"tr"}) and not any(child.tag in _BLOCKS for child in node.iterchildren())


def _text(node: Any) -> str:
    return " ".join(" ".join(node.itertext()).split())


def _page(texts: list[str], rows: list[tuple[str, ...]]) -> Page:
    rows = [row for row in rows if any(row)][:_MOST]
    lines = [Line(text) for text in texts[:_MOST]] + [Line("\t".join(row)) for row in rows]
    return Page(1, "office", tuple(lines), tuple(rows))
