"""The constructions of ``joint`` whose trick lies in a font, in names, or in the numbers around them."""

import io
from functools import cache
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.misc import eexec
from fontTools.misc.psCharStrings import T1CharString
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables.DefaultTable import DefaultTable

from tests.pages.joint import MINE, MY_CARD, MY_WORD, OTHERS, THEIR_WORD, Joint, drawing, obj

_LETTERS = sorted(set(MINE + OTHERS))


@cache
def _font(*, compact: bool) -> tuple[bytes, bytes]:
    """A font whose every letter is a box of its own height, with the other's word wherever one can stand; and its
    compact table alone."""
    builder = FontBuilder(1000, isTTF=not compact)
    order = [".notdef", *_LETTERS, OTHERS]
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({ord(letter): letter for letter in _LETTERS})
    outlines = {}
    for place, name in enumerate(order):
        pen: Any = T2CharStringPen(600, None) if compact else TTGlyphPen(None)
        pen.moveTo((50, 0))
        for corner in ((50, 300 + 30 * place), (500, 300 + 30 * place), (500, 0)):
            pen.lineTo(corner)
        pen.closePath()
        outlines[name] = pen.getCharString() if compact else pen.glyph()
    words = {"familyName": OTHERS, "styleName": "Regular", "fullName": OTHERS, "copyright": OTHERS}
    if compact:
        builder.setupCFF(OTHERS, {"FullName": OTHERS, "Notice": OTHERS}, outlines, {})
    else:
        builder.setupGlyf(outlines)
    builder.setupHorizontalMetrics(dict.fromkeys(order, (600, 50)))
    builder.setupHorizontalHeader(ascent=900, descent=-200)
    builder.setupNameTable(words)
    builder.setupOS2()
    builder.setupPost()
    extra = DefaultTable("OTHW")
    extra.data = OTHERS.encode() * 3
    builder.font["OTHW"] = extra
    out = io.BytesIO()
    builder.font.save(out)
    return out.getvalue(), (builder.font.getTableData("CFF ") if compact else b"")


@cache
def type1(*, standard: bool = False) -> bytes:
    """A Type 1 font of the same boxes, with the other's word in the clear, between the enciphered outlines and as the
    name of one. ``standard``: without an encoding of its own."""
    entries = "".join(f"dup {ord(letter)} /{letter} put\n" for letter in [*_LETTERS])
    own = (
        "StandardEncoding def"
        if standard
        else f"256 array 0 1 255 {{1 index exch /.notdef put}} for\n{entries}readonly def"
    )
    clear = (
        f"%!PS-AdobeFont-1.0: {OTHERS}\n/FontInfo 1 dict dup begin /Notice ({OTHERS}) readonly def end readonly def\n"
        f"/FontName /{OTHERS} def /PaintType 0 def /FontType 1 def /FontMatrix [0.001 0 0 0.001 0 0] readonly def\n"
        f"/FontBBox {{0 0 1000 1000}} readonly def /Encoding {own}\ncurrentfile eexec\n"
    )
    secret = f"salt/{OTHERS} 1 def dup /Private 8 dict dup begin\n".encode()
    secret += b"/RD {string currentfile exch readstring pop} def\n"
    secret += b"/lenIV 4 def /Subrs 1 array\ndup 0 " + _charstring(["return"]) + b" NP\n/CharStrings 9 dict dup begin\n"
    for place, name in enumerate([".notdef", *_LETTERS, OTHERS]):
        box = ["hsbw", 0, 0, "rmoveto", 300 + 30 * place, "vlineto", 450, "hlineto", -300 - 30 * place, "vlineto"]
        secret += f"/{name} ".encode() + _charstring([50, 600, *box, "closepath", "endchar"]) + b" ND\n"
    whole = eexec.encrypt(secret + f"end % {OTHERS}\n".encode(), 55665)[0]
    return clear.encode() + whole + b"\n" + b"0" * 64 + b"\ncleartomark\n"


def _charstring(program: list[Any]) -> bytes:
    made = T1CharString(program=program)
    made.compile()
    code = eexec.encrypt(b"salt" + made.bytecode, 4330)[0]
    return f"{len(code)} RD ".encode() + code


def _number(letter: str) -> int:
    return 1 + _LETTERS.index(letter)


def _sheet(joint: Joint, program: str, data: bytes, **keys: Any) -> Any:
    return joint.writer._add_object(obj({
        "/Type": "/FontDescriptor", "/FontName": f"/{OTHERS}", "/Flags": 4, "/FontBBox": [0, -200, 1000, 900],
        "/ItalicAngle": 0, "/Ascent": 900, "/Descent": -200, "/CapHeight": 700, "/StemV": 80, "/FontFamily": OTHERS,
        "/CharSet": OTHERS, program: joint.stream(data, **keys),
    }))  # fmt: skip


