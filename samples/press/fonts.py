"""Two typefaces with the characters of Chinese names, out of a package, never from the machine.

``HEI`` is Noto Sans SC and ``SONG`` Noto Serif SC (SIL OFL 1.1), both in the wheel ``pylopdf-fonts-zh-cn``.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from PIL import ImageFont

HEI = "NotoSansSC-Regular.otf"
SONG = "NotoSerifSC-Regular.otf"
PACKAGE = "pylopdf_fonts_zh_cn"
REMEDY = "pip install -r requirements-dev.lock (or: make samples)"


def path_of(face: str) -> Path:
    """Where a typeface lies. Raises :class:`FileNotFoundError` with the remedy when the package is missing."""
    try:
        folder = resources.files(PACKAGE)
    except ModuleNotFoundError as error:
        raise FileNotFoundError(f"the typefaces of the samples are not installed: {REMEDY}") from error
    return Path(str(folder / face))


@lru_cache(maxsize=64)
def sized(face: str, pixels: int) -> ImageFont.FreeTypeFont:
    """A typeface for drawing into pictures."""
    return ImageFont.truetype(path_of(face), pixels, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=2)
def _outlines(face: str) -> TTFont:
    return TTFont(path_of(face), lazy=True)


def characters(face: str) -> set[str]:
    """Every character a typeface can draw."""
    return set(map(chr, _outlines(face).getBestCmap()))


@lru_cache(maxsize=2)
def _glyphs(face: str) -> Mapping[str, Any]:
    return _outlines(face).getGlyphSet()


@lru_cache(maxsize=4096)
def _glyph(face: str, name: str) -> Glyph:
    """One outline with quadratic curves: slow to convert, and the same characters come back in every document."""
    pen = TTGlyphPen(None)
    _glyphs(face)[name].draw(Cu2QuPen(pen, max_err=3.0, reverse_direction=True))
    return pen.glyph()


def true_type(face: str, characters: Iterable[str], target: Path, suffix: str) -> None:
    """Write a TrueType font of just these characters, its name ending in ``suffix``.

    The PDF writer embeds no CFF outlines, hence the conversion.
    """
    source = _outlines(face)
    cmap, metrics = source.getBestCmap(), source["hmtx"].metrics
    wanted = {code: cmap[code] for code in sorted({ord(c) for c in characters} | {32}) if code in cmap}
    order = [".notdef", *dict.fromkeys(wanted.values())]
    builder = FontBuilder(source["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(wanted)
    drawn = {name: _glyph(face, name) for name in order}
    builder.setupGlyf(drawn)
    builder.setupHorizontalMetrics({name: metrics[name] for name in order})
    builder.setupHorizontalHeader(ascent=source["hhea"].ascent, descent=source["hhea"].descent)
    name = f"{Path(face).stem}-{suffix}"
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name})
    builder.setupOS2(sTypoAscender=source["hhea"].ascent, sTypoDescender=source["hhea"].descent)
    builder.setupPost()
    builder.updateHead(created=3_600_000_000, modified=3_600_000_000)
    builder.font.recalcTimestamp = False
    builder.save(target)
