"""The constructions of ``joint``: where the other person's card and word may hide."""

from typing import Any

from tests.pages.joint import (
    BLUE,
    MINE,
    MY_CARD,
    MY_WORD,
    OTHERS,
    RED,
    THEIR_CARD,
    THEIR_WORD,
    Joint,
    drawing,
    jpeg,
    obj,
    pixels,
)


def _simple(name: str, *, copied: bool = False, before: bytes = b"", after: bytes = b"") -> None:
    """A drawing that differs only in what is drawn before and after the owner's own."""

    def build(joint: Joint) -> None:
        joint.drawn = before + MY_CARD + MY_WORD + after

    drawing(name, copied=copied)(build)


_simple("shared resources", copied=True)
_simple("comment", copied=True, after=b"% OTHERWORD\n")
_simple("said in marked content", copied=True, after=b"/Span << /ActualText (OTHERWORD) >> BDC EMC ")
_simple("said at a point", copied=True, after=b"/P << /T (OTHERWORD) >> DP ")
_simple("white text", after=b"1 g BT /F1 18 Tf 160 150 Td (OTHERWORD) Tj ET ")
_simple("white text in the same line", after=b"1 g BT /F1 18 Tf 125 150 Td (OTHERWORD) Tj ET ")
_simple("invisible text", after=b"BT 3 Tr /F1 18 Tf 20 175 Td (OTHERWORD) Tj ET ")
_simple("clipping text", after=b"q BT 7 Tr /F1 18 Tf 20 175 Td (OTHERWORD) Tj ET Q ")
_simple("text beside the page", after=THEIR_WORD.replace(b"20 150", b"320 150"))
_simple("text running off the page", after=THEIR_WORD.replace(b"20 150", b"290 175").replace(b"(O", b"(   O"))
_simple("tiny text", after=THEIR_WORD.replace(b"18 Tf", b"0.01 Tf"))
_simple("text below the card", before=THEIR_WORD.replace(b"20 150", b"30 60"))
_simple("text below white", before=THEIR_WORD.replace(b"20 150", b"170 150") + b"1 g 0 140 300 40 re f 0 g ")
_simple("clipped text", after=b"q 0 0 5 5 re W n " + THEIR_WORD + b"Q ")
_simple("card below the card", before=THEIR_CARD)
_simple("card below white", before=THEIR_CARD + b"1 g 0 0 300 200 re f 0 g ")
_simple("half the card below white", before=b"q 90 0 0 60 200 20 cm /Theirs Do Q 1 g 195 15 100 70 re f 0 g ")
_simple("card beside the page", after=b"q 140 0 0 90 310 20 cm /Theirs Do Q ")
_simple("card clipped away", after=b"q 0 0 1 1 re W n " + THEIR_CARD + b"Q ")
_simple("card clipped by a circle", after=b"q 1 1 m 2 3 3 3 4 1 c h W n " + THEIR_CARD + b"Q ")
_simple("clip with no area", after=b"q 5 5 m W n " + THEIR_CARD + b"Q ")
_simple("a speck of a card", after=b"q 0.2 0 0 0.1 280 180 cm /Theirs Do Q ")
_simple("a card as a line", after=b"q 100 0 0 0 200 100 cm /Theirs Do Q ")
_simple("word for a colour", copied=False, after=b"(OTHERWORD) 0 g ")
_simple("unknown operator", after=b"(OTHERWORD) xyzzy ")
_simple("compatible section", after=b"BX (OTHERWORD) xx EX ")
_simple("a layer without a name", after=b"/OC /L0 BDC " + THEIR_WORD + b"EMC ")


@drawing("a form", copied=True)
def _form(joint: Joint) -> None:
    joint.add("/XObject", "/Form", joint.form(MY_CARD))
    joint.drawn = b"/Form Do " + MY_WORD


