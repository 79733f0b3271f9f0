"""What of a Word document is seen: hidden, white and tiny text isn't, pictures are as far as they are drawn."""

import io
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree
from PIL import Image

from hui_reg.pages.formats.anew.marks import Unfit, local, w

_WP: Final = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PIC: Final = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OFF: Final = ("0", "false", "off")
_PALE: Final = 0xE0
_SMALLEST: Final = 8
"""Half points: type that can still be read."""
_LOWEST: Final = 100
"""Twentieths of a point of a row or line whose height is fixed."""
_NARROWEST: Final = 30
_INCH: Final = 914_400
TINY: Final = 180_000
"""Half a centimetre: a smaller picture shows nothing."""
_FARTHEST: Final = (7_600_000, 10_700_000)
_LARGEST: Final = 30_000_000
_DENSITY: Final = 300
_WHOLE: Final = 100_000
_MOST_PIXELS: Final = 60_000_000
_TEXTS: Final = frozenset(("t", "blip", "imagedata", "textpath"))


@dataclass(frozen=True)
class Shown:
    """A picture as it is drawn: the relation that leads to it, its size (EMU), and the shares cut off each side."""

    relation: str
    size: tuple[int, int]
    cut: tuple[float, float, float, float]


def shows(element: Any) -> bool:
    """Whether text or a picture would be lost with it."""
    return any(isinstance(node.tag, str) and local(node) in _TEXTS for node in element.iter())


def is_hidden(run: Any) -> bool:
    """Whether a run is marked as hidden: it isn't shown, so it is not copied."""
    marks = run.find(w("rPr"))
    return marks is not None and any(_is_on(marks.find(w(name))) for name in ("vanish", "specVanish", "webHidden"))


def _is_on(mark: Any) -> bool:
    return mark is not None and mark.get(w("val")) not in _OFF


def check(made: Any, source: Any) -> None:
    """Raises :class:`Unfit` for a run, line or row that says something which nobody can see."""
    name = local(made)
    if name == "r" and any((text.text or "").strip() for text in made.iter(w("t"))):
        marks = source.find(w("rPr"))
        if marks is not None:
            _check_marks(marks)
    elif name == "spacing" and made.get(w("lineRule")) == "exact":
        _least(made.get(w("line")), _LOWEST)
    elif name == "trHeight" and made.get(w("hRule")) == "exact":
        _least(made.get(w("val")), _LOWEST)


def check_style(style: Any) -> None:
    """The same of a style that is used, as it was made: marks of hiding are not on the list and never reach it."""
    for marks in style.iter(w("rPr")):
        _check_marks(marks)


def _check_marks(marks: Any) -> None:
    if any(_is_on(marks.find(w(name))) for name in ("vanish", "specVanish", "webHidden")):
        raise Unfit
    colour, shade = marks.find(w("color")), marks.find(w("shd"))
    ink = "" if colour is None else str(colour.get(w("val"), ""))
    themed = "" if colour is None else str(colour.get(w("themeColor"), ""))
    if themed.startswith(("background", "light")) or (len(ink) == 6 and is_pale(ink)):
        raise Unfit
    if shade is not None and ink and str(shade.get(w("fill"))).upper() == ink.upper() != "AUTO":
        raise Unfit
    for name, least in (("sz", _SMALLEST), ("w", _NARROWEST)):
        mark = marks.find(w(name))
        if mark is not None:
            _least(str(mark.get(w("val"), "")).rstrip("%"), least)


def is_pale(colour: str) -> bool:
    try:
        return min(int(colour[at : at + 2], 16) for at in (0, 2, 4)) >= _PALE
    except ValueError:
        return True


def _least(value: str | None, least: int) -> None:
    try:
        if value and float(value) < least:
            raise Unfit
    except ValueError as error:
        raise Unfit from error


