"""Pictures of an .xlsx by cell: WPS cell pictures (``DISPIMG``), pictures anchored to cells, and all others."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

from lxml import etree

from hui_reg.pages.formats import embedded

Element = Any  # lxml has no type stubs here

_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
_SHOWN = re.compile(r'=?(?:_xlfn\.)?DISPIMG\(\s*"(?P<id>[^"]+)"[^)]*\)', re.IGNORECASE)
_ANCHORS: Final = ("twoCellAnchor", "oneCellAnchor")

MARK: Final = "〔图{}〕"


@dataclass
class Pictures:
    """``in_cells``: by the id that ``DISPIMG`` names; ``anchored``: by sheet, row and column (from 0); ``rest``."""

    in_cells: dict[str, bytes] = field(default_factory=dict)
    anchored: dict[str, list[tuple[int, int, bytes]]] = field(default_factory=dict)
    rest: list[bytes] = field(default_factory=list)
    _shown: list[bytes] = field(default_factory=list)

    @classmethod
    def of(cls, data: bytes) -> "Pictures":
        """All pictures of a workbook. Raises what zipfile and lxml do."""
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = _Parts(package)
            in_cells = dict(parts.blips("xl/cellimages.xml"))
            anchored = {title: list(parts.anchored(path)) for title, path in parts.sheets()}
            known = {*in_cells.values(), *(picture for found in anchored.values() for *_, picture in found)}
            media = (parts.read(name) for name in sorted(parts.names) if name.startswith("xl/media/"))
            rest = [picture for picture in media if embedded.is_picture(picture) and picture not in known]
        return cls(in_cells, anchored, rest)

    def marked(self, title: str, rows: list[tuple[str, ...]], first: int) -> list[tuple[str, ...]]:
        """``rows`` with ``〔图N〕`` where a picture stands; the first picture of all has the page number ``first``."""
        cells = [list(row) for row in rows]
        for row, column, picture in self.anchored.get(title, []):
            number = self._number(picture, first)
            if number is None or row > len(cells) + 1 or column > 200:
                continue
            cells.extend([] for _ in range(row + 1 - len(cells)))
            cells[row].extend("" for _ in range(column + 1 - len(cells[row])))
            cells[row][column] = (cells[row][column] + number).strip()
        return [tuple(self._without_formula(cell, first) for cell in row) for row in cells]

    def all(self) -> list[bytes]:
        """The pictures in the order of their page numbers."""
        unseen = [picture for picture in (*self.in_cells.values(), *self.rest) if picture not in self._shown]
        return (self._shown + list(dict.fromkeys(unseen)))[: embedded.MAX_PICTURES]

    def _without_formula(self, cell: str, first: int) -> str:
        match = _SHOWN.search(cell)
        if match is None:
            return cell
        picture = self.in_cells.get(match["id"])
        return _SHOWN.sub((picture and self._number(picture, first)) or "", cell)

    def _number(self, picture: bytes, first: int) -> str | None:
        if not embedded.is_picture(picture):
            return None
        if picture not in self._shown:
            if len(self._shown) >= embedded.MAX_PICTURES:
                return None
            self._shown.append(picture)
        return MARK.format(first + self._shown.index(picture))


class _Parts:
    """The parts of a package and how they refer to one another."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self.names = {name.lstrip("/") for name in package.namelist()}

    def read(self, name: str) -> bytes:
        return self._package.read(name)

    def sheets(self) -> Iterator[tuple[str, str]]:
        targets = self._targets("xl/workbook.xml")
        for node in self._nodes("xl/workbook.xml", "sheet"):
            yield str(node.get("name")), targets.get(_by_local_name(node, "id"), "")

    def anchored(self, sheet: str) -> Iterator[tuple[int, int, bytes]]:
        """Row, column and bytes of the pictures on a sheet, by where their upper left corner is anchored."""
        for drawing in sorted(target for target in self._targets(sheet).values() if "/drawings/drawing" in target):
            targets = self._targets(drawing)
            for anchor in (node for kind in _ANCHORS for node in self._nodes(drawing, kind)):
                corner = [int(node.text or 0) for node in anchor.iter() if _local(node) in ("row", "col")][:2]
                blip = next((node for node in anchor.iter() if _local(node) == "blip"), None)
                target = targets.get(_by_local_name(blip, "embed"), "") if blip is not None else ""
                if target in self.names and len(corner) == 2:
                    yield corner[1], corner[0], self.read(target)

    def blips(self, part: str) -> Iterator[tuple[str, bytes]]:
        """Name and bytes of every picture of ``xl/cellimages.xml``."""
        targets = self._targets(part)
        for picture in self._nodes(part, "pic"):
            names = [str(node.get("name")) for node in picture.iter() if _local(node) == "cNvPr"]
            blip = next((node for node in picture.iter() if _local(node) == "blip"), None)
            target = targets.get(_by_local_name(blip, "embed"), "") if blip is not None else ""
            if names and target in self.names:
                yield names[0], self.read(target)

    def _nodes(self, part: str, name: str) -> Iterator[Element]:
        if part in self.names:
            root = etree.fromstring(self.read(part), _PARSER)
            yield from (node for node in root.iter() if _local(node) == name)

    def _targets(self, part: str) -> dict[str, str]:
        folder, file = posixpath.split(part)
        targets = {}
        for node in self._nodes(f"{folder}/_rels/{file}.rels", "Relationship"):
            path = posixpath.normpath(posixpath.join("/" + folder, str(node.get("Target"))))
            targets[str(node.get("Id"))] = path.lstrip("/")
        return targets


def _local(node: Element) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _by_local_name(node: Element, name: str) -> str:
    """The value of a namespaced attribute; strict and transitional files differ in namespace."""
    values = [str(value) for key, value in node.attrib.items() if key.endswith("}" + name)]
    return values[0] if values else ""
