"""The one form in which words of papers, sheets and commands are compared: a label as a value."""

import re
import unicodedata
from typing import Final

_GAPS: Final = re.compile(r"[\s\u200b-\u200f\ufeff\ufffe\u00ad]+")


def fold(text: str) -> str:
    """NFKC without any white space."""
    return _GAPS.sub("", unicodedata.normalize("NFKC", text))
