"""Names of people told apart, and recognised in the names of files and folders."""

import re
from enum import IntEnum
from functools import lru_cache
from typing import Final

from hui_reg.notation import surnames
from hui_reg.notation.names import DOTS, is_uncommon
from hui_reg.notation.names import key as name_key

_HAN: Final = r"\u3400-\u9fff\U00020000-\U0003ffff"
_HAN_NAME: Final = re.compile(rf"[{_HAN}]{{2,4}}")
_DOTTED_NAME: Final = re.compile(rf"[{_HAN}]{{2,12}}(·[{_HAN}]{{1,12}})+")


class Likeness(IntEnum):
    """How two folded names compare."""

    DIFFERENT = 0
    ONE_CHARACTER = 1
    """One common character differs, or the surname is lost: the same person only when much else agrees."""
    ONE_RARE_CHARACTER = 2
    """Equal length, one character differs and it is a rare one, which OCR models often don't know."""
    SAME = 3


@lru_cache(maxsize=8192)
def likeness(one: str, other: str) -> Likeness:
    """Compare two folded names."""
    if one == other:
        return Likeness.SAME
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= 2 and shorter == longer[1:]:
        return Likeness.ONE_CHARACTER
    if len(one) != len(other) or len(one) < 2:
        return Likeness.DIFFERENT
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if len(pairs) != 1:
        return Likeness.DIFFERENT
    return Likeness.ONE_RARE_CHARACTER if any(map(is_uncommon, pairs[0])) else Likeness.ONE_CHARACTER


def is_office(word: str) -> bool:
    """Whether a word that begins like a name ends like an office or a place: 金融办, 林业局, 高新区."""
    return len(word) > 2 and word[-1] in "局办站所院处镇乡街科室队会厂店部区县市村组"


def is_plausible(name: str) -> bool:
    """Whether a word from a file's or folder's name may well be a person's name: a surname and one to three more."""
    if _DOTTED_NAME.fullmatch(re.sub(rf"[{re.escape(DOTS)}]", "·", name)):
        return True
    folded = name_key(name)
    if not _HAN_NAME.fullmatch(folded):
        return False
    return folded.startswith(surnames.COMPOUND) or (len(folded) <= 3 and folded[0] in surnames.SINGLE)
