"""The fonts that an OFD carries: which of their glyphs is drawn for a character, told by its maps or by the font.

What is *seen* is the glyph, what is *said* is the character of the text: a page is drawn with the one and keeps the
other as its layer, so that both can be held against each other like those of a PDF. A font that can't be used leaves
its characters to ours.
"""

import ctypes
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from itertools import count
from typing import Final

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from fontTools.ttLib import TTFont

from hui_reg.pages.formats.ofd_notation import number, placed
from hui_reg.pages.formats.ofd_package import Element, Missing, Package, Sheet, children, numbers, said

Drawn = tuple[str, int]
"""A character, and the number of the glyph drawn for it."""

_TRUETYPE: Final = (b"\0\1\0\0", b"true")
_MOST_CODES: Final = 20_000
_MOST_BYTES: Final = 24 << 20
"""Of all fonts of a document together, as often as pages use them."""
_CMAP: Final = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Told def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange
{} endcmap end end"""


@cache
def our_face() -> bytes:
    """The typeface that characters are drawn in for which the file carries no font."""
    return resources.files("pylopdf_fonts_zh_cn").joinpath("NotoSansSC-Regular.otf").read_bytes()


@cache
def _held() -> "ctypes.Array[ctypes.c_uint8]":
    return (ctypes.c_uint8 * len(our_face())).from_buffer_copy(our_face())


@dataclass(frozen=True)
class Letter:
    """A character of a text with its origin, and the glyph that a map names for it; 0 where it is drawn by none."""

    char: str
    x: float
    y: float
    mapped: int | None = None


def letters(item: Element, em: float) -> Iterator[Letter]:
    """The characters of a text object, in the order in which its maps count them; ``em`` is their width."""
    mapped, at, places = _mapped(item), (0.0, 0.0), count()
    for code in children(item, "TextCode"):
        at = (number(code.get("X"), at[0]), number(code.get("Y"), at[1]))
        for char, x, y in placed(code, at, em):
            yield Letter(char, x, y, mapped.get(next(places)))


def _mapped(item: Element) -> dict[int, int]:
    """The glyphs that a text's maps name, by the place of the character; 0 where several characters are one glyph."""
    found: dict[int, int] = {}
    for change in children(item, "CGTransform"):
        start, many = (
            int(number(change.get(name), least)) for name, least in (("CodePosition", 0.0), ("CodeCount", 1.0))
        )
        glyphs = [int(glyph) for glyph in numbers(said(change, "Glyphs"))]
        for place in range(max(0, min(many, _MOST_CODES))):
            found[start + place] = glyphs[place] if place < len(glyphs) else 0
    return found


class Carried:
    """One font of the package, with the glyphs that a page draws of it."""

    def __init__(self, font: TTFont, glyphs: int) -> None:
        self._font, self._glyphs = font, glyphs
        self._codes: dict[Drawn, int] = {}
        self._loaded: raw.FPDF_FONT | None = None
        self._kept: list[object] = []  # pdfium reads from them as long as the document is open

    def drawn(self, letter: Letter) -> Drawn | None:
        """The glyph of a letter: the one that a map names, else the font's own for it; None where there is none."""
        glyph = letter.mapped if letter.mapped is not None else self._own(letter.char)
        return (letter.char, glyph) if glyph is not None and 0 < glyph < self._glyphs else None

    def _own(self, char: str) -> int | None:
        name = (self._font.getBestCmap() or {}).get(ord(char))
        return None if name is None else int(self._font.getGlyphID(name))

    def load(self, document: pdfium.PdfDocument, data: bytes, wanted: Iterable[Drawn]) -> None:
        """Make these glyphs ready to be drawn."""
        self._codes = {pair: code for code, pair in enumerate(dict.fromkeys(wanted), 1) if code < _MOST_CODES}
        lines = [f"<{code:04X}> <{char.encode('utf-16-be').hex()}>" for (char, _), code in self._codes.items()]
        blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
        told = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
        places = b"\0\0" + b"".join(glyph.to_bytes(2, "big") for _, glyph in self._codes)
        held = [(ctypes.c_uint8 * len(part)).from_buffer_copy(part) for part in (data, places)]
        self._kept = [*held]
        loaded = raw.FPDFText_LoadCidType2Font(
            document.raw, held[0], len(data), _CMAP.format(told).encode(), held[1], len(places)
        )
        self._loaded = loaded or None

    def text(self, document: pdfium.PdfDocument, letter: Letter, size: float) -> "raw.FPDF_PAGEOBJECT | None":
        """The object of one glyph; None where the font has none, or can't be used."""
        drawn = self.drawn(letter)
        code = None if drawn is None else self._codes.get(drawn)
        if code is None or self._loaded is None:
            return None
        made = raw.FPDFPageObj_CreateTextObj(document.raw, self._loaded, size)
        raw.FPDFText_SetCharcodes(made, (ctypes.c_uint32 * 1)(code), 1)
        return made


class Fonts:
    """The fonts of a document, as its pages ask for them."""

    def __init__(self, document: pdfium.PdfDocument, package: Package) -> None:
        self._document, self._package = document, package
        self._bytes = 0
        self._kept: list[Carried] = []

    @cached_property
    def ours(self) -> "raw.FPDF_FONT":
        """Our typeface, loaded once for a document, where it is needed (half a second)."""
        return raw.FPDFText_LoadFont(self._document.raw, _held(), len(_held()), raw.FPDF_FONT_TRUETYPE, 1)

    def of(self, sheet: Sheet) -> Mapping[str, Carried]:
        """By their number, the fonts of a page that can be drawn with."""
        holders = [layer.element for layer in sheet.layers] + list(sheet.resources.units.values())
        texts = [text for holder in holders for text in holder.iter("{*}TextObject")]
        found: dict[str, Carried] = {}
        for identity in dict.fromkeys(text.get("Font", "") for text in texts):
            data = self._read(sheet.resources.fonts.get(identity))
            carried = data and opened(data)
            if not data or not carried:
                continue
            drawn = (carried.drawn(one) for text in texts if text.get("Font") == identity for one in letters(text, 1.0))
            carried.load(self._document, data, [pair for pair in drawn if pair is not None])
            self._kept.append(carried)
            found[identity] = carried
        return found

    def _read(self, part: str | None) -> bytes | None:
        try:
            data = self._package.read(part) if part else b""
        except Missing:
            return None
        self._bytes += len(data)
        return data if self._bytes <= _MOST_BYTES else None


def opened(data: bytes) -> Carried | None:
    """A font that pages can be drawn with: TrueType outlines alone are."""
    if data[:4] not in _TRUETYPE:
        return None
    try:
        font = TTFont(io.BytesIO(data), lazy=True)
        font.getBestCmap() if "cmap" in font else None
        return Carried(font, int(font["maxp"].numGlyphs)) if "glyf" in font else None
    except MemoryError:
        raise
    except Exception:  # a font made by a stranger may be anything
        return None
