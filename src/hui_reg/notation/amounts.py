"""Amounts in Chinese capital figures (壹仟叁佰捌拾元整), as banks print them beside the digits."""

import re
import unicodedata
from decimal import Decimal

_DIGITS = {
    c: n
    for n, cs in enumerate(("零", "壹一", "贰二贰弍两", "叁三叄", "肆四", "伍五", "陆六", "柒七", "捌八", "玖九"))
    for c in cs
}
_TENS = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
_WHOLE = re.compile(r"(?P<yuan>[^元]+)元(?:(?P<jiao>.)角)?零?(?:(?P<fen>.)分)?整?")
_CENTS = re.compile(r"(?:(?P<jiao>.)角)?零?(?:(?P<fen>.)分)?整?")
_VARIANTS = str.maketrans(
    {"圆": "元", "圓": "元", "〇": "零", "正": "整", "貳": "贰", "參": "叁", "陸": "陆", "萬": "万", "億": "亿"}
)


def amount_in_words(text: str) -> Decimal | None:
    """The amount that capital figures name, in yuan and cents; None when they can't be read."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).translate(_VARIANTS)
    plain = re.sub(r"^(?:人民币|CNY|RMB)?(?:\(?大写\)?)?[::]?", "", plain)
    found = _WHOLE.fullmatch(plain) or (_CENTS.fullmatch(plain) if plain.strip("整") else None)
    if found is None:
        return None
    parts = found.groupdict()
    yuan = _integer(parts.get("yuan") or "零")
    jiao, fen = (_DIGITS.get(parts.get(name) or "零") for name in ("jiao", "fen"))
    if yuan is None or jiao is None or fen is None:
        return None
    return Decimal(yuan) + Decimal(jiao) / 10 + Decimal(fen) / 100


def _integer(text: str) -> int | None:
    """Sections of four digits, split by 亿 and 万."""
    total = 0
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        high, found, text = text.rpartition(name) if name in text else ("", "", text)
        if found:
            section = _integer(high) if name == "亿" else _section(high)
            if section is None:
                return None
            total += section * unit
    rest = _section(text)
    return None if rest is None else total + rest


def _section(text: str) -> int | None:
    """Up to 仟: ``壹仟叁佰捌拾`` is 1380; an empty one is 0."""
    total, digit = 0, None
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _TENS:
            total += (1 if digit is None else digit) * _TENS[character]
            digit = 0
        else:
            return None
    return total + (digit or 0)
