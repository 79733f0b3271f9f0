"""Typefaces by what they look like: two from a wheel, more where Debian's packages are installed.

``WHEEL`` needs only the development requirements; ``DEBIAN`` needs ``fonts-noto-cjk fonts-wqy-zenhei
fonts-wqy-microhei fonts-arphic-ukai fonts-arphic-uming fonts-arphic-gbsn00lp fonts-arphic-gkai00mp``. The tier is
asked for, never found out: the same seed gives the same papers on every machine.
"""

import tempfile
from functools import lru_cache
from importlib import resources
from pathlib import Path

from PIL import ImageFont

SHARE = Path("/usr/share/fonts")
_FOLDER = tempfile.TemporaryDirectory(prefix="typefaces-")
_WHEEL = {"song": "NotoSerifSC-Regular.otf", "hei": "NotoSansSC-Regular.otf"}
_DEBIAN = {
    "song": ("truetype/arphic/uming.ttc", 0),
    "hei": ("truetype/wqy/wqy-zenhei.ttc", 0),
    "kai": ("truetype/arphic-gkai00mp/gkai00mp.ttf", 0),
    "fang": ("truetype/arphic-gbsn00lp/gbsn00lp.ttf", 0),
    "black": ("opentype/noto/NotoSansCJK-Bold.ttc", 2),
    "heavy song": ("opentype/noto/NotoSerifCJK-Bold.ttc", 2),
    "round": ("truetype/wqy/wqy-microhei.ttc", 0),
}
_INSTEAD = {"kai": "song", "fang": "song", "heavy song": "song", "black": "hei", "round": "hei"}


class Missing(RuntimeError):
    """A typeface of the asked tier is not installed."""


class Typefaces:
    """The faces of one tier, by name: song hei kai fang black "heavy song" round."""

    def __init__(self, tier: str) -> None:
        if tier not in ("wheel", "debian"):
            raise ValueError(tier)
        self.tier = tier

    def path(self, face: str) -> tuple[Path, int]:
        """File and number inside the file. Raises :class:`Missing` with the remedy."""
        if self.tier == "wheel":
            folder = Path(str(resources.files("pylopdf_fonts_zh_cn")))
            return folder / _WHEEL[_INSTEAD.get(face, face)], 0
        name, number = _DEBIAN[face]
        if not (SHARE / name).exists():
            raise Missing(f"{SHARE / name} is not installed: tools/corpus-tier installs the fonts of this tier")
        return SHARE / name, number

    def small(self, face: str) -> Path:
        """A font of its own with only the characters that stand in this package's sources: quick to embed."""
        return _reduced(*self.path(face))

    def sized(self, face: str, pixels: int) -> ImageFont.FreeTypeFont:
        return _sized(*self.path(face), max(pixels, 6))

    def for_text(self, face: str, text: str) -> str:
        """``face`` if it has all of ``text``, else one that has: old faces lack the rarer characters of names."""
        for candidate in (face, "song", "hei", "heavy song"):
            if set(text) - {" ", "　"} <= _characters(*self.path(candidate)):
                return candidate
        return face


@lru_cache(maxsize=256)
def _sized(path: Path, number: int, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, pixels, index=number, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=16)
def _reduced(path: Path, number: int) -> Path:
    from fontTools import subset

    text = "".join(source.read_text(encoding="utf-8") for source in Path(__file__).parent.glob("*.py"))
    options = subset.Options(font_number=number, layout_features=[], notdef_outline=True, drop_tables=["mort", "morx"])
    font = subset.load_font(str(path), options)
    maker = subset.Subsetter(options)
    maker.populate(text=text + "".join(map(chr, range(32, 127))))
    maker.subset(font)
    target = Path(_FOLDER.name) / f"{path.stem}-{number}{'.otf' if 'CFF ' in font else '.ttf'}"
    subset.save_font(font, str(target), options)
    return target


@lru_cache(maxsize=16)
def _characters(path: Path, number: int) -> frozenset[str]:
    from fontTools.ttLib import TTFont

    return frozenset(map(chr, TTFont(path, lazy=True, fontNumber=number).getBestCmap()))