@drawing("a form in a form", copied=True)
def _nested(joint: Joint) -> None:
    joint.add("/XObject", "/In", joint.form(MY_CARD))
    joint.add("/XObject", "/Form", joint.form(b"/In Do ", Group={"/S": "/Transparency", "/X": OTHERS}))
    joint.drawn = b"/Form Do " + MY_WORD


@drawing("a form with the page's resources")
def _borrowing(joint: Joint) -> None:
    joint.add("/XObject", "/Form", joint.form(MY_CARD, Resources=None))
    joint.drawn = b"/Form Do " + MY_WORD


@drawing("a form with more in its box than shown")
def _boxed(joint: Joint) -> None:
    joint.add("/XObject", "/Form", joint.form(THEIR_CARD + THEIR_WORD, (290, 190, 300, 200)))
    joint.drawn += b"/Form Do "


@drawing("a form with metadata", copied=True)
def _described(joint: Joint) -> None:
    extra = {"PieceInfo": {"/X": {"/Private": OTHERS}}, "Metadata": joint.stream(OTHERS.encode())}
    joint.add("/XObject", "/Form", joint.form(MY_CARD, **extra))
    joint.drawn = b"/Form Do " + MY_WORD


@drawing("a form that draws the other as well, far away")
def _far(joint: Joint) -> None:
    joint.add("/XObject", "/Form", joint.form(MY_CARD + b"1 0 0 1 900 0 cm " + THEIR_CARD, (0, 0, 2000, 200)))
    joint.drawn = b"/Form Do " + MY_WORD


@drawing("an inline picture")
def _inline(joint: Joint) -> None:
    data = pixels(BLUE, (16, 10)).tobytes()
    joint.drawn += b"q 20 0 0 12 310 50 cm BI /W 16 /H 10 /BPC 8 /CS /RGB ID " + data + b" EI Q "


@drawing("an inline picture with more rows")
def _inline_rows(joint: Joint) -> None:
    data = pixels(RED, (16, 10)).tobytes() + pixels(BLUE, (16, 10)).tobytes()
    joint.drawn += b"q 20 0 0 12 200 50 cm BI /W 16 /H 10 /BPC 8 /CS /RGB ID " + data + b" EI Q "


@drawing("a pattern with the card in it")
def _tiled(joint: Joint) -> None:
    resources = joint.shared()
    tile = joint.stream(b"1 0 0 rg 0 0 5 5 re f q 20 0 0 20 50 50 cm /Theirs Do Q ", Type="/Pattern", PatternType=1,
                        PaintType=1, TilingType=1, BBox=[0, 0, 10, 10], XStep=10, YStep=10,
                        Resources=resources)  # fmt: skip
    joint.add("/Pattern", "/P0", tile)
    joint.drawn += b"/Pattern cs /P0 scn 200 100 50 50 re f 0 g "


@drawing("an unused pattern", copied=True)
def _unused(joint: Joint) -> None:
    joint.add("/Pattern", "/P0", joint.stream(THEIR_CARD, PatternType=1, Resources=joint.shared()))


@drawing("a shading with metadata")
def _shaded(joint: Joint) -> None:
    function = {"/FunctionType": 2, "/Domain": [0, 1], "/C0": [1, 0, 0], "/C1": [1, 1, 0], "/N": 1, "/X": OTHERS}
    joint.add("/Shading", "/S0", {"/ShadingType": 2, "/ColorSpace": "/DeviceRGB", "/Coords": [200, 0, 280, 0],
                                  "/Function": function, "/Private": joint.stream(jpeg(BLUE))})  # fmt: skip
    joint.drawn += b"q 200 100 50 50 re W n /S0 sh Q "


def _state(name: str, drawn: bytes, **keys: Any) -> None:
    def build(joint: Joint) -> None:
        mask = {"/S": "/Luminosity", "/G": joint.form(b"0 g 0 0 300 200 re f ", Group={"/S": "/Transparency"})}
        filled = {key: mask if value == "mask" else value for key, value in keys.items()}
        joint.add("/ExtGState", "/G0", {f"/{key}": value for key, value in filled.items()})
        joint.drawn += b"q /G0 gs " + drawn + b"Q "

    drawing(name)(build)