def picture(drawing: Any) -> Shown | None:
    """The one picture of a drawing; None where it is too small or too far out to be seen."""
    holder = next((child for child in drawing if local(child) in ("inline", "anchor")), None)
    blips = list(drawing.iter(f"{{{_A}}}blip"))
    words = any(isinstance(node.tag, str) and local(node) == "t" for node in drawing.iter())
    if holder is None or words or len(blips) > 1:
        raise Unfit
    if not blips:
        return None  # a line or a frame
    extent, properties = holder.find(f"{{{_WP}}}extent"), holder.find(f"{{{_WP}}}docPr")
    size = int(extent.get("cx")), int(extent.get("cy"))
    if min(size) < TINY or (properties is not None and _is_flagged(properties.get("hidden"))) or _is_off(holder):
        return None
    if max(size) > _LARGEST:
        raise Unfit
    edges = drawing.find(f".//{{{_A}}}srcRect")
    cut = tuple(max(0, int((edges.get(side) if edges is not None else None) or 0)) / _WHOLE for side in "ltrb")
    return Shown(str(blips[0].get(f"{{{_R}}}embed")), size, (cut[0], cut[1], cut[2], cut[3]))


def _is_flagged(value: str | None) -> bool:
    return value is not None and value not in _OFF


def _is_off(holder: Any) -> bool:
    """Whether it is placed beyond the page."""
    for name, most in zip(("positionH", "positionV"), _FARTHEST, strict=True):
        place = holder.find(f"{{{_WP}}}{name}/{{{_WP}}}posOffset")
        if place is not None and not -most / 4 < int(place.text or 0) < most:
            return True
    return False


def drawn(data: bytes, shown: Shown) -> bytes:
    """The part of a picture that is drawn, at the density at which it is seen, as a JPEG of these pixels alone."""
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "GIF", "BMP", "TIFF")) as opened:
        if opened.width * opened.height > _MOST_PIXELS:
            raise Unfit
        image = opened.convert("RGBA")  # Word doesn't turn a picture by its EXIF
    left, top, right, bottom = shown.cut
    box = (
        round(left * image.width), round(top * image.height),
        round((1 - right) * image.width), round((1 - bottom) * image.height),
    )  # fmt: skip
    if box[2] - box[0] < 1 or box[3] - box[1] < 1:
        raise Unfit
    paper = Image.new("RGB", (box[2] - box[0], box[3] - box[1]), "white")
    part = image.crop(box)
    paper.paste(part, mask=part.getchannel("A"))
    wide, high = (max(1, round(side * _DENSITY / _INCH)) for side in shown.size)
    paper.thumbnail((wide, high), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    paper.save(stream, "JPEG", quality=92)
    return stream.getvalue()


def inline(shown: Shown, relation: str, number: int) -> Any:
    """The drawing of a picture that stands in its line."""
    wide, high = map(str, shown.size)
    drawing = etree.Element(w("drawing"))
    holder = etree.SubElement(
        drawing, f"{{{_WP}}}inline", nsmap={"wp": _WP, "a": _A, "pic": _PIC, "r": _R}, distT="0", distB="0",
        distL="0", distR="0",
    )  # fmt: skip
    etree.SubElement(holder, f"{{{_WP}}}extent", cx=wide, cy=high)
    etree.SubElement(holder, f"{{{_WP}}}docPr", id=str(number), name=f"p{number}")
    data = etree.SubElement(etree.SubElement(holder, f"{{{_A}}}graphic"), f"{{{_A}}}graphicData", uri=_PIC)
    figure = etree.SubElement(data, f"{{{_PIC}}}pic")
    named = etree.SubElement(figure, f"{{{_PIC}}}nvPicPr")
    etree.SubElement(named, f"{{{_PIC}}}cNvPr", id=str(number), name=f"p{number}")
    etree.SubElement(named, f"{{{_PIC}}}cNvPicPr")
    fill = etree.SubElement(figure, f"{{{_PIC}}}blipFill")
    etree.SubElement(fill, f"{{{_A}}}blip").set(f"{{{_R}}}embed", relation)
    etree.SubElement(etree.SubElement(fill, f"{{{_A}}}stretch"), f"{{{_A}}}fillRect")
    look = etree.SubElement(figure, f"{{{_PIC}}}spPr")
    frame = etree.SubElement(look, f"{{{_A}}}xfrm")
    etree.SubElement(frame, f"{{{_A}}}off", x="0", y="0")
    etree.SubElement(frame, f"{{{_A}}}ext", cx=wide, cy=high)
    etree.SubElement(etree.SubElement(look, f"{{{_A}}}prstGeom", prst="rect"), f"{{{_A}}}avLst")
    return drawing
