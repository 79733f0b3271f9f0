"""How dates, lists, clauses and numbers of a notice are written in sentences."""

from collections.abc import Iterable
from datetime import date


def day(value: date) -> str:
    """``2024年7月5日``."""
    return f"{value.year}年{value.month}月{value.day}日"


def listed(words: Iterable[object], none: str = "无") -> str:
    return "、".join(map(str, words)) or none


def clause(text: str) -> str:
    return f"依据：{text}"


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10_000 else f"{value:g}"