_FREE_CARD = b"q 90 0 0 60 200 20 cm /Theirs Do Q "
_state("no opacity", _FREE_CARD, ca=0.0, CA=0.0)
_state("text of no opacity", THEIR_WORD.replace(b"20 150", b"160 150"), ca=0.0)
_state("a mask that hides", _FREE_CARD, SMask="mask")
_state("multiplied away", b"0 g 190 10 105 80 re f " + _FREE_CARD, BM="/Multiply")


@drawing("a mask made of the other's card")
def _mask_of(joint: Joint) -> None:
    mask = {"/S": "/Luminosity", "/G": joint.form(THEIR_CARD, Group={"/S": "/Transparency", "/CS": "/DeviceGray"})}
    joint.add("/ExtGState", "/G0", {"/SMask": mask})
    joint.drawn = b"q /G0 gs 1 0 0 rg 0 0 1 1 re f Q " + joint.drawn


@drawing("a state with more in it", copied=True)
def _more(joint: Joint) -> None:
    joint.add("/ExtGState", "/G0", {"/LW": 2, "/X": OTHERS, "/HT": joint.stream(jpeg(BLUE))})
    joint.drawn = b"/G0 gs " + joint.drawn


@drawing("a sheet of both, cropped")
def _cropped(joint: Joint) -> None:
    joint.page |= {"/MediaBox": [0, 0, 600, 200], "/CropBox": [0, 0, 300, 200]}
    joint.drawn += b"1 0 0 1 300 0 cm " + THEIR_CARD + THEIR_WORD


@drawing("a sheet of both, turned and cropped")
def _turned(joint: Joint) -> None:
    joint.page |= {"/MediaBox": [0, 0, 600, 200], "/CropBox": [0, 0, 300, 200], "/Rotate": 180}
    joint.drawn += b"1 0 0 1 300 0 cm " + THEIR_CARD


@drawing("outlines beside the page")
def _outlines(joint: Joint) -> None:
    joint.drawn += b"0 0 1 rg 400 100 m 420 120 430 80 440 100 c f 0 g "


def _fonts(name: str, *, copied: bool = False, shared: bool = False, **keys: Any) -> None:
    """A drawing whose font carries something; ``shared``: both pages use it."""

    def build(joint: Joint) -> None:
        filled = {f"/{key}": value(joint) if callable(value) else value for key, value in keys.items()}
        base = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
        joint.add("/Font", "/F1" if shared else "/F2", base | filled)
        joint.drawn = joint.drawn if shared else joint.drawn.replace(b"/F1", b"/F2")

    drawing(name, copied=copied)(build)


def _table(joint: Joint) -> Any:
    pairs = "\n".join(f"<{ord(char):02X}> <{ord(char):04X}>" for char in dict.fromkeys(MINE + OTHERS))
    span = "1 begincodespacerange <00> <FF> endcodespacerange"
    return joint.stream(f"/CMapName /{OTHERS} def {span}\n9 beginbfchar\n{pairs}\nendbfchar\n% {OTHERS}".encode())


_fonts("a font with more in it", copied=True, X=OTHERS, Private=lambda j: j.stream(jpeg(BLUE)))
_fonts("a table of both people's characters", shared=True, ToUnicode=_table)
_fonts("a descriptor with more in it", copied=True,
       FontDescriptor={"/Type": "/FontDescriptor", "/FontName": "/Helvetica", "/Flags": 32, "/CharSet": OTHERS,
                       "/ItalicAngle": 0, "/Ascent": 718, "/Descent": -207, "/X": OTHERS})  # fmt: skip


