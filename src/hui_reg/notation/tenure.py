"""How long somebody has been in an occupation, as forms tell it: ``3年``, ``两年半``, ``18个月``, ``5年以上``."""

import re
from dataclasses import dataclass
from typing import Final

from hui_reg.notation.nothing import says_none

LONGEST: Final = 60
"""Years; what is longer is no tenure (``2019年`` is when it began)."""

_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
_NUMBER: Final = r"\d+(?:\.\d+)?|[零一二两三四五六七八九十]+"
_WRITTEN: Final = re.compile(
    rf"(?:已|满|已满)?(?:(?P<years>{_NUMBER})(?:周?年|$)(?P<half>半)?)?(?:零|又)?(?:(?P<months>{_NUMBER})个?月)?"
    r"(?P<more>多|余|有余|以上|及以上)?"
)

_HALF_A_YEAR: Final = re.compile(r"(?:已|满|已满)?半年(?:多|有?余|及?以上)?")


@dataclass(frozen=True)
class Tenure:
    """Full months, at least and at most (None: no upper bound is told)."""

    least: int
    most: int | None

    def reaches(self, years: int) -> bool | None:
        """Whether that many years are reached; None when the words leave it open."""
        if self.least >= 12 * years:
            return True
        return None if self.most is None or self.most >= 12 * years else False


def tenure(text: str) -> Tenure | None:
    """What the words mean; a bare number is years, 无 is none. None for what can't be told: ``近3年``, ``长期``."""
    if says_none(text):
        return Tenure(0, 0)
    solid = re.sub(r"\s", "", text.translate(_NARROW))
    if _HALF_A_YEAR.fullmatch(solid):
        return Tenure(6, None if solid[-1] in "多余上" else 6)
    found = _WRITTEN.fullmatch(solid)
    if found is None or not (found["years"] or found["months"]):
        return None
    years, months = _number(found["years"]), _number(found["months"])
    if years is None or months is None or years + months / 12 > LONGEST:
        return None
    least = int(years * 12 + months + (6 if found["half"] else 0))
    if found["more"]:
        return Tenure(least, None)
    to_the_month = found["months"] or found["half"] or "." in (found["years"] or "")
    return Tenure(least, least if to_the_month else least + 11)


_NARROW: Final = str.maketrans("０１２３４５６７８９．〇壹贰叁肆伍陆柒捌玖拾", "0123456789.零一二三四五六七八九十")


def _number(text: str | None) -> float | None:
    """``3``, ``2.5``, ``十二``, ``两``; 0 for nothing, None for what is no number (``三五``)."""
    if not text:
        return 0
    if text[0].isascii():
        return float(text)
    tens, ten, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return None
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0) if ten else _DIGITS[tens]
