"""The elements, attributes and values of a Word document that a copy may have: what is on these lists, nothing else."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def named(words: str, apart: str | None = None) -> frozenset[str]:
    """A set of words, written one after the other."""
    return frozenset(words.split(apart))


ELEMENTS: Final = named(
    """
    document body p r t tab br cr noBreakHyphen softHyphen sym tbl tr tc hdr ftr pPr rPr tblPr trPr tcPr
    sectPr tblGrid gridCol pStyle rStyle tblStyle keepNext keepLines pageBreakBefore widowControl numPr ilvl
    numId pBdr shd tabs snapToGrid spacing ind contextualSpacing mirrorIndents jc textAlignment textDirection
    outlineLvl wordWrap kinsoku topLinePunct overflowPunct autoSpaceDE autoSpaceDN adjustRightInd rFonts b bCs
    i iCs caps smallCaps strike dstrike outline color w kern position sz szCs highlight u bdr vertAlign em rtl
    cs tblW tblInd tblBorders tblLayout tblCellMar tblLook tblCellSpacing tblOverlap tblStyleRowBandSize
    tblStyleColBandSize top left bottom right start end insideH insideV between bar tl2br tr2bl cantSplit
    trHeight tblHeader gridBefore gridAfter wBefore wAfter tcW gridSpan vMerge hMerge tcBorders noWrap tcMar
    vAlign tcFitText pgSz pgMar pgBorders cols col docGrid type titlePg headerReference footerReference
    pgNumType pPrDefault rPrDefault docDefaults basedOn tblStylePr numbering abstractNum num abstractNumId
    multiLevelType lvl numFmt lvlText lvlJc suff lvlOverride startOverride pgNum lang
    """
)
OF_STYLES: Final = named(
    """
    basedOn pPr rPr tblPr trPr tcPr tblStylePr
    """
)
_ATTRIBUTES: Final = named(
    """
    val color fill sz space type w h orient top right bottom left header footer gutter start end hanging
    firstLine before after line lineRule beforeLines afterLines firstLineChars leftChars rightChars
    hangingChars startChars endChars beforeAutospacing afterAutospacing hRule linePitch charSpace num
    equalWidth pos leader ascii hAnsi eastAsia cs hint char font firstRow lastRow firstColumn lastColumn
    noHBand noVBand ilvl numId abstractNumId default fmt
    """
)
_FONTS_OF: Final = named(
    """
    ascii hAnsi eastAsia cs font
    """
)
FONTS: Final = named(
    "宋体|SimSun|新宋体|NSimSun|黑体|SimHei|仿宋|FangSong|仿宋_GB2312|FangSong_GB2312|楷体|"
    "KaiTi|楷体_GB2312|KaiTi_GB2312|微软雅黑|等线|DengXian|方正小标宋简体|方正仿宋简体|方正黑体简体|方正楷体简体|"
    "华文仿宋|华文中宋|华文楷体|华文宋体|华文细黑|隶书|幼圆|Arial|Calibri|Cambria|Tahoma|Verdana|"
    "Georgia|Wingdings|Webdings|Symbol|Microsoft YaHei|等线 Light|Times New Roman|"
    "Courier New|Arial Unicode MS|MS Gothic|MS Mincho|Segoe UI Symbol|"
    "Segoe UI Emoji|Wingdings 2|Wingdings 3",
    "|",
)
_WORDS: Final = named(
    """
    zh-CN en-US
    auto none nil single thick double dotted dashed dash dotDash dotDotDash wave triple hairline dashSmallGap
    thinThickSmallGap thickThinSmallGap thinThickMediumGap thickThinMediumGap inset outset words left right
    center both start end distribute top bottom baseline mediumKashida clear solid pct5 pct10 pct15 pct20
    pct25 pct50 restart continue dxa pct fixed autofit exact atLeast portrait landscape nextPage continuous
    evenPage oddPage nextColumn even odd first lines linesAndChars snapToChars eastAsia default cs page column
    textWrapping superscript subscript lrTb tbRl btLr tbRlV lrTbV num tab nothing space decimal bullet
    lowerLetter upperLetter lowerRoman upperRoman chineseCounting chineseCountingThousand
    chineseLegalSimplified ideographTraditional ideographZodiac ideographDigital japaneseCounting
    decimalEnclosedCircle decimalEnclosedCircleChinese decimalZero singleLevel multilevel hybridMultilevel
    paragraph character table numbering dot hyphen underscore middleDot firstRow lastRow firstCol lastCol
    band1Vert band2Vert band1Horz band2Horz neCell nwCell seCell swCell wholeTable black blue cyan green
    magenta red yellow white darkBlue darkCyan darkGreen darkMagenta darkRed darkYellow darkGray lightGray
    never overlap ascii hAnsi true false on off
    """
)
_NUMBER: Final = re.compile(r"-?\d{1,6}(?:\.\d{1,2})?(?:pt|%)?")
_COLOUR: Final = re.compile(r"[0-9A-Fa-f]{6}")
_SYMBOL: Final = re.compile(r"[0-9A-Fa-f]{4}")
_LEVEL: Final = re.compile(r"[%\d.,;:()\[\]（）、．。：第章节条款项·●■◆▲○□◇△★☆➢✓√\-—\uf000-\uf0ff ]{0,8}")
_SAYS_DIGITS: Final = re.compile(r"(?<!%)\d")


class Unfit(Exception):
    """Something of it can't be made anew, or can't be seen."""


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def local(element: Any) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rsplit("}", 1)[-1]


def attributes(source: Any) -> Iterator[tuple[str, str]]:
    """The attributes of Word's own that may be kept, with values that say nothing but how it looks."""
    name = local(source)
    for key, value in source.attrib.items():
        space, _, own = str(key).lstrip("{").rpartition("}")
        if space == W and own in _ATTRIBUTES and _may_stay(name, own, str(value)):
            yield own, str(value)


def _may_stay(element: str, key: str, value: str) -> bool:
    if key in _FONTS_OF and element in ("rFonts", "sym"):
        return value in FONTS
    if element == "lvlText":
        return bool(_LEVEL.fullmatch(value)) and not _SAYS_DIGITS.search(value)
    if element == "sym":
        return key == "char" and bool(_SYMBOL.fullmatch(value))
    if key in ("color", "fill") or element == "color":
        return value == "auto" or bool(_COLOUR.fullmatch(value))
    return value in _WORDS or bool(_NUMBER.fullmatch(value))


def say(element: Any, text: str) -> None:
    """Put text in, without characters that nobody sees."""
    shown = "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Cc", "Co", "Cn", "Cs"))
    element.text = shown
    if shown != shown.strip():
        element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
