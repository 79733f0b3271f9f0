"""The parts of a .docx: which one is its text, and what the others are called there."""

import posixpath
import zipfile
from typing import Final

from lxml import etree

_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)


def main_part(package: zipfile.ZipFile, names: set[str]) -> str:
    if "_rels/.rels" in names:
        for relation in etree.fromstring(package.read("_rels/.rels"), _PARSER):
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                target = str(relation.get("Target", "")).lstrip("/")
                if target in names:
                    return target
    return "word/document.xml"


def targets(package: zipfile.ZipFile, main: str, names: set[str]) -> dict[str, str]:
    """The parts of the package by the relationships of the main part."""
    folder, file = posixpath.split(main)
    relations = f"{folder}/_rels/{file}.rels"
    found: dict[str, str] = {}
    if relations in names:
        for relation in etree.fromstring(package.read(relations), _PARSER):
            found[str(relation.get("Id"))] = posixpath.normpath(
                posixpath.join("/" + folder, str(relation.get("Target")))
            ).lstrip("/")
    return found
