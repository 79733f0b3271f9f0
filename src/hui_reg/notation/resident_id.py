"""The 18-digit citizen identity number (GB 11643): pure functions, no tables of areas.

The area code tells where the number was first issued, decades ago perhaps; an unknown one is never refused,
only the two-digit province is checked. 81/82/83 are residence permits of Hong Kong, Macao and Taiwan
residents, 9… the permanent residence card of foreigners.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from hui_reg.notation.provinces import PROVINCES

Sex = Literal["男", "女"]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_SHAPE = re.compile(r"[1-9]\d{16}[\dX]")
IN_TEXT: Final = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[\dXx](?![0-9A-Za-z])")
"""What may be such a number in running text, standing alone; whether it is one, :func:`is_valid` says."""
_OLD_SHAPE = re.compile(r"[1-9]\d{14}")
_PROVINCES = frozenset((*PROVINCES, "83"))
_SEPARATORS = re.compile(r"[\s.\-_·•,，、:：]+")

EARLIEST_BIRTH = date(1900, 1, 1)


@dataclass(frozen=True)
class ResidentId:
    """A well-formed number taken apart. ``number`` has an upper-case X."""

    number: str
    birth_date: date
    sex: Sex


def normalise(text: str) -> str:
    """Drop separators, fold full-width digits and ``x``: the form in which numbers are compared."""
    folded = text.translate({0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF38: "X", 0xFF58: "X"})
    return _SEPARATORS.sub("", folded).upper()


def check_digit(first17: str) -> str:
    """The check character of 17 digits (ISO 7064, MOD 11-2)."""
    return _CHECK_DIGITS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first17, strict=True)) % 11]


WRONG_CHECK_DIGIT: Final = "校验位不符"
"""All else of the number holds: what people mistype, and what is not read into a number that has no such fault."""


def problem(text: str) -> str | None:
    """Why ``text`` is no valid number, as a Chinese clause; None when it is one."""
    number = normalise(text)
    if _OLD_SHAPE.fullmatch(number):
        return "是已停用的15位旧号码"
    if not _SHAPE.fullmatch(number):
        return f"应为18位，实际为{len(number)}位" if len(number) != 18 else "含有不应出现的字符"
    if number[0] != "9" and number[:2] not in _PROVINCES:
        return "前两位不是省级代码"
    if _birth_date(number) is None:
        return "出生日期不存在"
    if check_digit(number[:17]) != number[17]:
        return WRONG_CHECK_DIGIT
    return None


def parse(text: str) -> ResidentId | None:
    """Take a number apart; None unless it is valid (see :func:`problem`)."""
    if problem(text) is not None:
        return None
    number = normalise(text)
    born = _birth_date(number)
    assert born is not None  # problem() has looked
    return ResidentId(number, born, "男" if int(number[16]) % 2 else "女")


def is_valid(text: str) -> bool:
    """Whether shape, province, birth date and check digit hold."""
    return problem(text) is None


def is_old_form(text: str, number: str) -> bool:
    """Whether a number of 15 digits is the one that its bearer had before this one of 18: papers of then print it."""
    number = normalise(number)
    return number[6:8] == "19" and normalise(text) == number[:6] + number[8:17]


def mask(text: str) -> str:
    """``350521********1234``: the only form in which a number may appear in logs, letters and lists."""
    return f"{text[:6]}{'*' * (len(text) - 10)}{text[-4:]}" if len(text) > 10 else "*" * len(text)


def age_on(born: date, day: date) -> int:
    """Full years of age on ``day``."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _birth_date(number: str) -> date | None:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born if born >= EARLIEST_BIRTH else None
