"""What an OFD file (GB/T 33190, the national layout format) holds: its pages, and the parts they are made of.

A zip of XML. Names of elements are compared without their namespace and places without their case, for producers
write both as they please. What is taken out is counted, so that a small file can't become a large one.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from hui_reg.model import ProblemKind
from hui_reg.pages.unreadable import Unreadable

Element = Any
Box = tuple[float, float, float, float]
"""Left, top, width and height in millimetres."""

A4: Final[Box] = (0.0, 0.0, 210.0, 297.0)
_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
_MOST_BYTES, _MOST_XML, _MOST_PARTS = 200_000_000, 20_000_000, 20_000
_LONGEST_MM: Final = 5000.0
_ARCHIVE_FAULTS: Final = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError)
"""What zipfile raises for a broken, an encrypted and a strangely packed part."""


def damaged() -> Unreadable:
    """A part that the file can't do without is missing or broken."""
    return Unreadable(ProblemKind.DAMAGED, "OFD文件已损坏，无法打开；请重新生成，或另存为PDF后发送")


def too_large() -> Unreadable:
    """More in it than any certificate holds."""
    return Unreadable(ProblemKind.TOO_LARGE, "OFD文件解开后过于庞大，无法读取；请另存为PDF后重新发送")


class Missing(Exception):
    """A part that is named and not there, or broken: a page or a picture less."""


class Package:
    """The parts of the zip, by name. Raises :class:`Unreadable` when it is none, or too large."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            parts = self._zip.infolist()
        except (*_ARCHIVE_FAULTS, ValueError) as error:
            raise damaged() from error
        if len(parts) > _MOST_PARTS:
            raise too_large()
        self._parts = {_plain(part.filename): part for part in parts}
        self._left = _MOST_BYTES

    def place(self, location: str, base: str = "") -> str | None:
        """The part a location names, seen from the part it is written in, or from the root."""
        written = location.strip().replace("\\", "/")
        for candidate in (posixpath.join(posixpath.dirname(base), written), written):
            if written and (found := _plain(posixpath.normpath(candidate))) in self._parts:
                return found
        return None

    def read(self, part: str | None, most: int = _MOST_BYTES) -> bytes:
        """The bytes of a part. Raises :class:`Missing`, and :class:`Unreadable` when the file unpacks to too much."""
        if part is None or part not in self._parts:
            raise Missing
        allowed = min(most, self._left)
        try:
            with self._zip.open(self._parts[part]) as stream:
                data = stream.read(allowed + 1)
        except _ARCHIVE_FAULTS as error:
            raise Missing from error
        if len(data) > allowed:
            raise too_large()
        self._left -= len(data)
        return data

    def xml(self, part: str | None) -> Element:
        """The root of a part of XML. Raises as :meth:`read` does."""
        try:
            root = etree.fromstring(self.read(part, _MOST_XML), _PARSER)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise Missing from error
        if root is None:
            raise Missing
        return root


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("./").casefold()


def children(element: Element, name: str) -> Iterator[Element]:
    """The children of that name."""
    return (child for child in element if named(child) == name)


def child(element: Element, *names: str) -> Element | None:
    """The first child of the first name, its first of the second, and so on."""
    for name in names:
        element = None if element is None else next(children(element, name), None)
    return element


def said(element: Element, *names: str) -> str:
    """The text of that descendant; empty where there is none."""
    found = child(element, *names)
    return "" if found is None else (found.text or "").strip()


def named(element: Element) -> str:
    """The element's name without its namespace, or a prefix that was declared nowhere; empty for comments."""
    return element.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""


def numbers(text: str | None) -> list[float]:
    """The numbers of an array; what is none ends it."""
    found: list[float] = []
    for word in (text or "").split():
        try:
            found.append(float(word))
        except ValueError:
            break
    return found if all(abs(number) < 1e7 for number in found) else []  # and not a number is none


def box_of(text: str | None) -> Box | None:
    """A box that has a size, or None."""
    four = numbers(text)
    if len(four) != 4 or not (0 < four[2] < _LONGEST_MM and 0 < four[3] < _LONGEST_MM):
        return None
    return (four[0], four[1], four[2], four[3])


@dataclass
class Resources:
    """What pages refer to by number: pictures and fonts as parts, composite units, parameters of drawing."""

    pictures: dict[str, str | None] = field(default_factory=dict)
    units: dict[str, Element] = field(default_factory=dict)
    params: dict[str, Element] = field(default_factory=dict)
    fonts: dict[str, str] = field(default_factory=dict)

    def take(self, package: Package, part: str | None) -> None:
        """Add those of a part; one that is missing takes with it what it would have named."""
        try:
            root = package.xml(part)
        except Missing:
            return
        folder = f"{root.get('BaseLoc') or ''}/x"
        beside = posixpath.join(posixpath.dirname(part or ""), folder)
        for media in root.iter("{*}MultiMedia"):
            location = said(media, "MediaFile")
            self.pictures[media.get("ID", "")] = package.place(location, beside) or package.place(location, part or "")
        for font in root.iter("{*}Font"):
            location = said(font, "FontFile")
            if location and (place := package.place(location, beside) or package.place(location, part or "")):
                self.fonts[font.get("ID", "")] = place
        self.units |= {unit.get("ID", ""): unit for unit in root.iter("{*}CompositeGraphicUnit")}
        self.params |= {param.get("ID", ""): param for param in root.iter("{*}DrawParam")}