def _table(joint: Joint, *, wide: bool, **more: str) -> Any:
    """A table of both people's characters, with the other's word in names and comments."""
    length = 4 if wide else 2
    codes = {letter: _number(letter) if wide else ord(letter) for letter in _LETTERS}
    pairs = [f"<{codes[letter]:0{length}X}> <{more.get(letter, letter).encode('utf-16-be').hex()}>" for letter in codes]
    spelled = "".join(f"{ord(letter):04X}" for letter in OTHERS)
    pairs.append(f"<{'7' * length}> <{spelled}>")
    return joint.stream(
        f"/CMapName /{OTHERS} def 1 begincodespacerange <{'0' * length}> <{'F' * length}> endcodespacerange\n"
        f"{len(pairs)} beginbfchar\n{chr(10).join(pairs)}\nendbfchar % {OTHERS}".encode()
    )


def _wide(joint: Joint, *, compact: bool, order: str = "Identity", **more: str) -> None:
    whole, bare = _font(compact=compact)
    program = ("/FontFile3", bare, {"Subtype": "/CIDFontType0C"}) if compact else ("/FontFile2", whole, {})
    below = obj({
        "/Type": "/Font", "/Subtype": "/CIDFontType0" if compact else "/CIDFontType2", "/BaseFont": f"/{OTHERS}",
        "/CIDSystemInfo": {"/Registry": "Adobe", "/Ordering": order, "/Supplement": 0, "/X": OTHERS}, "/DW": 600,
        "/FontDescriptor": _sheet(joint, program[0], program[1], **program[2]),
        **({} if compact else {"/CIDToGIDMap": "/Identity"}),
    })  # fmt: skip
    joint.add("/Font", "/F2", {
        "/Type": "/Font", "/Subtype": "/Type0", "/BaseFont": f"/{OTHERS}", "/Encoding": "/Identity-H",
        "/DescendantFonts": [joint.writer._add_object(below)], "/ToUnicode": _table(joint, wide=True, **more),
    })  # fmt: skip
    said = "".join(f"{_number(letter):04X}" for letter in MINE)
    theirs = "".join(f"{_number(letter):04X}" for letter in OTHERS)
    joint.drawn = MY_CARD + f"BT /F2 18 Tf 20 150 Td <{said}> Tj ET ".encode()
    joint.theirs += f"BT /F2 18 Tf 20 120 Td <{theirs}> Tj ET ".encode()


def _narrow(joint: Joint, *, compact: bool) -> None:
    whole, bare = _font(compact=compact)
    program = ("/FontFile3", bare, {"Subtype": "/Type1C"}) if compact else ("/FontFile2", whole, {})
    joint.add("/Font", "/F2", {
        "/Type": "/Font", "/Subtype": "/Type1" if compact else "/TrueType", "/BaseFont": f"/{OTHERS}",
        "/FirstChar": 65, "/LastChar": 90, "/Widths": [600] * 26, "/Encoding": "/WinAnsiEncoding",
        "/FontDescriptor": _sheet(joint, program[0], program[1], **program[2]), "/ToUnicode": _table(joint, wide=False),
    })  # fmt: skip
    joint.drawn = MY_CARD + MY_WORD.replace(b"/F1", b"/F2")
    joint.theirs += THEIR_WORD.replace(b"/F1", b"/F2").replace(b"150", b"120")


def _narrow_type1(joint: Joint, **made: bool) -> None:
    """The font's own encoding counts: the page names none."""
    joint.add("/Font", "/F2", {
        "/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": f"/{OTHERS}", "/FirstChar": 65, "/LastChar": 90,
        "/Widths": [600] * 26, "/FontDescriptor": _sheet(joint, "/FontFile", type1(**made), Length1=9, Length2=9),
        "/ToUnicode": _table(joint, wide=False),
    })  # fmt: skip
    joint.drawn = MY_CARD + MY_WORD.replace(b"/F1", b"/F2")
    joint.theirs += THEIR_WORD.replace(b"/F1", b"/F2").replace(b"150", b"120")


drawing("a Type 1 font of both people's letters", copied=True)(_narrow_type1)
drawing("a Type 1 font of the usual encoding", copied=True)(lambda joint: _narrow_type1(joint, standard=True))


drawing("a font file of both people's letters", copied=True)(lambda joint: _wide(joint, compact=False))
drawing("a compact font of both people's letters", copied=True)(lambda joint: _wide(joint, compact=True))
drawing("a simple font of both people's letters", copied=True)(lambda joint: _narrow(joint, compact=False))
drawing("a simple compact font of both people's letters", copied=True)(lambda joint: _narrow(joint, compact=True))


