"""Text from outside, made safe to stand in a sheet, a page or a file name.

In a cell it stays text (never a formula) and loses what Excel refuses or misreads; as a file name it is valid on
Windows and stays inside its folder. Both are idempotent.
"""

import re
import unicodedata
from functools import lru_cache

CELL_LIMIT = 32_000
"""Excel holds 32,767 UTF-16 units a cell; characters outside the BMP count twice."""

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel would decode _x0041_ into A
_FORMULA_STARTS = tuple("=+-@\t|%")
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*#%&$\'`;{}\[\]^~!\s]+')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)", re.IGNORECASE)


@lru_cache(maxsize=8192)  # units, kinds and rules stand in thousands of cells
def clean(text: str, limit: int = CELL_LIMIT) -> str:
    """``text`` without characters that break a sheet, in at most ``limit`` UTF-16 units."""
    text = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    text = _ESCAPE.sub("＿", text)
    if len(text) * 2 > limit and len(text.encode("utf-16-le")) // 2 > limit:
        text = text.encode("utf-16-le")[: 2 * (limit - 1)].decode("utf-16-le", errors="ignore") + "…"
    return text


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet might take ``text`` for more than text when it is typed or pasted."""
    return text.startswith(_FORMULA_STARTS)


def file_name(text: str, limit: int = 60, fallback: str = "未命名") -> str:
    """``text`` as one path component that Windows, zip tools and hyperlinks take as it is.

    No separators, reserved characters, device names, dots or blanks at the ends; at most ``limit`` characters and
    180 bytes of UTF-8.
    """
    text = _UNPRINTABLE.sub("", unicodedata.normalize("NFC", text).replace("\n", " ").replace("\t", " "))
    text = _NOT_IN_NAMES.sub("_", text).strip(" ._")[:limit]
    text = text.encode("utf-8")[:180].decode("utf-8", errors="ignore").strip(" ._")
    if _DEVICES.fullmatch(text.split(".", 1)[0]):
        text = f"_{text}"
    return text or fallback
