"""Who counts as the same person by name: the one place where names of people are folded for comparison.

A folded name is compared and never kept or shown. What is alike here is one name in two spellings; names that eyes
merely confuse (张伟, 张玮) stay two names, and each stage grades such nearness by what hangs on it.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final

from opencc import OpenCC
from rapidfuzz.distance import Levenshtein

DOTS: Final = "·•．.・‧∙⋅●ꞏ᛫ᆞ｡。"
"""What people type for the dot in names of minorities."""

_DOT: Final = re.compile(rf"[{re.escape(DOTS)}]")
_FORMERLY: Final = re.compile(r"[(\[【〔](?:曾用名|原名|又名|别名)[^()\[\]【】〔〕]*[)\]】〕]")
"""What brackets behind a name say of another that its bearer had."""
_JOINTS: Final = re.compile(r"[·-]")
_UNSEEN: Final = re.compile(
    r"[\s\u00ad\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]+"
)
"""White space, zero-width characters, marks of direction, variation selectors."""

_VARIANTS: Final = str.maketrans("髙靑眞徳淸戸冨寳兪卽尙増煕凞呉恵曽郞囯", "高青真德清户富宝俞即尚增熙熙吴惠曾郎国")
"""Printed variants of one character that OpenCC leaves as they are."""

_OWN_NAMES: Final = frozenset("乾於徵昇陞鉅谿祕榘")
"""Characters that OpenCC merges with others, though names are registered with them as they are: 张乾 is not 张干."""


def spelled(text: str) -> str:
    """Text in which names are looked for: one width, simplified, upper case, nothing unseen, one dot and one hyphen."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).translate(_VARIANTS)
    return _DOT.sub("·", "".join(map(_simplified, plain)).replace("‐", "-")).upper()


@lru_cache(maxsize=16384)
def key(name: str) -> str:
    """The form in which names are compared: ``阿依古丽．买买提`` and ``阿依古丽买买提`` have one key."""
    return _JOINTS.sub("", _FORMERLY.sub("", spelled(name)))


def same(one: str, other: str) -> bool:
    """Whether two spellings are of one name."""
    return key(one) == key(other)


def is_beyond_gb2312(character: str) -> bool:
    """Whether small dictionaries of OCR models and old input methods lack a character altogether.

    Another one then stands in its place, or none, so that a name with it may come in any shape.
    """
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def is_uncommon(character: str) -> bool:
    """Outside the 3,755 common characters, which GB 2312 files in its rows 16 to 55.

    OCR models have seen few of them and often read a common look-alike: 喆 is in GB 2312 and is read as 吉.
    """
    return is_beyond_gb2312(character) or not 0xB0 <= character.encode("gb2312")[0] <= 0xD7


def ordinary(first: str, second: str) -> str:
    """The second reading of a text, with the first one's character wherever that is only the ordinary form of it.

    A model that knows more characters likes to see old ones: 中學 where the smaller one read 中学.
    """
    forms = [
        [form if len(form := spelled(character)) == 1 else character for character in text] for text in (first, second)
    ]
    chosen = list(second)
    for block in Levenshtein.opcodes(*forms):
        for step in range(block.src_end - block.src_start if block.tag == "equal" else 0):
            one = first[block.src_start + step]
            if one == forms[0][block.src_start + step]:
                chosen[block.dest_start + step] = one
    return "".join(chosen)


def _form(character: str) -> str:
    folded = spelled(character)
    return folded if len(folded) == 1 else character


def simplified(text: str) -> str:
    """Text in the characters of today's print: for what is nobody's name, and is never written otherwise."""
    return "".join(map(_simplified, text))


@cache
def _simplified(character: str) -> str:
    """One character at a time: what surrounds a character never changes its form, so parts of names compare too."""
    if character in _OWN_NAMES:
        return character
    simplified: str = _simplifier().convert(character)
    return simplified


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")
