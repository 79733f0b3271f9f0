"""Rows of an .xlsx that are hidden, filtered out or without height: whoever sent the sheet doesn't show them."""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import IO, Any, Final

from lxml import etree

_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
_MOST_ROWS: Final = 20_000


def hidden_rows(data: bytes) -> Mapping[str, frozenset[int]]:
    """The 1-based numbers of rows not shown, by sheet title; sheets that can't be told apart are left out."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        names = set(package.namelist())
        if not {"xl/workbook.xml", _RELATIONS} <= names:
            return {}
        relations = etree.fromstring(package.read(_RELATIONS), _PARSER)
        targets = {node.get("Id"): _path(str(node.get("Target", ""))) for node in relations}
        found: dict[str, frozenset[int]] = {}
        for sheet in etree.fromstring(package.read("xl/workbook.xml"), _PARSER).iter("{*}sheet"):
            part = targets.get(next((v for k, v in sheet.attrib.items() if etree.QName(k).localname == "id"), None))
            if part in names:
                with package.open(part) as stream:
                    found[str(sheet.get("name"))] = frozenset(_hidden(stream))
        return found


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _hidden(stream: IO[bytes]) -> Iterator[int]:
    number = 0
    rows: Any = etree.iterparse(stream, tag="{*}row", resolve_entities=False, no_network=True, recover=True)
    for _, row in rows:
        told = str(row.get("r") or "")
        number = int(told) if told.isdigit() else number + 1
        if number > _MOST_ROWS:
            return
        if row.get("hidden") in ("1", "true") or re.fullmatch(r"0(?:\.0*)?", str(row.get("ht") or "")):
            yield number
        row.clear()
