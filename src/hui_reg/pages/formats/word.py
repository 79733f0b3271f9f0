"""A .docx to pages: paragraphs, table rows, text boxes, content controls and pictures, by a walk of its XML.

Every text once: a merged cell in its first place, a text box not again in its fallback. Left out: deleted, crossed-out
and hidden text, field codes, placeholders of empty content controls. Ticked boxes become ``☑``, empty ones ``☐``.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any, Final

from lxml import etree

from hui_reg.pages.formats import embedded, web
from hui_reg.pages.formats.word_parts import main_part
from hui_reg.pages.formats.word_parts import targets as targets_of
from hui_reg.pages.formats.word_runs import attribute, chosen, is_unseen, name_of
from hui_reg.pages.page import Line, Page

Element = Any  # lxml has no type stubs here

MAX_ROWS: Final = 5000
_MOST_CHUNKS: Final = 8
_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
_MARK: Final = "\ue0f0"
_MARKED: Final = re.compile(f"{_MARK}([^{_MARK}]*){_MARK}")
_TICKED, _EMPTY = "☑", "☐"
_NO_TEXT: Final = frozenset(
    ("txbxContent", "del", "moveFrom", "delText", "instrText", "rt", "pPr", "rPr", "tabs", "sdtPr")
)
_SYMBOLS: Final = {
    **dict.fromkeys(("FE", "FD", "FC", "52", "53", "50", "51"), _TICKED),
    **dict.fromkeys(("A8", "6F", "A3", "71", "72", "30"), _EMPTY),
}
"""Wingdings and Wingdings 2 by the last byte of ``w:char``."""


@dataclass
class _Draft:
    """A page being written."""

    lines: list[str] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)


@dataclass
class _Walk:
    """The pages so far and the relationship ids of the documents that stand in place of text (``altChunk``)."""

    pages: list[_Draft] = field(default_factory=lambda: [_Draft()])
    chunks: list[str] = field(default_factory=list)

    def paragraph(self, node: Element) -> None:
        text, breaks = _paragraph_text(node), _page_breaks(node)
        if breaks and self.pages[-1].lines:
            self.pages.append(_Draft())
        self.pages[-1].lines.extend(line for line in text.split("\n") if line.strip())
        for box in _text_boxes(node):
            self.block(box)

    def block(self, node: Element) -> None:
        for child in _children(node):
            name = name_of(child)
            if name == "p":
                self.paragraph(child)
            elif name == "tbl":
                self.table(child)
            elif name == "altChunk":
                self.chunks.append(attribute(child, "id"))
            elif name in ("sdt", "sdtContent", "ins", "smartTag", "customXml", "moveTo"):
                self.block(child)

    def table(self, node: Element) -> None:
        page = self.pages[-1]
        for row in _found(node, "tr"):
            if len(page.rows) >= MAX_ROWS:
                return
            cells: list[str] = []
            nested: list[Element] = []
            for cell in _found(row, "tc"):
                inside = list(_found(cell, "tbl"))
                own = "" if _continues_merge(cell) else _cell_text(cell)
                if not own.strip() and inside and (boxed := _boxed(inside)):
                    own, inside = boxed, []
                cells.append(own + ("" if _continues_merge(cell) else _picture_marks(cell)))
                cells.extend([""] * (_span(cell) - 1))
                nested.extend(inside)
            page.rows.append(tuple(cells))
            if any(cells):
                page.lines.append("\t".join(cells))
            for inner in nested:
                self.table(inner)


def _boxed(tables: list[Element]) -> str:
    """The text of tables that only draw a box about a value, or about each of its characters: a row each."""
    rows = [list(_found(table, "tr")) for table in tables]
    if any(len(several) != 1 for several in rows):
        return ""
    texts = [_cell_text(cell).strip() for [row] in rows for cell in _found(row, "tc")]
    return "".join(texts) if len(texts) == 1 or all(len(text) <= 1 for text in texts) else ""


def contents(data: bytes) -> tuple[list[Page], list[bytes]]:
    """Pages (split at explicit page breaks) and pictures in order of appearance. Raises what zipfile and lxml do."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        names = {name.lstrip("/") for name in package.namelist()}
        main = main_part(package, names)
        root = etree.fromstring(package.read(main), _PARSER)
        walk = _Walk()
        for part in sorted(name for name in names if name.startswith("word/header")):
            walk.block(etree.fromstring(package.read(part), _PARSER))
        for body in _found(root, "body"):
            walk.block(body)
        targets = targets_of(package, main, names)
        pictures = _pictures(package, root, targets, names)
        inside = [package.read(targets[c]) for c in walk.chunks[:_MOST_CHUNKS] if targets.get(c) in names]
    drafts = [draft for draft in walk.pages if draft.lines or draft.rows]
    pages_of = {name: f"〔图{len(drafts) + number}〕" for number, name in enumerate(pictures, start=1)}
    numbered = [
        Page(
            number,
            "office",
            tuple(Line(_with_pages(line, pages_of)) for line in draft.lines),
            tuple(tuple(_with_pages(cell, pages_of) for cell in row) for row in draft.rows),
        )
        for number, draft in enumerate(drafts, start=1)
    ]
    shown = list(pictures.values())
    for data in inside:
        further, more = _chunk(data)
        numbered += [replace(page, number=len(numbered) + place) for place, page in enumerate(further, start=1)]
        shown += more
    return numbered, shown