@dataclass(frozen=True)
class Layer:
    """Something laid on a page: an element with objects in it, and the box that its places count from."""

    element: Element
    at: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Seal:
    """A stamp of a signature: where on the page, and the value in whose seal its picture lies."""

    box: Box
    value: bytes


@dataclass(frozen=True)
class Sheet:
    """A page: its box, and what lies on it, from the bottom to the top."""

    box: Box
    layers: list[Layer]
    seals: list[Seal]
    resources: Resources

    @property
    def links(self) -> tuple[str, ...]:
        """The web addresses behind its objects."""
        found = (node.get("URI") for layer in self.layers for node in layer.element.iter("{*}URI"))
        return tuple(dict.fromkeys(str(address) for address in found if address))


def sheets(package: Package) -> Iterator[Sheet | None]:
    """The pages in order; None for one that is named and can't be opened. Raises :class:`Unreadable`."""
    try:
        bodies = list(children(package.xml("ofd.xml"), "DocBody"))
        roots = [package.place(said(body, "DocRoot")) for body in bodies]
        documents = [(body, part, package.xml(part)) for body, part in zip(bodies, roots, strict=True) if part]
    except Missing as error:
        raise damaged() from error
    if not documents:
        raise damaged()
    for body, part, document in documents:
        yield from _Document(package, body, part, document).sheets()


class _Document:
    def __init__(self, package: Package, body: Element, part: str, root: Element) -> None:
        self._package, self._part, self._root = package, part, root
        common = child(root, "CommonData")
        self._box = box_of(said(common, "PageArea", "PhysicalBox")) if common is not None else None
        self._resources = Resources()
        self._templates: dict[str, str] = {}
        for node in common if common is not None else ():
            if named(node) in ("PublicRes", "DocumentRes"):
                self._resources.take(package, package.place(node.text or "", part))
            elif named(node) == "TemplatePage":
                self._templates[node.get("ID", "")] = node.get("BaseLoc", "")
        self._notes = {
            page.get("PageID", ""): package.place(said(page, "FileLoc"), notes)
            for notes, page in self._listed(package.place(said(root, "Annotations"), part), "Page")
        }
        self._seals = list(self._signed(package.place(said(body, "Signatures"))))

    def _listed(self, part: str | None, name: str) -> Iterator[tuple[str, Element]]:
        try:
            root = self._package.xml(part)
        except Missing:
            return
        for element in children(root, name):
            yield part or "", element

    def _signed(self, part: str | None) -> Iterator[tuple[str, Seal]]:
        """The stamps of all signatures, each with the page it stands on."""
        for base, listed in self._listed(part, "Signature"):
            place = self._package.place(listed.get("BaseLoc", ""), base)
            try:
                signature = self._package.xml(place)
                value = self._package.read(self._package.place(said(signature, "SignedValue"), place or ""))
            except Missing:
                continue
            for stamp in signature.iter("{*}StampAnnot"):
                if box := box_of(stamp.get("Boundary")):
                    yield stamp.get("PageRef", ""), Seal(box, value)

    def sheets(self) -> Iterator[Sheet | None]:
        pages = child(self._root, "Pages")
        for page in children(pages, "Page") if pages is not None else ():
            try:
                yield self._sheet(page.get("ID", ""), self._package.place(page.get("BaseLoc", ""), self._part))
            except Missing:
                yield None

    def _sheet(self, identity: str, part: str | None) -> Sheet:
        root = self._package.xml(part)
        resources = Resources(*(dict(known) for known in vars(self._resources).values()))
        for node in children(root, "PageRes"):
            resources.take(self._package, self._package.place(node.text or "", part or ""))
        below: list[Layer] = []
        above: list[Layer] = []
        for node in children(root, "Template"):
            template = self._package.place(self._templates.get(node.get("TemplateID", ""), ""), self._part)
            under = above if node.get("ZOrder") == "Foreground" else below
            under += list(_layers(self._package.xml(template)))
        notes = self._notes.get(identity)
        noted = [
            Layer(look, (box_of(look.get("Boundary")) or A4)[:2])
            for _, note in self._listed(notes, "Annot")
            if note.get("Visible") != "false" and (look := child(note, "Appearance")) is not None
        ]
        return Sheet(
            box=box_of(said(root, "Area", "PhysicalBox")) or self._box or A4,
            layers=[*below, *_layers(root), *above, *noted],
            seals=[seal for page, seal in self._seals if page == identity],
            resources=resources,
        )


def _layers(root: Element) -> Iterator[Layer]:
    content = child(root, "Content")
    order = {"Background": 0, "Body": 1, "Foreground": 2}
    found = list(children(content, "Layer")) if content is not None else []
    return (Layer(layer) for layer in sorted(found, key=lambda layer: order.get(layer.get("Type", "Body"), 1)))
