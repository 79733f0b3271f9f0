"""What a run of a .docx shows: crossed-out, hidden and white text is not there; a drop-down shows its choice."""

from typing import Any, Final

from lxml import etree

Element = Any  # lxml has no type stubs here

_OFF: Final = ("0", "false", "off", "none")
_UNSEEN: Final = ("vanish", "webHidden", "strike", "dstrike")
_BACKGROUNDS: Final = ("highlight", "shd")


def is_unseen(run: Element) -> bool:
    """Whether a run's text is hidden, crossed out, or white on nothing darker."""
    properties = next((child for child in run if name_of(child) == "rPr"), None)
    if properties is None:
        return False
    told = {name_of(child): child for child in properties}
    if any(name in told and attribute(told[name], "val").lower() not in _OFF for name in _UNSEEN):
        return True
    white = "color" in told and attribute(told["color"], "val").upper() == "FFFFFF"
    return white and not any(name in told for name in _BACKGROUNDS)


def chosen(field: Element) -> str:
    """What a drop-down field (``w:fldChar`` with ``w:ddList``) shows: the chosen entry, the default, or the first."""
    lists = [node for node in field.iter() if name_of(node) == "ddList"]
    if not lists:
        return ""
    entries = [attribute(node, "val") for node in lists[0] if name_of(node) == "listEntry"]
    picked = {name_of(node): attribute(node, "val") for node in lists[0] if name_of(node) in ("result", "default")}
    number = picked.get("result") or picked.get("default") or "0"
    place = int(number) if number.isdigit() else 0
    return entries[place] if place < len(entries) else ""


def name_of(node: Element) -> str:
    """The local name of an element; empty for comments."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def attribute(node: Element, name: str) -> str:
    """An attribute by its local name: strict and transitional files differ in namespace."""
    return next((str(value) for key, value in node.attrib.items() if etree.QName(key).localname == name), "")