def _chunk(data: bytes) -> tuple[list[Page], list[bytes]]:
    """A document put whole into another one: a .docx, a web page or an RTF."""
    if data[:2] == b"PK":
        return contents(data)
    if data.startswith(b"{\\rtf"):
        return web.contents_rtf(data)
    return web.contents_html(data)


def _pictures(package: zipfile.ZipFile, root: Element, targets: dict[str, str], names: set[str]) -> dict[str, bytes]:
    """The pictures by the relationship that first shows each, in order of appearance."""
    found: dict[str, bytes] = {}
    seen: set[str] = set()
    for relation in _shown(root):
        target = targets.get(relation, "")
        if target not in names or target in seen or len(found) >= embedded.MAX_PICTURES:
            continue
        seen.add(target)
        if embedded.is_picture(picture := package.read(target)):
            found[relation] = picture
    return found


def _shown(node: Element) -> Iterator[str]:
    """The relationships of the pictures shown below a node, in order."""
    for child in node.iter():
        if name_of(child) in ("blip", "imagedata"):
            yield from (
                str(value) for key, value in child.attrib.items() if etree.QName(key).localname in ("embed", "id")
            )


def _picture_marks(cell: Element) -> str:
    """A place held for the page number of each picture in a cell, known once all pages are."""
    return "".join(f"{_MARK}{relation}{_MARK}" for relation in dict.fromkeys(_shown(cell)))


def _with_pages(text: str, pages_of: dict[str, str]) -> str:
    return _MARKED.sub(lambda match: pages_of.get(match[1], ""), text)


def _children(node: Element) -> Iterator[Element]:
    """Children, with the fallback of an ``AlternateContent`` left out."""
    for child in node:
        if name_of(child) == "AlternateContent":
            choices = [choice for choice in child if name_of(choice) == "Choice"] or list(child)
            for choice in choices[:1]:
                yield from _children(choice)
        else:
            yield child


def _found(node: Element, name: str) -> Iterator[Element]:
    """The nearest descendants of that name, through content controls and insertions."""
    for child in _children(node):
        if name_of(child) == name:
            yield child
        elif name_of(child) in ("sdt", "sdtContent", "ins", "customXml", "smartTag", "moveTo"):
            yield from _found(child, name)


def _text_boxes(node: Element) -> Iterator[Element]:
    """The text boxes anchored in a paragraph, each once."""
    for child in _children(node):
        if name_of(child) == "txbxContent":
            yield child
        else:
            yield from _text_boxes(child)


def _paragraph_text(node: Element) -> str:
    return "".join(_texts(node))


def _texts(node: Element) -> Iterator[str]:
    for child in _children(node):
        name = name_of(child)
        if name == "t":
            yield child.text or ""
        elif name in ("tab", "ptab"):
            yield " "
        elif name in ("br", "cr"):
            yield "\n"
        elif name == "noBreakHyphen":
            yield "-"
        elif name == "sym":
            yield _symbol(child)
        elif name == "checkBox":
            yield _form_check_box(child)
        elif name == "ddList":
            yield chosen(node)
        elif (name == "r" and is_unseen(child)) or (name == "sdt" and _is_placeholder(child)):
            continue
        elif name not in _NO_TEXT:
            yield from _texts(child)


def _cell_text(cell: Element) -> str:
    """A cell's own text and that of the text boxes laid over it, which people fill in for it."""
    texts = [_paragraph_text(node).strip() for node in _found(cell, "p")]
    texts += [_cell_text(box) for paragraph in _found(cell, "p") for box in _text_boxes(paragraph)]
    return "\n".join(text for text in texts if text)


def _symbol(node: Element) -> str:
    if "Wingdings" not in attribute(node, "font"):
        return ""
    return _SYMBOLS.get(attribute(node, "char").upper()[-2:], "")


def _form_check_box(node: Element) -> str:
    states = [child for child in node if name_of(child) in ("checked", "default")]
    states.sort(key=name_of)
    on = bool(states) and attribute(states[0], "val") not in ("0", "false", "off")
    return _TICKED if on else _EMPTY


def _property(node: Element, holder: str, name: str) -> Element | None:
    for properties in node:
        if name_of(properties) == holder:
            return next((child for child in properties if name_of(child) == name), None)
    return None


def _is_placeholder(control: Element) -> bool:
    return _property(control, "sdtPr", "showingPlcHdr") is not None


def _continues_merge(cell: Element) -> bool:
    merge = _property(cell, "tcPr", "vMerge")
    return merge is not None and attribute(merge, "val") in ("", "continue")


def _span(cell: Element) -> int:
    span = _property(cell, "tcPr", "gridSpan")
    value = attribute(span, "val") if span is not None else "1"
    return min(int(value), 63) if value.isdigit() and value != "0" else 1


def _page_breaks(node: Element) -> bool:
    """Whether the paragraph breaks the page: before itself, or by a break in it."""
    if any(
        name_of(child) == "pageBreakBefore"
        for properties in node
        if name_of(properties) == "pPr"
        for child in properties
    ):
        return True
    return any(name_of(child) == "br" and attribute(child, "type") == "page" for child in node.iter())
