"""The outlines of some letters of a font file, cut out of it: no names, no tables but those that drawing needs.

The letters keep their numbers. Raises :class:`Unfit` and whatever broken fonts lead fontTools to.
"""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from hui_reg.pages.painting import Unfit

_SFNT: Final = (b"\x00\x01\x00\x00", b"true", b"OTTO")
_TABLES: Final = frozenset(("glyf", "loca", "head", "hhea", "hmtx", "maxp", "cmap", "CFF "))
_NAME: Final = re.compile(
    r"\.notdef|f[fil]|ff[il]|uni[0-9A-F]{4}|u[0-9A-F]{4,6}|[A-Za-z]{1,2}\d{1,5}|(?:cid|glyph|gid|index)\d{1,5}"
)
_SYMBOLS: Final = 0xF000
_WORDS: Final = ("version", "Notice", "Copyright", "FullName", "FamilyName", "Weight", "PostScript", "BaseFontName")


@dataclass(frozen=True)
class Shown:
    """Which letters a page shows: the codes, the names that an encoding gives some of them, and the glyphs' numbers
    where a table of the PDF maps codes to them."""

    codes: frozenset[bytes]
    names: dict[int, str]
    mapped: dict[int, int]

    @property
    def numbers(self) -> frozenset[int]:
        """The codes as numbers; of glyphs, where codes are wide."""
        numbers = (int.from_bytes(code) for code in self.codes)
        return frozenset(self.mapped.get(number, number) for number in numbers)

    @property
    def are_wide(self) -> bool:
        """Whether codes are glyphs' numbers of two bytes."""
        return any(len(code) == 2 for code in self.codes)


def is_plain_name(name: str) -> bool:
    """Whether a glyph's name is one of the common ones, or only a number."""
    from fontTools.agl import AGL2UV

    return name in AGL2UV or bool(_NAME.fullmatch(name))


def of_sfnt(data: bytes, shown: Shown) -> bytes:
    """Of a TrueType or OpenType file."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    if data[:4] not in _SFNT:
        raise Unfit
    font = TTFont(io.BytesIO(data), recalcTimestamp=False, recalcBBoxes=False, lazy=True)
    for tag in [tag for tag in font.keys() if tag not in _TABLES and tag != "GlyphOrder"]:  # noqa: SIM118  no mapping
        del font[tag]
    count = font["maxp"].numGlyphs
    numbers = shown.numbers if shown.are_wide else frozenset(_by_tables(font, shown))
    options = subset.Options(hinting=False, retain_gids=True, notdef_outline=True, layout_features=[], name_IDs=[],
                             glyph_names=False, legacy_cmap=True, symbol_cmap=True, drop_tables=[],
                             recalc_bounds=False, recalc_timestamp=False)  # fmt: skip
    subsetter = subset.Subsetter(options)
    subsetter.populate(gids=[number for number in numbers if number < count])
    subsetter.subset(font)
    vars(font["head"]).update(created=0, modified=0)
    out = io.BytesIO()
    font.save(out, reorderTables=False)
    return out.getvalue()


def _by_tables(font: Any, shown: Shown) -> Iterator[int]:
    """The glyphs that codes of one byte may mean, by any table of the file."""
    wanted = set(_characters(shown))
    wanted |= {number | _SYMBOLS for number in shown.numbers} | shown.numbers
    if "cmap" not in font:
        yield from shown.numbers
        return
    for table in font["cmap"].tables:
        for code, glyph in table.cmap.items():
            if code in wanted:
                yield font.getGlyphID(glyph)


def _characters(shown: Shown) -> Iterator[int]:
    from fontTools.agl import AGL2UV

    for number in shown.numbers:
        for coding in ("cp1252", "mac_roman"):
            yield from map(ord, bytes([number]).decode(coding, "ignore"))
    for name in shown.names.values():
        if name in AGL2UV:
            yield AGL2UV[name]
        elif name.startswith("uni") and len(name) == 7:
            yield int(name[3:], 16)


def of_compact(data: bytes, shown: Shown) -> bytes:
    """Of a compact font (CFF), bare or in an OpenType file."""
    from fontTools.cffLib import CFFFontSet
    from fontTools.cffLib.transforms import desubroutinize
    from fontTools.ttLib import TTFont

    if data[:4] in _SFNT:
        return of_sfnt(data, shown)
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(data), None)
    (font,) = fonts
    order, keyed = font.charset, hasattr(font, "ROS")
    if keyed and tuple(font.ROS[:2]) not in {("Adobe", order) for order in ("Identity", "GB1", "CNS1", "Japan1")}:
        raise Unfit
    kept = set(_names(font, order, shown, keyed=keyed)) | {".notdef", order[0]}
    if not keyed and not all(is_plain_name(name) for name in kept.intersection(order)):
        raise Unfit
    desubroutinize(fonts)
    for name in order:
        if name not in kept:
            font.CharStrings[name].setProgram(["endchar"])
    if not keyed:
        _rename(font, kept)
    fonts.fontNames[:] = ["Letters"]
    for part in (font, *getattr(font, "FDArray", ())):
        for word in _WORDS:
            part.rawDict.pop(word, None)
            part.__dict__.pop(word, None)
        if "FontName" in part.rawDict:
            part.rawDict["FontName"] = "Letters"
            vars(part).update(FontName="Letters")
    out = io.BytesIO()
    fonts.compile(out, TTFont(recalcBBoxes=False), isCFF2=False)
    return out.getvalue()


def _rename(font: Any, kept: set[str]) -> None:
    """Leave the names of the letters kept, and number the others."""
    names = {name: name if name in kept else f"glyph{number:05d}" for number, name in enumerate(font.charset)}
    font.charset = [names[name] for name in font.charset]
    font.CharStrings.charStrings = {names[name]: place for name, place in font.CharStrings.charStrings.items()}
    if isinstance(getattr(font, "Encoding", None), list):
        font.Encoding = font.rawDict["Encoding"] = [name if name in kept else ".notdef" for name in font.Encoding]


def _names(font: Any, order: list[str], shown: Shown, *, keyed: bool) -> Iterable[str]:
    """The glyphs that the codes may mean."""
    if shown.are_wide:
        if keyed:
            return (f"cid{number:05d}" for number in shown.numbers)
        return (order[number] for number in shown.numbers if number < len(order))
    coding = getattr(font, "Encoding", "StandardEncoding")
    own = [coding[number] for number in shown.numbers if number < 256] if isinstance(coding, list) else []
    return [*own, *usual_names(shown), *shown.names.values()]


def usual_names(shown: Shown) -> list[str]:
    """The names that the letters shown have by the usual encodings."""
    from fontTools.agl import UV2AGL

    return [UV2AGL[character] for character in _characters(shown) if character in UV2AGL]
