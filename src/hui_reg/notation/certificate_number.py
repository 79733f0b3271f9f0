"""The number of a diploma and what it says about itself: school, class, year, level.

Colleges: 5 digits school, 1 class, 4 year, 2 level, then a serial number, 17 or 18 digits together. Self-taught
examinations (自考): 17 digits beginning with 6, of which only that is relied on. Secondary diplomas have no
national rule.
"""

import re
from dataclasses import dataclass

from hui_reg.notation.resident_id import normalise

CLASSES = {"1": "普通", "5": "成人", "7": "网络", "6": "自考"}
"""The sixth digit; 6 stands here for a number of the self-taught kind."""

CLASS_WORDS = {
    "普通": ("普通",),
    "成人": ("成人", "开放"),
    "网络": ("网络", "开放"),
    "自考": ("自考", "自学考试"),
}
"""Words of ``school_class`` and ``education_category`` that go with each class."""

LEVELS = {"01": "博士", "02": "硕士", "04": "本科", "05": "本科", "06": "大专"}
"""Digits eleven and twelve; 04 is a second bachelor's degree."""

NUMBERED_FROM = 2001
"""The year of the first graduates whose certificates are registered electronically: from then on the rule holds."""

_SHAPE = re.compile(r"\d{17,18}")
_SELF_TAUGHT = re.compile(r"6\d{16}")


@dataclass(frozen=True)
class CertificateNumber:
    """A number taken apart; ``year`` and ``level`` are None for the self-taught kind."""

    number: str
    school_class: str | None
    year: int | None
    level: str | None


def parse(text: str) -> CertificateNumber | None:
    """Take a college certificate's number apart; None when it is not of either shape."""
    number = normalise(text)
    if _SELF_TAUGHT.fullmatch(number):
        return CertificateNumber(number, CLASSES["6"], None, None)
    if not _SHAPE.fullmatch(number):
        return None
    return CertificateNumber(number, _class_of(number[5]), int(number[6:10]), LEVELS.get(number[10:12]))


def is_class(number_class: str, words: str) -> bool | None:
    """Whether a class of the number goes with the words on the document; None when the words name no class."""
    named = {name for name, known in CLASS_WORDS.items() if any(word in words for word in known)}
    return number_class in named if named else None


def _class_of(digit: str) -> str | None:
    return CLASSES.get(digit) if digit != "6" else None
