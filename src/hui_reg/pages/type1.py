"""The outlines of some letters of a Type 1 font, as a compact font: its enciphered words stay behind.

The program is not run: of its text only the encoding, the outlines and the pieces that they are made of are looked
for. Raises :class:`Unfit` and whatever broken fonts lead fontTools to.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hui_reg.pages import outlines
from hui_reg.pages.outlines import Shown, is_plain_name
from hui_reg.pages.painting import Unfit

_LARGEST: Final = 4_000_000
_EEXEC, _CHARSTRING = 55665, 4330
"""Keys of the two ciphers, by Adobe Type 1 Font Format."""
_MATRIX: Final = re.compile(rb"/FontMatrix\s*\[([-+.\deE\s]*)\]")
_USUAL: Final = [0.001, 0, 0, 0.001, 0, 0]
"""A thousandth of an em, upright."""
_ENTRY: Final = re.compile(rb"dup\s+(\d{1,3})\s*/([^\s/{}\[\]()<>%]+)\s+put")
_START: Final = re.compile(rb"(?:/(?P<name>[^\s/{}\[\]()<>%]+)|dup\s+(?P<number>\d+))\s+(?P<size>\d+)\s+(?:RD|-\|)\s")
_SALT: Final = re.compile(rb"/lenIV\s+(\d+)")
_MOST_GLYPHS: Final = 20_000


def of_type1(data: bytes, shown: Shown) -> bytes:
    """A bare compact font (CFF) of the letters shown, with the font's own encoding of their codes."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.t2CharStringPen import T2CharStringPen

    if len(data) > _LARGEST or shown.are_wide:
        raise Unfit
    clear, secret = _halves(data)
    matrix = _MATRIX.search(clear)
    if matrix is None or [float(number) for number in matrix[1].split()] != _USUAL:
        raise Unfit
    glyphs, encoding = _glyphs(secret), _encoding(clear)
    own = {number: encoding[number] for number in shown.numbers if number in encoding}
    wanted = {*own.values(), *outlines.usual_names(shown), *shown.names.values()}
    order = [".notdef", *sorted(wanted & glyphs.keys() - {".notdef"})]
    if not all(is_plain_name(name) for name in order):
        raise Unfit
    drawn = {}
    for name in order:
        pen = T2CharStringPen(None, glyphs)
        if name in glyphs:
            glyphs[name].draw(pen)
        drawn[name] = pen.getCharString()
        drawn[name].program.insert(0, getattr(glyphs.get(name), "width", 0))  # known once it is drawn
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder(order)
    builder.setupCFF("Letters", {}, drawn, {})
    (font,) = builder.font["CFF "].cff
    font.Encoding = [own[code] if own.get(code) in drawn else ".notdef" for code in range(256)]
    made: bytes = builder.font.getTableData("CFF ")
    return made


def _halves(data: bytes) -> tuple[bytes, bytes]:
    """The text in the clear, and the deciphered rest."""
    from fontTools.misc import eexec

    clear, _, rest = data.partition(b"eexec")
    for start in (rest.lstrip(b" \t\r\n"), rest[1:], rest[2:]):  # how much white stands before it, writers differ
        plain, _ = eexec.decrypt(start, _EEXEC)
        if b"/CharStrings" in plain:
            return clear, plain
    raise Unfit


def _glyphs(secret: bytes) -> dict[str, Any]:
    """The outlines by the letters' names, each with the pieces that it may call."""
    from fontTools.misc.psCharStrings import T1CharString

    found = _SALT.search(secret)
    salt = int(found[1]) if found else 4
    pieces: dict[int, Any] = {}
    glyphs: dict[str, Any] = {}
    for name, number, code in _programs(secret):
        made = T1CharString(code[salt:], subrs=pieces)
        if name:
            glyphs[name] = made
        elif not glyphs:
            pieces[number] = made
    if not glyphs:
        raise Unfit
    return glyphs


def _programs(secret: bytes) -> Iterator[tuple[str, int, bytes]]:
    """Every charstring, deciphered: a letter's with its name, a piece with its number."""
    from fontTools.misc import eexec

    at = 0
    for _ in range(_MOST_GLYPHS):
        start = _START.search(secret, at)
        if start is None:
            return
        at = start.end() + int(start["size"])
        code, _ = eexec.decrypt(secret[start.end() : at], _CHARSTRING)
        yield (start["name"] or b"").decode("latin-1"), int(start["number"] or 0), code
    raise Unfit


def _encoding(clear: bytes) -> Mapping[int, str]:
    """The font's own names for codes."""
    from fontTools.encodings.StandardEncoding import StandardEncoding

    if re.search(rb"/Encoding\s+StandardEncoding", clear):
        return dict(enumerate(StandardEncoding))
    return {int(code): name.decode("latin-1") for code, name in _ENTRY.findall(clear) if int(code) < 256}
