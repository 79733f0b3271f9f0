"""A Word form made anew: its visible text, tables and pictures, in elements and attributes that are known to be needed.

Nothing is copied because it isn't known to be bad: names of styles and bookmarks, list items, tool tips, comments,
fields' instructions, variables and whatever a namespace of one's own may say never reach the copy. Attributes keep
numbers, colours and words of a closed list; styles and pictures are numbered anew. Where something that shows would be
lost, or text is there that nobody can see, :class:`Unfit` is raised.
"""

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml import etree

from hui_reg.pages.formats.anew import marks, visuals
from hui_reg.pages.formats.anew.marks import Unfit, W, local, w

_DOCUMENT: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KIND: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_MAIN: Final = ("document.main+xml", "template.main+xml")
_STAMP: Final = (2024, 1, 1, 0, 0, 0)
_LARGEST: Final = 64_000_000
_UNSHOWN: Final = marks.named(
    """
    sdtPr sdtEndPr del moveFrom instrText delText delInstrText bookmarkStart bookmarkEnd proofErr smartTagPr
    lastRenderedPageBreak permStart permEnd fldChar customXmlPr fldData commentRangeStart commentRangeEnd
    """
)
"""Of Word's own elements, those that show nothing, whatever is in them."""
_UNWRAPPED: Final = frozenset(["hyperlink", "smartTag", "ins", "moveTo", "sdt", "sdtContent", "fldSimple", "customXml"])
_LEFT_BEHIND: Final = frozenset(["footnoteReference", "endnoteReference", "commentReference", "object", "pict"])
"""What points at something shown that is not made anew."""
_REFERENCES: Final = {"pStyle": "paragraph", "rStyle": "character", "tblStyle": "table", "basedOn": ""}


