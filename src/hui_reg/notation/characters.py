"""Characters that aren't what they look like: radicals that some fonts and producers write in place of ideographs.

Kangxi radicals and compatibility ideographs are folded by NFKC; the CJK Radicals Supplement (U+2E80 to U+2EF3) is not.
Source of the pairs: Unicode's property EquivalentUnifiedIdeograph, those whose ideograph is a word of its own.
"""

import re
import unicodedata
from typing import Final

_PAIRS: Final = (
    "⺁厂⺄乙⺇几⺊卜⺌小⺍小⺎兀⺏尣⺒巳⺓幺⺔彑⺕彐⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺢氺⺧牛⺩王⺪疋⺬示⺮竹⺱网⺵网⺶羊⺷羊⺸羊⺻聿⺼月"
    "⺽臼⻁虎⻃覀⻄西⻅见⻆角⻇角⻉贝⻊足⻋车⻑長⻒镸⻓长⻔门⻕阜⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟"
    "⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_SUPPLEMENT: Final = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_NO_ROOM: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_COMPATIBLE: Final = (("\u2e80", "\u2fdf"), ("\uf900", "\ufaff"), ("\U0002f800", "\U0002fa1f"))


def ordinary(text: str) -> str:
    """``text`` with radicals and compatibility ideographs as the ordinary characters, without those that take no room.

    Everything else stays. Chat programs and web pages leave zero-width characters inside numbers and names.
    """
    if text.isascii():
        return text
    return "".join(map(_ordinary, _NO_ROOM.sub("", text)))


def _ordinary(character: str) -> str:
    if not any(low <= character <= high for low, high in _COMPATIBLE):
        return character
    return _SUPPLEMENT.get(character) or unicodedata.normalize("NFKC", character)