@drawing("letters that are drawings")
def _type3(joint: Joint) -> None:
    procedures = {"/M": joint.stream(b"500 0 d0 0 0 400 400 re f"), "/O": joint.stream(b"500 0 d0 " + THEIR_CARD)}
    joint.add("/Font", "/F3", {"/Type": "/Font", "/Subtype": "/Type3", "/FontBBox": [0, 0, 500, 500],
                               "/FontMatrix": [0.001, 0, 0, 0.001, 0, 0], "/CharProcs": procedures, "/FirstChar": 77,
                               "/Encoding": {"/Differences": [77, "/M", 78, "/O"]}, "/LastChar": 78,
                               "/Widths": [500, 500], "/Resources": joint.shared()})  # fmt: skip
    joint.drawn += b"BT /F3 20 Tf 200 150 Td (M) Tj ET "


def _annotated(name: str, *, copied: bool = False, appears: bytes = b"", **keys: Any) -> None:
    def build(joint: Joint) -> None:
        item = {"/Type": "/Annot", "/Rect": [200, 20, 280, 80]} | {f"/{key}": value for key, value in keys.items()}
        if appears:
            item["/AP"] = {"/N": joint.form(appears)}
        joint.page["/Annots"] = [obj(item)]

    drawing(name, copied=copied)(build)


_annotated("a hidden stamp", Subtype="/Stamp", F=2, Contents=OTHERS, appears=THEIR_CARD)
_annotated("a note that only prints", Subtype="/FreeText", F=34, Contents=OTHERS, DA=b"/F1 9 Tf", appears=THEIR_WORD)
_annotated("a note's window", copied=True, Subtype="/Popup", Contents=OTHERS, F=2)
_annotated("a file on the page", Subtype="/FileAttachment", F=2, Contents=OTHERS, appears=THEIR_CARD)
_annotated("a link with a note", copied=True, Subtype="/Link", Contents=OTHERS,
           A={"/S": "/URI", "/URI": b"https://www.chsi.com.cn/", "/X": OTHERS})  # fmt: skip
_annotated("a link off the page", copied=True, Subtype="/Link", Rect=[400, 20, 480, 80],
           A={"/S": "/URI", "/URI": b"https://example.org/OTHERWORD"})  # fmt: skip
_annotated("a field", Subtype="/Widget", FT="/Tx", F=2, T=OTHERS, V=OTHERS, appears=THEIR_WORD)


@drawing("a thumbnail and more of the page", copied=True)
def _thumbnail(joint: Joint) -> None:
    joint.page |= {
        "/Thumb": joint.resources["/XObject"]["/Theirs"], "/PieceInfo": {"/X": {"/Private": OTHERS}}, "/Tabs": "/S",
        "/Metadata": joint.stream(OTHERS.encode()), "/AA": {"/O": {"/S": "/JavaScript", "/JS": OTHERS}},
    }  # fmt: skip


@drawing("all that hangs on the file", copied=True)
def _root(joint: Joint) -> None:
    tree = {"/S": "/Document", "/Alt": OTHERS, "/ActualText": OTHERS}
    joint.root |= {
        "/StructTreeRoot": {"/Type": "/StructTreeRoot", "/K": tree}, "/Metadata": joint.stream(OTHERS.encode()),
        "/Names": {"/JavaScript": {"/Names": [OTHERS, {"/S": "/JavaScript", "/JS": OTHERS}]}},
        "/PageLabels": {"/Nums": [0, {"/P": OTHERS}]}, "/Lang": OTHERS, "/OpenAction": {"/S": "/URI", "/URI": OTHERS},
    }  # fmt: skip
    joint.writer.add_attachment(f"{OTHERS}.jpg", jpeg(BLUE))
    joint.writer.add_metadata({"/Author": OTHERS, "/Title": OTHERS})


@drawing("a layer that is switched off")
def _layer(joint: Joint) -> None:
    layer = joint.add("/Properties", "/L0", {"/Type": "/OCG", "/Name": OTHERS})
    joint.root |= {"/OCProperties": {"/OCGs": [layer], "/D": {"/OFF": [layer], "/Order": [layer]}}}
    joint.drawn += b"/OC /L0 BDC " + THEIR_WORD.replace(b"20 150", b"160 150") + b"EMC "