class _Copy:
    """One document, made part by part."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._names = {info.filename: info for info in package.infolist()}
        self.parts: dict[str, bytes] = {}
        self._types: dict[str, str] = {}
        self._relations: list[tuple[str, str]] = []
        self._pictures: dict[tuple[bytes, Any], str] = {}
        self._ids: dict[str, str] = {}
        self._used: set[str] = set()

    def make(self, name: str) -> None:
        """The document ``name`` with all that it needs, into ``parts``."""
        targets = self._targets(name)
        root = self._tree(name)
        if root is None or root.tag != w("document"):
            raise Unfit
        styles = next((self._tree(path) for kind, path in targets.values() if kind == "styles"), None)
        numbering = next((self._tree(path) for kind, path in targets.values() if kind == "numbering"), None)
        known = [s for s in (styles if styles is not None else ()) if s.tag == w("style")]
        self._ids = {str(style.get(w("styleId"))): f"s{number}" for number, style in enumerate(known, 1)}
        made = self._element(root, targets)
        if numbering is not None:
            self._part("numbering", self._element(numbering, {}), "numbering")
        if styles is not None:
            self._part("styles", self._styles(styles), "styles")
        self.parts["word/document.xml"] = _written(made)
        self.parts["word/_rels/document.xml.rels"] = _relations(self._relations)
        self._types["word/document.xml"] = f"{_KIND}.document.main+xml"
        self.parts["_rels/.rels"] = _relations([(f"{_DOCUMENT}/officeDocument", "word/document.xml")])
        self.parts["[Content_Types].xml"] = _content_types(self._types)

    def _tree(self, name: str) -> Any:
        info = self._names.get(name)
        if info is None:
            return None
        if info.file_size > _LARGEST:
            raise Unfit
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        return etree.fromstring(self._package.read(name), parser)

    def _targets(self, name: str) -> dict[str, tuple[str, str]]:
        """By its id, what each relation of a part is and which part it leads to."""
        folder, base = posixpath.split(name)
        tree = self._tree(posixpath.join(folder, "_rels", f"{base}.rels"))
        found = {}
        for node in tree if tree is not None else ():
            if node.get("TargetMode") != "External":
                path = posixpath.normpath(posixpath.join("/", folder, str(node.get("Target")))).lstrip("/")
                found[str(node.get("Id"))] = str(node.get("Type")).rsplit("/", 1)[-1], path
        return found

    def _part(self, name: str, element: Any, kind: str) -> str:
        """Put a part in; returns the id of the relation that leads to it."""
        path = f"word/{name}.xml"
        self.parts[path] = _written(element)
        self._types[path] = f"{_KIND}.{kind}+xml"
        self._relations.append((f"{_DOCUMENT}/{kind}", f"{name}.xml"))
        return f"rId{len(self._relations)}"

    def _element(self, source: Any, targets: Mapping[str, tuple[str, str]]) -> Any:
        """An element of Word's with what of it is known to be needed."""
        name = local(source)
        made = etree.Element(w(name), nsmap={"w": W} if source.getparent() is None else None)
        for key, value in marks.attributes(source):
            made.set(w(key), value)
        if name in _REFERENCES:
            style = self._ids.get(str(source.get(w("val"))))
            if style is None:
                return None
            self._used.add(style)
            made.set(w("val"), style)
        if name == "t":
            marks.say(made, source.text or "")
        if name in ("headerReference", "footerReference"):
            return self._margin(made, source, targets)
        for child in source:
            for piece in self._pieces(child, targets):
                made.append(piece)
        visuals.check(made, source)
        return made

    def _pieces(self, child: Any, targets: Mapping[str, tuple[str, str]]) -> Iterator[Any]:
        """What becomes of a child: itself, its children, a picture, or nothing."""
        if not isinstance(child.tag, str):
            return
        name, is_words = local(child), child.tag.startswith(f"{{{W}}}")
        if is_words and name in _LEFT_BEHIND:
            raise Unfit
        if is_words and (name in _UNSHOWN or (name == "r" and visuals.is_hidden(child))):
            return
        if is_words and name == "drawing":
            yield from self._drawing(child, targets)
        elif is_words and name in _UNWRAPPED:
            for inner in child:
                yield from self._pieces(inner, targets)
        elif name == "AlternateContent":
            for inner in child[0] if len(child) else ():
                yield from self._pieces(inner, targets)
        elif is_words and name in marks.ELEMENTS:
            made = self._element(child, targets)
            if made is not None:
                yield made
        elif visuals.shows(child):
            raise Unfit

    def _margin(self, made: Any, source: Any, targets: Mapping[str, tuple[str, str]]) -> Any:
        """A header or footer: a part of its own."""
        kind, path = targets.get(str(source.get(f"{{{_DOCUMENT}}}id")), ("", ""))
        root = self._tree(path) if kind in ("header", "footer") else None
        if root is None:
            return None
        outer, self._relations = self._relations, []
        part = self._element(root, self._targets(path))
        inner, self._relations = self._relations, outer
        name = f"{kind}{len(self.parts) + 1}"
        if inner:
            self.parts[f"word/_rels/{name}.xml.rels"] = _relations(inner)
        made.set(f"{{{_DOCUMENT}}}id", self._part(name, part, kind))
        return made

    def _drawing(self, drawing: Any, targets: Mapping[str, tuple[str, str]]) -> Iterator[Any]:
        """A picture as it is drawn, or nothing where nobody could see it."""
        shown = visuals.picture(drawing)
        if shown is None:
            return
        kind, path = targets.get(shown.relation, ("", ""))
        if kind != "image" or path not in self._names or self._names[path].file_size > _LARGEST:
            raise Unfit
        data = visuals.drawn(self._package.read(path), shown)
        target = f"media/p{len([name for name in self.parts if name.startswith('word/media/')]) + 1}.jpg"
        self.parts[f"word/{target}"] = data
        self._relations.append((f"{_DOCUMENT}/image", target))
        yield visuals.inline(shown, f"rId{len(self._relations)}", len(self.parts))

    def _styles(self, styles: Any) -> Any:
        """The styles that are used, by numbers, and what each builds on."""
        kept = etree.Element(w("styles"), nsmap={"w": W})
        made = {}
        for child in styles:
            if child.tag == w("docDefaults"):
                kept.append(self._element(child, {}))
            elif child.tag == w("style"):
                own = self._ids[str(child.get(w("styleId")))]
                if child.get(w("default")) in ("1", "true", "on"):
                    self._used.add(own)
                before = set(self._used)
                made[own] = self._style(child, own), self._used - before
                self._used = before
        waiting = list(self._used)
        while waiting:
            _, further = made[waiting.pop()]
            waiting += further - self._used
            self._used |= further
        for own, (style, _) in made.items():
            if own in self._used:
                visuals.check_style(style)
                kept.append(style)
        return kept

    def _style(self, source: Any, own: str) -> Any:
        made = etree.Element(w("style"))
        for key, value in marks.attributes(source):
            made.set(w(key), value)
        made.set(w("styleId"), own)
        etree.SubElement(made, w("name")).set(w("val"), own)
        for child in source:
            if isinstance(child.tag, str) and local(child) in marks.OF_STYLES:
                piece = self._element(child, {})
                if piece is not None:
                    made.append(piece)
        return made


def copy(package: zipfile.ZipFile) -> bytes:
    """A .docx made of what another shows. Raises :class:`Unfit`, and what zipfile, lxml and Pillow do."""
    work = _Copy(package)
    roots = work._targets("")
    work.make(next((path for kind, path in roots.values() if kind == "officeDocument"), ""))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in sorted(work.parts.items()):
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(info, content)
    return stream.getvalue()


def _written(element: Any) -> bytes:
    return bytes(etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True))


def _relations(relations: list[tuple[str, str]]) -> bytes:
    root = etree.Element(f"{{{_PACKAGE}/relationships}}Relationships", nsmap={None: f"{_PACKAGE}/relationships"})
    for number, (kind, target) in enumerate(relations, 1):
        etree.SubElement(root, f"{{{_PACKAGE}/relationships}}Relationship", Id=f"rId{number}", Type=kind, Target=target)
    return _written(root)


def _content_types(types: Mapping[str, str]) -> bytes:
    space = f"{_PACKAGE}/content-types"
    root = etree.Element(f"{{{space}}}Types", nsmap={None: space})
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    for ending, kind in (("rels", rels), ("xml", "application/xml"), ("jpg", "image/jpeg")):
        etree.SubElement(root, f"{{{space}}}Default", Extension=ending, ContentType=kind)
    for name, kind in types.items():
        etree.SubElement(root, f"{{{space}}}Override", PartName=f"/{name}", ContentType=kind)
    return _written(root)
