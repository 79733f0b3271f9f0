"""Amounts in words: ``壹仟叁佰捌拾元整``, ``壹万零贰拾元伍角`` to yuan."""

import re
from decimal import Decimal
from typing import Final

_DIGITS: Final = {numeral: value for value, numeral in enumerate("零壹贰叁肆伍陆柒捌玖")}
_DIGITS.update({numeral: value for value, numeral in enumerate("〇一二三四五六七八九")})
_DIGITS.update({"两": 2, "贰": 2, "弍": 2, "弐": 2, "参": 3, "叄": 3})
_UNITS: Final = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
_MYRIADS: Final = {"万": 10_000, "亿": 100_000_000}
_SHAPE = re.compile(r"(?:人民币)?(?P<yuan>[^元圆角分整正]+)[元圆](?:(?P<jiao>.)角)?(?:零?(?P<fen>.)分)?[整正]?")


def in_figures(words: str) -> Decimal | None:
    """The amount in yuan; None where the words aren't one."""
    match = _SHAPE.fullmatch(words.strip())
    if match is None:
        return None
    yuan = _whole(match["yuan"])
    small = [_DIGITS.get(match[part]) if match[part] else 0 for part in ("jiao", "fen")]
    if yuan is None or small[0] is None or small[1] is None:
        return None
    return Decimal(yuan) + Decimal(10 * small[0] + small[1]) / 100


def _whole(words: str) -> int | None:
    total = section = digit = 0
    for character in words:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _UNITS:
            section += (digit or 1) * _UNITS[character]
            digit = 0
        elif character in _MYRIADS:
            total = (
                (total + section + digit) * _MYRIADS[character]
                if character == "亿"
                else total + (section + digit) * _MYRIADS[character]
            )
            section = digit = 0
        else:
            return None
    return total + section + digit