@drawing("a letter that says a word")
def _telling(joint: Joint) -> None:
    _wide(joint, compact=False, H=OTHERS)
    joint.drawn += f"BT /F2 18 Tf 20 175 Td <{_number('H'):04X}> Tj ET ".encode()


drawing("letters of a collection of nobody's")(lambda joint: _wide(joint, compact=False, order=OTHERS))


def _plain(name: str, *, copied: bool = False, **keys: Any) -> None:
    """A drawing whose font isn't embedded and carries something."""

    def build(joint: Joint) -> None:
        base = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
        joint.add("/Font", "/F2", base | {f"/{key}": value for key, value in keys.items()})
        joint.drawn = joint.drawn.replace(b"/F1", b"/F2")

    drawing(name, copied=copied)(build)


_USED = {"/Type": "/Encoding", "/Differences": [ord("M"), f"/{OTHERS}"]}
_UNUSED = {"/Type": "/Encoding", "/BaseEncoding": "/WinAnsiEncoding", "/Differences": [200, f"/{OTHERS}", 90, "/Z"]}
_plain("a glyph named like the other", Encoding=_USED)
_plain("an unused glyph named like the other", copied=True, Encoding=_UNUSED)
_plain("an encoding nobody knows", Encoding=f"/{OTHERS}")
_plain("a font named like the other", BaseFont=f"/{OTHERS}")
_plain("a subset named like the other", copied=True, BaseFont="/OTHERW+Helvetica")
_plain("words for widths", DW=OTHERS)


@drawing("resources named like the other", copied=True)
def _named(joint: Joint) -> None:
    for kind, name in (("/XObject", "/Mine"), ("/Font", "/F1")):
        joint.resources[kind][f"/{OTHERS}{name[1:]}"] = joint.resources[kind][name]
    joint.add("/ExtGState", f"/{OTHERS}", {"/LW": 1})
    drawn = joint.drawn.replace(b"/Mine", f"/{OTHERS}Mine".encode()).replace(b"/F1", f"/{OTHERS}F1".encode())
    joint.drawn = f"/{OTHERS} gs ".encode() + drawn


@drawing("a form with a name", copied=True)
def _named_form(joint: Joint) -> None:
    joint.add("/XObject", "/Form", joint.form(MY_CARD, Name=f"/{OTHERS}"))
    joint.drawn = b"/Form Do " + MY_WORD


def _state(name: str, **keys: Any) -> None:
    def build(joint: Joint) -> None:
        joint.add("/ExtGState", "/G0", {f"/{key}": value for key, value in keys.items()})
        joint.drawn = b"/G0 gs " + joint.drawn

    drawing(name)(build)


_state("words for a dash", D=[[3, OTHERS], 0])
_state("a word for a width", LW=OTHERS)


def _step(name: str, step: bytes) -> None:
    def build(joint: Joint) -> None:
        joint.drawn = step + joint.drawn

    drawing(name)(build)


_step("a name for an intent", b"/OTHERWORD ri ")
_step("a name for a colour", b"/OTHERWORD cs ")
_step("a name among numbers", b"[/OTHERWORD] 0 d ")


@drawing("a colour named like the other")
def _ink(joint: Joint) -> None:
    function = {"/FunctionType": 2, "/Domain": [0, 1], "/C0": [0, 0, 0], "/C1": [1, 0, 0], "/N": 1}
    joint.add("/ColorSpace", "/C0", ["/Separation", f"/{OTHERS}", "/DeviceRGB", function])
    joint.drawn += b"/C0 cs 1 scn 200 100 20 20 re f "


@drawing("a form in a font set outside")
def _outer(joint: Joint) -> None:
    joint.add("/XObject", "/Form", joint.form(b"BT 20 150 Td (MINEWORD) Tj ET "))
    joint.drawn = b"/F1 18 Tf /Form Do " + MY_CARD


@drawing("outlines, destinations, fields and reading order", copied=True)
def _tree(joint: Joint) -> None:
    joint.root |= {
        "/Dests": {f"/{OTHERS}": [0, "/Fit"]}, "/AcroForm": {"/Fields": [{"/FT": "/Tx", "/T": OTHERS, "/V": OTHERS}]},
        "/Names": {"/Dests": {"/Names": [OTHERS, [0, "/Fit"]]}}, "/Collection": {"/D": OTHERS},
        "/Outlines": {"/First": {"/Title": OTHERS}, "/Count": 1}, "/PieceInfo": {"/X": {"/Private": OTHERS}},
    }  # fmt: skip
    joint.page |= {"/StructParents": 0, "/Group": {"/S": "/Transparency", "/X": OTHERS}, "/ID": OTHERS}
